/**
 * A restic repository on a REST server (restic's manual, "REST Backend"): `rest:https://user@host:8000/repository/`.
 *
 * Only GET and HEAD are ever sent. A request that gets no answer is asked again a few times before the connection counts as lost.
 */
import type { Agent } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { ResticStore } from './restic-store.ts'
import { ConnectionLost, NotThere } from './server-errors.ts'
import type { ServerAccess } from './source.ts'

const LIST_TYPE = 'application/vnd.x.restic.rest.v2'
const SILENCE_MILLISECONDS = 60_000
const TRIES = 4
const PAUSE_MILLISECONDS = 500
/** A list of a million packs is about 90 MB. */
const LONGEST_LIST = 2 ** 28

interface Answer {
  readonly status: number
  readonly length: number
  readonly body: Buffer
}

interface Question {
  readonly method: 'GET' | 'HEAD'
  readonly place: string
  /** As the header `Range` has it; '' = everything. */
  readonly range: string
  /** A longer answer is an error. */
  readonly most: number
}

/** @throws Error when the location is no address, or holds a password: those do not belong on a command line. */
export function restStore(location: string, server: ServerAccess): ResticStore {
  const address = restAddress(location)
  const agent = agentOf(address, server)
  const sizes = new Map<string, number>()
  const ask = (question: Question) => persistently(() => answerOf(address, agent, server, question))
  const expectFound = ({ status }: Answer, place: string, wanted: number) => {
    if (status === 404) throw new NotThere('is missing')
    if (status === 401 || status === 403) {
      throw new ConnectionLost(`${location} does not let this user in (HTTP ${status})`)
    }
    if (status !== wanted) throw new Error(`${place}: the server answers HTTP ${status}`)
  }
  return {
    async list(kind) {
      const place = `${kind}/`
      const answer = await ask({ method: 'GET', place, range: '', most: LONGEST_LIST })
      expectFound(answer, place, 200)
      return namesIn(JSON.parse(answer.body.toString('utf8')), (name, size) => {
        if (kind === 'data') sizes.set(name, size)
      })
    },
    async size(kind, name) {
      const known = sizes.get(name)
      if (known !== undefined) return known
      const place = `${kind}/${name}`
      const answer = await ask({ method: 'HEAD', place, range: '', most: 0 })
      expectFound(answer, place, 200)
      return answer.length
    },
    async read(kind, name, offset, length) {
      const place = `${kind}/${name}`
      const range = `bytes=${offset}-${offset + length - 1}`
      const answer = await ask({ method: 'GET', place, range, most: length })
      expectFound(answer, place, 206)
      if (answer.body.length === length) return answer.body
      throw new Error(`only ${answer.body.length} of ${length} bytes could be read`)
    },
    close: () => agent.destroy(),
  }
}

/** @throws Error that says what is wrong with it. */
export function restAddress(location: string): URL {
  const text = location.slice('rest:'.length)
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    throw new Error(`${location}: write rest:https://host:port/repository/`)
  }
  const address = new URL(text)
  if (address.password !== '') {
    throw new Error('a password does not belong on the command line; use --server-password-file')
  }
  if (!address.pathname.endsWith('/')) address.pathname += '/'
  return address
}

/** Taken when a server is asked: an import makes Node.js load all of its fetch, for every load of whatever medium. */
function clientOf(protocol: string) {
  return protocol === 'http:'
    ? process.getBuiltinModule('node:http')
    : process.getBuiltinModule('node:https')
}

function agentOf({ protocol }: URL, { certificate }: ServerAccess): Agent {
  const kept = { keepAlive: true, maxSockets: 1, timeout: SILENCE_MILLISECONDS }
  const isTrusted = protocol === 'http:' || certificate === ''
  return new (clientOf(protocol).Agent)(isTrusted ? kept : { ...kept, ca: certificate })
}

/** Version 2 gives objects, version 1 names alone. */
function namesIn(list: unknown, see: (name: string, size: number) => void): string[] {
  if (!Array.isArray(list)) throw new Error('the server gives no list of its files')
  return list.map((entry: unknown) => {
    if (typeof entry === 'string') return entry
    const { name, size } = entry as { name?: unknown; size?: unknown }
    if (typeof name !== 'string') throw new Error('the server gives no list of its files')
    if (typeof size === 'number') see(name, size)
    return name
  })
}

async function persistently(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await ask()
      // The server is there, but not able to answer just now.
      if (answer.status < 500 || attempt === TRIES) return answer
    } catch (error) {
      if (error instanceof TooLong) throw error
      if (attempt === TRIES) {
        const words = error instanceof Error ? error.message : String(error)
        throw new ConnectionLost(`the server does not answer: ${words}`, { cause: error })
      }
    }
    await wait(PAUSE_MILLISECONDS * 2 ** (attempt - 1))
  }
}

class TooLong extends Error {}

function answerOf(
  address: URL,
  agent: Agent,
  { password }: ServerAccess,
  { method, place, range, most }: Question,
): Promise<Answer> {
  const user = decodeURIComponent(address.username)
  return new Promise((resolve, reject) => {
    const request = clientOf(address.protocol).request(
      new URL(place, address),
      {
        method,
        agent,
        auth: user === '' ? undefined : `${user}:${password}`,
        headers: { Accept: LIST_TYPE, ...(range === '' ? {} : { Range: range }) },
      },
      (response) => {
        const pieces: Buffer[] = []
        let length = 0
        response.on('data', (piece: Buffer) => {
          length += piece.length
          if (length > most && response.statusCode !== 404) {
            request.destroy(new TooLong(`${place}: the server sends more than was asked for`))
          } else pieces.push(piece)
        })
        response.on('error', reject)
        response.on('end', () => {
          const stated = Number(response.headers['content-length'] ?? 0)
          const body = Buffer.concat(pieces)
          resolve({ status: response.statusCode ?? 0, length: stated, body })
        })
      },
    )
    request.setTimeout(SILENCE_MILLISECONDS, () => {
      request.destroy(new Error(`no answer for ${SILENCE_MILLISECONDS / 1000} seconds`))
    })
    request.on('error', reject)
    request.end()
  })
}
