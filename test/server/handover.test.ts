/** A handover from the chart: for the desk alone, logged before and after, encrypted, broken off when it fails. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAccounts } from '../../server/access/accounts.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { openArchive } from '../scripts/open-archive.ts'
import { PASSWORD, startTestServer, type Terminal, type TestServer } from './running-server.ts'
import { buildSmallHospital, HANAKO } from './small-hospital.ts'

const PASSPHRASE = 'seven quiet bridges, one lantern'

let server: TestServer
let desk: Terminal
let chart: string
beforeAll(async () => {
  server = await startTestServer(buildSmallHospital)
  const state = openStateDatabase(server.dataDirectory)
  const account = { user: 'mado', displayName: '窓口', role: 'desk', demo: false } as const
  await openAccounts(state).add(account, PASSWORD)
  state.close()
  desk = server.visitor()
  await desk.send('POST', '/api/session', { user: 'mado', password: PASSWORD })
  chart = await desk.open(HANAKO)
})
afterAll(() => server.stop())

const ask = (terminal: Terminal, handle: string, body: unknown) =>
  terminal.send('POST', `/api/charts/${handle}/handovers`, body)

test.each(['folder', 'fhir'])(
  'the desk gets the %s of an opened chart, and the log says so twice',
  async (format) => {
    const before = server.audit().length
    const answer = await ask(desk, chart, { format, passphrase: PASSPHRASE })
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(answer.status).toBe(200)
    expect(answer.headers.get('Content-Type')).toBe('application/zip')
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
    expect(answer.headers.get('Content-Disposition')).toMatch(
      new RegExp(`^attachment; filename="sansho-\\d{8}-\\d{6}-${format}\\.zip"$`),
    )
    const files = await openArchive(bytes, PASSPHRASE)
    expect([...files.keys()]).toContain(format === 'fhir' ? 'bundle.json' : 'index.html')
    const sums = files.get('SHA256SUMS')?.toString() ?? ''
    for (const [name, content] of files) {
      if (name === 'SHA256SUMS') continue
      expect(sums).toContain(`${createHash('sha256').update(content).digest('hex')}  ${name}\n`)
    }
    const [asked, done] = server.audit().slice(before)
    expect(asked).toMatchObject({ actor: 'mado', action: 'chart.export', patientId: HANAKO })
    expect(done).toMatchObject({ actor: 'mado', action: 'chart.exported', patientId: HANAKO })
    expect(JSON.parse(done?.detail ?? '')).toMatchObject({
      format,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })
    expect(JSON.stringify(server.audit())).not.toContain(PASSPHRASE)
    expect(server.processLog.join('\n')).not.toContain(PASSPHRASE)
  },
)

describe('nothing is made', () => {
  test.each([
    ['of a weak passphrase', { format: 'fhir', passphrase: 'passwordpassword' }, 'passphrase'],
    ['of a short one', { format: 'fhir', passphrase: 'short' }, 'passphrase'],
    [
      'of one that ZIP programs read differently',
      { format: 'fhir', passphrase: 'ながいながい合言葉をここに書く' },
      'passphrase',
    ],
    ['in another form', { format: 'pdf-packet', passphrase: PASSPHRASE }, 'format'],
    [
      'with more than was asked',
      { format: 'fhir', passphrase: PASSPHRASE, patientId: '77' },
      'patientId',
    ],
  ])('%s', async (_what, body, field) => {
    const before = server.audit().length
    const answer = await ask(desk, chart, body)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ field })
    expect(server.audit().length).toBe(before)
  })

  test('for a clinician, and the try is written down', async () => {
    const clinician = await server.clinician()
    const own = await clinician.open(HANAKO)
    const answer = await ask(clinician, own, { format: 'fhir', passphrase: PASSPHRASE })
    expect(answer.status).toBe(403)
    expect(server.audit().at(-1)).toMatchObject({ action: 'access.refused' })
  })

  test('of a chart that this session has not opened', async () => {
    const answer = await ask(desk, 'x', { format: 'fhir', passphrase: PASSPHRASE })
    expect(answer.status).toBe(404)
  })
})
