/** Sends the bytes of one image, whole or in a range, under a strong ETag. */
import type { Request, Response } from 'express'
import { readRange } from './byte-range.ts'

interface Sent {
  readonly bytes: Uint8Array
  /** SHA-256 of these very bytes. */
  readonly tag: string
}

export function sendDicom(request: Request, response: Response, { bytes, tag }: Sent): void {
  const etag = `"${tag}"`
  response.set({ ETag: etag, 'Accept-Ranges': 'bytes' })
  if (request.get('If-None-Match') === etag) {
    response.status(304).end()
    return
  }
  // A range of another version of the bytes is not asked for: then all of them are sent (RFC 9110, 13.1.5).
  const onlyIf = request.get('If-Range')
  const header = onlyIf === undefined || onlyIf === etag ? request.get('Range') : undefined
  const range = readRange(header, bytes.byteLength)
  if (range === 'unsatisfiable') {
    response.status(416).set('Content-Range', `bytes */${bytes.byteLength}`).end()
    return
  }
  const part = range === 'whole' ? bytes : bytes.subarray(range.first, range.last + 1)
  if (range !== 'whole') {
    const { first, last } = range
    response.status(206).set('Content-Range', `bytes ${first}-${last}/${bytes.byteLength}`)
  }
  response.set({ 'Content-Type': 'application/dicom', 'Content-Length': String(part.byteLength) })
  response.end(part)
}
