/** What kind of document a type code or its words mean. */
import { DOCUMENT_CATEGORY_WORDS } from '../../../model/codes/chart-words.ts'
import { meaningOf } from '../../../model/codes/meaning.ts'
import { DOCUMENT_CATEGORY } from '../../../model/codes/sansho-systems.ts'
import type { DocumentCategory } from '../../../model/records/documents.ts'
import type { Coded } from '../../../model/records/values.ts'
import { byObject } from './by-object.ts'
import { type Json, list, str } from './json.ts'

/** LOINC document codes. */
const BY_CODE: Readonly<Record<string, DocumentCategory>> = {
  '18842-5': 'discharge-summary',
  '11506-3': 'progress-note',
  '34109-9': 'progress-note',
  '34117-2': 'progress-note',
  '34131-3': 'progress-note',
  '51847-2': 'progress-note',
  '34746-8': 'nursing-record',
  '34119-8': 'nursing-record',
  '11504-8': 'operation-note',
  '57133-1': 'referral',
  '18761-7': 'referral',
  '57852-6': 'referral',
  '18748-4': 'imaging-report',
  '11526-1': 'pathology-report',
  '59284-0': 'consent',
}
const BY_WORD: readonly (readonly [RegExp, DocumentCategory])[] = [
  [/退院.{0,4}サマリ|退院時要約|discharge summary/i, 'discharge-summary'],
  [/診療情報提供書|紹介状|referral/i, 'referral'],
  [/麻酔|an(a)?esthesia/i, 'anesthesia-record'],
  [/手術|operative|operation note/i, 'operation-note'],
  [/看護|nursing/i, 'nursing-record'],
  [/経過記録|progress note|SOAP/i, 'progress-note'],
  [/病理|pathology/i, 'pathology-report'],
  [/読影|画像診断|imaging|radiology/i, 'imaging-report'],
  [/同意|consent/i, 'consent'],
  [/体温表|温度板|熱型/, 'temperature-chart'],
]

export const categoryOfDocument = byObject((type: Coded): DocumentCategory => {
  for (const { code } of type.codings) {
    const category = meaningOf(BY_CODE, code)
    if (category !== undefined) return category
  }
  return BY_WORD.find(([word]) => word.test(type.display))?.[1] ?? 'other'
})

/** What this product called the document when it handed the chart over; null = it did not. */
export function handedOverAs(resource: Json): DocumentCategory | null {
  return ownCategory(list(resource.category))
}

const ownCategory = byObject((categories: readonly Json[]): DocumentCategory | null => {
  const codings = categories.flatMap(({ coding }) => list(coding))
  const own = str(codings.find(({ system }) => system === DOCUMENT_CATEGORY)?.code)
  return Object.hasOwn(DOCUMENT_CATEGORY_WORDS, own) ? (own as DocumentCategory) : null
})
