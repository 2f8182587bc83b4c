/** "No known allergies" is said of a patient only by a denial of every kind: one of drugs, of food or of latex leaves the others open. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { startTestServer, type TestServer } from './running-server.ts'

const DENIALS = [
  ['No known allergies', 'no-known-allergies', 'none-known'],
  ['Nessuna allergia nota', '716186003', 'none-known'],
  ['No known environmental allergies', '', 'no-record'],
  ['No known latex allergy', '', 'no-record'],
  ['Nessuna allergia ai farmaci nota', 'no-known-medication-allergies', 'no-record'],
  ['409137002', '409137002', 'no-record'],
  ['416098002', '416098002', 'no-record'],
  ['414285001', '414285001', 'no-record'],
  ['419199007', '419199007', 'none-known'],
  ['410942007', '410942007', 'no-record'],
] as const

let server: TestServer
beforeAll(async () => {
  server = await startTestServer((g) => {
    for (const [at, [display, code]] of DENIALS.entries()) {
      const common = { patient: g.patient({ id: `p${at}` }), origin: 'list', standing: 1 }
      g.insert('allergy', { ...common, state: 'none-known', substance_id: g.term(display, code) })
    }
  })
})
afterAll(() => server.stop())

test.each(DENIALS.map((denial, at) => [...denial, at] as const))(
  'denial "%s" (%s) is %s',
  async (_, __, state, at) => {
    const terminal = await server.clinician()
    const chart = await terminal.open(`p${at}`)
    const answer = await terminal.send('GET', `/api/charts/${chart}/summary`)
    expect(SummaryAnswer.parse(await answer.json()).allergyState).toBe(state)
  },
)
