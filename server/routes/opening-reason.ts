/** Why a restricted chart is opened: asked for, and written down before anything of it is shown. */
import { readIdentifiers } from '../charts/banner.ts'
import type { PatientRef } from '../charts/patient.ts'
import { HttpProblem } from '../http-problem.ts'
import type { Asked } from './signed-in.ts'

/**
 * @param reason '' = none was given
 * @throws HttpProblem 403 when the chart is restricted and no reason was given; that is written down too
 */
export function requireReason(
  { services, generation, log }: Asked,
  patient: PatientRef,
  reason: string,
): void {
  const prior = readIdentifiers(generation, patient).filter((each) => each.use === 'prior')
  const ids = [patient.patientId, ...prior.map((each) => each.value)]
  if (!services.restrictedCharts.includes(ids)) return
  const { patientId } = patient
  if (reason === '') {
    log({ action: 'chart.reason-asked', patientId, detail: {} })
    throw new HttpProblem('reason-needed', { field: 'reason' })
  }
  log({ action: 'chart.restricted', patientId, detail: { reason } })
}
