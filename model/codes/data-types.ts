/**
 * Data types as sources name them, in words for people, and the part of the chart each belongs to.
 * SS-MIX2 standardized storage: names of the guideline's table of data types (Ver.1.2g). FHIR: names of resource types (R4).
 */

import type { Area } from '../api/common.ts'
import { meaningOf } from './meaning.ts'

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
  FHIR: type('other', 'FHIR（Bundle・単一リソース）', 'FHIR bundles and single resources'),
  CDA: type('documents', 'CDA 文書', 'CDA documents'),
  CSV: type('other', '部門システムの表・文書', 'tables and documents of departmental systems'),
  Patient: type('demographics', '患者', 'patients'),
  RelatedPerson: type('demographics', '関係者', 'related persons'),
  Person: type('demographics', '人物', 'persons'),
  Coverage: type('demographics', '保険', 'insurance coverage'),
  Consent: type('documents', '同意', 'consents'),
  Encounter: type('encounters', '受診・入院', 'visits and stays'),
  EpisodeOfCare: type('encounters', '診療エピソード', 'episodes of care'),
  Appointment: type('encounters', '予約', 'appointments'),
  Location: type('encounters', '場所', 'places'),
  AllergyIntolerance: type('allergies', 'アレルギー・不耐', 'allergies and intolerances'),
  Flag: type('allergies', '注意事項', 'alerts'),
  AdverseEvent: type('allergies', '有害事象', 'adverse events'),
  Condition: type('problems', '病名・問題', 'problems'),
  FamilyMemberHistory: type('problems', '家族歴', 'family history'),
  ClinicalImpression: type('problems', '臨床評価', 'clinical impressions'),
  RiskAssessment: type('problems', 'リスク評価', 'risk assessments'),
  DetectedIssue: type('problems', '検出された問題', 'detected issues'),
  Goal: type('problems', '目標', 'goals'),
  CarePlan: type('problems', 'ケア計画', 'care plans'),
  CareTeam: type('encounters', 'ケアチーム', 'care teams'),
  Medication: type('medications', '薬剤', 'medicines'),
  MedicationRequest: type('medications', '処方・注射オーダ', 'medication orders'),
  MedicationStatement: type('medications', '服薬状況', 'medication statements'),
  MedicationAdministration: type('medications', '投薬実施', 'medicines given'),
  MedicationDispense: type('medications', '調剤', 'medicines dispensed'),
  Immunization: type('medications', '予防接種', 'immunizations'),
  Observation: type('labs', '検査・観察結果', 'observations'),
  DiagnosticReport: type('labs', '検査報告', 'diagnostic reports'),
  Specimen: type('labs', '検体', 'specimens'),
  QuestionnaireResponse: type('documents', '問診・質問票', 'questionnaire responses'),
  Composition: type('documents', '文書', 'documents'),
  DocumentReference: type('documents', '文書', 'documents'),
  Binary: type('documents', '文書の中身', 'document contents'),
  Media: type('images', '画像・動画', 'photographs and videos'),
  ImagingStudy: type('images', '画像検査', 'imaging studies'),
  BodyStructure: type('images', '身体部位', 'body structures'),
  ServiceRequest: type('orders', 'オーダ', 'orders'),
  NutritionOrder: type('orders', '食事オーダ', 'diet orders'),
  DeviceRequest: type('orders', '機器オーダ', 'device orders'),
  Task: type('orders', '作業', 'tasks'),
  Procedure: type('orders', '手術・処置', 'procedures'),
  Device: type('other', '機器', 'devices'),
  DeviceUseStatement: type('other', '機器の使用', 'device use'),
  List: type('other', '一覧', 'lists'),
  Practitioner: type('other', '職員', 'staff'),
  PractitionerRole: type('other', '職員の役割', 'roles of staff'),
  Organization: type('other', '組織', 'organizations'),
  Endpoint: type('other', '接続先', 'endpoints'),
  Provenance: type('other', '来歴', 'provenance'),
  Claim: type('other', '請求', 'claims'),
  ClaimResponse: type('other', '請求の回答', 'claim responses'),
  ExplanationOfBenefit: type('other', '給付明細', 'explanations of benefit'),
}

/** SS-MIX2 extended storage folders: `local^name^system^code^name^system`. Vital signs carry this code (NHO). */
const VITALS = /\bL-OBSERVATIONS\b|バイタル|温度板|熱型|経過表/
const EXTENDED = /\^/

/** The data type's part of the chart and its names; an unknown type is `other` under its own name. */
export function dataTypeOf(name: string): DataType {
  const known = meaningOf(DATA_TYPES, name)
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
