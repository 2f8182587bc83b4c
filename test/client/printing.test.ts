/** Page breaks, barcodes and pieces of text, judged without a browser. */

import { createRequire } from 'node:module'
import fc from 'fast-check'
import { createElement, Fragment } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { LanguageProvider } from '../../client/language/language.tsx'
import { gapBlocks, noneBlock } from '../../client/printing/blocks.tsx'
import { code128 } from '../../client/printing/forms/code-128.ts'
import { moduleWidth } from '../../client/printing/forms/module-width.ts'
import { type MeasuredBlock, paginate } from '../../client/printing/paginate.ts'
import { type Block, textPieces } from '../../client/printing/sheet.ts'
import { type Speech, useSpeech } from '../../client/printing/words.ts'
import type { Gap } from '../../model/api/common.ts'

interface Encoder {
  encode(): { readonly data: string }
}
const load = createRequire(import.meta.url)
const CODE_128_B = load('jsbarcode/bin/barcodes/CODE128/CODE128B.js').default as new (
  data: string,
  options: object,
) => Encoder
const CODE_128_C = load('jsbarcode/bin/barcodes/CODE128/CODE128C.js').default as new (
  data: string,
  options: object,
) => Encoder

describe('page breaks', () => {
  const block = (height: number, rest: Partial<MeasuredBlock> = {}): MeasuredBlock => ({
    height,
    keepWithNext: false,
    table: null,
    ...rest,
  })

  it('come where the next block no longer fits', () => {
    expect(paginate([block(4), block(4), block(4)], new Map(), 10)).toEqual([
      { first: 0, end: 2 },
      { first: 2, end: 3 },
    ])
  })

  it('count the head of a table again on each page it goes on to', () => {
    const rows = Array.from({ length: 5 }, () => block(3, { table: 0 }))
    expect(paginate(rows, new Map([[0, 4]]), 10)).toEqual([
      { first: 0, end: 2 },
      { first: 2, end: 4 },
      { first: 4, end: 5 },
    ])
  })

  it('take a heading along with what it stands above', () => {
    const heading = block(2, { keepWithNext: true })
    expect(paginate([block(6), heading, block(4)], new Map(), 10)).toEqual([
      { first: 0, end: 1 },
      { first: 1, end: 3 },
    ])
  })

  it('lose no block, leave no page empty, and overfill none that could be broken', () => {
    const blocks = fc.array(
      fc.record({
        height: fc.integer({ min: 1, max: 12 }),
        keepWithNext: fc.boolean(),
        table: fc.constantFrom(null, 0, 1),
      }),
      { maxLength: 60 },
    )
    const heads = new Map([
      [0, 2],
      [1, 3],
    ])
    fc.assert(
      fc.property(blocks, (given) => {
        const pages = paginate(given, heads, 15)
        expect(pages.map((page) => page.first)).toEqual([
          ...(given.length > 0 ? [0] : []),
          ...pages.slice(0, -1).map((page) => page.end),
        ])
        expect(pages.at(-1)?.end ?? 0).toBe(given.length)
        for (const { first, end } of pages) {
          expect(end).toBeGreaterThan(first)
          const used = given.slice(first, end).reduce((sum, each, at) => {
            const isNew = at === 0 || given[first + at - 1]?.table !== each.table
            return (
              sum + each.height + (isNew && each.table !== null ? (heads.get(each.table) ?? 0) : 0)
            )
          }, 0)
          if (end - first > 1) expect(used).toBeLessThanOrEqual(15)
        }
      }),
    )
  })
})

describe('a barcode', () => {
  it.each(['0001234', 'A-0012/PN/202611220645', ' !~', '1'])('of %j is code set B', (text) => {
    expect(drawn(text)).toBe(new CODE_128_B(text, {}).encode().data)
  })

  it.each(['00012345', '0000014193', '99'])('of %j, digits in pairs, is code set C', (text) => {
    expect(drawn(text)).toBe(new CODE_128_C(text, {}).encode().data)
  })

  it('is none for letters that Code 128 has not', () => {
    expect(code128('患者1')).toBeNull()
    expect(code128('')).toBeNull()
  })
})

