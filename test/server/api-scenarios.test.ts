/** Who asks what, what they get, what they must never get, and what is written to the access log. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { DocumentsAnswer } from '../../model/api/chart/documents.ts'
import { ImagesAnswer } from '../../model/api/chart/image-studies.ts'
import { LabsAnswer } from '../../model/api/chart/labs.ts'
import { MedicationsAnswer } from '../../model/api/chart/medications.ts'
import { OpenChartAnswer } from '../../model/api/chart/opening.ts'
import { ProblemsAnswer } from '../../model/api/chart/problems.ts'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { TimelineAnswer } from '../../model/api/chart/timeline.ts'
import { VitalsAnswer } from '../../model/api/chart/vitals.ts'
import { Problem } from '../../model/api/common.ts'
import { SearchAnswer, WardsAnswer } from '../../model/api/patients.ts'
import { Session, Status } from '../../model/api/session.ts'
import { startTestServer, type TestServer } from './running-server.ts'
import { buildSmallHospital, HANAKO } from './small-hospital.ts'

interface ApiScenario {
  readonly name: string
  readonly who: 'visitor' | 'clinician'
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** `{chart}` = a handle of Hanako's chart, opened by the same session. */
  readonly path: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
  readonly status: number
  readonly answer?: z.ZodType
  readonly contains?: readonly string[]
  readonly lacks?: readonly string[]
  /** Actions appended to the access log by this request. */
  readonly audit: readonly string[]
}

const part = (name: string, answer: z.ZodType, contains: readonly string[] = []): ApiScenario => ({
  name: `a clinician reads ${name}`,
  who: 'clinician',
  method: 'GET',
  path: `/api/charts/{chart}/${name}`,
  status: 200,
  answer,
  contains: ['"generation":"20221110T0315Z-ab12cd"', '"asOf":"2022-11-10T03:15"', ...contains],
  audit: ['chart.read'],
})

const refused = (
  name: string,
  who: ApiScenario['who'],
  request: string,
  status: number,
  rest: Partial<ApiScenario> = {},
): ApiScenario => {
  const [method = '', path = ''] = request.split(' ')
  return {
    name,
    who,
    method: method as ApiScenario['method'],
    path,
    status,
    answer: Problem,
    audit: [],
    ...rest,
  }
}

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
const NOT_FOUND = '{"type":"urn:sansho:problem:not-found","title":"見つかりません","status":404}'

