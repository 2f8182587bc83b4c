/** How rows of a chart are put together: orders with what was given, versions of documents, curves, paths, words. */
import { describe, expect, it } from 'vitest'
import { shelve } from '../../client/chart/documents/shelves.ts'
import { drugsOrderedTwice } from '../../client/chart/medications/ordered-twice.ts'
import { amountText, gatherOrders, withoutOrder } from '../../client/chart/medications/rp.ts'
import { withoutHeading } from '../../client/chart/summary/excerpt.ts'
import { lastDays, openingDays } from '../../client/chart/vitals/opening-days.ts'
import {
  axisOf,
  byTimeOfDay,
  curvePoints,
  joinedRuns,
  lostDays,
  placeLabels,
  pressureBars,
} from '../../client/chart/vitals/sheet.ts'
import { isSameNamed } from '../../client/find-patient/confirm-identity.tsx'
import { onlyPatient } from '../../client/find-patient/find-patient.tsx'
import { en } from '../../client/language/en.ts'
import { ja } from '../../client/language/ja.ts'
import { byWhom } from '../../client/parts/by-whom.ts'
import { CHART_PARTS, pathOf, routeOf } from '../../client/router.ts'
import type { DocumentRow } from '../../model/api/chart/documents.ts'
import type { MedicationsAnswer } from '../../model/api/chart/medications.ts'
import type { VitalPoint } from '../../model/api/chart/vitals.ts'
import type { Gap } from '../../model/api/common.ts'
import type { PatientRow, SearchAnswer } from '../../model/api/patients.ts'
import { gapDetailInJapanese } from '../../model/codes/gap-detail-words.ts'
import { durationText } from '../../model/codes/medication-words.ts'
import { flagSense } from '../../model/codes/result-words.ts'
import { wordOf } from '../../model/codes/word.ts'
import { rpNumber } from '../../model/rp-number.ts'

type Order = MedicationsAnswer['orders'][number]
type Given = MedicationsAnswer['administrations'][number]

const order = (id: number, orderNo: string, group: string) =>
  ({ id, form: 'prescription', orderNo, group }) as Order
const given = (orderNo: string, drug: string) =>
  ({ form: 'prescription', orderNo, group: 'x', drug }) as Given

describe('medicines', () => {
  it('reads the drugs of one Rp together, in either way of writing ORC-4', () => {
    const blocks = gatherOrders(
      [order(1, 'A', 'A_01_001'), order(2, 'A', 'A_01_002'), order(3, 'A', 'A_02_001')],
      [given('A', 'x')],
    )
    expect(blocks).toHaveLength(1)
    expect(blocks[0]?.rps.map((rp) => [rp.number, rp.orders.length])).toEqual([
      ['01', 2],
      ['02', 1],
    ])
    expect(blocks[0]?.administrations).toHaveLength(1)
    expect(rpNumber('1')).toBe('1')
  })

  it('joins nothing that has no order number, and drops nothing that has no order', () => {
    expect(gatherOrders([order(1, '', '1'), order(2, '', '1')], [given('', 'x')])).toHaveLength(2)
    expect(
      withoutOrder([order(1, 'A', '1')], [given('A', 'x'), given('B', 'y'), given('', 'z')]),
    ).toHaveLength(2)
  })

  it('finds the drugs that stand in two orders at a time, not in two Rps of one, nor in a cancelled one', () => {
    const of = (id: number, orderNo: string, drug: string, cancelled = false) =>
      ({ ...order(id, orderNo, '1'), cancelled, components: [{ drug }] }) as Order
    const twice = drugsOrderedTwice([
      ...[
        of(1, 'A', 'アムロジピン'),
        of(2, 'A', 'ロキソプロフェン'),
        of(3, 'A', 'ロキソプロフェン'),
      ],
      ...[of(4, 'B', 'アムロジピン'), of(5, 'C', 'フロセミド'), of(6, 'D', 'フロセミド', true)],
      ...[of(7, '', 'アスピリン'), of(8, '', 'アスピリン'), of(9, 'E', ''), of(10, 'F', '')],
    ])
    expect([...twice]).toEqual(['アムロジピン', 'アスピリン'])
  })

  it('writes amounts with a space and nothing else changed', () => {
    expect(amountText('2.50', '錠')).toBe('2.50 錠')
    expect(amountText('', '錠')).toBe('錠')
    expect(durationText('7 d', 'ja')).toBe('7日分')
    expect(durationText('隔日 3', 'ja')).toBe('隔日 3')
  })
})

