/**
 * Data types as sources name them, in words for people, and the part of the chart each belongs to.
 * SS-MIX2 standardized storage: names of the guideline's table of data types (Ver.1.2g).
 */
import type { Area } from '../api/common.ts'

export interface DataType {
  readonly area: Area
  readonly ja: string
  readonly en: string
}

const type = (area: Area, ja: string, en: string): DataType => ({ area, ja, en })

export const DATA_TYPES: Readonly<Record<string, DataType>> = {
  'ADT-00': type('demographics', '患者基本情報', 'patient demographics'),
  'ADT-01': type('encounters', '担当医の変更', 'change of attending doctor'),
  'ADT-12': type('encounters', '外来診察の受付', 'outpatient visit'),
  'ADT-21': type('encounters', '入院予定', 'planned admission'),
  'ADT-22': type('encounters', '入院実施', 'admission'),
  'ADT-31': type('encounters', '外出泊実施', 'leave of absence'),
  'ADT-32': type('encounters', '外出泊帰院実施', 'return from leave'),
  'ADT-41': type('encounters', '転科・転棟予定', 'planned transfer'),
  'ADT-42': type('encounters', '転科・転棟実施', 'transfer'),
  'ADT-51': type('encounters', '退院予定', 'planned discharge'),
  'ADT-52': type('encounters', '退院実施', 'discharge'),
  'ADT-61': type('allergies', 'アレルギー情報', 'allergies'),
  'PPR-01': type('problems', '病名', 'problems'),
  OMD: type('orders', '食事オーダ', 'diet orders'),
  'OMP-01': type('medications', '処方オーダ', 'prescriptions'),
  'OMP-11': type('medications', '処方実施通知', 'prescriptions given'),
  'OMP-02': type('medications', '注射オーダ', 'injection orders'),
  'OMP-12': type('medications', '注射実施通知', 'injections given'),
  'OML-01': type('orders', '検体検査オーダ', 'laboratory orders'),
  'OML-11': type('labs', '検体検査結果', 'laboratory results'),
  'OMG-01': type('orders', '放射線検査オーダ', 'radiology orders'),
  'OMG-11': type('orders', '放射線検査の実施', 'radiology examinations done'),
  'OMG-02': type('orders', '内視鏡検査オーダ', 'endoscopy orders'),
  'OMG-12': type('orders', '内視鏡検査の実施', 'endoscopies done'),
  'OMG-03': type('orders', '生理検査オーダ', 'physiology orders'),
  'OMG-13': type('labs', '生理検査結果', 'physiology results'),
  DICOM: type('images', '画像', 'images'),
}

/** SS-MIX2 extended storage folders: `local^name^system^code^name^system`. Vital signs carry this code (NHO). */
const VITALS = /\bL-OBSERVATIONS\b|バイタル|温度板|熱型|経過表/
const EXTENDED = /\^/

/** The data type's part of the chart and its names; an unknown type is `other` under its own name. */
export function dataTypeOf(name: string): DataType {
  const known = DATA_TYPES[name]
  if (known !== undefined) return known
  if (name === '') return type('other', '種別不明', 'unknown kind')
  if (VITALS.test(name)) return type('vitals', shortName(name), shortName(name))
  return type(EXTENDED.test(name) ? 'documents' : 'other', shortName(name), shortName(name))
}

/** The name inside an extended storage folder's code: `^経過記録^^11506-3^経過記録^LN` → `経過記録`. */
function shortName(name: string): string {
  const [, local = '', , , standard = ''] = name.split('^')
  return local || standard || name
}
