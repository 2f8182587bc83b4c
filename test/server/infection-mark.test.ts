/** A ward list must not call anything harmless that the source does not. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WardAnswer, WardsAnswer } from '../../model/api/patients.ts'
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

let server: TestServer
let states: Map<string, { state: string; results: readonly string[] } | undefined>
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
  states = new Map(patients.map(({ patientId, facts }) => [patientId, facts?.infections]))
})
afterAll(() => server.stop())

test.each(RESULTS.map((each, index) => [...each, index] as const))(
  '%s with the flag "%s": named = %s',
  (text, _flag, isNamed, index) => {
    const expected = isNamed
      ? { state: 'marked', results: [`HBs抗原 ${text}`] }
      : { state: 'tested', results: [] }
    expect(states.get(`r${index}`)).toEqual(expected)
  },
)

test('a result that is still to come does not hide a positive one', () => {
  expect(states.get('waiting')).toEqual({ state: 'marked', results: ['HBs抗原 陽性(+)'] })
})

test('results that could not be read are said; never measured is unknown', () => {
  expect(states.get('damaged')).toEqual({ state: 'unreadable', results: [] })
  expect(states.get('untested')).toEqual({ state: 'no-record', results: [] })
})
