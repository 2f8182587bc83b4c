/** A source that was saved earlier than another: what was to come then is told as that, and never as if it had taken place. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { ListAnswer } from '../../model/api/lists.ts'
import { type LoadedServer, startLoadedServer } from './loaded-server.ts'

const NUMBER = '0000012345'
const EARLY = '2022-10-30T12:00'
const STATED = [`ehr=${EARLY}`, 'lab=2022-11-01T18:00', 'old=2021-01-10']

const FILES = {
  'ehr/sansho-mapping.yaml': `sansho: 1
name: ehr
tables:
  - files: plans.csv
    kind: schedules
    columns: { patient: ID, item: item, time: at, category: kind, order: no }
  - files: stays.csv
    kind: encounters
    columns: { patient: ID, type: type, start: from, end: to, ward: ward }
  - files: drips.csv
    kind: medications
    columns: { patient: ID, drug: drug, type: type, start: at, comment: what }
`,
  'ehr/plans.csv': `ID,item,at,kind,no
${NUMBER},手術A,2022-10-31T09:00,operation,
${NUMBER},手術B,2022-11-02T09:00,operation,
${NUMBER},手術C,2022-10-29T09:00,operation,
${NUMBER},採血D,2022-10-31T07:00,laboratory,L1
${NUMBER},採血E,2022-11-03T07:00,laboratory,L2
`,
  'ehr/stays.csv': `ID,type,from,to,ward
${NUMBER},inpatient,2022-10-20T10:00,2022-10-31T10:00,5B
${NUMBER},outpatient,2022-10-31T14:00,,
${NUMBER},outpatient,2022-10-12T14:00,,
`,
  'ehr/drips.csv': `ID,drug,type,at,what
${NUMBER},GEM,injection,2022-10-24T09:00,化学療法
${NUMBER},GEM,injection,2022-10-31T09:00,化学療法
`,
  'lab/sansho-mapping.yaml': `sansho: 1
name: lab
tables:
  - files: labs.csv
    kind: labs
    columns: { patient: ID, item: item, value: value, collected: at, order: no }
`,
  'lab/labs.csv': `ID,item,value,at,no
${NUMBER},K,4.0,2022-10-31T07:05,L1
${NUMBER},K,4.1,2022-11-01T09:00,L2
`,
  'old/sansho-mapping.yaml': `sansho: 1
name: old
tables:
  - files: plans.csv
    kind: schedules
    columns: { patient: ID, item: item, time: at, category: kind }
`,
  'old/plans.csv': `ID,item,at,kind\n${NUMBER},手術D,2021-01-12T09:00,operation\n`,
}

let loaded: LoadedServer
let summary: SummaryAnswer
beforeAll(async () => {
  loaded = await startLoadedServer(FILES, { asOf: STATED, labels: ['ehr', 'lab', 'old'] })
  summary = SummaryAnswer.parse(await loaded.part(NUMBER, 'summary'))
})
afterAll(() => loaded.stop())

test('a plan of the days between both is on the first screen, with as of when it was one', () => {
  const plans = summary.scheduled.map(({ at, title, plannedAsOf }) => [at.at, title, plannedAsOf])
  expect(plans).toEqual([
    ['2022-10-31T09:00', 'GEM', EARLY],
    ['2022-10-24T09:00', 'GEM', undefined],
    ['2022-10-31T09:00', '手術A', EARLY],
    ['2022-11-02T09:00', '手術B', undefined],
    // Its result of an earlier day is another of the same order.
    ['2022-11-03T07:00', '採血E', undefined],
  ])
})

test('what has a result of its day is not to come', () => {
  expect(summary.scheduled.map(({ title }) => title)).not.toContain('採血D')
})

test('a booked visit has not taken place, and who was to leave is in the hospital still', () => {
  const stays = summary.encounters.map((each) => [each.class, each.startAt.at, each.status])
  expect(stays).toEqual([
    ['outpatient', '2022-10-31T14:00', 'planned'],
    ['inpatient', '2022-10-20T10:00', 'in-progress'],
    ['outpatient', '2022-10-12T14:00', 'finished'],
  ])
  expect(summary.banner.ward).toBe('5B')
})

test('lists of what is booked begin with what is not known to have taken place', async () => {
  const list = async (name: string) => {
    const answer = await loaded.terminal.send('GET', `/api/lists/${name}`)
    const { from, to, patients } = ListAnswer.parse(await answer.json())
    return [from, to, ...patients.map(({ at, title, bookedAsOf }) => [at.at, title, bookedAsOf])]
  }
  expect(await list('operations')).toEqual([
    '2022-10-31',
    '2022-11-02',
    ['2022-10-31T09:00', '手術A', EARLY],
    ['2022-11-02T09:00', '手術B', undefined],
  ])
  expect(await list('visits')).toEqual([
    '2022-10-31',
    '2022-11-02',
    ['2022-10-31T14:00', '', EARLY],
  ])
})
