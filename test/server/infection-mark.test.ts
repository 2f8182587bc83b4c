/** A ward list must not call anything harmless that the source does not. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import type { ResultSense } from '../../model/api/common.ts'
import { type ListedFacts, WardAnswer, WardsAnswer } from '../../model/api/patients.ts'
import { startTestServer, type TestServer } from './running-server.ts'

/** What a laboratory writes, its flag → how it is read. Only what is negative is not named by the list. */
const RESULTS: readonly (readonly [text: string, flag: string, sense: ResultSense])[] = [
  ['陰性', '', 'negative'],
  ['陰性(-)', 'N', 'negative'],
  ['（－）', '', 'negative'],
  ['(-)', '', 'negative'],
  ['negative', '', 'negative'],
  ['Not detected', '', 'negative'],
  ['検出せず', '', 'negative'],
  ['<0.05', '', 'negative'],
  ['0.3', 'N', 'negative'],
  ['陽性', '', 'positive'],
  ['(陽性)', '', 'positive'],
  ['弱陽性', '', 'positive'],
  ['擬陽性', '', 'unread'],
  ['（２＋）', '', 'positive'],
  ['1+', '', 'positive'],
  ['(±)', '', 'unread'],
  ['判定保留', '', 'unread'],
  ['検出', '', 'positive'],
  ['MRSA検出', '', 'positive'],
  ['Pos', '', 'positive'],
  ['12.3', '', 'measured'],
  ['陰性', 'A', 'unread'],
  ['陽性', 'N', 'unread'],
  ['塗抹陰性 培養陽性', '', 'unread'],
  ['塗抹陰性、培養陰性', '', 'negative'],
  ['陰性（塗抹） 陽性（培養）', '', 'unread'],
  ['MRSA陰性', '', 'negative'],
  ['MRSA（－）', '', 'negative'],
  ['No MRSA', '', 'negative'],
  ['No MRSA detected', '', 'negative'],
  ['MRSAは検出されず', '', 'negative'],
  ['陰性ではない', '', 'unread'],
  ['陰性化', '', 'unread'],
  ['抗E陰性、抗c', '', 'unread'],
  ['コメント参照', '', 'unread'],
  ['<1.0 陽性', '', 'unread'],
  ['12.3 (+)', '', 'positive'],
]

/** What a culture says → how it is read for each organism that is carried on, what is most urgent first. */
const SAID: readonly (readonly [text: string, senses: readonly ResultSense[]])[] = [
  ['MRSA', ['positive']],
  ['Staphylococcus aureus (MRSA) 3+', ['positive']],
  ['MRSA (-)', ['negative']],
  ['MRSA（－）', ['negative']],
  ['MRSA-', ['negative']],
  ['MRSA陰性', ['negative']],
  ['MRSA：陰性', ['negative']],
  ['陰性（MRSA）', ['negative']],
  ['MRSA not detected', ['negative']],
  ['MRSA was not isolated.', ['negative']],
  ['No MRSA', ['negative']],
  ['No MRSA detected', ['negative']],
  ['Negative for MRSA', ['negative']],
  ['non-MRSA', ['negative']],
  ['MRSAは検出されず', ['negative']],
  ['MRSAは検出されませんでした', ['negative']],
  ['MRSAを認めない。', ['negative']],
  ['MRSA (メチシリン耐性黄色ブドウ球菌) 陰性', ['negative']],
  ['VRE検査 陰性', ['negative']],
  ['Klebsiella pneumoniae ESBL産生(-)', ['negative']],
  ['E. coli 3+, MRSA(-)', ['negative']],
  ['MRSA(-), E. coli 3+', ['negative']],
  ['MRSA (-)、VRE (+)', ['positive', 'negative']],
  ['MRSA, no VRE', ['positive', 'negative']],
  ['グラム陰性桿菌（ESBL産生）', ['positive']],
  ['Gram-negative rods, ESBL', ['positive']],
  ['MRSA-PCR 陽性', ['positive']],
  ['MRSA陰性ではない', ['unread']],
  ['MRSA陰性化', ['unread']],
  ['MRSA疑い', ['unread']],
  ['MRSA以外の菌なし', ['unread']],
  ['MRSA 3+ ペニシリン(-)', ['unread']],
  ['結核菌 塗抹陰性、培養陽性', ['unread']],
  ['MRSA、VREは検出されず', ['unread', 'negative']],
  ['No MRSA or VRE', ['unread', 'negative']],
]

/** An item's name → whether it speaks of an infection. */
const NAMES: readonly (readonly [name: string, isMarker: boolean])[] = [
  ['抗HCV抗体', true],
  ['Anti-HCV', true],
  ['HIV1/2抗体', true],
  ['梅毒RPR', true],
  ['HTLV-I', true],
  ['Polyp size greatest dimension by CAP cancer protocols', false],
  ['Cytology interpretation', false],
  ['Archived slides', false],
]

