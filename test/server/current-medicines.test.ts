/** Which medicines the first screen calls current where no period says so: long-term ones of systems that name no end, drips without one. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import type { GenerationBuilder } from './generation-builder.ts'
import { startTestServer, type TestServer } from './running-server.ts'

interface Order {
  readonly drug: string
  readonly control?: string
  readonly start?: string | null
  readonly ordered?: string
  readonly end?: string
  readonly days?: string
  readonly group?: string
  /** The file that it stands in, and those of what was given. */
  readonly file?: number
  readonly givenFile?: number
  /** When and with what status it was given. */
  readonly given?: readonly (readonly [at: string, status: string, group?: string])[]
}

/** As-of is 2022-11-10T03:15. */
const ACTIVE = { control: 'active', start: '2020-03-01' }
const DRIP = { start: '2022-07-01T09:00' }
const DRIP_OF_2021 = { start: '2021-01-01T09:00' }
const ORDERS: readonly (Order & { readonly currentBy: string | null })[] = [
  { drug: 'ワルファリン', ...ACTIVE, currentBy: 'status' },
  { drug: '開始の記載がない薬', ...ACTIVE, start: null, currentBy: 'status' },
  { drug: '調剤分は尽きた薬', ...ACTIVE, days: '30', currentBy: 'status' },
  { drug: '終わった薬', ...ACTIVE, end: '2022-10-01', currentBy: null },
  { drug: 'これからの薬', ...ACTIVE, start: '2022-11-12', currentBy: null },
  { drug: '完了した薬', ...ACTIVE, control: 'completed', currentBy: null },
  { drug: '止めた薬', ...ACTIVE, control: 'stopped', currentBy: null },
  { drug: '昨日の点滴', ...DRIP, given: [['2022-11-09T20:00', 'CP']], currentBy: 'given' },
  { drug: '状態不明の点滴', ...DRIP, given: [['2022-11-08T20:00', '']], currentBy: 'given' },
  { drug: '前の週の点滴', ...DRIP, given: [['2022-11-07T03:00', 'CP']], currentBy: null },
  { drug: '未実施の点滴', ...DRIP, given: [['2022-11-09T20:00', 'NA']], currentBy: null },
  {
    drug: 'Rpの記載がない点滴',
    ...DRIP,
    given: [['2022-11-09T20:00', 'CP', '']],
    currentBy: 'given',
  },
  { drug: '別のRpの点滴', ...DRIP, given: [['2022-11-09T20:00', 'CP', '2']], currentBy: null },
  {
    drug: '予定どおり終わった点滴',
    ...DRIP,
    end: '2022-11-09T08:00',
    given: [['2022-11-09T07:00', 'CP']],
    currentBy: null,
  },
]

/** Of one who died on 2021-05-06. */
const OF_THE_DEAD: readonly (Order & { readonly currentBy: string | null })[] = [
  { drug: '継続中のままの薬', ...ACTIVE, currentBy: 'status' },
  { drug: '死亡日を含む処方', start: '2021-05-01', days: '14', currentBy: 'period' },
  { drug: '死亡前に終わった処方', start: '2021-03-01', days: '14', currentBy: null },
  { drug: '死亡後の日付の薬', ...ACTIVE, start: '2021-06-01', currentBy: null },
  { drug: 'データ時点を含む処方', start: '2022-11-01', days: '30', currentBy: null },
  { drug: '当日の点滴', ...DRIP_OF_2021, given: [['2021-05-06T02:00', 'CP']], currentBy: 'given' },
  { drug: '前の週の点滴', ...DRIP_OF_2021, given: [['2021-05-01T02:00', 'CP']], currentBy: null },
]

