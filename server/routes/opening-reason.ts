/** Why a restricted chart is opened: asked for, and written down before anything of it is shown. */
import { readIdentifiers } from '../charts/banner.ts'
import type { IsRestricted } from '../charts/listed-facts.ts'
import { isMarkedRestricted, type PatientRef } from '../charts/patient.ts'
import { HttpProblem } from '../http-problem.ts'
import type { Asked } from './signed-in.ts'

/**
 * @param reason '' = none was given
 * @returns whether the chart is restricted, and the reason is in the log
 * @throws HttpProblem 403 when the chart is restricted and no reason was given; that is written down too
 */
export function requireReason(asked: Asked, patient: PatientRef, reason: string): boolean {
  if (!isRestricted(asked, patient)) return false
  const { patientId } = patient
  if (reason === '') {
    asked.log({ action: 'chart.reason-asked', patientId, detail: {} })
    throw new HttpProblem('reason-needed', { field: 'reason' })
  }
  asked.log({ action: 'chart.restricted', patientId, detail: { reason } })
  return true
}

/** The same question without writing anything down: for lists, which leave out what stands in a restricted chart. */
export function restrictionFor(asked: Asked): IsRestricted {
  return (patient) => isRestricted(asked, patient)
}

/** By the hospital's list, or by the label of a source. */
function isRestricted({ services, generation }: Asked, patient: PatientRef): boolean {
  if (isMarkedRestricted(generation, patient)) return true
  // Every answer about a chart asks this.
  if (services.restrictedCharts.isEmpty()) return false
  const prior = readIdentifiers(generation, patient).filter((each) => each.use === 'prior')
  return services.restrictedCharts.includes([patient.patientId, ...prior.map(({ value }) => value)])
}
