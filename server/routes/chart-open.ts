/** POST /api/charts: opens a chart. Logged before the answer; the answer is the only way to the chart's parts. */
import type { RequestHandler } from 'express'
import type { OpenChartAnswer } from '../../model/api/chart/opening.ts'
import { OpenChartRequest } from '../../model/api/patients.ts'
import { readAllergies } from '../charts/allergies.ts'
import { readBanner } from '../charts/banner.ts'
import { chartProvenance } from '../charts/gaps.ts'
import { findPatient } from '../charts/patient.ts'
import { HttpProblem, parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { requireReason } from './opening-reason.ts'
import { signedIn } from './signed-in.ts'

export function openChart(services: Services): RequestHandler {
  return signedIn(services, (asked) => {
    const { session, generation, request, response, log } = asked
    const { patientId, reason } = parseInput(OpenChartRequest, request.body, 'body')
    const patient = findPatient(generation, patientId)
    const detail = { generation: generation.facts.id }
    if (patient === null) {
      log({ action: 'chart.not-found', patientId, detail })
      throw new HttpProblem('not-found')
    }
    const withReason = requireReason(asked, patient, reason)
    log({
      action: 'chart.open',
      patientId: patient.patientId,
      detail: { ...detail, asked: patientId },
    })
    const { allergyState } = readAllergies(generation, patient)
    const answer: OpenChartAnswer = {
      ...chartProvenance(generation, patient),
      chart: services.handles.open(session.key, {
        patientId: patient.patientId,
        withReason,
        generation: generation.facts.id,
      }),
      banner: readBanner(generation, patient, allergyState),
    }
    response.json(answer)
  })
}