const SCENARIOS: readonly ApiScenario[] = [
  {
    name: 'anybody reads the status, which names no patient',
    who: 'visitor',
    method: 'GET',
    path: '/api/status',
    status: 200,
    answer: Status,
    contains: ['"ready":true', '"gapCount":2'],
    lacks: ['12345', '斎藤', '/media/backup'],
    audit: [],
  },
  refused('a visitor has no session', 'visitor', 'GET /api/session', 401),
  {
    name: 'a clinician sees their session',
    who: 'clinician',
    method: 'GET',
    path: '/api/session',
    status: 200,
    answer: Session,
    contains: ['"user":"yamada"'],
    lacks: ['token', 'key', 'argon2'],
    audit: [],
  },
  refused('a visitor searches', 'visitor', 'POST /api/patients/search', 401, {
    body: { query: HANAKO },
    lacks: ['斎藤'],
  }),
  refused('a visitor opens a chart', 'visitor', 'POST /api/charts', 401, {
    body: { patientId: HANAKO },
    lacks: ['斎藤'],
  }),
  refused('a visitor lists wards', 'visitor', 'GET /api/wards', 401),
  ...PARTS.map((name) =>
    refused(`a visitor reads ${name}`, 'visitor', `GET /api/charts/AAAA/${name}`, 401),
  ),
  ...PARTS.map((name) =>
    refused(`an unknown handle, ${name}`, 'clinician', `GET /api/charts/AAAA/${name}`, 404, {
      contains: [NOT_FOUND],
    }),
  ),
  {
    name: 'a clinician searches; the query stands in the access log',
    who: 'clinician',
    method: 'POST',
    path: '/api/patients/search',
    body: { query: 'サイトウ' },
    status: 200,
    answer: SearchAnswer,
    contains: [HANAKO, '"gapCount":2'],
    audit: ['patients.search'],
  },
  {
    name: 'a clinician opens a chart',
    who: 'clinician',
    method: 'POST',
    path: '/api/charts',
    body: { patientId: HANAKO },
    status: 200,
    answer: OpenChartAnswer,
    contains: ['"birthDateEra":"S33.3.2"', '"reason":"encrypted"', '"allergyState":"present"'],
    audit: ['chart.open'],
  },
  refused('a clinician opens the chart of nobody', 'clinician', 'POST /api/charts', 404, {
    body: { patientId: '999' },
    contains: [NOT_FOUND],
    audit: ['chart.not-found'],
  }),
  part('summary', SummaryAnswer, ['"area":"labs"']),
  part('labs', LabsAnswer, ['<0.05']),
  part('medications', MedicationsAnswer),
  part('problems', ProblemsAnswer, ['進行胃癌']),
  part('timeline', TimelineAnswer),
  part('vitals', VitalsAnswer),
  part('documents', DocumentsAnswer),
  part('images', ImagesAnswer),
  {
    name: 'a clinician lists wards',
    who: 'clinician',
    method: 'GET',
    path: '/api/wards',
    status: 200,
    answer: WardsAnswer,
    contains: ['"inpatients":3'],
    audit: ['wards.read'],
  },
  refused('no such ward', 'clinician', 'GET /api/wards/xyz', 404, { contains: [NOT_FOUND] }),
  refused('no such route', 'visitor', 'GET /api/patients', 404, { contains: [NOT_FOUND] }),
  refused('no such method', 'clinician', 'DELETE /api/charts/AAAA/labs', 404),
  refused('an empty query', 'clinician', 'POST /api/patients/search', 400, {
    body: { query: '' },
    contains: ['"field":"query"'],
  }),
  refused('a query of the wrong type', 'clinician', 'POST /api/patients/search', 400, {
    body: { query: { $ne: '' } },
    contains: ['"field":"query"'],
  }),
  refused('an unknown field', 'clinician', 'POST /api/patients/search', 400, {
    body: { query: 'a', sql: 'x' },
    contains: ['"field":"sql"'],
  }),
  refused('a limit beyond the limit', 'clinician', 'POST /api/patients/search', 400, {
    body: { query: 'a', limit: 100_000 },
    contains: ['"field":"limit"'],
  }),
  refused('a body that is no JSON', 'clinician', 'POST /api/charts', 400, {
    body: '{"patientId":',
    contains: ['"field":"body"'],
    lacks: ['SyntaxError', 'position'],
  }),
  refused('a body that is no object', 'clinician', 'POST /api/charts', 400, {
    body: '"x"',
    contains: ['"field":"body"'],
  }),
  refused('a body that is too large', 'clinician', 'POST /api/charts', 413, {
    body: { patientId: 'x'.repeat(20_000) },
  }),
  refused('a form instead of JSON', 'clinician', 'POST /api/charts', 415, {
    body: 'patientId=1',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  }),
  refused('a page of another site posts', 'clinician', 'POST /api/charts', 403, {
    body: { patientId: HANAKO },
    headers: { Origin: 'https://evil.example' },
    lacks: ['斎藤'],
  }),
  refused('a page of another site reads', 'clinician', 'GET /api/charts/{chart}/summary', 403, {
    headers: { 'Sec-Fetch-Site': 'cross-site' },
    lacks: ['斎藤'],
  }),
  refused('a date that is none', 'clinician', 'GET /api/charts/{chart}/timeline?before=x', 400, {
    contains: ['"field":"before"'],
  }),
  refused('an unknown query', 'clinician', 'GET /api/charts/{chart}/labs?id=1', 400, {
    contains: ['"field":"id"'],
  }),
  refused('a path that is no text', 'clinician', 'GET /api/wards/%E0%A4%A', 400),
  refused('no such document', 'clinician', 'GET /api/charts/{chart}/documents/1-00000000', 404, {
    contains: [NOT_FOUND],
  }),
]

let server: TestServer
beforeAll(async () => {
  server = await startTestServer(buildSmallHospital)
})
afterAll(() => server.stop())

