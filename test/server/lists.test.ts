/** Lists beside the wards: everybody stands where they belong, and a list says what it cannot know. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ListAnswer, ListsAnswer } from '../../model/api/lists.ts'
import type { GenerationBuilder } from './generation-builder.ts'
import { startTestServer, type Terminal, type TestServer } from './running-server.ts'

/** As-of is 2022-11-10T03:15. */
function build(g: GenerationBuilder): void {
  const surgery = g.term('外科', '02')
  const bareSurgery = g.term('02', '02')
  const medicine = g.term('内科', '01')
  const yamada = g.insert('staff', { code: 'D1', name: '山田 太郎' })
  const otherYamada = g.insert('staff', { code: 'D2', name: '山田 太郎' })
  const person = (id: string) => g.patient({ id, kanji: ['患者', id], birth: '1960-01-01' })
  const encounter = (patient: number, row: Record<string, string | number>) =>
    g.insert('encounter', { patient, class: 'inpatient', status: 'in-progress', ...row })
  const lying = person('lying')
  encounter(lying, {
    ...{ start_at: '2022-11-07T10:00', ward_id: g.term('3E', '3E'), room: '301', bed: '1' },
    ...{ department_id: surgery, attending_id: yamada },
  })
  encounter(person('away'), {
    ...{ start_at: '2022-11-09T23:59', status: 'on-leave' },
    ...{ department_id: bareSurgery, attending_id: otherYamada },
  })
  encounter(person('stray'), { start_at: '2022-11-01' })
  encounter(person('gone'), {
    ...{ status: 'finished', start_at: '2022-11-02', end_at: '2022-11-08T11:00' },
    ...{ ward_id: g.term('3E', '3E'), department_id: medicine },
  })
  encounter(person('long gone'), {
    status: 'finished',
    start_at: '2022-01-02',
    end_at: '2022-01-08',
  })
  const visitor = person('visitor')
  const visit = { class: 'outpatient', status: 'planned', department_id: medicine }
  encounter(visitor, { ...visit, start_at: '2022-11-10T09:30' })
  encounter(visitor, { ...visit, start_at: '2022-11-17T09:30' })
  encounter(visitor, { ...visit, start_at: '2022-11-18T09:30' })
  encounter(visitor, { ...visit, status: 'finished', start_at: '2022-11-10T01:00' })
  const operation = (patient: number, row: Record<string, string | number>) =>
    g.insert('clinical_order', {
      ...{ patient, category: 'operation', control: 'NW', standing: 1, text: '第3手術室' },
      ...{ item_id: g.term('胃切除術'), department_id: surgery, doctor_id: yamada },
      ...row,
    })
  operation(lying, { scheduled_at: '2022-11-10T13:00' })
  operation(visitor, { scheduled_at: '2022-11-12' })
  operation(visitor, {
    scheduled_at: '2022-11-12',
    control: 'CA',
    item_id: g.term('取り消した手術'),
  })
  operation(visitor, { scheduled_at: '2022-11-12', standing: 0, item_id: g.term('消した手術') })
  operation(visitor, { scheduled_at: '2022-11-12', performed: 1, item_id: g.term('済んだ手術') })
  operation(visitor, { scheduled_at: '2022-11-09T09:00', item_id: g.term('昨日の手術') })
  const gap = { patient: lying, source_id: 1, file_id: 1, reason: 'truncated', data_type: 'ADT-22' }
  g.insert('gap', { ...gap, area: 'encounters' })
  g.insert('gap', { ...gap, area: 'encounters', patient: visitor })
  g.insert('gap', { ...gap, area: 'labs', data_type: 'OML-11' })
  const span = { ...gap, patient: null, file_id: 0, reason: 'missing-days', date: '2022-11-08' }
  g.insert('gap', { ...span, area: 'other', data_type: '', detail: 'whole days' })
  g.insert('gap', { ...span, area: 'labs', data_type: 'OML-11', detail: 'days of labs' })
}

let server: TestServer
let terminal: Terminal
beforeAll(async () => {
  server = await startTestServer(build)
  terminal = await server.clinician()
})
afterAll(() => server.stop())

async function lists(): Promise<ListsAnswer> {
  return ListsAnswer.parse(await (await terminal.send('GET', '/api/lists')).json())
}
async function list(path: string): Promise<ListAnswer> {
  return ListAnswer.parse(await (await terminal.send('GET', `/api/lists/${path}`)).json())
}
const ids = ({ patients }: ListAnswer) => patients.map(({ patientId }) => patientId)

describe('in-patients by department and by doctor', () => {
  test('everybody stands in one group, those of whom it is not known in the last', async () => {
    const { departments, attendings, inpatients } = await lists()
    expect(inpatients).toBe(3)
    expect(departments.map(({ name, inpatients }) => [name, inpatients])).toEqual([
      ['外科', 2],
      ['', 1],
    ])
    expect(departments.at(-1)?.group).toBe('none')
    // Two doctors of one name are two.
    expect(attendings.map(({ name, inpatients }) => [name, inpatients])).toEqual([
      ['山田 太郎', 1],
      ['山田 太郎', 1],
      ['', 1],
    ])
  })

  test('a department written with its code alone is the same department', async () => {
    const [surgery] = (await lists()).departments
    const answer = await list(`department?group=${surgery?.group}`)
    expect(answer.name).toBe('外科')
    expect(ids(answer).sort()).toEqual(['away', 'lying'])
    expect(answer.patients.find(({ patientId }) => patientId === 'away')?.onLeave).toBe(true)
    expect(ids(await list('attending?group=none'))).toEqual(['stray'])
  })

  test('an unknown group, list or number of days is refused', async () => {
    const status = async (path: string) => (await terminal.send('GET', `/api/lists/${path}`)).status
    expect(await status('department?group=0123456789ab')).toBe(404)
    expect(await status('department')).toBe(404)
    expect(await status('nobody')).toBe(404)
    expect(await status('admitted?days=2')).toBe(400)
  })
})

