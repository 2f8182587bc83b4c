/** A drill's look at charts the way a terminal looks at them: over HTTPS, signed in, through the log. */
import { request } from 'node:https'
import path from 'node:path'
import Database from 'better-sqlite3'
import type { OpenedCharts } from '../loader/drill/drill-content.ts'
import type { RunningServer } from '../server/start.ts'

const USER = 'drill'

interface Opening extends OpenedCharts {
  /** Milliseconds of `performance.now()` when the first chart's summary had arrived; null = none did. */
  readonly firstAt: number | null
}

/**
 * Serves a data directory on the loopback interface and opens charts of it, those of in-patients first.
 * @param dataDirectory the drill's own: an account is made in it
 */
export async function openCharts(
  dataDirectory: string,
  generation: string,
  count: number,
): Promise<Opening> {
  const { startServer } = await import('../server/start.ts')
  const { generatePassphrase } = await import('../server/access/passwords.ts')
  const server = await startServer({
    dataDirectory,
    host: '127.0.0.1',
    port: 0,
    https: true,
    demo: false,
    viewerDirectory: path.join(import.meta.dirname, '../dist'),
    log: () => {},
  })
  try {
    const password = generatePassphrase()
    const account = { user: USER, displayName: USER, role: 'clinician', demo: false } as const
    await server.services.accounts.add(account, password)
    const cookie = await signIn(server, password)
    return await openEach(server, cookie, choosePatients(generation, count))
  } finally {
    await server.stop()
  }
}

interface Chosen {
  readonly patientId: string
  readonly inpatient: number
}

/** By chance, those in a bed first. @param generation its folder */
export function choosePatients(generation: string, count: number): Chosen[] {
  const db = new Database(path.join(generation, 'chart.sqlite'), { readonly: true })
  try {
    return db
      .prepare<unknown[], Chosen>(
        `SELECT patient_id AS patientId, EXISTS (SELECT 1 FROM encounter e
           WHERE e.patient = p.id AND e.class = 'inpatient' AND e.status = 'in-progress') AS inpatient
         FROM patient p WHERE merged_into IS NULL ORDER BY inpatient DESC, random() LIMIT @count`,
      )
      .all({ count })
  } finally {
    db.close()
  }
}

async function signIn(server: RunningServer, password: string): Promise<string> {
  const answer = await send(server, 'POST', '/api/session', { user: USER, password })
  if (answer.status !== 200) throw new Error(`signing in answered ${answer.status}`)
  return answer.cookie
}

async function openEach(
  server: RunningServer,
  cookie: string,
  patients: readonly Chosen[],
): Promise<Opening> {
  const failures: string[] = []
  let opened = 0
  let inpatients = 0
  let firstAt: number | null = null
  for (const [index, { patientId, inpatient }] of patients.entries()) {
    const answer = await send(server, 'POST', '/api/charts', { patientId }, cookie)
    const chart = answer.status === 200 ? (JSON.parse(answer.text) as { chart: string }).chart : ''
    const summary =
      chart === ''
        ? answer
        : await send(server, 'GET', `/api/charts/${chart}/summary`, null, cookie)
    if (summary.status === 200) {
      firstAt ??= performance.now()
      opened++
      inpatients += inpatient
    } else failures.push(`chart ${index + 1}: answered ${summary.status}`)
  }
  return { opened, inpatients, failures, firstAt }
}

function send(
  server: RunningServer,
  method: string,
  place: string,
  body: unknown,
  cookie = '',
): Promise<{ status: number; text: string; cookie: string }> {
  const text = body === null ? '' : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const asking = request(
      new URL(place, server.address),
      {
        method,
        ca: server.certificate?.certificate,
        headers: {
          ...(text === '' ? {} : { 'Content-Type': 'application/json' }),
          ...(cookie === '' ? {} : { Cookie: cookie }),
        },
        timeout: 30_000,
      },
      (answer) => {
        let received = ''
        answer.setEncoding('utf8').on('data', (piece: string) => {
          received += piece
        })
        answer.on('end', () => {
          const [set = ''] = answer.headers['set-cookie'] ?? []
          resolve({
            status: answer.statusCode ?? 0,
            text: received,
            cookie: set.split(';')[0] ?? '',
          })
        })
      },
    )
    asking.on('timeout', () => asking.destroy(new Error('no answer within 30 seconds')))
    asking.on('error', reject)
    asking.end(text)
  })
}
