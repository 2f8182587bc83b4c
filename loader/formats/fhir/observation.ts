/** Observation (FHIR R4 observation): one group, with one result for its value and one for each component. */

import { noteLine } from '../../../model/codes/note-labels.ts'
import { isSusceptibilityFlag } from '../../../model/codes/result-words.ts'
import { OBSERVATION_CATEGORY } from '../../../model/codes/sansho-systems.ts'
import type {
  ObservationCategory,
  ObservationGroupRecord,
  Result,
} from '../../../model/records/results.ts'
import type { Coded } from '../../../model/records/values.ts'
import { siteOf } from './body-site.ts'
import { byObject } from './by-object.ts'
import { furtherWords } from './extensions.ts'
import { categoryOfJlac, isJlac10System } from './jlac.ts'
import { at, type Json, list, obj, str } from './json.ts'
import { noteOf } from './labelled-words.ts'
import { hasValue, valueIn } from './observation-value.ts'
import type { Reading } from './reading.ts'
import { spanInWords } from './times.ts'
import { unreadTime } from './unread-time.ts'

/** FHIR and JP Core observation categories → kinds of the read model. */
const CATEGORIES: ReadonlyMap<string, ObservationCategory> = new Map(
  Object.entries({
    laboratory: 'laboratory',
    LAB: 'laboratory',
    microbiology: 'microbiology',
    MB: 'microbiology',
    'vital-signs': 'vital-signs',
    imaging: 'radiology',
    RAD: 'radiology',
    endoscopy: 'endoscopy',
    'intake-output': 'intake-output',
    meal: 'meal',
    physiology: 'physiology',
    // HL7 v2.5 table 0074: electrocardiac, ultrasound of the heart, electroneuro, pulmonary function, audiology.
    EC: 'physiology',
    CUS: 'physiology',
    EN: 'physiology',
    PF: 'physiology',
    AU: 'physiology',
  } as const),
)
/** FHIR R4 vital signs profile: codes that make a vital sign where no category stands. */
const VITAL_SIGNS = new Set(
  '85353-1 9279-1 8867-4 2708-6 59408-5 8310-5 8302-2 9843-4 29463-7 39156-5 85354-9 8480-6 8462-4'.split(
    ' ',
  ),
)
/** LOINC: fluid intake, output and urine of 24 hours. */
const FLUIDS = new Set(['9108-2', '9262-7', '9192-6'])
const VITAL_SIGNS_CODE = 'http://loinc.org'

/** `resource`: the one being read, or an Observation that is contained in it. */
export function readObservation(
  reading: Reading,
  resource: Json = reading.resource,
): ObservationGroupRecord[] {
  const { patientId } = reading
  const item = reading.concept(resource.code)
  const observedAt = effectiveTime(reading, resource)
  const shared = {
    reading,
    status: str(resource.status),
    observedAt,
    note: noteOf([
      periodText(resource),
      furtherWords(resource, reading),
      reading.notes(resource.note),
    ]),
    // Of the whole Observation: components have none (FHIR R4).
    method: reading.concept(resource.method),
  }
  const components = list(resource.component)
  const isPanel =
    (components.length > 0 || list(resource.hasMember).length > 0) && !hasValue(resource)
  const results: Result[] = []
  if (!isPanel) results.push(resultOf(resource, item, shared))
  for (const component of components) {
    const name = reading.concept(component.code)
    results.push(resultOf(component, name, shared))
  }
  const specimen =
    reading.known(resource.specimen, 'Specimen')?.resource ?? containedSpecimen(reading, resource)
  const isSusceptibility = results.some(({ flag }) => isSusceptibilityFlag(flag))
  const category = categoryOf(resource, item)
  const organism = isSusceptibility && resource === reading.resource ? reading.organism() : ''
  return [
    {
      kind: 'observationGroup',
      patientId,
      category: isSusceptibility && category === 'laboratory' ? 'microbiology' : category,
      orderNo: idOf(list(resource.basedOn)[0]),
      specimenId: idOf(obj(resource.specimen)),
      specimen:
        specimen === null ? displayed(reading, resource.specimen) : reading.concept(specimen.type),
      site: siteOf(resource.bodySite, reading),
      panel: isPanel || components.length > 0 ? item : panelOf(reading),
      collectedAt: observedAt,
      reportedAt: reading.time(resource.issued, 'Observation.issued'),
      status: shared.status,
      parent: organism || idOf(list(resource.derivedFrom)[0]),
      department: reading.department(),
      doctor: reading.staff(list(resource.performer)[0]),
      note: shared.note,
      results,
    },
  ]
}

/** FHIR names a panel by what has members or parts; what this product handed over says it in a category of its own. */
function panelOf(reading: Reading): Coded | null {
  const [kind, panel] = list(reading.resource.category)
  const isOurs = list(kind?.coding).some(({ system }) => system === OBSERVATION_CATEGORY)
  return isOurs ? reading.concept(panel) : null
}