/** Day and organism of one carrier's cultures. */
const CULTURES = [
  ['2021-05-06', 'Staphylococcus aureus (MRSA)'],
  ['2021-08-01', 'メチシリン耐性黄色ブドウ球菌'],
  ['2022-11-01', 'Klebsiella pneumoniae (ESBL)'],
  ['2022-11-03', 'Escherichia coli'],
] as const

let server: TestServer
let terminal: Awaited<ReturnType<TestServer['clinician']>>
let faded: SummaryAnswer['infections']
let states: Map<string, ListedFacts['infections'] | undefined>
beforeAll(async () => {
  server = await startTestServer((g) => {
    const ward = g.term('5B', '5B')
    const marker = g.term('HBs抗原', '5F016141102306221', 'JC10')
    const lying = (id: string) => {
      const patient = g.patient({ id })
      const stay = { class: 'inpatient', status: 'in-progress', ward_id: ward, room: '1', bed: id }
      g.insert('encounter', { ...stay, patient, start_at: '2022-11-01' })
      return patient
    }
    const on = (day: string) => ({ category: 'laboratory', collected_at: day })
    for (const [index, [value, flag]] of RESULTS.entries()) {
      g.results(lying(`r${index}`), on('2022-11-01'), [{ item_id: marker, value, flag }])
    }
    const waiting = lying('waiting')
    g.results(waiting, on('2022-10-01'), [{ item_id: marker, value: '陽性(+)', flag: 'A' }])
    g.results(waiting, on('2022-11-02'), [{ item_id: marker, value: '', status: 'I' }])
    const cleared = lying('cleared')
    g.results(cleared, on('2022-11-01'), [{ item_id: marker, value: '陰性(-)' }])
    g.results(cleared, on('2019-04-02'), [{ item_id: marker, value: '陽性(+)', flag: 'A' }])
    g.results(cleared, on('2018-04-02'), [{ item_id: marker, value: '弱陽性' }])
    const measured = lying('measured')
    g.results(measured, on('2022-11-01'), [{ item_id: marker, value: '0.3', flag: 'N' }])
    g.results(measured, on('2022-10-01'), [{ item_id: marker, value: '0.4' }])
    const antibody = g.term('不規則抗体')
    const transfused = lying('transfused')
    g.results(transfused, on('2022-11-01'), [{ item_id: antibody, value: '陰性' }])
    g.results(transfused, on('2016-02-03'), [{ item_id: antibody, value: '抗E' }])
    const grown = g.term('培養同定菌名', '6B010000001774214', 'JC10')
    const cultured = (day: string) => ({ category: 'microbiology', collected_at: day })
    const carrier = lying('carrier')
    for (const [day, value] of CULTURES) {
      g.results(carrier, cultured(day), [{ item_id: grown, value, sub_id: '1' }])
    }
    const harmless = lying('harmless')
    g.results(harmless, cultured('2022-11-01'), [{ item_id: grown, value: 'Escherichia coli' }])
    for (const [name] of NAMES) {
      g.results(lying(name), on('2022-11-01'), [{ item_id: g.term(name), value: '陽性' }])
    }
    for (const [index, [value]] of SAID.entries()) {
      g.results(lying(`s${index}`), cultured('2022-11-01'), [{ item_id: grown, value }])
    }
    const swabbed = lying('swabbed')
    g.results(swabbed, cultured('2022-11-01'), [{ item_id: grown, value: 'MRSA (-)' }])
    g.results(swabbed, cultured('2021-03-01'), [{ item_id: grown, value: 'MRSA 2+' }])
    const alerted = lying('alerted')
    const alert = { item_id: g.term('MRSA保菌'), value: 'active' }
    g.results(alerted, { category: 'other', collected_at: '2021-03-01' }, [alert])
    const screened = lying('screened')
    const vre = g.term('VREスクリーニング培養')
    g.results(screened, cultured('2022-11-01'), [{ item_id: vre, value: '(+)' }])
    const sameDay = lying('same-day')
    g.results(sameDay, cultured('2022-11-01'), [
      { item_id: grown, value: 'MRSA', sub_id: '1' },
      { item_id: grown, value: 'MRSA (-)', sub_id: '2' },
    ])
    const smeared = lying('smeared')
    const acidFast = g.term('抗酸菌')
    g.results(smeared, cultured('2022-11-01'), [{ item_id: acidFast, value: '陰性' }])
    const mixed = { item_id: acidFast, value: '塗抹陰性 培養陽性' }
    g.results(smeared, cultured('2022-10-01'), [mixed])
    const damaged = lying('damaged')
    g.results(damaged, on('2022-11-01'), [{ item_id: marker, value: '陰性' }])
    const gap = { area: 'labs', data_type: 'OML-11', date: '2022-11-03', reason: 'truncated' }
    g.insert('gap', { ...gap, patient: damaged, detail: '', source_id: 1, file_id: 1 })
    lying('untested')
  })
  terminal = await server.clinician()
  const wards = WardsAnswer.parse(await (await terminal.send('GET', '/api/wards')).json())
  const path = `/api/wards/${wards.wards[0]?.ward}`
  const { patients } = WardAnswer.parse(await (await terminal.send('GET', path)).json())
  const chart = await terminal.open('transfused')
  const summary = await (await terminal.send('GET', `/api/charts/${chart}/summary`)).json()
  faded = SummaryAnswer.parse(summary).infections
  states = new Map(patients.map(({ patientId, facts }) => [patientId, facts?.infections]))
})
afterAll(() => server.stop())

