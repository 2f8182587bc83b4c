/**
 * A server that is asked what nobody who means well asks, by people of every role and by nobody: it answers each request as it should, or
 * closes the line; it tells nothing of itself; it goes on serving; its log is whole.
 *
 *   node test/faults/request-campaign.ts [--requests 100000] [--seed 1]
 *
 * Ends with code 1 at the first broken promise, naming the request.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createRandom, type Random } from '../../scripts/demo-hospital/random.ts'
import { openAccounts, ROLES } from '../../server/access/accounts.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { GenerationBuilder } from '../server/generation-builder.ts'
import { makeTerminal, PASSWORD } from '../server/running-server.ts'
import { buildSmallHospital, HANAKO } from '../server/small-hospital.ts'
import { type HostileRequest, hostileRequest } from './hostile-requests.ts'

const SANSHO = fileURLToPath(new URL('../../scripts/sansho', import.meta.url))
/** What a stack, a query or a path of the server would look like in an answer. */
const TELLS =
  /node_modules|\/server\/|\bat \S+ \(|SQLITE|SqliteError|TypeError|RangeError|ZodError|better-sqlite3/
/** People are asked as one after the other; a session that was ended by what it asked is opened anew. */
const REQUESTS_AS_ONE = 200
const AT_ONCE = 8
const SILENCE_MILLISECONDS = 40_000

export interface RequestTally {
  requests: number
  /** How many were answered by each status; 0 = the line was closed without an answer. */
  readonly statuses: Record<number, number>
  /** Resident memory of the server in MB, before and after. */
  memory: readonly [number, number]
}

export async function runRequestCampaign(
  options: { readonly requests: number; readonly seed: number },
  say: (line: string) => void,
): Promise<RequestTally> {
  const data = mkdtempSync(path.join(os.tmpdir(), 'sansho-requests-'))
  try {
    await prepare(data)
    return await withServer(data, (server) => attack(server, options, say))
  } finally {
    rmSync(data, { recursive: true })
  }
}

async function prepare(data: string): Promise<void> {
  const generation = new GenerationBuilder(data)
  buildSmallHospital(generation)
  generation.publish()
  const state = openStateDatabase(data)
  const accounts = openAccounts(state)
  for (const role of ROLES) {
    await accounts.add({ user: `user-${role}`, displayName: role, role, demo: false }, PASSWORD)
  }
  state.close()
}

interface Server {
  readonly address: string
  readonly pid: number
}

async function withServer(
  data: string,
  use: (server: Server) => Promise<RequestTally>,
): Promise<RequestTally> {
  const args = ['serve', '--http', '--port', '0', '--data', data]
  const server = spawn(SANSHO, args, { env: { ...process.env, LC_ALL: 'C' } })
  let told = ''
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      told += text
    })
  }
  const address = await addressIn(() => told)
  const tally = await use({ address, pid: server.pid ?? 0 })
  if (server.exitCode !== null) throw new Error(`the server ended:\n${told.slice(-2_000)}`)
  server.kill('SIGTERM')
  await once(server, 'exit')
  if (told.includes('caused by') || TELLS.test(told)) {
    throw new Error(`the process log tells of a fault:\n${told.slice(-3_000)}`)
  }
  if (told.includes(HANAKO)) throw new Error('the process log names a patient')
  const verified = spawnSync(SANSHO, ['audit', 'verify', '--data', data], { encoding: 'utf8' })
  if (verified.status !== 0) throw new Error(`the log is not whole:\n${verified.stdout}`)
  return tally
}

async function addressIn(told: () => string): Promise<string> {
  for (let n = 0; n < 600; n++) {
    const found = /address: (\S+)[\s\S]*to stop/.exec(told())?.[1]
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`the server did not start:\n${told()}`)
}

async function attack(
  server: Server,
  { requests, seed }: { requests: number; seed: number },
  say: (line: string) => void,
): Promise<RequestTally> {
  const random = createRandom(seed, 'hostile requests')
  const statuses: Record<number, number> = {}
  const before = residentMegabytes(server.pid)
  let done = 0
  while (done < requests) {
    const asker = await askerFor(server, random)
    const batch = Math.min(REQUESTS_AS_ONE, requests - done)
    for (let at = 0; at < batch; at += AT_ONCE) {
      const together = Array.from({ length: Math.min(AT_ONCE, batch - at) }, () =>
        hostileRequest(random, asker.charts),
      )
      for (const status of await Promise.all(together.map((each) => judged(server, each, asker)))) {
        statuses[status] = (statuses[status] ?? 0) + 1
      }
    }
    done += batch
    if (done % 10_000 < REQUESTS_AS_ONE) say(`${done} ${JSON.stringify(statuses)}`)
  }
  return { requests: done, statuses, memory: [before, residentMegabytes(server.pid)] }
}

