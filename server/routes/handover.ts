/**
 * POST /api/charts/{chart}/handovers: the patient's record as one encrypted ZIP, for the hospital that takes over.
 * Written down before the first byte is sent, and again when the last one was, with the SHA-256 of what left the house.
 */
import { createHash } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import { HandoverRequest } from '../../model/api/handover.ts'
import { weaknessOf } from '../access/passphrase-rules.ts'
import { archiveName, writeHandover } from '../handover/write-handover.ts'
import { HttpProblem, parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { requireSameGeneration } from './opened-chart.ts'
import { restrictionFor } from './opening-reason.ts'
import { ofChart } from './signed-in.ts'

export function sendHandover(services: Services): RequestHandler {
  return ofChart(services, async (asked) => {
    const { session, generation, patient, request, response, log } = asked
    const { format, passphrase } = parseInput(HandoverRequest, request.body, 'body')
    requireSameGeneration(asked, String(request.params.chart))
    if (weaknessOf(passphrase, session.user) !== null) {
      throw new HttpProblem('bad-request', { field: 'passphrase' })
    }
    const at = new Date()
    const file = archiveName(format, at)
    const { patientId } = patient
    const detail = { format, file, generation: generation.facts.id }
    log({ action: 'chart.export', patientId, detail })
    response.set({
      'Content-Type': 'application/zip',
      'Content-Disposition': `attachment; filename="${file}"`,
    })
    const hash = createHash('sha256')
    let bytes = 0
    try {
      await writeHandover({
        generation,
        patient,
        restricted: restrictionFor(asked)(patient),
        at,
        passphrase,
        form: { format },
        media: services.media,
        async sink(chunk) {
          hash.update(chunk)
          bytes += chunk.byteLength
          await sendChunk(response, chunk)
        },
      })
      const sha256 = hash.digest('hex')
      log({ action: 'chart.exported', patientId, detail: { ...detail, bytes, sha256 } })
      response.end()
    } catch (cause) {
      log({ action: 'chart.export-failed', patientId, detail: { ...detail, bytes } })
      // What was sent is no archive: the connection breaks, so that no browser takes it for one.
      if (bytes > 0) response.destroy()
      else throw cause
    }
  })
}

/** Waits while the receiver is slower than we are. @throws Error when it has gone. */
async function sendChunk(response: Response, chunk: Uint8Array): Promise<void> {
  if (response.destroyed) throw new Error('the receiver has gone')
  if (response.write(chunk)) return
  const { promise, resolve } = Promise.withResolvers<void>()
  response.once('drain', resolve).once('close', resolve)
  await promise
  response.off('drain', resolve).off('close', resolve)
}
