/** The first screen of a chart, in one answer. */
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { readAlerts } from './alerts.ts'
import { readAllergies } from './allergies.ts'
import { readBanner } from './banner.ts'
import { readCurrentAt } from './current-moment.ts'
import { readLastingDispenses } from './dispenses.ts'
import { newestDocument, newestDocuments } from './documents.ts'
import { readImageStudies } from './image-studies.ts'
import { readInfections } from './infections.ts'
import { readRecentLabs } from './lab-results.ts'
import { readCurrentMedications } from './medications.ts'
import type { PatientRef } from './patient.ts'
import { readProblems } from './problems.ts'
import { readScheduled } from './scheduled.ts'
import { readEncounters } from './stays.ts'

const RECENT_DOCUMENTS = 10
const FIELD_PROBLEMS = statement<{ place: string; text: string; reason: string }>(`
  SELECT DISTINCT place, text, reason FROM field_problem WHERE ${OF_PATIENT} LIMIT 200`)

type Summary = Omit<
  SummaryAnswer,
  'generation' | 'asOf' | 'sources' | 'partial' | 'gapCount' | 'patientGaps'
>

export function readSummary(generation: Generation, patient: PatientRef): Summary {
  const { allergies, allergyState } = readAllergies(generation, patient)
  const medications = readCurrentMedications(generation, patient)
  const newest = (category: string) => newestDocument(generation, patient, category)
  return {
    banner: readBanner(generation, patient, allergyState),
    allergies,
    allergyState,
    alerts: readAlerts(generation, patient),
    infections: readInfections(generation, patient),
    medications,
    dispensed: readLastingDispenses(generation, patient, medications),
    currentRule: 'period-status-or-given',
    currentAt: readCurrentAt(generation, patient),
    problems: readProblems(generation, patient),
    labs: readRecentLabs(generation, patient),
    lastImaging: {
      study: readImageStudies(generation, patient)[0] ?? null,
      report: newest('imaging-report'),
    },
    lastOperation: {
      operation: newest('operation-note'),
      anesthesia: newest('anesthesia-record'),
    },
    lastDischargeSummary: newest('discharge-summary'),
    scheduled: readScheduled(generation, patient),
    encounters: readEncounters(generation, patient),
    ...newestDocuments(generation, patient, RECENT_DOCUMENTS),
    fieldProblems: generation.all(FIELD_PROBLEMS, patient.rows),
  }
}
