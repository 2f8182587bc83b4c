/**
 * GET /api/charts/{chart}/documents/{document} and …/parts/{part}: what a browser may be given of a document.
 * Whatever it holds, it is shown in a sandbox: no script, no form, no request to anywhere.
 */
import type { RequestHandler, Response } from 'express'
import { findDocument } from '../charts/documents.ts'
import { type Shown, showPart } from '../documents/show-part.ts'
import { DamagedBlob } from '../generations/read-blob.ts'
import { HttpProblem } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { ofChart } from './signed-in.ts'

const SANDBOX =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
const MAIN_PART = '0'

export function showDocument(services: Services): RequestHandler {
  return ofChart(services, async ({ generation, patient, request, response, log }) => {
    const name = String(request.params.document)
    const number = String(request.params.part ?? MAIN_PART)
    const document = findDocument(generation, patient, name)
    const part = document?.parts.find((each) => String(each.part) === number)
    if (document === null || part === undefined) throw new HttpProblem('not-found')
    const detail = { document: document.id, part: part.part, generation: generation.facts.id }
    log({ action: 'document.read', patientId: patient.patientId, detail })
    try {
      const shown = await showPart(generation.directory, document, part)
      if (shown === null) throw new HttpProblem('cannot-show', { text: document.text })
      send(response, shown)
    } catch (cause) {
      if (cause instanceof DamagedBlob) throw new HttpProblem('document-damaged', {}, { cause })
      throw cause
    }
  })
}

function send(response: Response, { contentType, bytes }: Shown): void {
  response.set({
    'Content-Type': contentType,
    'Content-Disposition': 'inline',
    'Content-Security-Policy': SANDBOX,
    'X-Frame-Options': 'SAMEORIGIN',
  })
  // `end`, not `send`: express would add an ETag, and with it a copy's fingerprint in the browser.
  response.set('Content-Length', String(bytes.byteLength)).end(bytes)
}
