/**
 * Time to open charts and to read their first screen through HTTP, on one connection:
 * `node scripts/bench/chart.ts --data DIR [--charts N]`. Prints one JSON object; times in milliseconds.
 */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { openAccounts } from '../../server/access/accounts.ts'
import { generatePassphrase } from '../../server/access/passwords.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { startServer } from '../../server/start.ts'

const { values } = parseArgs({
  options: { data: { type: 'string' }, charts: { type: 'string', default: '500' } },
})
const data = resolve(values.data ?? process.env.SANSHO_DATA ?? 'var')
const wanted = Number(values.charts)

/** The routes measured: opening first, then what the viewer asks for. */
const PARTS = [
  'summary',
  'labs',
  'medications',
  'problems',
  'timeline',
  'vitals',
  'documents',
  'images',
]

// Accounts and the access log of the measured data stay untouched: only its generations are borrowed.
const folder = mkdtempSync(join(tmpdir(), 'sansho-bench-'))
symlinkSync(join(data, 'generations'), join(folder, 'generations'))
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const times = new Map<string, number[]>()
const sizes = new Map<string, number[]>()
let cookie = ''

try {
  await run()
} finally {
  agent.destroy()
  rmSync(folder, { recursive: true })
}

async function run(): Promise<void> {
  const password = generatePassphrase()
  const state = openStateDatabase(folder)
  const account = { user: 'bench', displayName: 'bench', role: 'clinician', demo: false } as const
  await openAccounts(state).add(account, password)
  state.close()
  const server = await startServer({
    dataDirectory: folder,
    host: '127.0.0.1',
    port: 0,
    https: false,
    demo: false,
    viewerDirectory: folder,
    log: () => {},
  })
  const call = (method: string, path: string, body?: object) =>
    ask(new URL(path, server.address), method, body)
  await call('POST', '/api/session', { user: 'bench', password })
  const ids = patientIds()
  for (let n = 0; n < wanted; n += 1) {
    const patientId = ids[Math.floor(Math.random() * ids.length)]
    const opened = await timed('open', () => call('POST', '/api/charts', { patientId }))
    const { chart } = JSON.parse(opened)
    for (const part of PARTS) await timed(part, () => call('GET', `/api/charts/${chart}/${part}`))
  }
  await server.stop()
  const rows = [...times].map(([name, list]) => [
    name,
    { median: at(list, 0.5), p99: at(list, 0.99), bytes: at(sizes.get(name) ?? [], 0.5) },
  ])
  process.stdout.write(`${JSON.stringify({ charts: wanted, ...Object.fromEntries(rows) })}\n`)
}

function patientIds(): string[] {
  const database = new Database(join(folder, 'generations/current/chart.sqlite'), {
    readonly: true,
  })
  const sql = 'SELECT patient_id AS id FROM patient WHERE id <= 30'
  const ids = database.prepare<[], { id: string }>(sql).all()
  database.close()
  return ids.map(({ id }) => id)
}

async function timed(name: string, call: () => Promise<string>): Promise<string> {
  const start = performance.now()
  const text = await call()
  times.set(name, [...(times.get(name) ?? []), performance.now() - start])
  sizes.set(name, [...(sizes.get(name) ?? []), text.length])
  return text
}

function at(list: readonly number[], share: number): number {
  const sorted = [...list].sort((a, b) => a - b)
  return Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 100) / 100
}

function ask(url: URL, method: string, body?: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      method,
      agent,
      headers: { 'Content-Type': 'application/json', Cookie: cookie },
    })
    asked.on('error', reject)
    asked.on('response', (answer) => {
      cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? cookie
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk) => {
        text += chunk
      })
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(text)
        else reject(new Error(`${method} answered ${answer.statusCode}`))
      })
    })
    asked.end(body === undefined ? '' : JSON.stringify(body))
  })
}
