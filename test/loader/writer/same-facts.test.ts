import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pair, type Rules, type Statement } from '../../../loader/writer/same-facts/pairing.ts'
import {
  rangeForm,
  unitForm,
  valueForm,
  writtenForm,
} from '../../../loader/writer/same-facts/written-form.ts'

interface Said extends Statement {
  readonly value: string
  readonly flag: string
}

const rules: Rules<Said> = {
  isSameEvent: () => true,
  says: (a, b) =>
    a.value === b.value && (b.flag === '' || a.flag === b.flag) && a.at.length >= b.at.length,
  isLater: () => false,
  isVersionOf: () => false,
}

const said = fc.record<Said>({
  source: fc.integer({ min: 1, max: 3 }),
  isCurrent: fc.boolean(),
  at: fc.constantFrom('2022-05-01', '2022-05-01T09:00', '2022-05-01T18:00'),
  value: fc.constantFrom('1', '2'),
  flag: fc.constantFrom('', 'H'),
})

describe('statements of one event by several sources', () => {
  test('nothing valid is lost, nothing is hidden behind what does not say all of it', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 8 }), (statements) => {
        const { same, otherwise } = pair(statements, rules)
        const hidden = same.flatMap(({ others }) => others)
        expect(new Set(hidden).size).toBe(hidden.length)
        for (const { shown, others } of same) {
          expect(hidden).not.toContain(shown)
          const sources = [shown, ...others].map(({ source }) => source)
          expect(new Set(sources).size).toBe(sources.length)
          for (const other of others) {
            expect(other.isCurrent && shown.isCurrent).toBe(true)
            expect(rules.says(shown, other)).toBe(true)
            expect(shown.at.startsWith(other.at)).toBe(true)
          }
        }
        for (const { shown, other } of otherwise) {
          expect(shown.isCurrent).toBe(true)
          expect(hidden).not.toContain(shown)
          expect(hidden).not.toContain(other)
          expect(shown.source).not.toBe(other.source)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('two that contradict always tell of each other', () => {
    fc.assert(
      fc.property(said, said, (a, b) => {
        const both = { isCurrent: true, at: '2022-05-01T09:00' }
        const one = { ...a, ...both, source: 1, value: '1' }
        const other = { ...b, ...both, source: 2, value: '2' }
        const { same, otherwise } = pair([one, other], rules)
        expect(same).toEqual([])
        expect(otherwise).toEqual([
          { shown: one, other },
          { shown: other, other: one },
        ])
      }),
    )
  })
})

describe('the written form', () => {
  test.each([
    [writtenForm, '１３．５', '13.5', true],
    [writtenForm, 'ｸﾚｱﾁﾆﾝ', 'クレアチニン', true],
    [writtenForm, '10⁵', '105', false],
    [writtenForm, '①', '1', false],
    [valueForm, '＜ ５', '<5', true],
    [valueForm, '≦0.1', '<=0.1', true],
    [valueForm, '24.0', '24', false],
    [valueForm, '<5', '5', false],
    [rangeForm, '0.6 ～ 1.1', '0.6-1.1', true],
    [rangeForm, '0.6-1.1', '0.61.1', false],
    [unitForm, 'mg/dl', 'mg/dL', true],
    [unitForm, '㎎/㎗', 'mg/dL', true],
    [unitForm, 'µg/L', 'ug/l', true],
    [unitForm, '10*3/uL', '×10³/μL', true],
    [unitForm, 'mm Hg', 'mmHg', true],
    [unitForm, '℃', '°C', true],
    [unitForm, 'U/L', 'IU/L', false],
    [unitForm, 'mg/dL', 'Mg/dL', false],
    [unitForm, 'mmol/L', 'mol/L', false],
    [unitForm, 'U', 'μ', false],
  ])('%o of %s and %s', (form, a, b, isEqual) => {
    expect(form(a) === form(b)).toBe(isEqual)
  })
})
