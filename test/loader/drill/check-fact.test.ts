/** The judge of a drill: it must say no when the raw file does not bear out the chart. */
import crypto from 'node:crypto'
import zlib from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { checkFact } from '../../../loader/drill/check-fact.ts'

const factOf = (bytes: Uint8Array, words: readonly string[]) => ({
  kind: 'result' as const,
  source: 1,
  path: 'x',
  sha256: crypto.hash('sha256', bytes, 'hex'),
  words,
})

const HL7 =
  'MSH|^~\\&|A\rOBX|1|NM|2A990^WBC||4500|/uL\rOBX|2|NM|3C015^CRE||1.30|mg/dL\rOBX|3|ST|X^A\\T\\B||5|\r'
/** 「胃癌」 in ISO-2022-JP. */
const CANCER = Buffer.concat([Buffer.from('PRB|AD|1|'), Buffer.from('1b2442305f34621b2842', 'hex')])

describe('a fact', () => {
  test.each([
    [['3C015', '1.30'], 'agrees'],
    [['2A990', '4500'], 'agrees'],
    [['3C015', '4500'], 'differs'],
    [['3C015', '1.3O'], 'differs'],
    [['A&B', '5'], 'agrees'],
  ] as const)('%j: %s', (words, verdict) => {
    const bytes = Buffer.from(HL7)
    expect(checkFact(factOf(bytes, words), bytes)).toBe(verdict)
  })

  test('is read in the character sets of its format', () => {
    const said = new TextDecoder('iso-2022-jp').decode(CANCER).slice('PRB|AD|1|'.length)
    expect(said).toHaveLength(2)
    expect(checkFact(factOf(CANCER, [said]), CANCER)).toBe('agrees')
    expect(checkFact(factOf(CANCER, ['肺癌']), CANCER)).toBe('differs')
    const json = Buffer.from('{"code":{"text":"\\u80c3\\u764c"},"value":5.40}')
    expect(checkFact(factOf(json, ['胃癌', '5.40']), json)).toBe('agrees')
    expect(checkFact(factOf(json, ['胃癌', '5.41']), json)).toBe('differs')
    const packed = zlib.gzipSync(json)
    expect(checkFact(factOf(packed, ['胃癌']), packed)).toBe('agrees')
  })

  test('of a file that has changed since is told apart', () => {
    const bytes = Buffer.from(HL7)
    expect(checkFact(factOf(Buffer.from('other'), ['3C015']), bytes)).toBe('file-changed')
  })
})
