/** The cumulative table and the trend: every result in one cell, no value invented between two. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cumulate, textWidth } from '../../client/chart/labs/cumulative.ts'
import { readRange } from '../../client/chart/labs/reference-range.ts'
import {
  axisTicks,
  lineRuns,
  rangeSteps,
  trendPoints,
  valueExtent,
} from '../../client/chart/labs/trend/points.ts'
import { offsetsOf, stepTowards, visibleSpan } from '../../client/chart/labs/visible-span.ts'
import type { LabGroup, LabItem, LabResult } from '../../model/api/chart/labs.ts'

function group(id: number, at: string | null, text = ''): LabGroup {
  const none = { at: null, text: '' }
  return {
    id,
    category: 'laboratory',
    orderNo: String(id),
    collectedAt: { at, text: at ?? text },
    reportedAt: none,
    specimen: '',
    panel: '',
    status: 'F',
    department: '',
    doctor: '',
    note: '',
    parent: '',
  }
}

function item(id: number, section = 'chemistry'): LabItem {
  return {
    id,
    key: `${id}`,
    name: `item ${id}`,
    code: '',
    system: '',
    unit: '',
    specimen: '',
    section,
  }
}

function result(of: number, what: number, text: string, more: Partial<LabResult> = {}): LabResult {
  const number = Number(text.replace(/^[<>]/, ''))
  return {
    group: of,
    item: what,
    subId: '',
    text,
    number: Number.isNaN(number) ? null : number,
    comparator: /^[<>]/.exec(text)?.[0] ?? '',
    range: '',
    flag: '',
    status: 'F',
    observedAt: null,
    note: '',
    ...more,
  }
}

describe('cumulative table', () => {
  it('puts groups of one time into one column and the newest at the left', () => {
    const table = cumulate(
      [group(1, '2022-10-01T09:00'), group(2, '2022-10-02T09:00'), group(3, '2022-10-02T09:00')],
      [item(1), item(2)],
      [result(1, 1, '1'), result(2, 1, '2'), result(3, 2, '3')],
    )
    expect(table.columns.map((column) => column.at)).toEqual([
      '2022-10-02T09:00',
      '2022-10-01T09:00',
    ])
    expect(table.columns[0]?.groups).toHaveLength(2)
  })

  it('gives two values of one item on one day a column each', () => {
    const sameTime = [group(1, '2022-10-01T09:00'), group(2, '2022-10-01T09:00')]
    const table = cumulate(sameTime, [item(1)], [result(1, 1, '1'), result(2, 1, '2')])
    expect(table.columns).toHaveLength(2)
    expect([...(table.rows[0]?.cells.values() ?? [])].map((cell) => cell.text)).toEqual(['1', '2'])
  })

  it('puts what has no understood date last', () => {
    const table = cumulate(
      [group(1, null, '令和4年頃'), group(2, '2000')],
      [item(1)],
      [result(1, 1, '1'), result(2, 1, '2')],
    )
    expect(table.columns.map((column) => column.at)).toEqual(['2000', null])
    expect(table.columns[1]?.text).toBe('令和4年頃')
  })

  it('shows the newest range that was given, and sections as reports do', () => {
    const table = cumulate(
      [group(1, '2022-10-01'), group(2, '2022-10-02')],
      [item(1, 'chemistry'), item(2, 'hematology')],
      [result(1, 1, '1', { range: '1-2' }), result(2, 1, '1'), result(2, 2, '1')],
    )
    expect(table.rows.map((row) => row.item.section)).toEqual(['hematology', 'chemistry'])
    expect(table.rows[1]?.range).toBe('1-2')
  })

  it('never loses or doubles a result', () => {
    const anyResult = fc.record({
      of: fc.integer({ min: 1, max: 6 }),
      what: fc.integer({ min: 1, max: 4 }),
    })
    fc.assert(
      fc.property(fc.array(anyResult, { maxLength: 60 }), (drawn) => {
        const groups = [1, 2, 3, 4, 5, 6].map((id) =>
          group(id, id === 6 ? null : `2022-10-0${Math.ceil(id / 2)}T09:00`),
        )
        const results = drawn.map((each, at) => result(each.of, each.what, String(at)))
        const table = cumulate(groups, [item(1), item(2), item(3), item(4)], results)
        const shown = table.rows.flatMap((row) => [...row.cells.values()].map((cell) => cell.text))
        expect(shown.sort()).toEqual(results.map((each) => each.text).sort())
      }),
    )
  })

  it('counts Japanese letters as two', () => {
    expect(textWidth('AST')).toBe(3)
    expect(textWidth('尿素窒素')).toBe(8)
  })
})

describe('reference ranges', () => {
  it.each([
    ['3.5-5.0', 3.5, 5],
    ['3.5～5.0', 3.5, 5],
    ['３．５〜５．０', 3.5, 5],
    ['-2.0-2.0', -2, 2],
    ['<5.0', null, 5],
    ['<=30.0', null, 30],
    ['30以下', null, 30],
    ['0.5未満', null, 0.5],
    ['>=60', 60, null],
    ['60 以上', 60, null],
  ])('%s', (text, low, high) => {
    expect(readRange(text)).toEqual({ low, high })
  })

  it.each(['', '陰性', '男 13-17 女 12-15', '1+'])('%s is no range to draw', (text) => {
    expect(readRange(text)).toBeNull()
  })
})

describe('trend', () => {
  const at = (day: number, text: string, more: Partial<LabResult> = {}) => ({
    at: `2022-10-0${day}`,
    result: result(1, 1, text, more),
  })

  it('breaks the line at a comparator and at a result without a number', () => {
    const points = trendPoints([
      ...[at(1, '1'), at(2, '2'), at(3, '<5'), at(4, '4'), at(5, '検体不良')],
      ...[at(6, '6'), at(7, '7')],
    ])
    expect(lineRuns(points).map((run) => run.map((point) => point.label))).toEqual([
      ['1', '2'],
      ['6', '7'],
    ])
    expect(points[2]).toMatchObject({ number: 5, comparator: '<' })
  })

  it('leaves out cancelled results and results without a date', () => {
    const undated = { at: null, result: result(1, 1, '9') }
    expect(trendPoints([at(1, '1'), at(2, '2', { status: 'X' }), undated])).toHaveLength(1)
  })

  it('keeps the range of each time', () => {
    const points = trendPoints([
      at(1, '1', { range: '1-2' }),
      at(2, '1', { range: '1-2' }),
      at(3, '1', { range: '1-3' }),
      at(4, '1'),
      at(5, '1', { range: '1-3' }),
    ])
    expect(rangeSteps(points).map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [2, 2],
      [4, 4],
    ])
    expect(valueExtent(points)).toEqual([1 - 0.16, 3 + 0.16])
  })

  it('puts round numbers on the axis', () => {
    expect(axisTicks(0.1, 0.9, 4)).toEqual([0.2, 0.4, 0.6, 0.8])
    expect(valueExtent(trendPoints([at(1, '陰性')]))).toBeNull()
  })
})

describe('what is in sight', () => {
  it('draws the pieces in sight and the spare ones, never beyond the ends', () => {
    const offsets = offsetsOf(Array.from({ length: 100 }, () => 2))
    expect(visibleSpan(offsets, 20, 10, 2)).toEqual({ first: 8, end: 18 })
    expect(visibleSpan(offsets, 0, 10, 2).first).toBe(0)
    expect(visibleSpan(offsets, 190, 100, 2).end).toBe(100)
    expect(visibleSpan(offsetsOf([]), 0, 100, 2)).toEqual({ first: 0, end: 0 })
  })

  it('comes nearer by a few pieces a step, and lets go of what left at once', () => {
    const steps = (
      drawn: { first: number; end: number },
      wanted: { first: number; end: number },
    ) => {
      const taken = []
      for (let at = drawn; at.first !== wanted.first || at.end !== wanted.end; ) {
        at = stepTowards(at, wanted, 3)
        taken.push(at)
      }
      return taken
    }
    expect(steps({ first: 0, end: 10 }, { first: 4, end: 14 })).toEqual([
      { first: 4, end: 13 },
      { first: 4, end: 14 },
    ])
    expect(steps({ first: 10, end: 20 }, { first: 6, end: 16 })).toEqual([
      { first: 7, end: 16 },
      { first: 6, end: 16 },
    ])
    expect(steps({ first: 0, end: 10 }, { first: 50, end: 55 })).toEqual([
      { first: 50, end: 53 },
      { first: 50, end: 55 },
    ])
    expect(steps({ first: 0, end: 10 }, { first: 2, end: 4 })).toEqual([{ first: 2, end: 4 }])
  })
})