let server: TestServer
let read: (patient: string) => Promise<SummaryAnswer>
let shown: Map<string, string | null>
beforeAll(async () => {
  server = await startTestServer((g) => {
    const patient = g.patient({ id: 'takes' })
    for (const [at, order] of ORDERS.entries()) place(g, patient, `O${at}`, order)
    const dead = g.patient({
      id: 'dead',
      birth: '1940-05-07',
      extra: { deceased: 1, deceased_at: '2021-05-06' },
    })
    for (const [at, order] of OF_THE_DEAD.entries()) place(g, dead, `D${at}`, order)
    const undated = g.patient({ id: 'dead-undated', extra: { deceased: 1 } })
    place(g, undated, 'U1', { drug: '継続中のままの薬', ...ACTIVE })
    const ordered = g.patient({ id: 'ordered' })
    const control = 'active'
    place(g, ordered, 'A1', { drug: 'オーダー日だけの薬', control, ordered: '2022-10-31' })
  })
  const terminal = await server.clinician()
  read = async (patient) => {
    const chart = await terminal.open(patient)
    const answer = await terminal.send('GET', `/api/charts/${chart}/summary`)
    return SummaryAnswer.parse(await answer.json())
  }
  const { medications } = await read('takes')
  shown = new Map(medications.map((each) => [each.components[0]?.drug ?? '', each.currentBy]))
})
afterAll(() => server.stop())

function place(g: GenerationBuilder, patient: number, orderNo: string, order: Order): void {
  const {
    drug,
    control = 'NW',
    start = null,
    ordered = null,
    end = null,
    days = '',
    group = '1',
    file = 0,
    givenFile = file,
  } = order
  const common = { patient, form: 'injection', order_no: orderNo, standing: 1 }
  const duration = { duration: days, duration_unit: days === '' ? '' : 'd' }
  const row = {
    ...common,
    group_no: group,
    control,
    start_at: start,
    ordered_at: ordered,
    end_at: end,
    ...duration,
    file_id: file,
  }
  const id = g.insert('medication_order', row)
  g.insert('medication_component', { medication_order: id, seq: 1, drug_id: g.term(drug) })
  for (const [at, status, rp = '1'] of order.given ?? []) {
    const what = { group_no: rp, drug_id: g.term(drug), start_at: at, status, file_id: givenFile }
    g.insert('administration', { ...common, ...what })
  }
}

test.each(ORDERS)('$drug: $currentBy', ({ drug, currentBy }) => {
  expect(shown.get(drug) ?? null).toBe(currentBy)
})

test('whom the data call dead has the medicines that were current at death', async () => {
  const { medications, currentAt, banner } = await read('dead')
  expect(banner.age).toBe(80)
  expect(currentAt).toEqual({ moment: '2021-05-06', basis: 'death' })
  const current = new Map(
    medications.map((each) => [each.components[0]?.drug ?? '', each.currentBy]),
  )
  expect(OF_THE_DEAD.map(({ drug }) => [drug, current.get(drug) ?? null])).toEqual(
    OF_THE_DEAD.map(({ drug, currentBy }) => [drug, currentBy]),
  )
})

test('without a day of death it is said that the data cannot tell', async () => {
  const { medications, currentAt } = await read('dead-undated')
  expect(currentAt).toEqual({ moment: '2022-11-10T03:15', basis: 'death-undated' })
  expect(medications.map(({ currentBy }) => currentBy)).toEqual(['status'])
})

test('the day of an order is no start', async () => {
  const { medications, currentAt } = await read('ordered')
  expect(currentAt.basis).toBe('as-of')
  expect(medications).toMatchObject([
    { startAt: { at: null }, orderedAt: { at: '2022-10-31' }, currentBy: 'status' },
  ])
})

