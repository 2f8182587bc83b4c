/** Puts one patient's chart into the standardized storage. */
import type { Minute } from '../calendar.ts'
import type { Chart } from '../chart.ts'
import type { Allergen, ClinicalEvent, Person, Setting } from '../events.ts'
import { encodeIso2022Jp } from '../japanese-text.ts'
import type { Medium } from '../medium.ts'
import { administrationMessage } from './administrations.ts'
import { movementMessage } from './admissions.ts'
import { allergyMessage } from './allergies.ts'
import { cultureMessage } from './cultures.ts'
import { dietMessage } from './diets.ts'
import { examDoneMessage, examOrderMessage, physiologyMessage } from './examinations.ts'
import { type Filed, standardPath } from './filing.ts'
import { injectionMessage } from './injections.ts'
import { labOrderMessage, labReportMessage } from './laboratory.ts'
import { patientMasterMessage } from './patient-master.ts'
import { prescriptionMessage } from './prescriptions.ts'
import { problemsMessage } from './problems.ts'

/** Writes every message of the chart; `home` is where the patient belongs when nothing else says so. */
export function writeStandardStorage(medium: Medium, chart: Chart, home: Setting): void {
  const { person } = chart
  const put = (filed: Filed) =>
    medium.write(standardPath(person.id, filed), encodeIso2022Jp(filed.text))
  const updatedAt = lastMoment(chart)
  put(patientMasterMessage(chart, home, updatedAt, standingAllergens(chart)))
  for (const list of chart.allergyLists) put(allergyMessage(person, list))
  if (chart.problems.length > 0) {
    put(
      problemsMessage(
        person,
        chart.problems,
        (problem) => ({ ...home, department: problem.department }),
        updatedAt,
      ),
    )
  }
  writeEvents(medium, chart)
}

/** The messages of what happened, without master, allergies and diagnoses. */
export function writeEvents(medium: Medium, { person, events }: Chart): void {
  for (const event of events) {
    const filed = messageOf(person, event)
    if (filed) medium.write(standardPath(person.id, filed), encodeIso2022Jp(filed.text))
  }
}

/** The message of an event; null for what lies in the extended storage. */
export function messageOf(person: Person, event: ClinicalEvent): Filed | null {
  switch (event.kind) {
    case 'movement':
      return movementMessage(person, event)
    case 'prescription':
      return prescriptionMessage(person, event)
    case 'labOrder':
      return labOrderMessage(person, event)
    case 'labs':
      return labReportMessage(person, event)
    case 'culture':
      return cultureMessage(person, event)
    case 'injection':
      return injectionMessage(person, event)
    case 'administration':
      return administrationMessage(person, event)
    case 'examOrder':
      return examOrderMessage(person, event)
    case 'examDone':
      return examDoneMessage(person, event)
    case 'physiology':
      return physiologyMessage(person, event)
    case 'diet':
      return dietMessage(person, event)
    case 'document':
      return null
  }
}

function lastMoment(chart: Chart): Minute {
  let last = 0
  for (const event of chart.events) {
    last = Math.max(last, 'sentAt' in event ? event.sentAt : event.recordedAt)
  }
  return last
}

/** Allergens of the newest current list that were not deleted by it; what the patient master repeats. */
function standingAllergens(chart: Chart): readonly Allergen[] {
  const current = chart.allergyLists.filter((list) => list.flag === '1')
  const newest = current.reduce((a, b) => (b.sentAt > a.sentAt ? b : a), current[0] ?? NO_LIST)
  return newest.entries.filter((entry) => entry.action !== 'D')
}

const NO_LIST = { sentAt: 0, flag: '1', entries: [] } as const
