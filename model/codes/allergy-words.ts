/** Words for the codes of an allergy in FHIR R4; what a source writes otherwise stands as it came. */
import type { WordTable } from './word.ts'

/** FHIR R4 allergy-intolerance-category. */
export const ALLERGY_CATEGORY_WORDS: WordTable = {
  food: { ja: '食品', en: 'food' },
  medication: { ja: '薬剤', en: 'medication' },
  environment: { ja: '環境', en: 'environment' },
  biologic: { ja: '生物学的製剤', en: 'biologic' },
}

/** FHIR R4 reaction-event-severity, and allergy-intolerance-criticality, which is what may happen and not what did. */
export const ALLERGY_SEVERITY_WORDS: WordTable = {
  mild: { ja: '軽度', en: 'mild' },
  moderate: { ja: '中等度', en: 'moderate' },
  severe: { ja: '重度', en: 'severe' },
  low: { ja: '危険度 低', en: 'criticality low' },
  high: { ja: '危険度 高', en: 'criticality high' },
  'unable-to-assess': { ja: '危険度 判定できず', en: 'criticality not assessable' },
}

/** FHIR R4 allergyintolerance-clinical, by code and by the name that HL7 gives it. */
export const ALLERGY_STATUS_WORDS: WordTable = {
  active: { ja: '有効', en: 'active' },
  Active: { ja: '有効', en: 'active' },
  inactive: { ja: '資料では活動なし', en: 'inactive by the source' },
  Inactive: { ja: '資料では活動なし', en: 'inactive by the source' },
  resolved: { ja: '資料では解消', en: 'resolved by the source' },
  Resolved: { ja: '資料では解消', en: 'resolved by the source' },
}

/** Whether the source says that the allergy is over: it is told all the same, behind those that stand. */
export function isPastAllergyStatus(status: string): boolean {
  return ['inactive', 'resolved'].includes(status.toLowerCase())
}

/** Whether a status says no more than that the allergy stands. */
export function isPlainAllergyStatus(status: string): boolean {
  return ['', 'active'].includes(status.toLowerCase())
}