describe('around as-of', () => {
  test('who came and who left, counted from the whole day that lies N days back', async () => {
    const admitted = await list('admitted?days=3')
    expect([admitted.from, admitted.to]).toEqual(['2022-11-07', '2022-11-10'])
    expect(ids(admitted)).toEqual(['away', 'lying'])
    expect(ids(await list('admitted'))).toEqual(['away'])
    expect(ids(await list('admitted?days=7'))).toEqual(['away', 'lying'])
    const discharged = await list('discharged?days=3')
    expect(ids(discharged)).toEqual(['gone'])
    expect(discharged.patients[0]).toMatchObject({
      at: { at: '2022-11-08T11:00' },
      title: '3E',
      ward: '',
      admittedAt: null,
    })
    const none = await list('discharged?days=1')
    expect([ids(none), none.nearest]).toEqual([[], '2022-11-08'])
  })

  test('a list that nobody chose days for reaches to the first day on which something stands', async () => {
    const opened = async (path: string) => {
      const { days, from, to, patients } = await list(path)
      return [days, from, to, patients.length]
    }
    expect(await opened('admitted')).toEqual([1, '2022-11-09', '2022-11-10', 1])
    expect(await opened('discharged')).toEqual([3, '2022-11-07', '2022-11-10', 1])
    expect(await opened('admissions')).toEqual([1, '2022-11-10', '2022-11-11', 0])
  })

  test('beyond the days that can be chosen it opens on the nearest day; an empty span says which one that is', async () => {
    const far = await startTestServer((g) => {
      const patient = g.patient({ id: 'far', kanji: ['患者', '遠'], birth: '1960-01-01' })
      const operation = { patient, category: 'operation', standing: 1, item_id: g.term('胃切除術') }
      g.insert('clinical_order', { ...operation, control: 'CA', scheduled_at: '2022-11-20T09:00' })
      g.insert('clinical_order', { ...operation, control: 'NW', scheduled_at: '2022-11-21T13:00' })
      g.insert('clinical_order', { ...operation, control: 'NW', scheduled_at: '2022-11-21T09:00' })
      g.insert('clinical_order', { ...operation, control: 'NW', scheduled_at: '2022-11-22T09:00' })
      const stay = { patient, class: 'inpatient', status: 'finished', start_at: '2022-09-01' }
      g.insert('encounter', { ...stay, end_at: '2022-09-09T10:00' })
    })
    try {
      const clinician = await far.clinician()
      const ask = async (path: string) =>
        ListAnswer.parse(await (await clinician.send('GET', `/api/lists/${path}`)).json())
      const opened = await ask('operations')
      expect([opened.days, opened.from, opened.to]).toEqual([0, '2022-11-21', '2022-11-21'])
      expect(opened.patients.map(({ at }) => at.at)).toEqual([
        '2022-11-21T09:00',
        '2022-11-21T13:00',
      ])
      const chosen = await ask('operations?days=7')
      expect([chosen.patients.length, chosen.nearest]).toEqual([0, '2022-11-21'])
      const left = await ask('discharged')
      expect([left.days, left.from, left.to]).toEqual([0, '2022-09-09', '2022-09-09'])
      expect((await ask('visits')).nearest).toBe('')
    } finally {
      await far.stop()
    }
  })

  test('operations: those ordered and not cancelled, deleted or done', async () => {
    const operations = await list('operations?days=3')
    expect([operations.from, operations.to]).toEqual(['2022-11-10', '2022-11-13'])
    expect(operations.patients.map((each) => [each.patientId, each.at.at, each.title])).toEqual([
      ['lying', '2022-11-10T13:00', '胃切除術 第3手術室'],
      ['visitor', '2022-11-12', '胃切除術 第3手術室'],
    ])
    expect(operations.area).toBe('orders')
    expect(operations.unread).toBe(0)
  })

  test('visits: those still to come, to the last of the days', async () => {
    const visits = await list('visits?days=7')
    expect(visits.patients.map(({ at }) => at.at)).toEqual(['2022-11-10T09:30', '2022-11-17T09:30'])
    expect(visits.total).toBe(2)
  })

  test('the overview counts what the lists show', async () => {
    const { dated } = await lists()
    expect(Object.fromEntries(dated.map(({ list, counts }) => [list, counts]))).toEqual({
      admitted: [1, 2, 2],
      discharged: [0, 1, 1],
      operations: [1, 2, 2],
      visits: [1, 1, 2],
      admissions: [0, 0, 0],
    })
  })
})

describe('what a list does not know', () => {
  test('a kind that the backup does not hold is not an empty list', async () => {
    expect((await list('admissions')).held).toBe(false)
    expect((await list('discharged?days=1')).held).toBe(true)
    const held = Object.fromEntries((await lists()).dated.map(({ list, held }) => [list, held]))
    expect(held).toMatchObject({ admitted: true, operations: true, admissions: false })
  })

  test('unread files and missing days of its kind are named, those of another are not', async () => {
    const { unread, spans, area } = await list('admitted')
    expect(area).toBe('encounters')
    expect(unread).toBe(2)
    expect(spans.map(({ detail }) => detail)).toEqual(['whole days'])
  })
})

test('reading a list is written down, without a name of a patient', async () => {
  await list('admitted?days=3')
  const last = server.audit().at(-1)
  expect(last?.action).toBe('list.read')
  expect(JSON.parse(last?.detail ?? '')).toEqual({
    ...{ list: 'admitted', name: '', from: '2022-11-07', to: '2022-11-10' },
    patients: 2,
  })
})
