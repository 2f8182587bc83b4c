/**
 * Which laboratory items speak of an infection or an irregular antibody: by JLAC10 analyte code (first five
 * characters), and by words of the item's name for hospitals without JLAC10. Used to pick rows, never to judge them.
 */
import { nameKey } from '../search-keys.ts'

export type MarkerKind = 'infection' | 'antibody'

/** 第10回改訂 分析物コード: 5E07x syphilis, 5F016-5F021 HBV, 5F360 HCV, 5F5xx HIV and HTLV, 5H160 irregular antibodies. */
const ANALYTES: readonly (readonly [prefix: string, kind: MarkerKind])[] = [
  ['5H160', 'antibody'],
  ['5E071', 'infection'],
  ['5E072', 'infection'],
  ['5E073', 'infection'],
  ['5E074', 'infection'],
  ['5E075', 'infection'],
  ['5F016', 'infection'],
  ['5F360', 'infection'],
  ['5F450', 'infection'],
  ['5F500', 'infection'],
  ['5F550', 'infection'],
  ['5F560', 'infection'],
]

const WORDS: readonly (readonly [word: string, kind: MarkerKind])[] = (
  [
    ['不規則抗体', 'antibody'],
    ['HBs抗原', 'infection'],
    ['HBsAg', 'infection'],
    ['HCV', 'infection'],
    ['梅毒', 'infection'],
    ['RPR', 'infection'],
    ['TPHA', 'infection'],
    ['TP抗体', 'infection'],
    ['HIV', 'infection'],
    ['HTLV', 'infection'],
    ['MRSA', 'infection'],
  ] as const
).map(([word, kind]) => [nameKey(word), kind])

/** Kind of marker an item is; null for every other item. */
export function infectionMarker(jlac10: string, name: string): MarkerKind | null {
  const analyte = ANALYTES.find(([prefix]) => jlac10.startsWith(prefix))
  if (analyte !== undefined) return analyte[1]
  const key = nameKey(name)
  return WORDS.find(([word]) => key.includes(word))?.[1] ?? null
}
