/**
 * Warnings of a source (FHIR R4 Flag) and advance directives, which stand in the read model as observations; and which items say whether a
 * patient is to be resuscitated. Used to pick rows, never to judge them.
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
  return withEnd(standing, until)
}

/** What is said, with until when it holds: an observation has no field for that. @param until as written, '' = none */
export function withEnd(said: string, until: string): string {
  return until === '' ? said : `${said}（until ${until} まで）`
}

/** What `withEnd` put together; `until` is '' where no end stands. */
export function endOf(value: string): { readonly said: string; readonly until: string } {
  const until = UNTIL.exec(value)
  return until === null
    ? { said: value, until: '' }
    : { said: value.slice(0, until.index), until: until[1] ?? '' }
}

export interface AlertStanding {
  readonly isActive: boolean
  /** As written, '' = none. */
  readonly until: string
}

/** What a value made by `alertValue` says; null for every other value. */
export function alertStanding(value: string): AlertStanding | null {
  const { said, until } = endOf(value)
  if (!Object.values(STANDINGS).includes(said)) return null
  return { isActive: said === STANDINGS.active, until }
}

export type Codings = readonly (readonly [code: string, name: string, system: string])[]

/**
 * SNOMED CT Resuscitation status and its findings; LOINC Cardiopulmonary resuscitation orders with their answers, Thoughts on resuscitation
 * (CPR), DNR, DNAR or AND order is in place; HL7 consent category codes.
 */
const CODES: ReadonlySet<string> = new Set([
  '304251008',
  '304252001',
  '304253006',
  '450475007',
  '450476008',
  '143021000119109',
  '100822-6',
  'LA33470-8',
  'LA33471-6',
  '81329-5',
  '81351-9',
  'dnr',
])
/** ICD-10-CM Z66 Do not resuscitate; in a hospital's own system the same letters may be anything. */
const OF_ICD_10 = 'Z66'
const ICD_10 = /icd-?10|^I10/i
const ABBREVIATIONS = /\b(DNAR|DNACPR)\b/i
/** Of a regimen it is daunorubicin. */
const DNR = /\bDNR\b/i
const OF_A_REGIMEN =
  /ara-?c\b|シタラビン|ダウノルビシン|エノシタビン|\bBHAC\b|療法|レジメン|化学|抗がん|抗癌|寛解|cytarabine|daunorubicin|regimen|chemo|induction|血中濃度|\d ?mg/i
const ENGLISH =
  /code status|resuscitation (status|orders?|preference|code)|thoughts on resuscitation|(not|no) (for |attempt |for attempted )?(cardiopulmonary )?resuscitat/
/** 蘇生 alone may be one that was done. */
const JAPANESE =
  /蘇生.{0,6}(区分|方針|指示|希望|意思|意向|可否|適応|有無|不要|拒否|行わ|しない)|蘇生コード/
/** As an order that forbids something is named (FHIR R4 doNotPerform). */
const FORBIDDEN = /doNotPerform.*(\bcpr\b|resuscit|蘇生)/i

/** Whether an item says if the patient is to be resuscitated. */
export function isResuscitationStatus(codings: Codings, name: string): boolean {
  const isCoded = codings.some(
    ([code, , system]) => CODES.has(code) || (code === OF_ICD_10 && ICD_10.test(system)),
  )
  if (isCoded) return true
  const plain = name.normalize('NFKC')
  return (
    ABBREVIATIONS.test(plain) ||
    (DNR.test(plain) && !OF_A_REGIMEN.test(plain)) ||
    ENGLISH.test(plain.toLowerCase()) ||
    JAPANESE.test(plain.replaceAll(/\s/g, '')) ||
    FORBIDDEN.test(plain)
  )
}

/** LOINC Advance directives: what directives of documents and consents stand under. */
export const ADVANCE_DIRECTIVES = '42348-3'
/** LOINC Advance directive, Advance directive status. */
const DIRECTIVES: ReadonlySet<string> = new Set([ADVANCE_DIRECTIVES, '75320-2', '75278-2'])
const DIRECTIVE_WORDS =
  /事前指示|事前要望|リビング.?ウィル|尊厳死|advance directive|living will|\bPOLST\b/i

/** Whether an item is what the patient decided beforehand. */
export function isAdvanceDirective(codings: Codings, name: string): boolean {
  return (
    codings.some(([code]) => DIRECTIVES.has(code)) || DIRECTIVE_WORDS.test(name.normalize('NFKC'))
  )
}
