/** FHIR R4 datatypes from the chart's own: codes with their systems, times with the zone, quantities as written. */
import type { CodeableConcept, Coding, Extension, Period } from '@medplum/fhirtypes'
import type { Time } from '../../model/api/common.ts'
import { systemUri } from '../../model/codes/coding-systems.ts'
import { SOURCE_TEXT } from '../../model/codes/sansho-systems.ts'
import type { Term } from '../generations/open-generation.ts'

/** The facility's clock: Japan has one zone and no summer time. */
const FACILITY_OFFSET = '+09:00'

const DATA_ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason'

/**
 * A coded value with every coding of the source.
 * @param text what a clinician reads, where it is more than the coding's name
 */
export function conceptOf(term: Term | null, text = term?.display ?? ''): CodeableConcept {
  const coding = (term?.codings ?? []).flatMap(([written, display, system]): Coding[] => {
    // R4's type `code`: no blank at either end, and never two in a row.
    const code = written.trim().replace(/\s+/g, ' ')
    if (code === '') return []
    const from = system === '' ? {} : { system: systemUri(system) }
    return [{ ...from, code, ...(display === '' ? {} : { display }) }]
  })
  return { ...(coding.length === 0 ? {} : { coding }), ...(text === '' ? {} : { text }) }
}

/** Text alone, as a list of one; nothing for ''. */
export function textConcept(text: string): CodeableConcept | undefined {
  return text === '' ? undefined : { text }
}

/** JP-CLINS eCS: the department that a resource without an element for it belongs to. */
const DEPARTMENT = 'http://jpfhir.jp/fhir/eCS/Extension/StructureDefinition/JP_eCS_Department'

/** @param name '' = none */
export function departmentOf(name: string): { extension?: Extension[] } {
  return name === ''
    ? {}
    : { extension: [{ url: DEPARTMENT, valueCodeableConcept: { text: name } }] }
}

/**
 * A time as FHIR dateTime: to the precision that is known, with the facility's offset. R4 asks for seconds where there are
 * minutes; they are filled with zeros.
 * @returns undefined when it is unknown or was not understood
 */
export function dateTimeOf({ at }: Time): string | undefined {
  if (at === null || at === '') return undefined
  const [day = '', clock] = at.split('T')
  if (clock === undefined) return day
  // An hour alone can't be written in FHIR.
  if (!/^\d{2}:\d{2}/.test(clock)) return day
  return `${day}T${clock.length === 5 ? `${clock}:00` : clock}${FACILITY_OFFSET}`
}

/** The same where FHIR asks for an instant: undefined unless it is known to the minute. */
export function instantOf(time: Time): string | undefined {
  const written = dateTimeOf(time)
  return written?.includes('T') === true ? written : undefined
}

/** An element that R4 asks for and the source does not have. */
export function absent(): { extension: Extension[] } {
  return { extension: [{ url: DATA_ABSENT, valueCode: 'unknown' }] }
}

type Timed<Name extends string> = Partial<
  Record<Name, string> & Record<`_${Name}`, ReturnType<typeof absent>>
>

/** A time as the element `name`; one that was not understood as its companion, in the words of the source. */
export function timed<Name extends string>(
  name: Name,
  time: Time,
  write: (time: Time) => string | undefined = dateTimeOf,
): Timed<Name> {
  const at = write(time)
  const said = notUnderstood(time)
  return {
    ...(at === undefined ? {} : { [name]: at }),
    ...(said === undefined ? {} : { [`_${name}`]: said }),
  } as Timed<Name>
}

/** A period from such times; undefined where neither is known. */
export function periodOf(start: Time, end: Time): Period | undefined {
  const period = { ...timed('start', start), ...timed('end', end) }
  return Object.keys(period).length === 0 ? undefined : period
}

/** For the companion element (`_field`) of a time that was not understood: that it is absent, and what the source wrote. */
export function notUnderstood({ at, text }: Time): { extension: Extension[] } | undefined {
  if (at !== null || text === '') return undefined
  return {
    extension: [
      { url: DATA_ABSENT, valueCode: 'unknown' },
      { url: SOURCE_TEXT, valueString: text },
    ],
  }
}
