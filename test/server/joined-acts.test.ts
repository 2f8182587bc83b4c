/** Operations that two sources tell of, done or booked: once with both named where they agree, twice and marked where they do not. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ProblemsAnswer } from '../../model/api/chart/problems.ts'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { TimelineAnswer } from '../../model/api/chart/timeline.ts'
import { ListAnswer } from '../../model/api/lists.ts'
import {
  fhirFact,
  fhirPatient,
  type LoadedServer,
  lines,
  startLoadedServer,
} from './loaded-server.ts'

const NUMBER = '0000012345'

function procedure(id: string, text: string, performedPeriod: object, rest: object = {}): object {
  return fhirFact('Procedure', NUMBER, {
    ...{ id, status: 'completed', code: { text }, performedPeriod },
    ...rest,
  })
}

const MORNING = { start: '2022-10-20T09:20:00+09:00', end: '2022-10-20T12:58:00+09:00' }
const SURGEON = { performer: [{ actor: { display: '桑原 由紀子' } }] }

const schedule = (columns: string) => `sansho: 1
name: plans
tables:
  - files: plans.csv
    kind: schedules
    columns: { ${columns} }
    status: { column: state, valid: [ok], deleted: [void] }
`

const FILES = {
  'ehr/Patient.ndjson': lines(fhirPatient(NUMBER)),
  'ehr/Procedure.ndjson': lines(
    procedure('a', '胃切除術', MORNING, SURGEON),
    procedure('b', '胆嚢摘出術', { start: '2022-10-21T10:00:00+09:00' }, SURGEON),
    procedure('c', '白内障手術', { start: '2022-10-22T10:00:00+09:00' }),
  ),
  'other/Patient.ndjson': lines(fhirPatient(NUMBER)),
  'other/Procedure.ndjson': lines(
    procedure('x', '胃切除術', { start: '2022-10-20T09:20:00+09:00' }),
    procedure(
      'y',
      '胆嚢摘出術',
      { start: '2022-10-21T10:00:00+09:00' },
      { performer: [{ actor: { display: '北川 直子' } }] },
    ),
  ),
  'plans/sansho-mapping.yaml': schedule('patient: ID, item: item, time: at, category: kind'),
  'plans/plans.csv': `ID,item,at,kind,state
${NUMBER},虫垂切除術,2022-11-02T09:00,operation,ok
${NUMBER},硝子体手術,2022-11-03T09:00,operation,ok
`,
  'or/sansho-mapping.yaml': schedule(
    'patient: ID, item: item, time: at, category: kind, room: room, department: dep',
  ),
  'or/plans.csv': `ID,item,at,kind,room,dep,state
${NUMBER},虫垂切除術,2022/11/2 9:00,operation,OP1,外科,ok
${NUMBER},硝子体手術,2022/11/3 9:00,operation,OP2,眼科,void
`,
}

let loaded: LoadedServer
beforeAll(async () => {
  const labels = ['ehr', 'other', 'plans', 'or']
  loaded = await startLoadedServer(FILES, { asOf: '2022-11-01T12:00', labels })
})
afterAll(() => loaded.stop())

test('a procedure that two sources tell alike stands once; of one that they tell differently each tells of the other', async () => {
  const { procedures } = ProblemsAnswer.parse(await loaded.part(NUMBER, 'problems'))
  const told = procedures.map(({ name, performer, endAt, sources, otherwise }) => [
    ...[name, performer, endAt.at, sources],
    otherwise?.map((other) => [other.sources, other.text]),
  ])
  expect(told.sort(byText)).toEqual([
    ['白内障手術', '', null, ['ehr'], undefined],
    ['胃切除術', '桑原 由紀子', '2022-10-20T12:58:00', ['ehr', 'other'], undefined],
    ['胆嚢摘出術', '北川 直子', null, ['other'], [[['ehr'], '胆嚢摘出術 桑原 由紀子']]],
    ['胆嚢摘出術', '桑原 由紀子', null, ['ehr'], [[['other'], '胆嚢摘出術 北川 直子']]],
  ])
  const { entries } = TimelineAnswer.parse(await loaded.part(NUMBER, 'timeline'))
  const done = entries.filter(({ kind }) => kind === 'procedure')
  expect(done.map(({ title, sources }) => [title, sources]).sort(byText)).toEqual([
    ['白内障手術', ['ehr']],
    ['胃切除術', ['ehr', 'other']],
    ['胆嚢摘出術', ['ehr']],
    ['胆嚢摘出術', ['other']],
  ])
})

/** What is of one time has no order of its own. */
function byText(a: unknown, b: unknown): number {
  const [one, two] = [JSON.stringify(a), JSON.stringify(b)]
  return one < two ? -1 : Number(one > two)
}

test('a booking that two sources hold stands once; one that a source cancelled says so', async () => {
  const { scheduled } = SummaryAnswer.parse(await loaded.part(NUMBER, 'summary'))
  expect(
    scheduled.map(({ title, department, sources, otherwise }) => [
      ...[title, department, sources],
      otherwise?.map((other) => [other.sources, other.standing]),
    ]),
  ).toEqual([
    ['虫垂切除術 OP1', '外科', ['or', 'plans'], undefined],
    ['硝子体手術', '', ['plans'], [[['or'], 'deleted']]],
  ])
  const answer = await loaded.terminal.send('GET', '/api/lists/operations?days=3')
  const { patients } = ListAnswer.parse(await answer.json())
  expect(patients.map(({ title }) => title)).toEqual(['虫垂切除術 OP1', '硝子体手術'])
})
