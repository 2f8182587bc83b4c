import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  labSegments,
  query,
  report,
  sansho,
  temporaryFolder,
  writeMessage,
} from '../load/medium.ts'

let work = ''
let medium = ''
let data = ''
beforeEach(() => {
  work = temporaryFolder()
  medium = path.join(work, 'medium')
  data = path.join(work, 'data')
  writeMessage(medium, { patientId: PATIENT, type: 'ADT-00', segments: ['PV1|0001|O'] })
})
afterEach(() => fs.rmSync(work, { recursive: true, force: true }))

const PATIENT = '0000000001'
const load = (...more: string[]) => sansho('load', medium, '--data', data, '--json', ...more)
const gaps = () =>
  query<{ data_type: string; date: string; reason: string; detail: string }>(
    data,
    'SELECT data_type, date, reason, detail FROM gap WHERE patient IS NULL ORDER BY id',
  )

/** A result each of `count` patients a day from 1 March 2022 on; `skip`: days left out, from 0. */
function writeDays(days: number, count: (day: number) => number): void {
  for (let day = 0; day < days; day++) {
    const date = new Date(Date.UTC(2022, 2, 1 + day)).toISOString().slice(0, 10).replaceAll('-', '')
    for (let order = 0; order < count(day); order++) {
      const timestamp = `${date}120000000`
      const lab = {
        patientId: String(order + 1).padStart(10, '0'),
        type: 'OML-11',
        date,
        timestamp,
        order: `${day}0${order}`,
      }
      writeMessage(medium, { ...lab, segments: labSegments('1.0') })
    }
  }
}

test('a day without files among full ones is a gap', () => {
  writeDays(40, (day) => (day === 20 ? 0 : 17))
  expect(load('--as-of', '2022-04-10T00:00').code).toBe(3)
  expect(gaps()).toEqual([
    {
      data_type: '',
      date: '2022-03-21',
      reason: 'missing-days',
      detail: '2022-03-21 to 2022-03-21: 1 day without a file, about 17 patients expected',
    },
  ])
})

test('nothing after a day, though the backup is said to be newer, is a gap', () => {
  writeDays(40, () => 3)
  const outcome = load('--as-of', '2022-04-20')
  expect(gaps()).toEqual([
    {
      data_type: '',
      date: '2022-04-10',
      reason: 'missing-days',
      detail:
        'nothing after 2022-04-09 up to 2022-04-19: 10 days without a file, about 30 patients expected',
    },
  ])
  expect(report(outcome).generalGaps).toHaveLength(1)
})

test('free weekends, and days with little to expect, are no gaps', () => {
  writeDays(60, (day) => (day % 7 >= 5 ? 0 : 17))
  expect(load('--as-of', '2022-04-30T00:00').code).toBe(0)
  fs.rmSync(medium, { recursive: true })
  data = path.join(work, 'other-data')
  writeMessage(medium, { patientId: PATIENT, type: 'ADT-00', segments: ['PV1|0001|O'] })
  writeDays(60, (day) => (day === 30 ? 0 : 1))
  expect(load('--as-of', '2022-04-30T00:00').code).toBe(0)
})

test('a kind that the generation before had is missing', () => {
  writeDays(2, () => 1)
  load()
  for (const day of ['20220301', '20220302']) {
    fs.rmSync(path.join(medium, '000/000', PATIENT, day), { recursive: true })
  }
  load('--activate', 'test')
  expect(gaps()).toEqual([
    {
      data_type: 'OML-11',
      date: '',
      reason: 'missing-kind',
      detail: '2 files in the generation before',
    },
  ])
})

test('the list of affected patients opens in a Japanese Excel, most affected first', () => {
  for (const [patientId, lost] of [
    ['0000000002', 1],
    ['0000000003', 2],
  ] as const) {
    for (let order = 1; order <= lost; order++) {
      const file = writeMessage(medium, {
        patientId,
        type: 'OML-11',
        date: '20220501',
        order: `${order}`,
      })
      fs.truncateSync(path.join(medium, file))
    }
  }
  load()
  const csv = fs.readFileSync(path.join(data, 'generations/current/affected-patients.csv'), 'utf8')
  expect(csv.charCodeAt(0)).toBe(0xfeff)
  expect(csv.slice(1).split('\r\n')).toEqual([
    '患者ID,氏名,カナ氏名,生年月日,欠落件数,種別,日付,理由',
    '0000000003,,,,2,検体検査結果,2022-05-01,ファイルが空（0バイト）',
    '0000000002,,,,1,検体検査結果,2022-05-01,ファイルが空（0バイト）',
    '',
  ])
})
