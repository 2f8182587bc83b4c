/** A real server on a free loopback port with its own data folder, and a browser's part of the conversation. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Account } from '../../server/access/accounts.ts'
import { openAccounts } from '../../server/access/accounts.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { type RunningServer, startServer } from '../../server/start.ts'
import { GenerationBuilder } from './generation-builder.ts'

export const PASSWORD = 'correct horse 炎 battery'
const CLINICIAN: Account = {
  user: 'yamada',
  displayName: '山田',
  role: 'clinician',
  demo: false,
}

interface AuditRow {
  readonly actor: string
  readonly action: string
  readonly patientId: string
  readonly detail: string
}

export interface TestServer {
  readonly address: string
  readonly dataDirectory: string
  readonly processLog: string[]
  readonly server: RunningServer
  /** Every audit row so far but the checkpoints. */
  audit(): AuditRow[]
  /** Somebody at a terminal, not signed in. */
  visitor(): Terminal
  /** The clinician, signed in. */
  clinician(): Promise<Terminal>
  stop(): Promise<void>
}

export interface Terminal {
  send(method: string, path: string, body?: unknown, headers?: HeadersInit): Promise<Response>
  /** Opens a chart and returns its handle. */
  open(patientId: string): Promise<string>
}

/**
 * @param build fills the generation before it is published; null = nothing was ever loaded
 * @param prepare what else is laid into the data folder before the server starts
 * @param viewerDirectory the built viewer; without it there is none
 */
export async function startTestServer(
  build: ((generation: GenerationBuilder) => void) | null,
  prepare: (dataDirectory: string) => void = () => {},
  viewerDirectory?: string,
): Promise<TestServer> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'sansho-server-'))
  if (build !== null) {
    const generation = new GenerationBuilder(dataDirectory)
    build(generation)
    generation.publish()
  }
  const state = openStateDatabase(dataDirectory)
  await openAccounts(state).add(CLINICIAN, PASSWORD)
  state.close()
  prepare(dataDirectory)
  const processLog: string[] = []
  const server = await startServer({
    dataDirectory,
    host: '127.0.0.1',
    port: 0,
    https: false,
    demo: false,
    viewerDirectory: viewerDirectory ?? join(dataDirectory, 'dist'),
    log: (line) => processLog.push(line),
  })
  return {
    address: server.address,
    dataDirectory,
    processLog,
    server,
    audit: () => readAudit(dataDirectory),
    visitor: () => makeTerminal(server.address),
    async clinician() {
      const terminal = makeTerminal(server.address)
      const body = { user: CLINICIAN.user, password: PASSWORD }
      const answer = await terminal.send('POST', '/api/session', body)
      if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}`)
      return terminal
    },
    async stop() {
      await server.stop()
      rmSync(dataDirectory, { recursive: true })
    },
  }
}

export function makeTerminal(address: string): Terminal {
  let cookie = ''
  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers: HeadersInit = {},
  ): Promise<Response> {
    const sent = new Headers(headers)
    if (cookie !== '') sent.set('Cookie', cookie)
    if (body !== undefined && !sent.has('Content-Type')) {
      sent.set('Content-Type', 'application/json')
    }
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await fetch(new URL(path, address), {
      method,
      headers: sent,
      body: text ?? null,
      redirect: 'manual',
    })
    const [set] = answer.headers.getSetCookie()
    if (set !== undefined) cookie = set.split(';')[0] ?? ''
    return answer
  }
  return {
    send,
    async open(patientId) {
      const answer = await send('POST', '/api/charts', { patientId })
      const { chart } = (await answer.json()) as { chart?: string }
      if (chart === undefined) throw new Error(`opening the chart answered ${answer.status}`)
      return chart
    },
  }
}

function readAudit(dataDirectory: string): AuditRow[] {
  const database = new Database(join(dataDirectory, 'audit/audit.sqlite'), { readonly: true })
  const rows = database
    .prepare<[], AuditRow>(
      `SELECT actor, action, patient_id AS patientId, detail FROM audit
       WHERE action <> 'log.checkpoint' ORDER BY sequence`,
    )
    .all()
  database.close()
  return rows
}
