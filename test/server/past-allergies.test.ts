/** What the source calls over is told behind what stands: an allergy that kills must not be looked for among those that are gone. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { startTestServer, type TestServer } from './running-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer((g) => {
    const patient = g.patient({ id: 'allergic' })
    for (const [substance, status] of [
      ['小麦', 'inactive'],
      ['花粉', 'Resolved'],
      ['ピーナッツ', 'active'],
      ['ペニシリン', ''],
      ['そば', 'Active（unconfirmed）'],
    ] as const) {
      const clinical_status_id = status === '' ? null : g.term(status)
      const common = { patient, state: 'present', origin: 'list', standing: 1 }
      g.insert('allergy', { ...common, substance_id: g.term(substance), clinical_status_id })
    }
    const since = g.patient({ id: 'since' })
    for (const [substance, onset_at, onset_text] of [
      ['a', '2006-05-01T10:57:02', '20060501105702'],
      ['b', '2006', '2006'],
      ['c', null, '幼少時'],
    ] as const) {
      const common = { patient: since, state: 'present', origin: 'list', standing: 1 }
      g.insert('allergy', { ...common, substance_id: g.term(substance), onset_at, onset_text })
    }
  })
})
afterAll(() => server.stop())

test('allergies that stand come before those that are over', async () => {
  const terminal = await server.clinician()
  const chart = await terminal.open('allergic')
  const answer = await terminal.send('GET', `/api/charts/${chart}/summary`)
  const { allergies, allergyState } = SummaryAnswer.parse(await answer.json())
  expect(allergyState).toBe('present')
  expect(allergies.map(({ substance }) => substance)).toEqual([
    'ピーナッツ',
    'ペニシリン',
    'そば',
    '小麦',
    '花粉',
  ])
})

test('since when is told as a day where it was understood, else in the words of the source', async () => {
  const terminal = await server.clinician()
  const chart = await terminal.open('since')
  const answer = await terminal.send('GET', `/api/charts/${chart}/summary`)
  const { allergies } = SummaryAnswer.parse(await answer.json())
  expect(allergies.map(({ onset }) => onset)).toEqual(['2006-05-01', '2006', '幼少時'])
})