/** Files of three sources that were saved before the first one, whose as-of is the chart's. */
const INJECTIONS = 100
const ARCHIVE = 200
const WARDS = 300
const DRIP_OF_SOURCE = { start: '2022-11-01T09:00', file: INJECTIONS }
const OF_SOURCES: readonly (Order & {
  readonly currentBy: string | null
  readonly currentAsOf?: string
})[] = [
  { drug: '本体の薬', start: '2022-11-08', days: '5', currentBy: 'period' },
  {
    drug: '部門で続く点滴',
    ...DRIP_OF_SOURCE,
    given: [['2022-11-04T10:00', 'CP']],
    currentBy: 'given',
    currentAsOf: '2022-11-06T12:00',
  },
  {
    drug: '部門で三日より前の点滴',
    ...DRIP_OF_SOURCE,
    given: [['2022-11-03T10:00', 'CP']],
    currentBy: null,
  },
  {
    drug: '部門の時点の後に終わる予定の点滴',
    ...DRIP_OF_SOURCE,
    end: '2022-11-08T10:00',
    currentBy: 'period',
    currentAsOf: '2022-11-06T12:00',
  },
  {
    drug: '部門の時点の前に終わった点滴',
    ...DRIP_OF_SOURCE,
    end: '2022-11-05T10:00',
    currentBy: null,
  },
  {
    drug: '部門の時点の後に始まる予定の点滴',
    ...DRIP_OF_SOURCE,
    start: '2022-11-09',
    days: '4',
    currentBy: 'period',
    currentAsOf: '2022-11-06T12:00',
  },
  {
    drug: 'オーダーは部門、実施は本体の点滴',
    ...DRIP_OF_SOURCE,
    givenFile: 1,
    given: [['2022-11-09T10:00', 'CP']],
    currentBy: 'given',
  },
  {
    drug: 'オーダーは本体、実施は部門の点滴',
    start: '2022-11-01T09:00',
    givenFile: INJECTIONS,
    given: [['2022-11-05T10:00', 'CP']],
    currentBy: 'given',
    currentAsOf: '2022-11-06T12:00',
  },
  {
    drug: '旧システムで期間中だった薬',
    start: '2019-03-20',
    days: '30',
    file: ARCHIVE,
    currentBy: null,
  },
  {
    drug: '旧システムで継続中の薬',
    ...ACTIVE,
    start: '2018-03-20',
    file: ARCHIVE,
    currentBy: 'status',
    currentAsOf: '2019-03-31',
  },
  { drug: '三時間前の資料の薬', start: '2022-11-08', days: '5', file: WARDS, currentBy: 'period' },
  {
    drug: '三時間前の資料の後に終わる予定の点滴',
    start: '2022-11-09T10:00',
    end: '2022-11-10T02:00',
    file: WARDS,
    currentBy: 'period',
    currentAsOf: '2022-11-10T00:10',
  },
]

test('an order of a source that was saved earlier is current as of then, and says so', async () => {
  const several = await startTestServer((g) => {
    const source = { location: '/media', format: 'fhir', as_of_basis: 'operator', files: 10 }
    g.insert('source', { ...source, id: 2, label: 'injections', as_of: '2022-11-06T12:00' })
    g.insert('source', { ...source, id: 3, label: 'archive', as_of: '2019-03-31' })
    g.insert('source', { ...source, id: 4, label: 'wards', as_of: '2022-11-10T00:10' })
    for (const [first_file, source_id] of [
      [0, 1],
      [INJECTIONS, 2],
      [ARCHIVE, 3],
      [WARDS, 4],
    ] as const) {
      g.insert('source_of_files', { first_file, source_id })
    }
    const patient = g.patient({ id: 'several' })
    for (const [at, order] of OF_SOURCES.entries()) place(g, patient, `S${at}`, order)
  })
  const terminal = await several.clinician()
  const chart = await terminal.open('several')
  const answer = await terminal.send('GET', `/api/charts/${chart}/summary`)
  const { medications } = SummaryAnswer.parse(await answer.json())
  await several.stop()
  const told = new Map(
    medications.map((each) => [
      each.components[0]?.drug,
      [each.currentBy, each.currentAsOf] as const,
    ]),
  )
  expect(OF_SOURCES.map(({ drug }) => [drug, ...(told.get(drug) ?? [null, undefined])])).toEqual(
    OF_SOURCES.map(({ drug, currentBy, currentAsOf }) => [drug, currentBy, currentAsOf]),
  )
})
