/** Sends the bytes of one image, whole or in a range, under a strong ETag. */
import type { Request, Response } from 'express'
import { type ByteRange, readRange } from './byte-range.ts'

interface Sent {
  /** Length of the whole. */
  readonly bytes: number
  /** SHA-256 of the whole. */
  readonly tag: string
  read(range: ByteRange): Uint8Array | Promise<Uint8Array>
}

export async function sendDicom(request: Request, response: Response, sent: Sent): Promise<void> {
  const { bytes } = sent
  const etag = `"${sent.tag}"`
  response.set({ ETag: etag, 'Accept-Ranges': 'bytes' })
  if (request.get('If-None-Match') === etag) {
    response.status(304).end()
    return
  }
  // A range of another version of the bytes is not asked for: then all of them are sent (RFC 9110, 13.1.5).
  const onlyIf = request.get('If-Range')
  const header = onlyIf === undefined || onlyIf === etag ? request.get('Range') : undefined
  const range = readRange(header, bytes)
  if (range === 'unsatisfiable') {
    response.status(416).set('Content-Range', `bytes */${bytes}`).end()
    return
  }
  const { first, last } = range === 'whole' ? { first: 0, last: bytes - 1 } : range
  const part = await sent.read({ first, last })
  if (range !== 'whole') {
    response.status(206).set('Content-Range', `bytes ${first}-${last}/${bytes}`)
  }
  response.set({ 'Content-Type': 'application/dicom', 'Content-Length': String(part.byteLength) })
  response.end(part)
}
