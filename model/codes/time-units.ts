import { meaningOf } from './meaning.ts'

/** UCUM units that rhythms are told in (FHIR R4 units-of-time): in Japanese, in English for one and for several. */
const WORDS: Readonly<Record<string, readonly [ja: string, one: string, several: string]>> = {
  s: ['秒', 's', 's'],
  min: ['分', 'min', 'min'],
  h: ['時間', 'h', 'h'],
  d: ['日', 'day', 'days'],
  wk: ['週', 'week', 'weeks'],
  mo: ['か月', 'month', 'months'],
  a: ['年', 'year', 'years'],
}

/** A length of time in words: `8時間`, `8 h`. A unit of no table stays as it is written. @param amount as written, perhaps a range */
export function timeInWords(amount: string, unit: string): readonly [ja: string, en: string] {
  const [ja, one, several] = meaningOf(WORDS, unit) ?? [unit, unit, unit]
  return [`${amount}${ja}`, `${amount} ${amount === '1' ? one : several}`.trim()]
}
