/**
 * Many terminals at once: each signs in, opens a chart, reads its parts as the viewer does, and goes on to another after a while:
 * `node scripts/bench/terminals.ts --data DIR [--terminals 200] [--seconds 600] [--pause 5]`. The server is a process of its own, over
 * plain HTTP on the loopback. Prints one JSON object: times in milliseconds, memory in MB; afterwards the access log is verified.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { openAccounts } from '../../server/access/accounts.ts'
import { generatePassphrase } from '../../server/access/passwords.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'

const SANSHO = fileURLToPath(new URL('../sansho', import.meta.url))
const PARTS = ['summary', 'labs', 'medications', 'problems', 'timeline']

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    terminals: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '600' },
    pause: { type: 'string', default: '5' },
  },
})
const data = resolve(values.data ?? process.env.SANSHO_DATA ?? 'var')
const terminals = Number(values.terminals)
const [seconds, pause] = [Number(values.seconds), Number(values.pause)]

// Accounts and the access log of the measured data stay untouched: only its generations are borrowed.
const folder = mkdtempSync(join(tmpdir(), 'sansho-bench-'))
symlinkSync(join(data, 'generations'), join(folder, 'generations'))
const times: number[] = []
let errors = 0

try {
  await run()
} finally {
  rmSync(folder, { recursive: true })
}

async function run(): Promise<void> {
  const password = generatePassphrase()
  const state = openStateDatabase(folder)
  const accounts = openAccounts(state)
  for (let n = 0; n < terminals; n++) {
    const account = { user: `user-${n}`, displayName: String(n), role: 'clinician', demo: false }
    await accounts.add(account as Parameters<typeof accounts.add>[0], password)
  }
  state.close()
  const server = spawn(SANSHO, ['serve', '--http', '--port', '0', '--data', folder], {
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const address = await addressOf(server.stdout)
  const ids = patientIds()
  const people = await Promise.all(
    Array.from({ length: terminals }, (_, n) => signIn(address, n, password)),
  )
  const memory = [memoryOf(server.pid)]
  const end = performance.now() + seconds * 1000
  const watching = (async () => {
    while (performance.now() < end) {
      await wait(Math.min(10_000, seconds * 100))
      memory.push(memoryOf(server.pid))
    }
  })()
  const begun = performance.now()
  await Promise.all(people.map((person) => read(person, ids, end)))
  await watching
  const rate = times.length / ((performance.now() - begun) / 1000)
  for (const { agent } of people) agent.destroy()
  server.kill('SIGTERM')
  await once(server, 'exit')
  const verified = spawnSync(SANSHO, ['audit', 'verify', '--data', folder, '--json'], {
    encoding: 'utf8',
  })
  const { whole, entries } = JSON.parse(verified.stdout) as { whole: boolean; entries: number }
  const result = {
    ...{ terminals, seconds, requests: times.length, errors, aSecond: Math.round(rate) },
    ...{ median: at(0.5), p99: at(0.99), slowest: at(1) },
    // One figure for each tenth of the time.
    memory: memory.filter((_, look) => look % Math.ceil(memory.length / 10) === 0),
    memoryMost: Math.max(...memory),
    log: { whole, entries },
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

interface Person {
  readonly address: string
  readonly agent: Agent
  readonly cookie: string
}

async function signIn(address: string, n: number, password: string): Promise<Person> {
  // Each terminal has an address of its own, as on a LAN.
  const localAddress = `127.0.${1 + Math.floor(n / 200)}.${1 + (n % 200)}`
  const agent = new Agent({ keepAlive: true, maxSockets: 6, localAddress })
  const person = { address, agent, cookie: '' }
  const { cookie } = await ask(person, 'POST', '/api/session', { user: `user-${n}`, password })
  return { ...person, cookie }
}

async function read(person: Person, ids: readonly string[], end: number): Promise<void> {
  await wait(Math.random() * pause * 1000)
  while (performance.now() < end) {
    const patientId = ids[Math.floor(Math.random() * ids.length)] ?? ''
    const { text } = await timed(() => ask(person, 'POST', '/api/charts', { patientId }))
    const { chart } = JSON.parse(text || '{}') as { chart?: string }
    for (const part of chart === undefined ? [] : PARTS) {
      await timed(() => ask(person, 'GET', `/api/charts/${chart}/${part}`))
    }
    await wait((0.5 + Math.random()) * pause * 1000)
  }
}

async function timed(call: () => Promise<Answer>): Promise<Answer> {
  const begun = performance.now()
  const answer = await call()
  times.push(performance.now() - begun)
  if (answer.status !== 200) errors++
  return answer
}

interface Answer {
  readonly status: number
  readonly text: string
  readonly cookie: string
}

/** What goes wrong on the way counts as status 0. */
function ask(person: Person, method: string, path: string, body?: object): Promise<Answer> {
  return new Promise((resolve) => {
    const asked = request(new URL(path, person.address), {
      method,
      agent: person.agent,
      headers: { 'Content-Type': 'application/json', Cookie: person.cookie },
    })
    asked.on('error', () => resolve({ status: 0, text: '', cookie: '' }))
    asked.on('response', (answer) => {
      const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('end', () => {
        const text = Buffer.concat(pieces).toString('utf8')
        resolve({ status: answer.statusCode ?? 0, text, cookie })
      })
    })
    asked.end(body === undefined ? '' : JSON.stringify(body))
  })
}

async function addressOf(stdout: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const piece of stdout) {
    text += String(piece)
    const found = /address: (\S+)[\s\S]*to stop/.exec(text)?.[1]
    if (found !== undefined) return found
  }
  throw new Error(`the server did not start: ${text}`)
}

function patientIds(): string[] {
  const database = new Database(join(folder, 'generations/current/chart.sqlite'), {
    readonly: true,
  })
  const sql = 'SELECT patient_id FROM patient WHERE merged_into IS NULL'
  const ids = database.prepare<[], string>(sql).pluck().all()
  database.close()
  return ids
}

/** Resident memory of a process (proc(5), status). */
function memoryOf(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
}

function at(share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  const place = Math.min(sorted.length - 1, Math.floor(sorted.length * share))
  return Math.round((sorted[place] ?? 0) * 10) / 10
}
