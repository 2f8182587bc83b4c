/** `multipart/related` answers (RFC 2387, PS3.18 8.6.1.2): part after part, no faster than the client takes them. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'

export interface BodyPart {
  /** With its parameters. */
  readonly contentType: string
  readonly bytes: Uint8Array
  /** Its own address, where it has one. */
  readonly location?: string
}

interface Form {
  /** Media type of the parts, without parameters. */
  readonly root: string
  /** Stands in none of the parts. */
  readonly boundary: string
}

/**
 * Sends until the client has all, or has gone. A failure behind the first part breaks the connection: the answer is not taken for whole.
 * @throws what `parts` throws
 */
export async function sendMultipart(
  response: Response,
  { root, boundary }: Form,
  parts: AsyncIterable<BodyPart> | Iterable<BodyPart>,
): Promise<void> {
  response.set('Content-Type', `multipart/related; type="${root}"; boundary=${boundary}`)
  await sendStream(response, written(boundary, parts))
}

/** Sends until the client has all, or has gone. @throws what `chunks` throws */
export async function sendStream(
  response: Response,
  chunks: AsyncIterable<string | Uint8Array>,
): Promise<void> {
  try {
    await pipeline(Readable.from(chunks, { objectMode: true }), response)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}

async function* written(
  boundary: string,
  parts: AsyncIterable<BodyPart> | Iterable<BodyPart>,
): AsyncGenerator<string | Uint8Array> {
  for await (const { contentType, bytes, location } of parts) {
    const place = location === undefined ? '' : `\r\nContent-Location: ${location}`
    yield `--${boundary}\r\nContent-Type: ${contentType}\r\nContent-Length: ${bytes.byteLength}${place}\r\n\r\n`
    yield bytes
    yield '\r\n'
  }
  yield `--${boundary}--\r\n`
}
