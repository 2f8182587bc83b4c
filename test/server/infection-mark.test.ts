/** A ward list must not call anything harmless that the source does not. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SummaryAnswer } from '../../model/api/chart.ts'
import { type ListedFacts, WardAnswer, WardsAnswer } from '../../model/api/patients.ts'
import { startTestServer, type TestServer } from './running-server.ts'

/** What a laboratory writes, its flag → whether the list names it. */
const RESULTS: readonly (readonly [text: string, flag: string, isNamed: boolean])[] = [
  ['陰性', '', false],
  ['陰性(-)', 'N', false],
  ['（－）', '', false],
  ['(-)', '', false],
  ['negative', '', false],
  ['Not detected', '', false],
  ['検出せず', '', false],
  ['<0.05', '', false],
  ['0.3', 'N', false],
  ['陽性', '', true],
  ['(陽性)', '', true],
  ['弱陽性', '', true],
  ['擬陽性', '', true],
  ['（２＋）', '', true],
  ['1+', '', true],
  ['(±)', '', true],
  ['判定保留', '', true],
  ['検出', '', true],
  ['MRSA検出', '', true],
  ['Pos', '', true],
  ['12.3', '', true],
  ['陰性', 'A', true],
]

/** Day and organism of one carrier's cultures. */
const CULTURES = [
  ['2021-05-06', 'Staphylococcus aureus (MRSA)'],
  ['2021-08-01', 'メチシリン耐性黄色ブドウ球菌'],
  ['2022-11-01', 'Klebsiella pneumoniae (ESBL)'],
  ['2022-11-03', 'Escherichia coli'],
] as const

let server: TestServer
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
    const damaged = lying('damaged')
    g.results(damaged, on('2022-11-01'), [{ item_id: marker, value: '陰性' }])
    const gap = { area: 'labs', data_type: 'OML-11', date: '2022-11-03', reason: 'truncated' }
    g.insert('gap', { ...gap, patient: damaged, detail: '', source_id: 1, file_id: 1 })
    lying('untested')
  })
  const terminal = await server.clinician()
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
  '%s with the flag "%s": named = %s',
  (text, _flag, isNamed, index) => {
    const expected = isNamed
      ? { state: 'marked', results: [{ text: `HBs抗原 ${text}`, earlier: null }] }
      : { state: 'tested', results: [] }
    expect(states.get(`r${index}`)).toEqual(expected)
  },
)

test('a result that is still to come does not hide a positive one', () => {
  const results = [{ text: 'HBs抗原 陽性(+)', earlier: null }]
  expect(states.get('waiting')).toEqual({ state: 'marked', results })
})

test('who was positive earlier is named with the date, though the newest result is negative', () => {
  const results = [{ text: 'HBs抗原 陽性(+)', earlier: { at: '2019-04-02', text: '' } }]
  expect(states.get('cleared')).toEqual({ state: 'marked', results })
  expect(states.get('measured')).toEqual({ state: 'tested', results: [] })
})

test('a resistant organism of a culture is named, newest of each, though later cultures grew something else', () => {
  expect(states.get('carrier')).toEqual({
    state: 'marked',
    results: [
      { text: '培養同定菌名 Klebsiella pneumoniae (ESBL)', earlier: null },
      { text: '培養同定菌名 メチシリン耐性黄色ブドウ球菌', earlier: null },
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
