/** POST /api/charts/{chart}/prints: writes down what is about to be printed. A terminal prints only after the 204. */
import type { RequestHandler } from 'express'
import { PrintRequest } from '../../model/api/printing.ts'
import { parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { ofChart } from './signed-in.ts'

export function logPrint(services: Services): RequestHandler {
  return ofChart(services, ({ generation, patient, request, response, log }) => {
    const { form, preset, parts } = parseInput(PrintRequest, request.body, 'body')
    log({
      action: 'chart.print',
      patientId: patient.patientId,
      detail: {
        form,
        preset: preset ?? '',
        parts: parts.join(' '),
        generation: generation.facts.id,
      },
    })
    response.status(204).end()
  })
}