describe('documents', () => {
  const row = (document: string, standing: DocumentRow['standing'], version: string) =>
    ({ document, standing, version, category: 'operation-note' }) as DocumentRow

  it('folds replaced versions behind the valid one, whatever their order', () => {
    const [shelf] = shelve([row('old', 'superseded', 'v'), row('new', 'current', 'v')])
    expect(shelf?.documents.map((each) => each.newest.document)).toEqual(['new'])
    expect(shelf?.documents[0]?.older.map((each) => each.document)).toEqual(['old'])
  })

  it('keeps two valid rows of one version in sight, and a replaced one that has no successor', () => {
    const [shelf] = shelve([row('a', 'current', 'v'), row('b', 'current', 'v')])
    expect(shelf?.documents.map((each) => each.newest.document)).toEqual(['a', 'b'])
    const [alone] = shelve([row('c', 'superseded', 'w')])
    expect(alone?.documents[0]?.newest.document).toBe('c')
  })
})

describe('the beginning of a document', () => {
  const text = '画像診断報告書\n0000012884　田村 喜美子\n\n所見 CTR 62%。\n画像診断報告書'
  it('is told without its title and the identity, and nothing else is left out', () => {
    expect(withoutHeading(text, '画像診断報告書', '0000012884')).toBe(
      '所見 CTR 62%。\n画像診断報告書',
    )
    expect(withoutHeading(text, '別の文書', '0000099999')).toBe(text)
  })
  it('is never told as nothing', () => {
    expect(withoutHeading('報告書\n報告書', '報告書', '1')).toBe('報告書\n報告書')
  })
})

describe('temperature sheet', () => {
  it('puts breakfast before dinner where the first day began with a dinner', () => {
    const meal = (...times: string[]) =>
      times.map((time) => ({ at: { at: `2026-10-${time}`, text: '' } })) as VitalPoint[]
    const [dinner, breakfast] = [meal('26T18:00', '27T18:00'), meal('27T08:00')]
    expect([dinner, breakfast].sort(byTimeOfDay)).toEqual([breakfast, dinner])
  })

  const point = (item: VitalPoint['item'], at: string, number: number | null, status = 'F') =>
    ({ item, at: { at, text: at }, number, comparator: '', status }) as VitalPoint

  it('opens the sheet as wide as the newest stretch of records, and no wider', () => {
    const answer = (...days: string[]) => ({
      from: '2026-10-17',
      to: '2026-10-30',
      points: days.map((day) => point('temperature', `${day}T06:00`, 36.5)),
    })
    const choices = [3, 7, 14, 28]
    const days = (...recorded: string[]) => openingDays(answer(...recorded), choices)
    expect(days('2026-10-30')).toBe(3)
    expect(days('2026-10-26', '2026-10-28', '2026-10-29', '2026-10-30')).toBe(7)
    expect(days('2026-10-17', '2026-10-29', '2026-10-30')).toBe(3)
    expect(days('2026-10-22', '2026-10-24', '2026-10-27', '2026-10-30')).toBe(14)
    expect(days()).toBe(14)
    const undated = { at: { at: null, text: '?' } } as VitalPoint
    const whole = { ...answer('2026-10-18', '2026-10-30'), events: [] }
    const narrowed = lastDays({ ...whole, points: [...whole.points, undated] } as never, 3)
    expect([narrowed.from, narrowed.points.length]).toEqual(['2026-10-28', 2])
  })

  it('joins no points that lie more than a day and a half apart', () => {
    const points = curvePoints(
      [
        point('temperature', '2022-10-01T06:00', 36.5),
        point('temperature', '2022-10-02T06:00', 36.8),
        point('temperature', '2022-10-05T06:00', 38.2),
        point('temperature', '2022-10-05T14:00', 38.4, 'X'),
      ],
      'temperature',
      '2022-10-01',
    )
    expect(points.map((each) => each.number)).toEqual([36.5, 36.8, 38.2])
    expect(joinedRuns(points, []).map((run) => run.length)).toEqual([2])
  })

  it('joins no points across a day without a value, nor into a day the backup has lost', () => {
    const first = '2022-10-01'
    const runs = (times: string[], gaps: Gap[] = []) =>
      joinedRuns(
        curvePoints(
          times.map((at) => point('temperature', at, 36.5)),
          'temperature',
          first,
        ),
        lostDays(gaps, first),
      ).map((run) => run.length)
    const evenings = ['2022-10-01T14:00', '2022-10-01T20:00', '2022-10-03T06:00']
    expect(runs(evenings)).toEqual([2])
    const daily = ['2022-10-01T06:00', '2022-10-02T06:00', '2022-10-03T06:00', '2022-10-04T06:00']
    expect(runs(daily)).toEqual([4])
    const lost = (dataType: string, area: Gap['area']): Gap => ({
      area,
      dataType,
      date: '2022-10-03',
      reason: 'missing-days',
      detail: '2022-10-03 to 2022-10-03: 1 day without a file, about 30 expected',
      source: 'A',
    })
    expect(runs(daily, [lost('', 'other')])).toEqual([2])
    expect(runs(daily, [lost('OML-11', 'labs')])).toEqual([4])
  })

  it('keeps a pressure without its other half, and widens the axis for what lies outside', () => {
    const at = '2022-10-01T06:00'
    expect(pressureBars([point('systolic', at, 120)], '2022-10-01')).toEqual([
      { day: 0.25, systolic: 120, diastolic: null },
    ])
    expect(axisOf([35, 41], [34.2, 42.5])).toEqual([34, 43])
  })

  it('puts labels that would cover each other into rows', () => {
    const rows = placeLabels(
      [
        { x: 0, text: '入院' },
        { x: 5, text: '手術' },
        { x: 200, text: '退院' },
      ],
      12,
    )
    expect(rows.map((label) => label.row)).toEqual([0, 1, 0])
  })
})

