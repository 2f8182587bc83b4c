/** FHIR R4 Procedure: operations, anaesthesias and what else was done. Cancelled ones never look done. */
import type { CodeableConcept, Procedure } from '@medplum/fhirtypes'
import type { ProcedureRow } from '../../model/api/chart/problems.ts'
import { meaningOf } from '../../model/codes/meaning.ts'
import { otherwiseTexts } from '../charts/otherwise-text.ts'
import { type CodedProcedure, readCodedProcedures } from '../charts/procedures.ts'
import { type FhirChart, type Lazy, localName, metaOf, subjectOf } from './chart.ts'
import { conceptOf, dateTimeOf, departmentOf } from './datatypes.ts'

type Status = Procedure['status']
/** FHIR's own words; CDA's (ActStatus). */
const STATUS: Readonly<Record<string, Status>> = {
  PREPARATION: 'preparation',
  'IN-PROGRESS': 'in-progress',
  'NOT-DONE': 'not-done',
  'ON-HOLD': 'on-hold',
  STOPPED: 'stopped',
  COMPLETED: 'completed',
  'ENTERED-IN-ERROR': 'entered-in-error',
  ACTIVE: 'in-progress',
  ABORTED: 'stopped',
}

const SNOMED = 'http://snomed.info/sct'
const CATEGORIES: Readonly<Record<ProcedureRow['category'], CodeableConcept | null>> = {
  operation: {
    coding: [{ system: SNOMED, code: '387713003', display: 'Surgical procedure' }],
    text: '手術',
  },
  anesthesia: {
    coding: [{ system: SNOMED, code: '399097000', display: 'Administration of anesthesia' }],
    text: '麻酔',
  },
  other: null,
}

/** Newest first; those without a date last. */
export function procedureResources(chart: FhirChart): Lazy<Procedure>[] {
  return readCodedProcedures(chart.generation, chart.patient).map((found) => {
    const id = chart.naming.id('Procedure', localName(chart, 'procedure', found.id))
    return { id, make: () => procedureResource(chart, id, found) }
  })
}

function procedureResource(
  chart: FhirChart,
  id: string,
  { procedure, code }: CodedProcedure,
): Procedure {
  const category = CATEGORIES[procedure.category]
  const note = notesOf(procedure)
  const { document, documentTitle, performer } = procedure
  return {
    resourceType: 'Procedure',
    id,
    meta: metaOf(chart, procedure.sources),
    ...departmentOf(procedure.department),
    status: statusOf(procedure),
    ...(category === null ? {} : { category }),
    code: conceptOf(code, procedure.name),
    subject: subjectOf(chart),
    ...performedOf(procedure),
    ...(performer === '' ? {} : { performer: [{ actor: { display: performer } }] }),
    ...(document === ''
      ? {}
      : {
          report: [
            {
              reference: chart.naming.reference('DocumentReference', document),
              ...(documentTitle === '' ? {} : { display: documentTitle }),
            },
          ],
        }),
    ...(note.length === 0 ? {} : { note: note.map((text) => ({ text })) }),
  }
}

/** One that is only known from its note has no status of its own, and R4 asks for one. */
function statusOf({ status, cancelled }: ProcedureRow): Status {
  return meaningOf(STATUS, status.trim().toUpperCase()) ?? (cancelled ? 'not-done' : 'unknown')
}

type Performed = Pick<Procedure, 'performedDateTime' | 'performedPeriod' | 'performedString'>

/** To the precision that is known; what was not understood is given in the words of the source. */
function performedOf({ startAt, endAt }: ProcedureRow): Performed {
  const [start, end] = [dateTimeOf(startAt), dateTimeOf(endAt)]
  if (end !== undefined) {
    return { performedPeriod: { ...(start === undefined ? {} : { start }), end } }
  }
  if (start !== undefined) return { performedDateTime: start }
  return startAt.text === '' ? {} : { performedString: startAt.text }
}

function notesOf(procedure: ProcedureRow): string[] {
  const { status, note } = procedure
  const others = otherwiseTexts(procedure)
  const isSaid = status === '' || meaningOf(STATUS, status.trim().toUpperCase()) !== undefined
  return [note, isSaid ? '' : `状態 / status: ${status}`, ...others].filter((text) => text !== '')
}
