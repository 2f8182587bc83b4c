/**
 * Which laboratory items speak of an infection or an irregular antibody: by JLAC10 analyte code (first five
 * characters), and by words of the item's name for hospitals without JLAC10; and which organisms of a culture are carried on
 * from patient to patient. Used to pick rows, never to judge them.
 */
import { nameKey } from '../search-keys.ts'

export type MarkerKind = 'infection' | 'antibody'

/** `organism`: an item of a culture, which speaks of an infection when its result names an organism that does. */
export type MarkerItem = MarkerKind | 'organism'

/** 第10回改訂 分析物コード: 5E07x syphilis, 5F016-5F021 HBV, 5F360 HCV, 5F5xx HIV and HTLV, 5H160 irregular antibodies, 6 microbiology. */
const ANALYTES: readonly (readonly [prefix: string, kind: MarkerItem])[] = [
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
  ['6', 'organism'],
]

/** As they are in Japanese and in LOINC names; a word that is met first counts. */
const WORDS: readonly (readonly [word: string, kind: MarkerItem])[] = (
  [
    ['不規則抗体', 'antibody'],
    ['HBs抗原', 'infection'],
    ['HBsAg', 'infection'],
    ['梅毒', 'infection'],
    ['TP抗体', 'infection'],
    ['antibody screen', 'antibody'],
    ['hepatitis B virus surface Ag', 'infection'],
    ['hepatitis B surface antigen', 'infection'],
    ['hepatitis C virus', 'infection'],
    ['hepatitis C Ab', 'infection'],
    ['hepatitis C antibody', 'infection'],
    ['syphilis', 'infection'],
    ['Treponema', 'infection'],
    ['結核菌', 'infection'],
    ['抗酸菌', 'infection'],
    ['培養', 'organism'],
    ['同定', 'organism'],
    ['菌名', 'organism'],
    ['検出菌', 'organism'],
    ['culture', 'organism'],
    ['organism', 'organism'],
    ['bacteria identified', 'organism'],
  ] as const
).map(([word, kind]) => [nameKey(word), kind])

/** Not within a word: "cancer protocols", "interpretation" and "archive" name none. */
const ACRONYMS = /(?<![a-z])(anti-?)?(hcv|hiv|htlv|mrsa|rpr|tpha)/i

/** Kind of marker an item is; null for every other item. */
export function infectionMarker(jlac10: string, name: string): MarkerItem | null {
  const key = nameKey(name)
  const plain = name.normalize('NFKC')
  const isInfection = ACRONYMS.test(plain) || carriedMentions(plain).length > 0
  const byName = isInfection
    ? 'infection'
    : (WORDS.find(([word]) => key.includes(word))?.[1] ?? null)
  const analyte = ANALYTES.find(([prefix]) => jlac10.startsWith(prefix))
  // An item that names its organism (MRSA, 抗酸菌) says more than that it is of microbiology.
  if (analyte === undefined || (analyte[1] === 'organism' && byName !== null)) return byName
  return analyte[1]
}

/**
 * Organisms that precautions are taken for over years: resistant ones as 感染症法 and 院内感染対策サーベイランス (JANIS) name them,
 * tuberculosis, Clostridioides difficile.
 */
const CARRIED: readonly (readonly [organism: string, words: RegExp])[] = [
  [
    'MRSA',
    /\bMRSA\b|メチシリン耐性(黄色ブドウ球菌)?|(methicillin|oxacillin)[- ]resistant( S(taphylococcus|\.) ?aureus)?/gi,
  ],
  ['VRE', /\bVRE\b|バンコマイシン耐性(腸球菌)?|vancomycin[- ]resistant( Enterococc\w+)?/gi],
  ['ESBL', /\bESBL\b|基質(特異性)?拡張型|extended[- ]spectrum (beta|β)([- ]?lactamases?)?/gi],
  [
    'CRE',
    /\b(CRE|CPE)\b|カルバペネム耐性(腸内細菌)?|カルバペネマーゼ|carbapenem[- ]resistant( Enterobacter\w+)?|carbapenemase/gi,
  ],
  ['MDR', /\b(MDRP|MDRA)\b|多剤耐性(緑膿菌)?|multi-?drug[- ]resistant/gi],
  ['PRSP', /\bPRSP\b|ペニシリン耐性肺炎球菌|penicillin[- ]resistant/gi],
  ['tuberculosis', /結核菌|Mycobacterium tuberculosis/gi],
  ['Clostridioides difficile', /(Clostridioides|Clostridium|\bC\.) ?difficile|ディフィシル/gi],
]

/** An organism that is carried on, where a text names it. */
export interface OrganismMention {
  readonly organism: string
  /** First character of the name, and the one behind it. */
  readonly from: number
  readonly to: number
}

/** Where a text names one of them, in the order of the text. @param text in NFKC */
export function carriedMentions(text: string): OrganismMention[] {
  return CARRIED.flatMap(([organism, pattern]) =>
    [...text.matchAll(pattern)].map(({ index, 0: { length } }) => ({
      organism,
      from: index,
      to: index + length,
    })),
  ).sort((a, b) => a.from - b.from)
}
