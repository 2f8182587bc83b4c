/**
 * What raw FHIR R4 says, as the chart API should answer it: read by another way than the loader's, from FHIR's own pages
 * (hl7.org/fhir/R4). Numbers are their spelling in the file (JSON.parse source text access), times are told in Japan by Intl.
 */

// biome-ignore lint/suspicious/noExplicitAny: raw data of unknown shape
export type Raw = Record<string, any>

/** Names that the chart may call a coded value: any of the source's own. */
type Names = readonly string[]

export interface RawFact {
  /** `jp_clinosim_A Observation/123`. */
  readonly where: string
  readonly kind: string
  /** The reference to the patient. */
  readonly subject: string
  /** The part of the chart that must hold it, and the list in it. */
  readonly part: string
  readonly list: string
  readonly says: Readonly<Record<string, string | boolean | Names>>
}

/** A resource with each number as it is written. */
export function rawOf(text: string): Raw {
  const keep = (_: string, value: unknown, context?: { source: string }) =>
    typeof value === 'number' ? context?.source : value
  return JSON.parse(text, keep as (key: string, value: unknown) => unknown) as Raw
}

export function factsIn(raw: Raw, set: string): RawFact[] {
  const subject = raw.subject?.reference ?? raw.patient?.reference ?? ''
  const base = { where: `${set} ${raw.resourceType}/${raw.id}`, subject }
  return (READERS[raw.resourceType]?.(raw) ?? []).map((fact) => ({ ...base, ...fact }))
}

type Own = Omit<RawFact, 'where' | 'subject'>

const READERS: Readonly<Record<string, (raw: Raw) => Own[]>> = {
  Observation: observation,
  MedicationRequest: (raw) =>
    raw.intent !== 'order' ||
    raw.doNotPerform === true ||
    namesOf(raw.medicationCodeableConcept).length === 0
      ? []
      : [
          fact('order', 'medications', 'orders', {
            drug: namesOf(raw.medicationCodeableConcept),
            dose: raw.dosageInstruction?.[0]?.doseAndRate?.[0]?.doseQuantity?.value ?? '',
            control: raw.status,
            ...timed('ordered', raw.authoredOn),
          }),
        ],
  MedicationAdministration: (raw) => [
    fact('given', 'medications', 'administrations', {
      drug: namesOf(raw.medicationCodeableConcept),
      amount: amountOf(raw.dosage?.dose),
      status: raw.status,
      ...timed('start', raw.effectiveDateTime ?? raw.effectivePeriod?.start),
    }),
  ],
  Immunization: (raw) => [
    fact('given', 'medications', 'administrations', {
      drug: namesOf(raw.vaccineCode),
      amount: amountOf(raw.doseQuantity),
      status: raw.status,
      ...timed('start', raw.occurrenceDateTime),
    }),
  ],
  Condition: (raw) => [
    fact('problem', 'problems', 'problems', {
      name: namesOf(raw.code).map((name: string) => name + particularsOf(raw)),
      suspected: ['provisional', 'differential', 'unconfirmed'].includes(
        raw.verificationStatus?.coding?.[0]?.code,
      ),
      ...timed('onset', raw.onsetDateTime),
      ...timed('ended', raw.abatementDateTime),
    }),
  ],
  AllergyIntolerance: (raw) =>
    isNone(raw)
      ? []
      : [
          fact('allergy', 'problems', 'allergies', {
            substance: namesOf(raw.code),
            ...timed('reported', raw.recordedDate),
          }),
        ],
  Procedure: (raw) => [
    fact('procedure', 'problems', 'procedures', {
      name: namesOf(raw.code),
      status: raw.status,
      ...timed('start', raw.performedDateTime ?? raw.performedPeriod?.start),
      ...timed('end', raw.performedPeriod?.end),
    }),
  ],
  Encounter: (raw) =>
    ['finished', 'in-progress'].includes(raw.status) && raw.partOf === undefined
      ? [
          fact('encounter', 'summary', 'encounters', {
            class: raw.class.code === 'IMP' ? 'inpatient' : 'outpatient',
            startWall: wallOf(raw.period?.start),
          }),
        ]
      : [],
  DocumentReference: (raw) => [
    fact('document', 'documents', 'documents', {
      type: namesOf(raw.type),
      status: [raw.status, raw.docStatus].filter(Boolean).join(' / '),
      ...timed('document', raw.date),
    }),
  ],
}

