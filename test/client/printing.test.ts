/** Page breaks, barcodes and pieces of text, judged without a browser. */

import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { code128 } from '../../client/printing/forms/code-128.ts'
import { type MeasuredBlock, paginate } from '../../client/printing/paginate.ts'
import { textPieces } from '../../client/printing/sheet.ts'

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