describe('the width of a module', () => {
  it('is what was asked for, or what the room allows, and never too narrow to be read', () => {
    expect(moduleWidth(110, 0.25, 44)).toBe(0.25)
    expect(moduleWidth(200, 0.25, 44)).toBeCloseTo(0.22)
    expect(moduleWidth(240, 0.25, 44)).toBeNull()
  })
})

/** Modules as jsbarcode writes them: 1 dark, 0 light. */
function drawn(text: string): string {
  const code = code128(text)
  const modules = Array.from({ length: code?.modules ?? 0 }, () => '0')
  for (const bar of code?.bars ?? []) modules.fill('1', bar.at, bar.at + bar.width)
  return modules.join('')
}

describe('a long text', () => {
  it('is cut into pieces that joined are the text again, no half letters among them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => {
        const line = text.replace(/[\r\n]/g, '')
        const pieces = textPieces(line)
        expect(pieces.join('')).toBe(line)
        for (const piece of pieces) expect(piece.isWellFormed()).toBe(true)
      }),
    )
  })

  it('is cut after a full stop where there is one', () => {
    const sentence = `${'あ'.repeat(299)}。`
    expect(textPieces(sentence + sentence)).toEqual([sentence, sentence])
  })

  it('keeps its own lines, the empty ones too', () => {
    expect(textPieces('S\r\n\nO')).toEqual(['S', '', 'O'])
  })
})

describe('what is missing', () => {
  const gap = (rest: Partial<Gap>): Gap => ({
    area: 'labs',
    dataType: 'OML-11',
    date: '2026-07-01',
    reason: 'truncated',
    detail: '',
    source: 'A',
    ...rest,
  })
  const lostDay = gap({
    area: 'other',
    dataType: '',
    date: '2026-07-02',
    reason: 'missing-days',
    detail: '2026-07-02 to 2026-07-02: 1 day without a file, about 19 expected',
  })

  it.each(['labs', 'medications', 'vitals', 'documents'] as const)(
    'on a day lost from the whole backup stands in %s',
    (area) => {
      const text = printed((speech) => gapBlocks(speech, [lostDay], [area]))
      expect(text).toContain('読めない・欠けているもの 1件')
      expect(text).toContain('2026/07/02 すべて この期間のデータがない')
    },
  )

  it('over a span is told with its first and last day', () => {
    const span = gap({
      ...lostDay,
      dataType: 'OML-11',
      area: 'labs',
      detail: 'nothing after 2026-07-01 up to 2026-07-09: 8 days without a file, about 20 expected',
    })
    expect(printed((speech) => gapBlocks(speech, [span], ['labs']))).toContain(
      '2026/07/02～2026/07/09 検体検査結果 OML-11',
    )
  })

  it('is counted alike in the box and after "none"', () => {
    const gaps = [lostDay, gap({}), gap({ area: 'images', dataType: 'DICOM' })]
    expect(printed((speech) => gapBlocks(speech, gaps, ['labs']))).toContain('2件: ')
    expect(printed((speech) => [noneBlock(speech, 'なし', gaps, ['labs'])])).toContain('2件あり')
  })

  it('names the kind of data, with the code where it is short', () => {
    const folder = '^経過記録^^11506-3^経過記録^LN'
    const gaps = [gap({}), gap({ dataType: folder, date: '' })]
    const text = printed((speech) => gapBlocks(speech, gaps, ['labs']))
    expect(text).toContain('2026/07/01 検体検査結果 OML-11 ')
    expect(text).toContain('経過記録 ')
    expect(text).not.toContain('11506-3')
  })

  it('names a lost day however many files could not be read, and counts those not named', () => {
    const files = Array.from({ length: 9 }, () => gap({}))
    const text = printed((speech) => gapBlocks(speech, [...files, lostDay], ['labs']))
    expect(text).toContain('10件: ')
    expect(text).toContain('2026/07/02 すべて この期間のデータがない')
    expect(text).toContain('、ほか5件')
  })
})

/** The blocks in Japanese, as HTML. */
function printed(blocksOf: (speech: Speech) => Block[]): string {
  const Paper = () =>
    createElement(Fragment, null, ...blocksOf(useSpeech()).map((block) => block.node))
  return renderToStaticMarkup(createElement(LanguageProvider, null, createElement(Paper)))
}
