/** Why a restricted chart leaves the house: it opens only with a stated reason, and a copy of it is no less. */
import type { PatientRef } from '../server/charts/patient.ts'
import type { Generation } from '../server/generations/open-generation.ts'
import { operatorEntry } from './operator.ts'
import { type Language, Refusal } from './verb.ts'

/**
 * Writes the reason into the access log, or that one was asked for. Writes nothing for a chart that is not restricted by the
 * hospital's list or by the label of a source.
 * @returns whether the chart is restricted
 * @param reason '' = none was given
 * @throws Refusal when the chart is restricted and no reason was given
 */
export async function requireReason(
  dataDirectory: string,
  generation: Generation,
  patient: PatientRef,
  reason: string,
  language: Language,
): Promise<boolean> {
  const { patientId } = patient
  if (!(await isRestricted(dataDirectory, generation, patient))) return false
  const { openAuditLog } = await import('../server/audit/log.ts')
  const audit = openAuditLog(dataDirectory)
  try {
    if (reason !== '') {
      audit.append({ ...operatorEntry('chart.restricted', { reason, by: 'export' }), patientId })
      return true
    }
    audit.append({ ...operatorEntry('chart.reason-asked', { by: 'export' }), patientId })
  } finally {
    audit.close()
  }
  throw new Refusal(
    language === 'ja'
      ? '閲覧が制限されたカルテです。--reason "理由" を付けてください（監査に残ります）'
      : 'this chart is restricted: say why with --reason "WHY" (it is kept in the access log)',
  )
}

async function isRestricted(
  dataDirectory: string,
  generation: Generation,
  patient: PatientRef,
): Promise<boolean> {
  const { isMarkedRestricted } = await import('../server/charts/patient.ts')
  if (isMarkedRestricted(generation, patient)) return true
  const { readIdentifiers } = await import('../server/charts/banner.ts')
  const { openStateDatabase } = await import('../server/access/state-database.ts')
  const { openRestrictedCharts } = await import('../server/access/restricted-charts.ts')
  const prior = readIdentifiers(generation, patient).filter((each) => each.use === 'prior')
  const database = openStateDatabase(dataDirectory)
  try {
    const ids = [patient.patientId, ...prior.map(({ value }) => value)]
    return openRestrictedCharts(database).includes(ids)
  } finally {
    database.close()
  }
}
