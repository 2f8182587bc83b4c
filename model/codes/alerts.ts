/**
 * Warnings of a source (FHIR R4 Flag), which stand in the read model as observations whose value is the words made here; and which items
 * say whether a patient is to be resuscitated. Used to pick rows, never to judge them.
 */
/** FHIR R4 flag-status that say something of the warning; one in error is void, whatever it says. */
const STANDINGS: Readonly<Record<string, string>> = {
  active: '有効 / active',
  inactive: '無効 / inactive',
}
const UNTIL = /（until (.+) まで）$/

/**
 * Whether a warning holds, in the words of both languages: the value of its observation.
 * @param status FHIR R4 flag-status; one of another kind stands as it came
 * @param until end of its period as written, '' = none
 */
export function alertValue(status: string, until: string): string {
  const standing = Object.hasOwn(STANDINGS, status) ? (STANDINGS[status] ?? status) : status
  return until === '' ? standing : `${standing}（until ${until} まで）`
}

export interface AlertStanding {
  readonly isActive: boolean
  /** As written, '' = none. */
  readonly until: string
}

/** What a value made by `alertValue` says; null for every other value. */
export function alertStanding(value: string): AlertStanding | null {
  const until = UNTIL.exec(value)
  const standing = until === null ? value : value.slice(0, until.index)
  if (!Object.values(STANDINGS).includes(standing)) return null
  return { isActive: standing === STANDINGS.active, until: until?.[1] ?? '' }
}

/** SNOMED CT Resuscitation status; LOINC Cardiopulmonary resuscitation orders, Thoughts on resuscitation (CPR). */
const CODES: ReadonlySet<string> = new Set(['304251008', '100822-6', '81329-5'])
const ABBREVIATIONS = /\b(DNAR|DNR|DNACPR)\b/i
const ENGLISH =
  /code status|resuscitation (status|orders?|preference|code)|thoughts on resuscitation|(not|no) (attempt |for )?(cardiopulmonary )?resuscitat/
/** 蘇生 alone may be one that was done. */
const JAPANESE =
  /蘇生.{0,6}(区分|方針|指示|希望|意思|意向|可否|適応|有無|不要|拒否|行わ|しない)|蘇生コード/

/** Whether an item says if the patient is to be resuscitated. */
export function isResuscitationStatus(codes: readonly string[], name: string): boolean {
  if (codes.some((code) => CODES.has(code))) return true
  const plain = name.normalize('NFKC')
  return (
    ABBREVIATIONS.test(plain) ||
    ENGLISH.test(plain.toLowerCase()) ||
    JAPANESE.test(plain.replaceAll(/\s/g, ''))
  )
}