function fact(kind: string, part: string, list: string, says: RawFact['says']): Own {
  return { kind, part, list, says }
}

/** SNOMED CT: no known allergy, of any kind. */
function isNone({ code }: Raw): boolean {
  const none = ['716186003', '409137002', '429625007', '428607008', '428197003']
  return (code?.coding ?? []).some((coding: Raw) => none.includes(coding.code))
}

/** A result for the value, and one for each component that has one. */
function observation(raw: Raw): Own[] {
  const codes = (raw.category ?? []).flatMap((each: Raw) =>
    (each.coding ?? []).map((coding: Raw) => coding.code),
  )
  const isVital = codes.includes('vital-signs')
  if (!isVital && !codes.includes('laboratory')) return []
  const when = raw.effectiveDateTime ?? raw.effectivePeriod?.start
  const parts: Raw[] = [raw, ...(raw.component ?? [])]
  return parts.flatMap((part) => {
    const value = valueIn(part)
    if (value === null || when === undefined) return []
    const said = {
      name: namesOf(part.code),
      ...value,
      flag: part.interpretation?.[0]?.coding?.[0]?.code ?? '',
      status: raw.status,
      ...timed('observed', when),
    }
    if (!isVital) return [fact('result', 'labs', 'results', { ...said, ...rangeOf(part) })]
    const day = wallOf(when).slice(0, 10)
    return day.length < 10 ? [] : [fact('vital', `vitals?from=${day}&to=${day}`, 'points', said)]
  })
}

function valueIn(part: Raw) {
  const { valueQuantity: quantity, valueCodeableConcept: concept } = part
  if (quantity?.value !== undefined) {
    const comparator = quantity.comparator ?? ''
    const unit = quantity.unit ?? quantity.code ?? ''
    return { text: `${comparator}${quantity.value}`, comparator, unit }
  }
  if (concept !== undefined) return { text: namesOf(concept), comparator: '', unit: '' }
  return typeof part.valueString === 'string'
    ? { text: part.valueString, comparator: '', unit: '' }
    : null
}

/** Only of a single range that is for everybody: several are all written out. */
function rangeOf({ referenceRange: ranges }: Raw): { range?: string } {
  if (ranges === undefined) return { range: '' }
  const [range] = ranges
  const isPlain = ranges.length === 1 && !range.type && !range.appliesTo && !range.age
  if (!isPlain || !range.low || !range.high) return {}
  return { range: `${range.low.value}-${range.high.value}` }
}

/** Site, severity and stage stand behind a problem's name. */
// biome-ignore lint/suspicious/noExplicitAny: raw JSON of any shape
function particularsOf(raw: any): string {
  const stages = (raw.stage ?? []).map((stage: { summary?: unknown }) => stage.summary)
  const words = [...(raw.bodySite ?? []), raw.severity, ...stages]
    .map((concept) => concept?.text ?? concept?.coding?.[0]?.display ?? concept?.coding?.[0]?.code)
    .filter((word) => word !== undefined)
  return words.length === 0 ? '' : `（${words.join('、')}）`
}

function namesOf(concept: Raw | undefined): Names {
  const coded = (concept?.coding ?? []).flatMap(({ display, code }: Raw) => [display, code])
  return [concept?.text, ...coded].filter((name) => typeof name === 'string' && name !== '')
}

/** What the chart may write: `0.5 mL`, `0.5mL`; '' for none. */
function amountOf(quantity: Raw | undefined): Names {
  if (quantity?.value === undefined) return ['']
  const unit = quantity.unit ?? ''
  return [`${quantity.value} ${unit}`, `${quantity.value}${unit}`]
}

/** A time as it is written, and what the clock on the wall in Japan said then. */
function timed(name: string, text: string | undefined) {
  return text === undefined ? {} : { [`${name}Text`]: text, [`${name}Wall`]: wallOf(text) }
}

function wallOf(text: string | undefined): string {
  if (text === undefined || !text.includes('T')) return text ?? ''
  return new Date(text).toLocaleString('sv-SE', { timeZone: 'Asia/Tokyo' }).replace(' ', 'T')
}