describe('finding', () => {
  const person = (patientId: string, name: string, kana: string) =>
    ({ patientId, name, kana }) as PatientRow
  const answer = (exactId: boolean, truncated: boolean, count: number) =>
    ({
      exactId,
      truncated,
      patients: Array.from({ length: count }, (_, at) => person(String(at), '', '')),
    }) as SearchAnswer

  it('takes Enter for a patient only where there is no doubt which', () => {
    expect(onlyPatient(answer(true, false, 3))?.patientId).toBe('0')
    expect(onlyPatient(answer(false, false, 1))?.patientId).toBe('0')
    expect(onlyPatient(answer(false, false, 2))).toBeNull()
    expect(onlyPatient(answer(false, true, 1))).toBeNull()
    expect(onlyPatient(answer(true, false, 0))).toBeNull()
  })

  it('takes names for the same by kanji or by kana of any width, never two unknown ones', () => {
    const yamada = person('1', '山田　太郎', 'ヤマダ　タロウ')
    expect(isSameNamed(yamada, person('2', '山田 太郎', ''))).toBe(true)
    expect(isSameNamed(yamada, person('2', '山多 太朗', 'ﾔﾏﾀﾞ ﾀﾛｳ'))).toBe(true)
    expect(isSameNamed(yamada, yamada)).toBe(false)
    expect(isSameNamed(person('1', '', ''), person('2', '', ''))).toBe(false)
  })
})

describe('paths and words', () => {
  it('leads every path to a screen and back, and an unknown one to the search', () => {
    for (const part of CHART_PARTS) {
      const route = { screen: 'chart', part } as const
      expect(routeOf(pathOf(route))).toEqual(route)
    }
    expect(routeOf(pathOf({ screen: 'ward', ward: '3/東 %' }))).toEqual({
      screen: 'ward',
      ward: '3/東 %',
    })
    for (const path of ['/', '/chart', '/chart/0000012345', '/wards/%', '/x']) {
      expect(() => routeOf(path)).not.toThrow()
    }
    expect(routeOf('/chart/0000012345')).toEqual({ screen: 'find' })
  })

  it('has a word for every sentence in both languages, and none empty that is not meant to be', () => {
    const empty = (words: object, path = ''): string[] =>
      Object.entries(words).flatMap(([key, word]) => {
        if (typeof word === 'object' && word !== null) return empty(word, `${path}.${key}`)
        return word === '' ? [`${path}.${key}`] : []
      })
    expect(empty(ja)).toEqual(['.documents.standing.current'])
    expect(empty(en)).toEqual(['.documents.standing.current'])
    expect(JSON.stringify(Object.keys(en).sort())).toBe(JSON.stringify(Object.keys(ja).sort()))
  })

  it('shows a code without a word as it came, and an unknown flag as abnormal', () => {
    expect(wordOf({ F: { ja: '女性', en: 'Female' } }, 'toString', 'ja')).toBe('toString')
    expect(flagSense('HH')).toBe('above')
    expect(flagSense('LL')).toBe('below')
    expect(flagSense('N')).toBe('none')
    expect(['LX', 'Critical low', 'HU', 'High'].map(flagSense)).toEqual([
      'below',
      'below',
      'above',
      'above',
    ])
    expect(['Normal', 'ND'].map(flagSense)).toEqual(['none', 'none'])
    expect(flagSense('*')).toBe('other')
    expect(flagSense('R')).toBe('other')
  })
})

