/** What a source warns of stands on the first screen and goes along when a patient is handed over; what is old is told as old. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { alertValue } from '../../model/codes/alerts.ts'
import { openAccounts } from '../../server/access/accounts.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { openArchive } from '../scripts/open-archive.ts'
import type { GenerationBuilder } from './generation-builder.ts'
import { PASSWORD, startTestServer, type Terminal, type TestServer } from './running-server.ts'

const SNOMED_CT = 'http://snomed.info/sct'
const PASSPHRASE = 'seven quiet bridges, one lantern'

/** Day, item, value; as-of is 2022-11-10T03:15. */
type Said = readonly [at: string, item: string, value: string, status?: string]
const WARNINGS: readonly Said[] = [
  ['2021-03-01', '転倒リスク', alertValue('active', '')],
  ['2021-04-01', '採血困難', alertValue('active', '2022-11-10')],
  ['2021-05-01', '終わった注意', alertValue('active', '2022-11-09')],
  ['2021-06-01', '解除された注意', alertValue('inactive', '')],
  ['2021-07-01', 'DNAR', alertValue('inactive', '2022-01')],
  ['2021-08-01', '誤った注意', alertValue('entered-in-error', ''), 'entered-in-error'],
  ['2021-09-01', '喫煙状況', 'active'],
]
/** Names of items that say whether to resuscitate, and others. */
const ITEMS: readonly (readonly [name: string, isStatus: boolean])[] = [
  ['DNAR', true],
  ['ＤＮＡＲの有無', true],
  ['DNR指示', true],
  ['蘇生の区分', true],
  ['急変時 心肺蘇生の希望', true],
  ['蘇生処置を行わない', true],
  ['Code Status', true],
  ['Resuscitation status', true],
  ['Do not attempt resuscitation', true],
  ['心肺蘇生 開始時刻', false],
  ['Neonatal resuscitation', false],
  ['DNA検査', false],
  // Daunorubicin, as hospitals abbreviate it.
  ['DNR+Ara-C療法', false],
  ['AML 寛解導入（DNR/AraC）', false],
  ['DNR 50mg', false],
  ['喫煙状況', false],
]

let server: TestServer
let terminal: Terminal
let read: (patient: string) => Promise<SummaryAnswer['alerts']>
beforeAll(async () => {
  server = await startTestServer((g) => {
    const stay = { class: 'inpatient', status: 'in-progress', start_at: '2022-11-01T10:00' }
    const lying = (id: string) => {
      const patient = g.patient({ id, kanji: ['患', id] })
      g.insert('encounter', { ...stay, patient })
      return patient
    }
    const warned = lying('warned')
    for (const each of WARNINGS) say(g, warned, each)
    const status = g.term('蘇生の区分', '304251008', SNOMED_CT)
    const changed = lying('changed')
    for (const [at, value] of [
      ['2022-10-01', '蘇生を行う'],
      ['2022-11-02T09:00', '蘇生を行わない'],
      ['2022-11-03', ''],
    ] as const) {
      g.results(changed, { category: 'other', collected_at: at }, [{ item_id: status, value }])
    }
    for (const [id, at] of [
      ['of-old', '2020-05-06'],
      ['same-day', '2022-11-01T08:00'],
      ['of-month', '2022-11'],
    ] as const) {
      say(g, lying(id), [at, 'DNAR', '蘇生を行わない'])
    }
    const home = g.patient({ id: 'home' })
    say(g, home, ['2020-05-06', 'DNAR', '蘇生を行わない', 'preliminary'])
    for (const [at, [name]] of ITEMS.entries()) {
      say(g, g.patient({ id: `i${at}` }), ['2022-11-01', name, 'あり'])
    }
  })
  const state = openStateDatabase(server.dataDirectory)
  await openAccounts(state).add(
    { user: 'mado', displayName: '窓口', role: 'desk', demo: false },
    PASSWORD,
  )
  state.close()
  terminal = await server.clinician()
  read = async (patient) => {
    const chart = await terminal.open(patient)
    const answer = await terminal.send('GET', `/api/charts/${chart}/summary`)
    return SummaryAnswer.parse(await answer.json()).alerts
  }
})
afterAll(() => server.stop())

function say(g: GenerationBuilder, patient: number, [at, item, value, status = '']: Said): void {
  const group = { category: 'other', collected_at: at }
  g.results(patient, group, [{ item_id: g.term(item), value, status }])
}

test('what a source calls active is warned of until its period ends, newest first', async () => {
  expect((await read('warned')).map(({ kind, name, until }) => [kind, name, until])).toEqual([
    ['warning', '採血困難', '2022-11-10'],
    ['warning', '転倒リスク', ''],
  ])
})

test('of an item about resuscitation the newest that says something is told', async () => {
  expect(await read('changed')).toMatchObject([
    {
      kind: 'resuscitation',
      name: '蘇生の区分',
      text: '蘇生を行わない',
      at: { at: '2022-11-02T09:00' },
      stay: 'present',
    },
  ])
})

test.each([
  ['of-old', 'earlier'],
  ['same-day', 'present'],
  ['of-month', 'unclear'],
  ['home', 'none'],
])('of %s it is told that its stay is %s', async (patient, stay) => {
  expect((await read(patient)).map((each) => each.stay)).toEqual([stay])
})

describe('an item is known by its name', () => {
  test.each(ITEMS.map((each, at) => [...each, at] as const))('%s: %s', async (_, isStatus, at) => {
    expect(await read(`i${at}`)).toHaveLength(isStatus ? 1 : 0)
  })
})

test('who takes the patient over is told, with how old it is and that it is no order', async () => {
  const desk = server.visitor()
  await desk.send('POST', '/api/session', { user: 'mado', password: PASSWORD })
  const pageOf = async (patient: string) => {
    const path = `/api/charts/${await desk.open(patient)}/handovers`
    const answer = await desk.send('POST', path, { format: 'folder', passphrase: PASSPHRASE })
    const files = await openArchive(Buffer.from(await answer.arrayBuffer()), PASSPHRASE)
    return files.get('index.html')?.toString() ?? ''
  }
  const old = await pageOf('of-old')
  expect(old).toMatch(
    /2020-05-06<\/td><td>DNAR<\/td><td>蘇生を行わない<\/td><td>[^<]*from an earlier stay[^<]*not an order/,
  )
  expect(await pageOf('warned')).toContain('採血困難</td><td>期限 / until 2022-11-10')
  expect(await pageOf(`i${ITEMS.length - 1}`)).not.toContain('Alerts')
})
