/**
 * What the access log costs an opened chart: the same server opens the same patients' charts with its log, and with a
 * log that writes nothing, in turn. `node scripts/bench/audit.ts --data DIR [--charts N] [--copy DIR]`.
 * Prints one JSON object; times in milliseconds. `fsyncAlone` is what the disk takes for one written page in the same
 * run: no log that is on the disk before the answer can cost less.
 */
import {
  closeSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeSync,
} from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { openAccounts } from '../../server/access/accounts.ts'
import { generatePassphrase } from '../../server/access/passwords.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import type { AuditLog } from '../../server/audit/log.ts'
import { startServer } from '../../server/start.ts'
import { median } from './alternate.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    charts: { type: 'string', default: '1000' },
    copy: { type: 'string' },
  },
})
const data = resolve(values.data ?? process.env.SANSHO_DATA ?? 'var')
const folder = mkdtempSync(join(tmpdir(), 'sansho-bench-'))
symlinkSync(join(data, 'generations'), join(folder, 'generations'))

const SILENT: AuditLog = { append: () => 0, seal: () => {}, close: () => {} }

try {
  const password = generatePassphrase()
  const state = openStateDatabase(folder)
  await openAccounts(state).add(
    { user: 'bench', displayName: 'bench', role: 'clinician', demo: false },
    password,
  )
  state.close()
  const server = await startServer({
    dataDirectory: folder,
    host: '127.0.0.1',
    port: 0,
    https: false,
    demo: false,
    viewerDirectory: folder,
    log: () => {},
    ...(values.copy === undefined ? {} : { auditCopyDirectory: resolve(values.copy) }),
  })
  const services = server.services as { audit: AuditLog }
  const written = services.audit
  const signIn = await ask(server.address, '/api/session', { user: 'bench', password }, '')
  const cookie = signIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const times = { with: [] as number[], without: [] as number[] }
  const ids = patientIds()
  const bare = openSync(join(folder, 'bare'), 'w')
  const fsyncs: number[] = []
  for (let n = 0; n < Number(values.charts); n += 1) {
    const patientId = ids[n % ids.length]
    fsyncs.push(timeOfFsync(bare))
    for (const which of n % 2 === 0
      ? (['with', 'without'] as const)
      : (['without', 'with'] as const)) {
      services.audit = which === 'with' ? written : SILENT
      const begun = performance.now()
      const answer = await ask(server.address, '/api/charts', { patientId }, cookie)
      await answer.arrayBuffer()
      times[which].push(performance.now() - begun)
      if (answer.status !== 200) throw new Error(`opening a chart answered ${answer.status}`)
    }
  }
  services.audit = written
  closeSync(bare)
  await server.stop()
  const [logged, silent] = [median(times.with), median(times.without)]
  const round = (value: number) => Math.round(value * 1000) / 1000
  process.stdout.write(
    `${JSON.stringify({
      charts: times.with.length,
      secondCopy: values.copy !== undefined,
      medianWithLog: round(logged),
      medianWithout: round(silent),
      cost: round(logged - silent),
      fsyncAlone: round(median(fsyncs)),
      loadAverage: loadavg()[0],
    })}\n`,
  )
} finally {
  rmSync(folder, { recursive: true })
}

function timeOfFsync(file: number): number {
  const begun = performance.now()
  writeSync(file, Buffer.alloc(4096))
  fdatasyncSync(file)
  return performance.now() - begun
}

function patientIds(): string[] {
  const path = join(folder, 'generations/current/chart.sqlite')
  const database = new Database(path, { readonly: true })
  const sql = 'SELECT patient_id AS id FROM patient WHERE merged_into IS NULL'
  const ids = database.prepare<[], { id: string }>(sql).all()
  database.close()
  return ids.map(({ id }) => id)
}

function ask(address: string, path: string, body: object, cookie: string): Promise<Response> {
  return fetch(new URL(path, address), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Cookie: cookie },
    body: JSON.stringify(body),
  })
}
