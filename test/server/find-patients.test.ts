/** What people type into the one search box, and whom they must find. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SearchAnswer } from '../../model/api/patients.ts'
import type { GenerationBuilder } from './generation-builder.ts'
import { startTestServer, type Terminal, type TestServer } from './running-server.ts'

let server: TestServer
let terminal: Terminal
beforeAll(async () => {
  server = await startTestServer((g) => {
    const saito = g.patient({
      id: '0000012345',
      kanji: ['斎藤', '花子'],
      kana: ['サイトウ', 'ハナコ'],
      birth: '1958-03-02',
      sex: 'F',
    })
    const sato = g.patient({
      id: '0000000002',
      kanji: ['佐藤', '花子'],
      kana: ['サトウ', 'ハナコ'],
      birth: '1970-01-01',
    })
    g.patient({
      id: '0000000003',
      kanji: ['佐藤', '花子'],
      kana: ['サトウ', 'ハナコ'],
      birth: '1970-01-02',
    })
    g.patient({
      id: '0000000004',
      kanji: ['斎藤', '一'],
      kana: ['サイトウ', 'ハジメ'],
      birth: '1970-01-01',
    })
    g.patient({
      id: '0000000005',
      kanji: ['伊集院', '静'],
      kana: ['イジュウイン', 'シズカ'],
      birth: '2019-05-01',
    })
    g.patient({
      id: '0019700101',
      kanji: ['数字', '次郎'],
      kana: ['スウジ', 'ジロウ'],
      birth: '1989-01-08',
    })
    const ward = g.term('５Ｂ病棟', '5B')
    const stay = { class: 'inpatient', start_at: '2022-11-01', ward_id: ward, room: '512' }
    g.insert('encounter', { ...stay, status: 'in-progress', patient: saito, bed: '12' })
    g.insert('encounter', { ...stay, status: 'on-leave', patient: sato, bed: '01' })
    const hcu = { ...stay, status: 'in-progress', ward_id: g.term('HCU-2', 'H2'), room: '1' }
    g.insert('encounter', { ...hcu, patient: foreignerOf(g), bed: '3' })
    g.patient({ id: '0000099999', kanji: ['斎藤', '花'], mergedInto: saito })
    g.patient({ id: '8', kanji: ['髙﨑', '眞'], kana: ['タカサキ', 'マコト'], birth: '1950-05-05' })
    g.patient({ id: '7', kanji: ['七', '一'], birth: '1912-07-30' })
    g.patient({ id: '007', kanji: ['七', '二'], birth: '1926-12-25' })
    const foreigner = g.patient({ id: 'A-0042' })
    g.insert('patient_name_key', {
      patient: foreigner,
      script: 'alphabetic',
      full_key: 'smithjohn',
      given_key: 'john',
    })
  })
  terminal = await server.clinician()
})
afterAll(() => server.stop())

function foreignerOf(g: GenerationBuilder): number {
  return g.patient({ id: 'A-0099', birth: '1999-09-09' })
}

async function search(query: string, limit = 50): Promise<SearchAnswer> {
  const answer = await terminal.send('POST', '/api/patients/search', { query, limit })
  return SearchAnswer.parse(await answer.json())
}

/** [typed, ids found in order, first understanding] */
const CASES: readonly (readonly [string, readonly string[], string])[] = [
  ['0000012345', ['0000012345'], 'id'],
  ['12345', ['0000012345'], 'id'],
  ['１２３４５', ['0000012345'], 'id'],
  [' 0000012345 ', ['0000012345'], 'id'],
  ['a0042', ['A-0042'], 'id'],
  ['99999', ['0000012345'], 'id'],
  ['7', ['7', '007'], 'id'],
  ['007', ['007', '7'], 'id'],
  ['齋藤', ['0000000004', '0000012345'], 'kanji'],
  ['斉藤 花子', ['0000012345'], 'kanji'],
  ['高崎 真', ['8'], 'kanji'],
  ['髙嵜', ['8'], 'kanji'],
  ['サイトウ', ['0000000004', '0000012345'], 'kana'],
  ['さいとう', ['0000000004', '0000012345'], 'kana'],
  ['ｻｲﾄｳ', ['0000000004', '0000012345'], 'kana'],
  ['サイトウ ハナコ', ['0000012345'], 'kana'],
  ['サイトウ　ハナコ', ['0000012345'], 'kana'],
  ['サイトウハナ', ['0000012345'], 'kana'],
  ['イシュウイン', [], 'id'],
  ['いじゆういん', ['0000000005'], 'kana'],
  ['ハジメ', ['0000000004'], 'kana'],
  ['斎藤', ['0000000004', '0000012345'], 'kanji'],
  ['花子', ['0000012345', '0000000002', '0000000003'], 'kanji'],
  ['佐藤花子', ['0000000002', '0000000003'], 'kanji'],
  ['smith', ['A-0042'], 'alphabetic'],
  ['John Smith', ['A-0042'], 'alphabetic'],
  ['19580302', ['0000012345'], 'birth-date'],
  ['1958-03-02', ['0000012345'], 'birth-date'],
  ['1958/3/2', ['0000012345'], 'birth-date'],
  ['1958年3月2日', ['0000012345'], 'birth-date'],
  ['S33.3.2', ['0000012345'], 'birth-date'],
  ['ｓ３３．３．２', ['0000012345'], 'birth-date'],
  ['S33/03/02', ['0000012345'], 'birth-date'],
  ['S330302', ['0000012345'], 'birth-date'],
  ['昭和33年3月2日', ['0000012345'], 'birth-date'],
  ['R元年5月1日', ['0000000005'], 'birth-date'],
  ['令和1年5月1日', ['0000000005'], 'birth-date'],
  ['H1.1.8', ['0019700101'], 'birth-date'],
  ['昭和64年1月8日', ['0019700101'], 'birth-date'],
  ['T1.7.30', ['7'], 'birth-date'],
  ['S1.12.25', ['007'], 'birth-date'],
  ['19700101', ['0019700101', '0000000002', '0000000004'], 'id'],
  ['S45.1.1', ['0000000002', '0000000004'], 'birth-date'],
  ['サイトウ 19580302', ['0000012345'], 'kana'],
  ['サイトウ S45.1.1', ['0000000004'], 'kana'],
  ['19700101 サトウ', ['0000000002'], 'kana'],
  ['斎藤 花子 1958/3/2', ['0000012345'], 'kanji'],
  ['サイトウ 1958-03-02 女', ['0000012345'], 'kana'],
  ['女性 S33.3.2 斉藤', ['0000012345'], 'kanji'],
  ['1958-03-02 F', [], 'id'],
  ['1958-03-02 female', ['0000012345'], 'birth-date'],
  ['サイトウ 1958-03-02 男', [], 'id'],
  ['12345 1958-03-02', ['0000012345'], 'id'],
  ['12345 1958-03-03', [], 'id'],
  ['サトウ 19580302', [], 'id'],
  ['5B 12', ['0000012345'], 'bed'],
  ['５Ｂ病棟　１２', ['0000012345'], 'bed'],
  ['5b 512', ['0000000002', '0000012345'], 'bed'],
  ['5B病棟 512号室 1', ['0000000002'], 'bed'],
  ['5B-512-12', ['0000012345'], 'bed'],
  ['5B病棟', ['0000000002', '0000012345'], 'bed'],
  ['HCU-2 3', ['A-0099'], 'bed'],
  ['HCU-2-1-3', [], 'id'],
  ['5B 99', [], 'id'],
  ['6A 12', [], 'id'],
  ['19701301', [], 'id'],
  ["'; DROP TABLE patient; --", [], 'id'],
  ['%', [], 'id'],
]

