/**
 * The conversation with a surviving image server: HTTP GET and nothing else, so that nothing there can be changed.
 *
 * Guarantees: an answer comes, or PacsAway is thrown, when the server has been silent for `timeoutSeconds` or sends less
 * than a kilobyte a second; what nobody waits for any more is broken off there, too; no redirect is followed; no answer
 * grows beyond its limit. Not guaranteed: that the server tells the truth.
 */
import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import type { PacsSettings } from '../../settings.ts'
import { makeBreaker, PacsAway } from './breaker.ts'
import { beginningOfPart, firstPart } from './multipart.ts'
import { makeTurns } from './turns.ts'

export interface PacsConnection {
  /**
   * null = nothing of the kind there (204, 404).
   * @throws PacsAway; the signal's reason when it is aborted
   */
  json(
    path: string,
    query: readonly (readonly [string, string])[],
    signal: AbortSignal,
  ): Promise<unknown>
  /**
   * One SOP Instance as Part 10 bytes, as it is stored there; null = not there.
   * @param begun called with what has come so far until it returns true
   * @throws PacsAway; the signal's reason when it is aborted
   */
  part10(
    path: string,
    signal: AbortSignal,
    begun: (beginning: Buffer) => boolean,
  ): Promise<Buffer | null>
}

const JSON_LIMIT = 64 * 1024 * 1024
const INSTANCE_LIMIT = 512 * 1024 * 1024
/** Below this pace a slice of a CT takes nine minutes, for which nobody waits: an image server that drips is told as silent. */
const LEAST_BYTES_A_SECOND = 1024
/** The beginning of an answer is looked at again when it has grown so much: never more work than its length asks for. */
const LOOK_AGAIN = 1.5
/** Images being fetched at once; the others wait their turn, and queries pass by them. */
const FETCHES = 6
/** `transfer-syntax=*`: as stored. Without it servers transcode, or fail on what they can't decode. */
const STORED_AS_IT_IS = 'multipart/related; type="application/dicom"; transfer-syntax=*'

const Credentials = z.union([
  z.strictObject({ user: z.string().min(1), password: z.string() }),
  z.strictObject({ token: z.string().min(1) }),
])

/** @throws Error when the credentials can't be used: the server does not start without what it was told to have. */
export function connectPacs(settings: PacsSettings): PacsConnection {
  const authorization = readAuthorization(settings.credentialsFile)
  const base = settings.url.replace(/\/+$/, '')
  const silence = settings.timeoutSeconds * 1000
  const breaker = makeBreaker()
  const turn = makeTurns(FETCHES)

  function get(path: string, asking: Pick<Asking, 'accept' | 'limit' | 'givenUp' | 'begun'>) {
    return breaker.through(() => ask(base + path, { ...asking, authorization, silence }))
  }
  return {
    async json(path, query, signal) {
      const search =
        query.length === 0 ? '' : `?${new URLSearchParams(query.map(([...pair]) => pair))}`
      const answer = await get(path + search, {
        accept: 'application/dicom+json',
        limit: JSON_LIMIT,
        givenUp: signal,
        begun: () => true,
      })
      if (answer === null || answer.body.length === 0) return null
      try {
        return JSON.parse(answer.body.toString('utf8'))
      } catch (cause) {
        throw new PacsAway('not-understood', { cause })
      }
    },
    part10: (path, signal, begun) =>
      turn(signal, async () => {
        const answer = await get(path, {
          accept: STORED_AS_IT_IS,
          limit: INSTANCE_LIMIT,
          givenUp: signal,
          begun(contentType, body) {
            const part = isBare(contentType) ? body : beginningOfPart(contentType, body)
            return part !== null && begun(part)
          },
        })
        if (answer === null) return null
        if (isBare(answer.contentType)) return answer.body
        const part = firstPart(answer.contentType, answer.body)
        if (part === null) throw new PacsAway('not-understood')
        return part
      }),
  }
}

function isBare(contentType: string): boolean {
  return /^application\/dicom\s*(;|$)/i.test(contentType)
}

interface Asking {
  readonly accept: string
  readonly authorization: string
  /** Milliseconds. */
  readonly silence: number
  /** Bytes. */
  readonly limit: number
  /** Nobody waits for the answer any more. */
  readonly givenUp: AbortSignal
  /** Called with what has come so far, ever more rarely, until it returns true. */
  readonly begun: (contentType: string, body: Buffer) => boolean
}

async function ask(url: string, asking: Asking) {
  const { accept, authorization, silence, limit, givenUp, begun } = asking
  const control = new AbortController()
  const leave = () => control.abort()
  givenUp.addEventListener('abort', leave)
  let hasAnswered = false
  let timer = setTimeout(leave, silence)
  const heard = () => {
    clearTimeout(timer)
    timer = setTimeout(leave, silence)
  }
  try {
    givenUp.throwIfAborted()
    const answer = await fetch(url, {
      headers: { accept, ...(authorization === '' ? {} : { authorization }) },
      redirect: 'error',
      signal: control.signal,
    })
    heard()
    hasAnswered = true
    if (answer.status !== 200) await answer.body?.cancel()
    if (answer.status === 404 || answer.status === 204) return null
    if (answer.status === 401 || answer.status === 403) throw new PacsAway('refused')
    if (answer.status !== 200) throw new PacsAway('not-understood')
    const contentType = answer.headers.get('Content-Type') ?? ''
    const chunks: Uint8Array[] = []
    let [length, sinceHeard, nextLook] = [0, 0, 0]
    for await (const chunk of answer.body ?? []) {
      length += chunk.byteLength
      sinceHeard += chunk.byteLength
      if (sinceHeard >= (silence / 1000) * LEAST_BYTES_A_SECOND) {
        heard()
        sinceHeard = 0
      }
      if (length > limit) throw new PacsAway('not-understood')
      chunks.push(chunk)
      if (length < nextLook) continue
      nextLook = begun(contentType, Buffer.concat(chunks)) ? Infinity : length * LOOK_AGAIN
    }
    return { contentType, body: Buffer.concat(chunks) }
  } catch (cause) {
    givenUp.throwIfAborted()
    if (cause instanceof PacsAway) throw cause
    const why = control.signal.aborted ? 'timeout' : 'unreachable'
    throw new PacsAway(why, { cause, hasAnswered })
  } finally {
    clearTimeout(timer)
    givenUp.removeEventListener('abort', leave)
    control.abort()
  }
}

/** Value of the Authorization header; '' = none. */
function readAuthorization(file: string | undefined): string {
  if (file === undefined) return ''
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new Error(`the image server's credentials in ${file} can be read by others: chmod 600`)
  }
  const parsed = Credentials.safeParse(readJson(file))
  if (!parsed.success) {
    throw new Error(
      `the image server's credentials in ${file} are neither user and password nor a token`,
    )
  }
  if ('token' in parsed.data) return `Bearer ${parsed.data.token}`
  const { user, password } = parsed.data
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // Without the cause: a parser's message may repeat the secret.
    throw new Error(`the image server's credentials in ${file} are not JSON`)
  }
}
