/** GET /api/charts/{chart}/documents/{document}/text: its readable text alone. */
import type { RequestHandler } from 'express'
import type { DocumentTextAnswer } from '../../model/api/chart/documents.ts'
import { findDocument } from '../charts/documents.ts'
import { chartProvenance } from '../charts/gaps.ts'
import { HttpProblem } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { ofChart } from './signed-in.ts'

export function showDocumentText(services: Services): RequestHandler {
  return ofChart(services, ({ generation, patient, request, response, log }) => {
    const name = String(request.params.document)
    const document = findDocument(generation, patient, name)
    if (document === null) throw new HttpProblem('not-found')
    const detail = { document: document.id, part: 'text', generation: generation.facts.id }
    log({ action: 'document.read', patientId: patient.patientId, detail })
    const answer: DocumentTextAnswer = {
      ...chartProvenance(generation, patient),
      document: name,
      title: document.title,
      text: document.text,
    }
    response.json(answer)
  })
}
