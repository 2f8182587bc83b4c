/** Words of SS-MIX2 → words of FHIR R4 for the same, as the demo hospital writes both. */

export const WARDS: Readonly<Record<string, string>> = {
  '3E': '３東病棟',
  '3W': '３西病棟',
  '4E': '４東病棟',
  '4W': '４西病棟',
  '5A': '５Ａ病棟',
  '5B': '５Ｂ病棟',
  ICU: 'ＩＣＵ',
}
/** LOINC of FHIR R4's vital signs profiles, by JLAC10. */
export const VITAL_SIGNS: Readonly<Record<string, string>> = {
  '9P300000000000001': '8867-4',
  '9P200000000000001': '9279-1',
  '9P100000000000001': '8310-5',
  '9A761000000000001': '8462-4',
  '9A751000000000001': '8480-6',
  '3H065000000000001': '2708-6',
  '9N006000000000001': '29463-7',
}
/** HL7 v2.5 table 0322, and FHIR R4 medication-admin-status. */
export const GIVEN: Readonly<Record<string, string>> = {
  CP: 'completed',
  NA: 'not-done',
  RE: 'not-done',
  PA: 'stopped',
}
/** HL7 v2.5 table 0085 → FHIR R4 observation-status. */
export const RESULT_STATUS: Readonly<Record<string, string>> = {
  F: 'final',
  P: 'preliminary',
  C: 'corrected',
}
/** HL7 v2.5 table 0119 → FHIR R4 medicationrequest-status, which tells what became of an order, too. */
export const ORDER_STATUS: Readonly<Record<string, readonly string[]>> = {
  NW: ['active', 'completed'],
  CA: ['cancelled'],
}
export const SEVERITIES: Readonly<Record<string, string>> = {
  軽度: 'mild',
  中等度: 'moderate',
  重度: 'severe',
}
export const ALLERGY_CATEGORIES: Readonly<Record<string, string>> = {
  薬剤アレルギー: 'medication',
  食物アレルギー: 'food',
  環境アレルギー: 'environment',
}
export const ROUTES: Readonly<Record<string, string>> = { 静脈内: 'IV', 皮下: 'SC', 筋肉内: 'IM' }
