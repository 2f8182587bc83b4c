import { meaningOf } from './meaning.ts'

/**
 * Events of the day that medicines are taken by: HL7 v3 TimingEvent, FHIR R4 EventTiming. The Latin codes (ACM, PCV) are read by no
 * clinician; the words stand beside them, in both languages, as the source's own words for a rhythm do.
 */
const WORDS: Readonly<Record<string, string>> = {
  AC: '食前 before meal',
  ACM: '朝食前 before breakfast',
  ACD: '昼食前 before lunch',
  ACV: '夕食前 before dinner',
  IC: '食間 between meals',
  ICM: '朝食と昼食の間 between breakfast and lunch',
  ICD: '昼食と夕食の間 between lunch and dinner',
  ICV: '夕食後から就寝まで between dinner and sleep',
  PC: '食後 after meal',
  PCM: '朝食後 after breakfast',
  PCD: '昼食後 after lunch',
  PCV: '夕食後 after dinner',
  C: '食事時 with meal',
  CM: '朝食時 with breakfast',
  CD: '昼食時 with lunch',
  CV: '夕食時 with dinner',
  HS: '就寝前 before sleep',
  WAKE: '起床時 upon waking',
  MORN: '朝 morning',
  'MORN.early': '早朝 early morning',
  'MORN.late': '午前遅く late morning',
  NOON: '正午 noon',
  AFT: '午後 afternoon',
  'AFT.early': '午後早く early afternoon',
  'AFT.late': '午後遅く late afternoon',
  EVE: '夕方 evening',
  'EVE.early': '夕方早く early evening',
  'EVE.late': '夕方遅く late evening',
  NIGHT: '夜 night',
  PHS: '入眠後 after sleep began',
}

/** The event in words, with its code; the code alone where it is of no table. */
export function timingEventInWords(code: string): string {
  const words = meaningOf(WORDS, code)
  return words === undefined ? code : `${words} ${code}`
}
