/** Finding in the timeline: what is wanted, and which letters are marked. */
import { describe, expect, test } from 'vitest'
import {
  isFiltered,
  isWanted,
  markHits,
  NO_FILTER,
  wordsOf,
} from '../../client/chart/timeline/find-entries.ts'
import type { TimelineEntry } from '../../model/api/chart/timeline.ts'

const ENTRY: TimelineEntry = {
  at: { at: '2022-05-01', text: '20220501' },
  side: 'note',
  kind: 'document',
  code: 'progress',
  title: '経過記録',
  lines: ['ＣＴで右肺に浸潤影。', 'ｾﾌﾄﾘｱｷｿﾝ開始 CRP 12.3'],
  department: '内科',
  author: '片山 康弘',
  document: '1',
  cancelled: false,
}

describe('an entry', () => {
  test.each([
    ['ct', true],
    ['浸潤影　crp', true],
    ['浸潤影 胸水', false],
    ['12.3', true],
    ['かたやま', false],
    ['片山', true],
    ['  ', true],
  ])('with the words "%s": %s', (text, wanted) => {
    expect(isWanted(ENTRY, { ...NO_FILTER, text })).toBe(wanted)
  })

  test('is chosen by kind, department and author together', () => {
    const all = { kind: 'document', department: '内科', author: '片山 康弘', text: '' }
    expect(isWanted(ENTRY, all)).toBe(true)
    expect(isWanted(ENTRY, { ...all, kind: 'lab' })).toBe(false)
    expect(isWanted(ENTRY, { ...all, department: '外科' })).toBe(false)
    expect(isWanted(ENTRY, { ...all, author: '誰か' })).toBe(false)
    expect([
      isFiltered(NO_FILTER),
      isFiltered({ ...NO_FILTER, text: ' ' }),
      isFiltered(all),
    ]).toEqual([false, false, true])
  })
})

test.each([
  ['ＣＴで右肺、ct再検', 'ct', '[ＣＴ]で右肺、[ct]再検'],
  ['みぎ肺とミギ肺', 'ミギ', '[みぎ]肺と[ミギ]肺'],
  ['aXaXa', 'x a', '[a][X][a][X][a]'],
  ['㍍と5㍍', '5', '㍍と[5]㍍'],
  ['何もない', 'ある', '何もない'],
  ['', 'x', ''],
])('in "%s" the words "%s" are marked where they stand', (text, typed, marked) => {
  const parts = markHits(text, wordsOf(typed))
  expect(parts.map((part) => part.text).join('')).toBe(text)
  expect(parts.map(({ text: piece, isHit }) => (isHit ? `[${piece}]` : piece)).join('')).toBe(
    marked,
  )
})