describe('the API', () => {
  for (const scenario of SCENARIOS) {
    test(scenario.name, async () => {
      const terminal = scenario.who === 'visitor' ? server.visitor() : await server.clinician()
      const needsChart = scenario.path.includes('{chart}')
      const chart = needsChart ? await terminal.open(HANAKO) : ''
      const path = scenario.path.replace('{chart}', chart)
      const before = server.audit().length
      const answer = await terminal.send(scenario.method, path, scenario.body, scenario.headers)
      const text = await answer.text()
      expect(answer.status, text).toBe(scenario.status)
      expect(answer.headers.get('Cache-Control')).toBe('no-store')
      const type = scenario.status < 400 ? 'application/json' : 'application/problem+json'
      expect(answer.headers.get('Content-Type')).toContain(type)
      scenario.answer?.parse(JSON.parse(text))
      for (const wanted of scenario.contains ?? []) expect(text).toContain(wanted)
      for (const banned of [...(scenario.lacks ?? []), 'SELECT', 'node_modules', 'at file:']) {
        expect(text).not.toContain(banned)
      }
      const written = server.audit().slice(before)
      expect(written.map((row) => row.action)).toEqual(scenario.audit)
    })
  }

  test('writes who read whose chart, and the query, into the access log', async () => {
    const terminal = await server.clinician()
    await terminal.send('POST', '/api/patients/search', { query: 'サイトウ 19580302' })
    await terminal.open(HANAKO)
    const rows = server.audit().slice(-2)
    expect(rows[0]).toMatchObject({ actor: 'yamada', action: 'patients.search', patientId: '' })
    expect(JSON.parse(rows[0]?.detail ?? '')).toEqual({ query: 'サイトウ 19580302' })
    expect(rows[1]).toMatchObject({ actor: 'yamada', action: 'chart.open', patientId: HANAKO })
  })

  test('keeps ids, handles, queries and names out of the process log', async () => {
    const terminal = await server.clinician()
    const chart = await terminal.open(HANAKO)
    await terminal.send('GET', `/api/charts/${chart}/timeline?before=2022-11-01`)
    await terminal.send('POST', '/api/patients/search', { query: 'サイトウ' })
    await terminal.send('GET', '/api/nothing/12345')
    const log = server.processLog.join('\n')
    expect(log).toContain('GET /api/charts/:chart/timeline 200')
    for (const banned of [chart, '12345', 'サイトウ', 'before', 'yamada', '斎藤']) {
      expect(log).not.toContain(banned)
    }
  })

  test('gives a handle to its own session only', async () => {
    const [first, second] = [await server.clinician(), await server.clinician()]
    const chart = await first.open(HANAKO)
    expect((await first.send('GET', `/api/charts/${chart}/labs`)).status).toBe(200)
    const foreign = await second.send('GET', `/api/charts/${chart}/labs`)
    expect(foreign.status).toBe(404)
    expect(await foreign.text()).toBe(NOT_FOUND)
  })

  test('answers in English to those who ask for it', async () => {
    const headers = { 'Accept-Language': 'en-GB,en;q=0.9' }
    const answer = await server.visitor().send('GET', '/api/nothing', undefined, headers)
    expect(await answer.json()).toMatchObject({ title: 'not found' })
  })

  test('refuses other host names', async () => {
    const { request } = await import('node:http')
    const status = await new Promise((resolve) => {
      const asked = request(new URL('/api/status', server.address), {
        headers: { Host: 'evil.example' },
      })
      asked.on('response', (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      asked.end()
    })
    expect(status).toBe(421)
  })
})

describe('no log, no chart', () => {
  test('nothing is served while the access log cannot be written', async () => {
    const broken = await startTestServer(buildSmallHospital)
    const terminal = await broken.clinician()
    const chart = await terminal.open(HANAKO)
    broken.server.services.audit.close()
    for (const [method, path, body] of [
      ['POST', '/api/patients/search', { query: '斎藤' }],
      ['POST', '/api/charts', { patientId: HANAKO }],
      ['GET', `/api/charts/${chart}/summary`, undefined],
      ['GET', '/api/wards', undefined],
    ] as const) {
      const answer = await terminal.send(method, path, body)
      const text = await answer.text()
      expect(answer.status, path).toBe(503)
      expect(Problem.parse(JSON.parse(text)).type).toBe('urn:sansho:problem:not-logged')
      expect(text).not.toContain('斎藤')
    }
    await broken.stop()
  })
})

describe('before anything was loaded', () => {
  test('the status says so and clinical routes are not ready', async () => {
    const empty = await startTestServer(null)
    const terminal = await empty.clinician()
    const status = Status.parse(await (await terminal.send('GET', '/api/status')).json())
    expect(status).toMatchObject({ ready: false, generation: null })
    const answer = await terminal.send('GET', '/api/wards')
    expect(answer.status).toBe(503)
    expect(Problem.parse(await answer.json()).type).toBe('urn:sansho:problem:not-ready')
    await empty.stop()
  })
})
