/** A door in front of a real Orthanc, for the end-to-end tests: lets its answers through whole, late, bit by bit, in part, or not at all. */
import { type ClientRequest, createServer, request as httpRequest } from 'node:http'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort, type Orthanc } from '../../scripts/bench/orthanc.ts'

/** What becomes of an answer: bytes a tenth of a second, from its middle on; 0 = nothing comes after the middle. */
export type Pace = number | 'whole'

export interface Door {
  /** Base address of DICOMweb. */
  readonly url: string
  /** Pauses the server when so many images have gone through. */
  silenceAfter(images: number): void
  speak(): void
  /** Lists are held back until `hurry`. */
  holdLists(): void
  hurry(): void
  /** Images whose address matches come at this pace. */
  slowImages(address: RegExp, pace: Pace): void
  /** Images that are asked for and neither sent nor given up. */
  openImages(): number
  stop(): void
}

const TENTH = 100

export async function startDoor(orthanc: Orthanc): Promise<Door> {
  const port = await freePort()
  const { origin } = new URL(orthanc.url)
  let left = Number.POSITIVE_INFINITY
  let held = Promise.withResolvers<void>()
  held.resolve()
  let slow: { address: RegExp; pace: Pace } = { address: /^$/, pace: 'whole' }
  const open = new Set<ClientRequest>()
  const door = createServer((request, response) => {
    const { method, headers, url = '' } = request
    const isImage = /\/instances\/[\d.]+$/.test(url)
    if (isImage) {
      if (left <= 0) orthanc.pause()
      left -= 1
    }
    const onward = httpRequest(origin + url, { method, headers }, async (answer) => {
      if (!isImage) await held.promise
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      if (isImage && slow.address.test(url)) void sendAt(answer, response, () => slow.pace)
      else answer.pipe(response)
    })
    if (isImage) open.add(onward)
    response.on('close', () => {
      open.delete(onward)
      onward.destroy()
    })
    onward.on('error', () => response.destroy())
    onward.end()
  })
  await new Promise<void>((done) => door.listen(port, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${port}/dicom-web`,
    silenceAfter(images) {
      left = images
    },
    speak() {
      left = Number.POSITIVE_INFINITY
      orthanc.resume()
    },
    holdLists() {
      held = Promise.withResolvers<void>()
    },
    hurry: () => held.resolve(),
    slowImages(address, pace) {
      slow = { address, pace }
    },
    openImages: () => open.size,
    stop() {
      held.resolve()
      door.closeAllConnections()
      door.close()
    },
  }
}

async function sendAt(answer: Readable, response: Writable, pace: () => Pace): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  let at = Math.floor(body.length / 2)
  response.write(body.subarray(0, at))
  while (at < body.length && !response.destroyed) {
    const step = pace()
    const next = step === 'whole' ? body.length : at + step
    if (next > at) response.write(body.subarray(at, next))
    at = next
    await pause(TENTH)
  }
  response.end()
}
