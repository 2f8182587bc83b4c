import { describe, expect, it } from 'vitest'
import { numberLiterals } from '../../../loader/formats/fhir/number-literals.ts'
import { SimilarLines } from '../../../loader/formats/fhir/similar-lines.ts'

const parse = (lines: SimilarLines, text: string) => {
  // Within other lines, as in a file: nothing beyond its own end may be read.
  const before = Buffer.from('{"x":[1,\n')
  const line = Buffer.from(text)
  const bytes = Buffer.concat([before, line, Buffer.from('\n}]"}')])
  return lines.parse(bytes, before.length, before.length + line.length)
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Small, and the same each time. */
function dice(seed: number) {
  let state = seed
  return (sides: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >> 8) % sides
  }
}

function result(i: number): object {
  const unit = { unit: i % 3 === 0 ? 'μg/dL' : 'U/L', system: 'http://unitsofmeasure.org' }
  return {
    resourceType: 'Observation',
    id: `lab-${i}`,
    meta: { lastUpdated: `2024-05-03T09:${10 + (i % 50)}:00+09:00` },
    ...(i % 4 === 0 && { encounter: { reference: `Encounter/${i}` } }),
    code: { coding: [{ code: `${i % 7}`, display: '総蛋白\n"TP"' }], text: `項目${i % 7}` },
    subject: { reference: `Patient/${i >> 3}` },
    valueQuantity: { value: i / 10, ...unit },
    referenceRange: [{ low: { value: 6.5, ...unit }, high: { value: i % 9, ...unit } }],
    component: [],
    isFinal: i % 2 === 0,
    note: null,
  }
}

const PIECES = [
  ...['"', '{', '}', '[', ']', ',', ':', '\\', '\t', '\r', '\u0001', ' ', '0', '-', '.', 'e', '1'],
  ...[
    '山',
    '\\u0041',
    '\\n',
    '"__proto__":{},',
    '"id":"twice",',
    '"1":2,',
    '{}',
    'null',
    '\ud83d\ude00',
  ],
]

describe('lines that resemble each other', () => {
  it('are what JSON.parse makes of them, or left to it, whatever is done to them', () => {
    const roll = dice(20240503)
    const lines = new SimilarLines()
    let read = 0
    let left = 0
    for (let i = 0; i < 12_000; i++) {
      let text = JSON.stringify(result(roll(400)), null, roll(20) === 0 ? '\t' : '')
      text = text.replaceAll('\n', ' ')
      const cut = roll(text.length)
      const kind = roll(4)
      if (kind === 1) text = text.slice(0, cut) + text.slice(cut + 1 + roll(3))
      if (kind === 2) text = text.slice(0, cut) + PIECES[roll(PIECES.length)] + text.slice(cut)
      if (kind === 3 && roll(8) === 0) text = text.slice(0, cut)
      const found = parse(lines, text)
      if (found === null) left++
      else {
        read++
        const expected = parsedOrNull(text)
        expect(found).toStrictEqual(expected)
        expect(JSON.stringify(found)).toBe(JSON.stringify(expected))
      }
    }
    // Most sound lines are read here; otherwise nothing was proved.
    expect(read).toBeGreaterThan(6_500)
    expect(left).toBeGreaterThan(1_000)
  })

  it('that are sound are read', () => {
    const lines = new SimilarLines()
    for (let i = 0; i < 500; i++) {
      const text = JSON.stringify(result(i))
      expect(parse(lines, text)).toStrictEqual(JSON.parse(text))
      expect(parse(lines, ` ${text} \r`)).toStrictEqual(JSON.parse(text))
    }
  })

  it('keep the spelling of each number, where it is seen first, again, and where values vary', () => {
    const lines = new SimilarLines()
    const { of, begin } = numberLiterals()
    begin({ kind: 'kept' })
    const spellings = ['24.0', '24', '24.00', '1e2', '-0', '0.10', '12345678901234567890']
    for (let i = 0; i < 3_000; i++) {
      const [a, b] = [spellings[i % 7] as string, spellings[(i >> 3) % 7] as string]
      const line = `{"resourceType":"O","id":"${i}","q":{"value":${a},"unit":"g"},"r":[{"low":{"value":${b}},"n":${a}}],"n":${b}}`
      const read = parse(lines, line) as never as {
        q: { value: number }
        r: [{ low: { value: number }; n: number }]
        n: number
      }
      expect([of(read.q, 'value'), of(read.r[0].low, 'value'), of(read.r[0], 'n')]).toEqual([
        a,
        b,
        a,
      ])
      expect(of(read as never, 'n')).toBe(b)
    }
  })

  it('give every number that JSON allows its value and its spelling, and no other text a value', () => {
    const roll = dice(754)
    const digits = (most: number) => Array.from({ length: 1 + roll(most) }, () => roll(10)).join('')
    const lines = new SimilarLines()
    const { of, begin } = numberLiterals()
    begin({ kind: 'kept' })
    let read = 0
    for (let i = 0; i < 20_000; i++) {
      const whole = roll(3) === 0 ? '0' : digits(roll(4) === 0 ? 20 : 5)
      const decimals = roll(3) === 0 ? '' : `.${digits(roll(4) === 0 ? 20 : 8).slice(roll(2))}`
      const power = roll(8) === 0 ? `${'eE'[roll(2)]}${['', '-', '+'][roll(3)]}${roll(30)}` : ''
      const literal = `${roll(6) === 0 ? '-' : ''}${whole}${decimals}${power}`
      const text = `{"id":"${i}","q":{"value":${literal}},"all":[${literal}]}`
      const expected = parsedOrNull(text) as { q: { value: number }; all: number[] } | null
      const found = parse(lines, text) as never as typeof expected
      expect(found).toStrictEqual(expected)
      if (found === null || expected === null) continue
      read++
      expect(Object.is(found.q.value, expected.q.value)).toBe(true)
      expect(of(found.q, 'value')).toBe(literal)
    }
    expect(read).toBeGreaterThan(10_000)
  })

  it('a key written twice, a key of many spellings and __proto__ are left to JSON.parse', () => {
    const lines = new SimilarLines()
    for (const text of [
      '{"status":"preliminary","status":"final"}',
      '{"st\\u0061tus":"final"}',
      '{"__proto__":{"status":"final"}}',
    ]) {
      expect(parse(lines, text)).toBeNull()
    }
    // Where an object is parsed as a whole it has what JSON.parse gives it, and no other prototype.
    const nested = '{"code":{"__proto__":{"text":"x"}}}'
    expect(JSON.stringify(parse(lines, nested))).toBe(nested)
    expect(Object.getPrototypeOf(parse(lines, nested)?.code)).toBe(Object.prototype)
  })

  it('are forgotten when there is no more room for them, and read all the same', () => {
    const lines = new SimilarLines(10_000)
    let read = 0
    for (let i = 0; i < 2_000; i++) {
      const text = JSON.stringify({ id: 'o', code: { text: `${i % 60}` }, [`k${i % 20}`]: i })
      const found = parse(lines, text)
      if (found !== null) read++
      expect(found ?? JSON.parse(text)).toStrictEqual(JSON.parse(text))
    }
    // Room for about forty values and keys: it was forgotten many times over.
    expect(read).toBeGreaterThan(1_500)
  })

  it('of more keys than any resource has are left to JSON.parse', () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, i]))
    expect(parse(new SimilarLines(), JSON.stringify(many))).toBeNull()
  })
})