const UNNAMED: Coded = { display: '名称なし', codings: [] }

interface Shared {
  readonly reading: Reading
  readonly status: string
  readonly observedAt: Result['observedAt']
  readonly note: string
  readonly method: Coded | null
}

function resultOf(part: Json, item: Coded | null, shared: Shared): Result {
  const { reading, status, observedAt, note, method } = shared
  const { text, number, unit, comparator } = valueIn(part, reading)
  return {
    item: item ?? UNNAMED,
    // FHIR has none: components of one Observation belong together as they are.
    subId: '',
    text,
    number,
    comparator,
    unit,
    range: reading.range(part.referenceRange),
    flag: flagOf(part),
    status,
    observedAt,
    note: noteOf([furtherFlags(part, reading), note]),
    method,
  }
}

/** Interpretations besides the one that is the flag (R4 Observation.interpretation [0..*]). */
function furtherFlags(part: Json, reading: Reading): string {
  const interpretations = list(part.interpretation)
  if (interpretations.length < 2) return ''
  const words = interpretations
    .map((each) => reading.concept(each)?.display ?? '')
    .filter((each) => each !== '')
  return words.length < 2 ? '' : noteLine('判定', words.join('、'))
}

/** How long was observed or collected: a urine of 24 hours is not of the moment that it began. */
function periodText({ effectivePeriod }: Json): string {
  const { start, end } = obj(effectivePeriod) ?? {}
  const isSpan = str(start) !== '' && str(end) !== '' && start !== end
  return isSpan ? `期間 ${spanInWords(effectivePeriod)}` : ''
}

const INTERPRETATION = /v3-ObservationInterpretation|v2-0078/
/** HL7 v3 ObservationInterpretation, the successor of table 0078: the same letters. Else what the source has, a code of its own or words. */
function flagOf(part: Json): string {
  const first = list(part.interpretation)[0]
  if (first === undefined) return ''
  const codings = list(first.coding)
  const coding = codings.find(({ system }) => INTERPRETATION.test(str(system))) ?? codings[0]
  return str(coding?.code) || str(first.text) || str(coding?.display)
}

function categoryOf(resource: Json, item: Coded | null): ObservationCategory {
  const categories = list(resource.category)
  const said = categories.length === 0 ? 'other' : categoryOfThese(categories)
  if (said !== 'other') return said
  for (const { code, system } of item?.codings ?? []) {
    // A category that is no kind here (survey, exam) does not keep a value from where it is looked for.
    if (system === VITAL_SIGNS_CODE && VITAL_SIGNS.has(code)) return 'vital-signs'
    if (system === VITAL_SIGNS_CODE && FLUIDS.has(code)) return 'intake-output'
    if (!isJlac10System(system)) continue
    const kind = categoryOfJlac(code) ?? (categories.length === 0 ? 'laboratory' : 'other')
    if (kind !== 'other') return kind
  }
  return 'other'
}

const categoryOfThese = byObject((categories): ObservationCategory => {
  let first: ObservationCategory | undefined
  for (const category of categories as readonly Json[]) {
    for (const { code } of list(category.coding)) {
      const kind = CATEGORIES.get(str(code))
      // A culture is of the laboratory too: the narrower word counts.
      if (kind === 'microbiology') return kind
      first ??= kind
    }
  }
  return first ?? 'other'
})

/** effective[x]: a moment, the beginning of a period, an instant, the first event of a timing. */
export function effectiveTime(reading: Reading, resource: Json = reading.resource) {
  const moment = resource.effectiveDateTime ?? resource.effectiveInstant
  if (moment !== undefined) return reading.time(moment, 'effective')
  const period = obj(resource.effectivePeriod)
  if (period !== null) return reading.time(period.start ?? period.end, 'effectivePeriod')
  return (
    reading.time(at(resource.effectiveTiming, 'event', 0), 'effectiveTiming') ??
    unreadTime(resource._effectiveDateTime)
  )
}

/** The id at the end of a reference, or its identifier: what an order is known by. */
export function idOf(reference: Json | null | undefined): string {
  if (reference == null) return ''
  const written = str(reference.reference)
  if (written === '') return str(obj(reference.identifier)?.value)
  return written.slice(
    Math.max(written.lastIndexOf('/'), written.lastIndexOf(':'), written.lastIndexOf('#')) + 1,
  )
}

function containedSpecimen(reading: Reading, resource: Json): Json | null {
  const reference = obj(resource.specimen)
  return reference === null ? null : reading.contained(reference)
}

function displayed(reading: Reading, value: unknown): Coded | null {
  return reading.values.text(str(obj(value)?.display))
}
