/** Tables of departmental systems as those write them: what the chart says of each row. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LabsAnswer } from '../../model/api/chart/labs.ts'
import { MedicationsAnswer } from '../../model/api/chart/medications.ts'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { VitalsAnswer } from '../../model/api/chart/vitals.ts'
import { type LoadedServer, startLoadedServer } from './loaded-server.ts'

const NUMBER = '0000012345'

/** A mapping of one table, and the table. */
function exported(folder: string, settings: string, table: readonly string[], end = '\r\n') {
  return {
    [`${folder}/sansho-mapping.yaml`]: `sansho: 1\nname: ${folder}\ntables:\n  - ${settings.trim().replaceAll('\n', '\n    ')}\n`,
    [`${folder}/table.csv`]: table.join(end),
  }
}

const FILES = {
  ...exported(
    'lab',
    `
files: table.csv
kind: labs
columns: { patient: ID, item: 項目, value: 結果, unit: 単位, rangeLow: 下限, rangeHigh: 上限, collected: [採取日, 時刻], comment: 7 }`,
    [
      'ID,項目,結果,下限,上限,単位,備考,備考,採取日,時刻',
      `${NUMBER},WBC,"12,300","3,300","8,600",/μL,"再検済\n""溶血""",,20240430,0645`,
      `${NUMBER},K,４．２,3.5,5.0,mmol/L,,,20240430,930`,
      `${NUMBER},CRP,0.1未満,,0.30,mg/dL,,,R6.4.30,午後3時5分`,
      `${NUMBER},HBs抗原,陰性(-),,陰性,,,,2024年4月30日(火),6:45`,
      `${NUMBER},UA,検体不足,2.1,,mg/dL,,,2024-04-30T22:45:00Z,`,
    ],
  ),
  ...exported(
    'icu',
    `
files: table.csv
kind: vitals
columns: { patient: ID, collected: Time }
items:
  心拍数: { column: HR(bpm), unit: bpm }
  SpO2: { column: SpO2, unit: "%", code: 59408-5 }
  体温: BT`,
    ['ID,Time,HR(bpm),SpO2,BT,', `${NUMBER},2024-05-01 01:00,60,,36.4,`],
  ),
  ...exported(
    'or',
    `
files: table.csv
kind: schedules
excelDates: 1900
patientDigits: 10
columns: { patient: ID, item: 術式, time: [日, 入室], category: 状態, done: 状態 }
values: { category: { 予定: operation, 変更: operation, 中止: operation, 実施: operation }, done: { 予定: false, 変更: false, 中止: false, 実施: true } }
status: { column: 状態, valid: [予定, 変更, 実施], deleted: [中止] }
latest: { of: No, by: 更新 }`,
    [
      'ID,No,術式,日,入室,更新,状態',
      '12345,S1,胃切除術,45416,0.416666667,45411.5,変更',
      '12345,S1,胃切除術,45415,0.375,45410.5,予定',
      '12345,S2,胆嚢摘出術,45417,0.375,45410,予定',
      '12345,S2,胆嚢摘出術,45417,0.375,45412,中止',
      '12345,S3,虫垂切除術,45413,0.5,45413,実施',
    ],
  ),
  ...exported(
    'booked',
    `
files: table.csv
kind: schedules
separator: ";"
columns: { patient: ID, item: 内容, time: 日時, category: 種別, department: 科, comment: [剤, 量] }
values: { category: { 予約: outpatient, 化療: chemotherapy } }`,
    [
      'ID;内容;日時;種別;科;剤;量',
      `${NUMBER};再診;2024/5/2 9:30;予約;内科;;`,
      `${NUMBER};GEM;2024/5/8;化療;外科;ゲムシタビン;1,400 mg`,
    ],
    '\r',
  ),
  ...exported(
    'pharmacy',
    `
files: table.csv
kind: medications
columns: { patient: ID, drug: 薬, days: 日数, start: 開始, type: 区分 }
values: { type: { 注射: injection, 院内: prescription } }`,
    [
      'ID,薬,日数,開始,区分',
      `${NUMBER},ロキソプロフェン,10回分,2024/4/28,院内`,
      `${NUMBER},アムロジピン,２８日分,2024/4/20,退院`,
    ],
  ),
}