test.each(RESULTS.map((each, index) => [...each, index] as const))(
  '%s with the flag "%s" is %s',
  (text, _flag, sense, index) => {
    const expected =
      sense === 'negative'
        ? { state: 'tested', results: [] }
        : { state: 'marked', results: [{ text: `HBs抗原 ${text}`, sense, earlier: null }] }
    expect(states.get(`r${index}`)).toEqual(expected)
  },
)

test.each(NAMES)('%s: a marker of infection is %s', (name, isMarker) => {
  expect(states.get(name)?.state).toBe(isMarker ? 'marked' : 'no-record')
})

test.each(SAID.map((each, index) => [...each, index] as const))(
  'a culture of "%s" is %j',
  async (text, senses, index) => {
    const chart = await terminal.open(`s${index}`)
    const answer = await terminal.send('GET', `/api/charts/${chart}/summary`)
    const { infections } = SummaryAnswer.parse(await answer.json())
    expect(infections.map((each) => each.sense)).toEqual(senses)
    expect(infections.map((each) => each.text)).toEqual(senses.map(() => text))
  },
)

test('a culture whose words say that an organism was not there does not hide that it was', () => {
  const name = '培養同定菌名'
  const earlier = { at: '2021-03-01', text: '' }
  expect(states.get('swabbed')).toEqual({
    state: 'marked',
    results: [{ text: `${name} MRSA 2+`, sense: 'positive', earlier }],
  })
  expect(states.get('same-day')).toEqual({
    state: 'marked',
    results: [{ text: `${name} MRSA`, sense: 'positive', earlier: null }],
  })
})

test('who is known from an alert alone is named, in the words of the alert', () => {
  const results = [{ text: 'MRSA保菌 active', sense: 'unread', earlier: null }]
  expect(states.get('alerted')).toEqual({ state: 'marked', results })
})

test('a screening for one organism is a marker, whose result need not name it again', () => {
  const results = [{ text: 'VREスクリーニング培養 (+)', sense: 'positive', earlier: null }]
  expect(states.get('screened')).toEqual({ state: 'marked', results })
})

test('an earlier result that could be read neither way is named as that', () => {
  const earlier = { at: '2022-10-01', text: '' }
  expect(states.get('smeared')).toEqual({
    state: 'marked',
    results: [{ text: '抗酸菌 塗抹陰性 培養陽性', sense: 'unread', earlier }],
  })
})

test('a result that is still to come does not hide a positive one', () => {
  const results = [{ text: 'HBs抗原 陽性(+)', sense: 'positive', earlier: null }]
  expect(states.get('waiting')).toEqual({ state: 'marked', results })
})

test('who was positive earlier is named with the date, though the newest result is negative', () => {
  const earlier = { at: '2019-04-02', text: '' }
  const results = [{ text: 'HBs抗原 陽性(+)', sense: 'positive', earlier }]
  expect(states.get('cleared')).toEqual({ state: 'marked', results })
  expect(states.get('measured')).toEqual({ state: 'tested', results: [] })
})

test('a resistant organism of a culture is named, newest of each, though later cultures grew something else', () => {
  expect(states.get('carrier')).toEqual({
    state: 'marked',
    results: [
      { text: '培養同定菌名 Klebsiella pneumoniae (ESBL)', sense: 'positive', earlier: null },
      { text: '培養同定菌名 メチシリン耐性黄色ブドウ球菌', sense: 'positive', earlier: null },
    ],
  })
  expect(states.get('harmless')).toEqual({ state: 'no-record', results: [] })
})

test('results that could not be read are said; never measured is unknown', () => {
  expect(states.get('damaged')).toEqual({ state: 'unreadable', results: [] })
  expect(states.get('untested')).toEqual({ state: 'no-record', results: [] })
})

test('an irregular antibody that faded is told beside the negative result', () => {
  expect(faded).toMatchObject([
    {
      kind: 'antibody',
      text: '陰性',
      at: { at: '2022-11-01' },
      earlier: { text: '抗E', at: { at: '2016-02-03' } },
    },
  ])
})