interface Asker {
  readonly cookie: string
  readonly charts: readonly string[]
}

/** Somebody of a random role, or nobody. @throws Error when the server no longer lets people in */
async function askerFor({ address }: Server, random: Random): Promise<Asker> {
  const role = random.pick([...ROLES, 'clinician', 'clinician', ''])
  if (role === '') return { cookie: '', charts: ['x'] }
  const terminal = makeTerminal(address)
  const body = { user: `user-${role}`, password: PASSWORD }
  const answer = await terminal.send('POST', '/api/session', body)
  await answer.text()
  if (answer.status !== 200) throw new Error(`signing in as ${role} answered ${answer.status}`)
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const reads = role === 'clinician' || role === 'desk'
  return { cookie, charts: reads ? [await terminal.open(HANAKO)] : ['x'] }
}

/** @returns the status. @throws Error that names the request whose answer breaks a promise */
async function judged(server: Server, request: HostileRequest, asker: Asker): Promise<number> {
  const answer = await exchange(server.address, request, asker.cookie)
  const fault = faultOf(answer)
  if (fault === '') return answer.status
  const { method, target, headers, body } = request
  const shown = JSON.stringify({ method, target, headers, body }).slice(0, 1_500)
  throw new Error(`${fault}\n${shown}\n${answer.head}\n${answer.body.slice(0, 500)}`)
}

interface Answer {
  /** 0 = the line was closed without one. */
  readonly status: number
  readonly head: string
  readonly body: string
}

function faultOf({ status, head, body }: Answer): string {
  if (status === 0) return ''
  // 503: a restricted door, nothing loaded, no PACS; never a fault of the server itself.
  if (status >= 500 && status !== 503) return `answered ${status}`
  // Node's own answers to what is no HTTP, or expects what nobody knows, come before any of ours.
  if (
    status >= 400 &&
    status !== 417 &&
    !/^x-content-type-options: nosniff/im.test(head) &&
    body !== ''
  ) {
    return 'a refusal without our headers'
  }
  if (TELLS.test(body)) return 'the answer tells of the server'
  if (/^(x-powered-by|server):/im.test(head)) return 'the head names the software'
  return ''
}

/** One request over a line of its own, byte for byte as it was made. */
function exchange(address: string, request: HostileRequest, cookie: string): Promise<Answer> {
  const { hostname, port } = new URL(address)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) })
    const pieces: Buffer[] = []
    const timer = setTimeout(() => {
      socket.destroy()
      reject(new Error(`no answer in 40 s: ${JSON.stringify(request).slice(0, 1_000)}`))
    }, SILENCE_MILLISECONDS)
    socket.on('data', (piece) => pieces.push(piece))
    // A server that closes the line while we still write has refused it.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(parsed(Buffer.concat(pieces).toString('utf8')))
    })
    socket.end(wire(request, cookie, `${hostname}:${port}`))
  })
}

function wire({ method, target, headers, body }: HostileRequest, cookie: string, host: string) {
  const has = (name: string) => headers.some(([each]) => each.toLowerCase() === name)
  const lines = [`${method} ${target} HTTP/1.1`]
  if (!has('host')) lines.push(`Host: ${host}`)
  if (!has('cookie') && cookie !== '') lines.push(`Cookie: ${cookie}`)
  for (const [name, value] of headers) lines.push(`${name}: ${value}`)
  const bytes = Buffer.from(body, 'utf8')
  if (bytes.length > 0 && !has('transfer-encoding')) lines.push(`Content-Length: ${bytes.length}`)
  lines.push('Connection: close', '', '')
  return Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), bytes])
}

function parsed(whole: string): Answer {
  // What was promised to `Expect: 100-continue` stands before the answer.
  const text = whole.replace(/^(HTTP\/1\.1 100 [^\r]*\r\n\r\n)+/, '')
  const at = text.indexOf('\r\n\r\n')
  const head = at < 0 ? text : text.slice(0, at)
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0)
  return { status, head, body: at < 0 ? '' : text.slice(at + 4) }
}

function residentMegabytes(pid: number): number {
  const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Math.round(Number(found?.[1] ?? 0) / 1024)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
    },
  })
  const options = { requests: Number(values.requests), seed: Number(values.seed) }
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  say(JSON.stringify(await runRequestCampaign(options, say)))
}
