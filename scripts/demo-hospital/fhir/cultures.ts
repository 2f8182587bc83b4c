/**
 * Observation: bacteriology. A smear and a growth are one Observation each for every organism, with its name and amount as components;
 * susceptibilities are one for every organism, derived from its growth, with a component for every drug.
 */
import type { CodeableConcept, Observation, ObservationComponent } from '@medplum/fhirtypes'
import type { Culture, Isolate, Person } from '../events.ts'
import { dateTime, JLAC10, patientKey, plainNumber, subject } from './datatypes.ts'

const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem'
const STATUS = { P: 'preliminary', F: 'final' } as const

const SMEAR = jlac10('6A010000001770400', '塗抹鏡検(一般細菌)')
const GROWTH = jlac10('6B010000001774200', '培養同定(一般細菌)')
const SUSCEPTIBILITY = jlac10('6C205000001776200', '薬剤感受性検査-MIC')

export function cultureResources(person: Person, event: Culture): Observation[] {
  const grown = event.isolates.length > 0 ? event.isolates : [null]
  const made = (key: string, code: CodeableConcept, component: ObservationComponent[]) =>
    ({ ...head(person, event, key), code, component }) satisfies Observation
  return [
    ...event.smear.map(({ finding, amount }, at) =>
      made(`m${at + 1}`, SMEAR, [
        { code: jlac10('6A010000001770414', '塗抹菌名'), valueString: finding },
        { code: jlac10('6A010000001770411', '塗抹菌量'), valueString: amount },
      ]),
    ),
    ...grown.map((isolate, at) => made(`c${at + 1}`, GROWTH, growth(event, isolate))),
    ...event.isolates.map(({ susceptibility }, at) => ({
      ...made(`s${at + 1}`, SUSCEPTIBILITY, susceptibility.map(tried)),
      derivedFrom: [{ reference: `Observation/${idOf(person, event, `c${at + 1}`)}` }],
    })),
  ]
}

function idOf(person: Person, { orderNo, reportedAt }: Culture, key: string): string {
  return `${patientKey(person)}-${orderNo}-${reportedAt}-${key}`
}

function head(person: Person, event: Culture, key: string) {
  return {
    resourceType: 'Observation' as const,
    id: idOf(person, event, key),
    basedOn: [{ identifier: { value: event.orderNo } }],
    status: STATUS[event.status],
    category: [
      { coding: [{ system: `${TERMINOLOGY}/observation-category`, code: 'laboratory' }] },
      { coding: [{ system: `${TERMINOLOGY}/v2-0074`, code: 'MB' }] },
    ],
    subject: subject(person),
    effectiveDateTime: dateTime(event.collectedAt),
    issued: dateTime(event.reportedAt),
    specimen: { display: event.specimen.name },
  }
}

function growth(event: Culture, isolate: Isolate | null): ObservationComponent[] {
  const name = jlac10('6B010000001774214', '培養同定菌名')
  if (isolate === null) {
    return [{ code: name, valueString: event.status === 'P' ? '培養中' : '発育を認めず' }]
  }
  const { organism, amount } = isolate
  const coding = [{ system: 'urn:demo:JANIS', code: organism.code, display: organism.name }]
  return [
    {
      code: name,
      valueCodeableConcept: { coding, text: organism.name },
      interpretation: flagged('A'),
    },
    {
      code: jlac10('6B010000001774211', '培養同定菌量'),
      valueString: amount,
      interpretation: flagged('A'),
    },
  ]
}

function tried({ code, name, mic, flag }: Isolate['susceptibility'][number]): ObservationComponent {
  const [, comparator, digits] = /^([<>]=?)?([\d.]+)$/.exec(mic) ?? []
  return {
    code: jlac10(code, name),
    ...(digits === undefined
      ? { valueString: mic }
      : {
          valueQuantity: {
            value: plainNumber(digits),
            ...(comparator === undefined
              ? {}
              : { comparator: comparator as '<' | '<=' | '>' | '>=' }),
            unit: 'μg/mL',
          },
        }),
    interpretation: flagged(flag),
  }
}

function flagged(code: string): CodeableConcept[] {
  return [{ coding: [{ system: `${TERMINOLOGY}/v3-ObservationInterpretation`, code }] }]
}

function jlac10(code: string, display: string): CodeableConcept {
  return { coding: [{ system: JLAC10, code, display }], text: display }
}
