/** Names that could be taken for one another: found where people lie and in what was searched, and never said to be the same. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SearchAnswer, SimilarAnswer, WardAnswer, WardsAnswer } from '../../model/api/patients.ts'
import { likenessOf, type Named } from '../../server/charts/name-likeness.ts'
import { startTestServer, type Terminal, type TestServer } from './running-server.ts'

const named = (row: number, kana: string, birthAt: string | null = null, kanji = ''): Named => {
  const [familyKana = '', givenKana = ''] = kana.split(' ')
  const [family = '', given = ''] = kanji.split(' ')
  return { row, family, given, familyKana, givenKana, birthAt }
}

describe('alike are', () => {
  test.each([
    ['サトウ ケンジ', 'サトウ ゲンジ', 'sound'],
    ['サトウ ジュン', 'サトウ ジユン', null],
    ['サトウ ケンジ', 'サトウ ケンイジ', 'sound'],
    ['サトー ケンジ', 'サト ケンジ', 'sound'],
    ['サトウ ケンジ', 'カトウ ケンジ', 'sound'],
    ['サトウ ケンジ', 'サトウ ケジン', 'transposed'],
    ['マサキ ユキ', 'ユキ マサキ', 'transposed'],
    ['サトウ ケンジ', 'サトウ ケンイチ', null],
    ['サトウ ケンジ', 'イトウ ケンイチ', null],
    ['サトウ ケンジ', 'さとう けんじ', null],
  ])('%s and %s: %s', (a, b, likeness) => {
    expect(likenessOf(named(1, a), named(2, b))).toBe(likeness)
    expect(likenessOf(named(2, b), named(1, a))).toBe(likeness)
  })

  test('those of one family name and birth date, by kanji or kana, when the day is known', () => {
    const twin = named(1, 'サトウ ケンジ', '1970-01-01', '佐藤 健二')
    expect(likenessOf(twin, named(2, 'サトウ マサオ', '1970-01-01'))).toBe('birth')
    expect(likenessOf(twin, named(2, '', '1970-01-01', '佐藤 正男'))).toBe('birth')
    expect(likenessOf(twin, named(2, 'サトウ マサオ', '1970-01-02'))).toBeNull()
    const year = (row: number, kana: string) => named(row, kana, '1970')
    expect(likenessOf(year(1, 'サトウ ケンジ'), year(2, 'サトウ マサオ'))).toBeNull()
  })
})

describe('a hospital', () => {
  let server: TestServer
  let terminal: Terminal
  beforeAll(async () => {
    server = await startTestServer((g) => {
      const [ward, sameWard, other] = [
        g.term('5B病棟', '5B'),
        g.term('5B', '5B'),
        g.term('6A', '6A'),
      ]
      const person = (id: string, kana: [string, string], birth: string, wardId?: number) => {
        const patient = g.patient({ id, kana, birth })
        const stay = { class: 'inpatient', status: 'in-progress', start_at: '2022-11-01' }
        if (wardId !== undefined) {
          g.insert('encounter', { ...stay, patient, ward_id: wardId, room: '1', bed: id })
        }
      }
      person('1', ['サトウ', 'ケンジ'], '1950-01-01', ward)
      person('2', ['サトウ', 'ゲンジ'], '1960-01-01', sameWard)
      person('3', ['サトウ', 'ケンシ'], '1970-01-01', other)
      person('4', ['ヤマダ', 'タロウ'], '1980-01-01', ward)
      person('5', ['ヤマダ', 'マサコ'], '1980-01-01')
      person('6', ['スズキ', 'イチロウ'], '1990-01-01', ward)
    })
    terminal = await server.clinician()
  })
  afterAll(() => server.stop())

  const search = async (query: string) =>
    SearchAnswer.parse(
      await (await terminal.send('POST', '/api/patients/search', { query })).json(),
    ).patients
  const similar = async (patientId: string, among: string[] = []) =>
    SimilarAnswer.parse(
      await (await terminal.send('POST', '/api/patients/similar', { patientId, among })).json(),
    ).patients.map((each) => [each.patientId, each.likeness])

  test('a single hit is marked for whoever lies in the same ward, however the ward is written', async () => {
    const [found] = await search('1')
    expect(found).toMatchObject({ patientId: '1', sameName: false, similarName: true })
    expect(await similar('1')).toEqual([['2', 'sound']])
  })

  test('somebody of another ward counts when a search shows both', async () => {
    expect((await search('3'))[0]?.similarName).toBe(false)
    const both = await search('サトウ')
    expect(both.map(({ similarName }) => similarName)).toEqual([true, true, true])
    expect((await similar('3', ['1', '2', '4'])).sort()).toEqual([
      ['1', 'sound'],
      ['2', 'sound'],
    ])
  })

  test('one family and one birth date count wherever they are', async () => {
    expect((await search('4'))[0]?.similarName).toBe(true)
    expect(await similar('5')).toEqual([['4', 'birth']])
    expect((await search('6'))[0]?.similarName).toBe(false)
    expect(await similar('6', ['1', '2', '3', '4', '5'])).toEqual([])
  })

  test('the ward list marks them', async () => {
    const { wards } = WardsAnswer.parse(await (await terminal.send('GET', '/api/wards')).json())
    const key = wards.find(({ name }) => name === '5B病棟')?.ward
    const answer = await (await terminal.send('GET', `/api/wards/${key}`)).json()
    const marked = WardAnswer.parse(answer).patients.filter(({ similarName }) => similarName)
    expect(marked.map(({ patientId }) => patientId).sort()).toEqual(['1', '2', '4'])
  })

  test('who was named is written down as asked of that patient; nobody is like nobody', async () => {
    await similar('1')
    expect(server.audit().at(-1)).toMatchObject({ action: 'patients.similar', patientId: '1' })
    const answer = await terminal.send('POST', '/api/patients/similar', { patientId: '999' })
    expect(answer.status).toBe(404)
  })
})
