/** Observation: what the laboratory reported. */
import type { CodeableConcept, Observation } from '@medplum/fhirtypes'
import type { LabReport, LabResult, Person } from '../events.ts'
import { type LabItem, SPECIMENS } from '../lab-items.ts'
import { dateTime, JLAC10, patientKey, plainNumber, subject } from './datatypes.ts'

const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem'
const STATUS = { F: 'final', P: 'preliminary', C: 'corrected' } as const

export function labResources(person: Person, report: LabReport): Observation[] {
  return report.results.map((result, at) => ({
    resourceType: 'Observation',
    id: `${patientKey(person)}-${report.orderNo}-${at + 1}`,
    basedOn: [{ identifier: { value: report.orderNo } }],
    status: STATUS[result.status],
    category: [{ coding: [{ system: `${TERMINOLOGY}/observation-category`, code: 'laboratory' }] }],
    code: codeOf(result.item),
    subject: subject(person),
    effectiveDateTime: dateTime(report.collectedAt),
    issued: dateTime(report.reportedAt),
    specimen: { display: SPECIMENS[result.item.specimen].name },
    ...valueOfResult(result),
    ...(result.flag === ''
      ? {}
      : {
          interpretation: [
            {
              coding: [
                { system: `${TERMINOLOGY}/v3-ObservationInterpretation`, code: result.flag },
              ],
            },
          ],
        }),
    ...(result.range === '' ? {} : { referenceRange: [{ text: result.range }] }),
  }))
}

function codeOf(item: LabItem): CodeableConcept {
  const local = { system: 'urn:demo:99LAB', code: item.localCode, display: item.localName }
  const standard = { system: JLAC10, code: item.jlac10, display: item.name }
  if (item.naming === 'local-only') return { coding: [local], text: item.localName }
  return item.naming === 'local-first'
    ? { coding: [local, standard], text: item.localName }
    : { coding: [standard, local], text: item.name }
}

function valueOfResult({ item, value }: LabResult): Partial<Observation> {
  const [, comparator, digits] = /^([<>]=?)?(\d+(?:\.\d+)?)$/.exec(value) ?? []
  if (digits === undefined) return { valueString: value }
  return {
    valueQuantity: {
      value: plainNumber(digits),
      ...(comparator === undefined ? {} : { comparator: comparator as '<' | '<=' | '>' | '>=' }),
      ...(item.unit === '' ? {} : { unit: item.unit }),
    },
  }
}