describe('search', () => {
  for (const [typed, ids, understood] of CASES) {
    test(`「${typed}」`, async () => {
      const { patients, understoodAs } = await search(typed)
      expect(patients.map((patient) => patient.patientId)).toEqual(ids)
      expect(understoodAs[0]).toBe(understood)
    })
  }

  test('an exact id says so, and an ambiguous one does not', async () => {
    expect((await search('12345')).exactId).toBe(true)
    expect((await search('19700101')).exactId).toBe(true)
    expect((await search('007')).exactId).toBe(false)
    expect((await search('サイトウ')).exactId).toBe(false)
  })

  test('a merged id names the id that was typed', async () => {
    const [found] = (await search('99999')).patients
    expect(found).toMatchObject({ patientId: '0000012345', mergedFrom: '0000099999' })
    expect((await search('12345')).patients[0]?.mergedFrom).toBe('')
  })

  test('people of one name warn of each other; a merged record is no other person', async () => {
    const { patients } = await search('ハナコ')
    expect(patients.map(({ patientId, sameName }) => [patientId, sameName])).toEqual([
      ['0000012345', false],
      ['0000000002', true],
      ['0000000003', true],
    ])
  })

  test('says when there are more than it shows', async () => {
    const found = await search('花子', 2)
    expect(found.patients).toHaveLength(2)
    expect(found.truncated).toBe(true)
    expect((await search('花子', 3)).truncated).toBe(false)
  })
})