describe('who wrote', () => {
  it.each([
    ['循環器内科', '北川 直子', '循環器内科 北川 直子'],
    ['20', '放射線科 筒井 佳奈', '放射線科 筒井 佳奈（診療科コード 20）'],
    ['20', '', '診療科コード 20'],
    ['', '北川 直子', '北川 直子'],
  ])('department %s, writer %s', (department, author, said) => {
    expect(byWhom(ja, { department, author })).toBe(said)
  })
})

describe('the detail of a gap', () => {
  it.each([
    [
      'recordTarget: the document gives its patient insurance numbers alone, which families and colleagues share',
      '患者欄（recordTarget）: 文書に書かれた番号が保険の番号だけで、家族や同僚と共通のため誰のカルテか決められない（院内の患者番号を付けて出し直したものなら読み込める）',
    ],
    [
      'it names its patient by an insurance number alone, and no Patient in this backup has that number for itself',
      '患者が保険の番号だけで書かれており、その番号（枝番まで）を持つ患者がこのバックアップにいない（番号のある患者基本情報と一緒に読み込めば、その患者のものになる）',
    ],
    [
      'recordTarget: the document is about several patients',
      '患者欄（recordTarget）: 文書が複数の患者についてのもの',
    ],
    ['0 bytes', '中身がない（0バイト）'],
    ['2692 bytes, all zero', '2692バイトすべてがゼロ'],
    [
      'pixel data of 524288 bytes end after 314057, at byte 315345',
      '画像データ524288バイトのうち314057バイト（59%）しかない（315345バイト目で終わる）',
    ],
    ['1 file: data type OML-99 is not known', '1件: データ種別 OML-99 は未対応'],
    ['2 records', '2件'],
    [
      '2 records, first line 12: it names no patient',
      '2件（最初は12行目）: 誰のものか書かれていない',
    ],
    ['2 records: Appointment', '2件: Appointment'],
    ['line 3 attachment: no patient', '3行目 添付: 患者番号がない'],
    ['no RXA, RXE in the message', 'メッセージに RXA, RXE がない'],
    ['section PLAN: no allergy in it', '節 PLAN: アレルギーが書かれていない'],
    ['ends without its terminator at byte 312', '終端がないまま312バイト目で終わる'],
    ['line 12', '12行目'],
    ['doubtful', '読めたが、一部が壊れている疑いがある'],
    ['引継ぎ元で / at the sender: 0 bytes', '引継ぎ元で: 中身がない（0バイト）'],
    ['引継ぎ元で / at the sender (lab): 0 bytes', '引継ぎ元の lab で: 中身がない（0バイト）'],
    [
      'ehr / lab: birth date 1949-11-20 / 1949-11-02; the other chart is lab|00123',
      '生年月日 1949-11-20 / 1949-11-02（ehr / lab）。もう一方のカルテは lab|00123',
    ],
    [
      'ehr / lab: name 山田　花子 / 鈴木　良子, sex F / M',
      '氏名 山田　花子 / 鈴木　良子、性別 女性 / 男性（ehr / lab）',
    ],
  ])('%s is told whole in Japanese', (detail, said) => {
    expect(gapDetailInJapanese(detail)).toEqual({ said, rest: '' })
  })

  it.each([
    // The name that a file was given is the file's own.
    ['a_b_OML-11.locked', '暗号化ウイルスが付ける名前に変えられている', 'a_b_OML-11.locked'],
    [
      'truncated: XML: something odd (character 1441)',
      'ファイルが途中で切れている: 文書の書式が壊れている',
      'XML: something odd (character 1441)',
    ],
    ['3 records: something new', '3件', 'something new'],
    ['OLE document with no known words', '', 'OLE document with no known words'],
  ])('%s keeps beside it what is not told', (detail, said, rest) => {
    expect(gapDetailInJapanese(detail)).toEqual({ said, rest })
  })
})