let loaded: LoadedServer
beforeAll(async () => {
  const labels = ['lab', 'icu', 'or', 'booked', 'pharmacy']
  loaded = await startLoadedServer(FILES, { asOf: '2024-05-01T18:00', labels })
})
afterAll(() => loaded.stop())

test('laboratory results: numbers in any width, limits in words, ranges in two columns, times as two systems write them', async () => {
  const { items, groups, results } = LabsAnswer.parse(await loaded.part(NUMBER, 'labs'))
  const said = results.map(({ item, group, observedAt, ...result }) => ({
    name: items.find(({ id }) => id === item)?.name,
    at: (observedAt ?? groups.find(({ id }) => id === group)?.collectedAt)?.at,
    ...{ text: result.text, number: result.number, comparator: result.comparator },
    range: result.range,
  }))
  expect(Object.fromEntries(said.map(({ name, ...rest }) => [name, rest]))).toEqual({
    WBC: {
      at: '2024-04-30T06:45',
      text: '12,300',
      number: 12300,
      comparator: '',
      range: '3,300-8,600',
    },
    K: { at: '2024-04-30T09:30', text: '４．２', number: 4.2, comparator: '', range: '3.5-5.0' },
    CRP: {
      at: '2024-04-30T15:05',
      text: '0.1未満',
      number: 0.1,
      comparator: '<',
      range: '<=0.30',
    },
    HBs抗原: {
      at: '2024-04-30T06:45',
      text: '陰性(-)',
      number: null,
      comparator: '',
      range: '陰性',
    },
    UA: {
      at: '2024-05-01T07:45:00',
      text: '検体不足',
      number: null,
      comparator: '',
      range: '>=2.1',
    },
  })
  expect(results.map(({ note }) => note).filter((note) => note !== '')).toEqual(['再検済\n"溶血"'])
})

test('vital signs in columns of their own have the unit that the mapping gives', async () => {
  const { points } = VitalsAnswer.parse(await loaded.part(NUMBER, 'vitals'))
  expect(points.map(({ text, unit }) => [text, unit]).sort()).toEqual([
    ['36.4', ''],
    ['60', 'bpm'],
  ])
})

test('of the versions of a booking the newest is valid; a cancelled and a done one are none, and days are counted as Excel does', async () => {
  const { scheduled } = SummaryAnswer.parse(await loaded.part(NUMBER, 'summary'))
  expect(scheduled.map(({ at, kind, title }) => [at.at, kind, title])).toEqual([
    ['2024-05-02T09:30', 'outpatient', '再診'],
    ['2024-05-04T10:00', 'operation', '胃切除術'],
    ['2024-05-08', 'chemotherapy', 'GEM ゲムシタビン 1,400 mg'],
  ])
})

test('booked visits stand in the list of visits', async () => {
  const answer = await loaded.terminal.send('GET', '/api/lists/visits')
  expect(await answer.json()).toMatchObject({
    held: true,
    patients: [
      { patientId: NUMBER, title: '再診', at: { at: '2024-05-02T09:30' }, department: '内科' },
    ],
  })
})

test('days that are none get no unit, and a kind of order that is not explained is told', async () => {
  const { orders } = MedicationsAnswer.parse(await loaded.part(NUMBER, 'medications'))
  expect(orders.map(({ duration, coveredUntil }) => [duration, coveredUntil])).toEqual([
    ['10回分', ''],
    ['28 日分', '2024-05-17'],
  ])
  const { fieldProblems } = SummaryAnswer.parse(await loaded.part(NUMBER, 'summary'))
  expect(fieldProblems).toContainEqual({
    place: 'line 3 type',
    text: '退院',
    reason: 'neither prescription nor injection: shown as a prescription',
  })
})
