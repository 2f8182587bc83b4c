/** What a result of an infection marker or an antibody says by its flag and its words. What cannot be read so is never guessed. */
import type { ResultSense } from '../../model/api/common.ts'
import { carriedMentions } from '../../model/codes/infection-markers.ts'
import { flagSense } from '../../model/codes/result-words.ts'

const JAPANESE_NEGATION =
  '陰性(?!化|転)|(?:検出|分離|発育|産生|同定|確認)(?:は|を)?(?:せず|されず|できず|なし|無し|されない|しない|されなかった|しなかった|されません(?:でした)?)|' +
  '[未不]検出|認め(?:られ)?(?:ず|ない|なかった|ません(?:でした)?)|なし|無し|ではない|でない'
const ENGLISH_NEGATION =
  '\\bnon-?reactive\\b|\\bnot (?:detected|isolated|found|grown|present|seen|identified)\\b|\\bneg(?:ative)?\\b|\\bnone\\b|\\babsent\\b|' +
  '\\bno growth\\b'
/** A bare dash is a verdict at the end of what it stands behind, and a hyphen anywhere else. */
const DASH = '[-−‐–ー](?=\\s*(?:$|[)\\]、,。;]))'
const LEADING =
  '\\bno\\b(?:[^、,。;.]*?\\b(?:detected|isolated|grown|seen|found|identified)\\b)?|\\b(?:not|without|free of|absence of)\\b|\\bnon-|非'

/** What says no behind that which it speaks of, nothing else being made of it: 陰性ではない says something else. */
export const NEGATED_BEHIND = `(?:(?:${JAPANESE_NEGATION}|${ENGLISH_NEGATION})(?=$|[\\s、,。;.)\\]」/・(\\[]|です|でした|であった)|${DASH})`
const NEGATIONS = new RegExp(`${JAPANESE_NEGATION}|${ENGLISH_NEGATION}|${LEADING}|${DASH}`, 'gi')
const CLAUSE_NEGATED = new RegExp(
  `^\\W*(?:${LEADING}|${ENGLISH_NEGATION})|${NEGATED_BEHIND}[\\s)\\].」]*$`,
  'i',
)
/** How laboratories begin a negative result. */
const NEGATIVE =
  /^[(]?(陰性(?!化|転|で)|[-−‐ー][)]?$|neg(ative)?\b|non-?reactive|not detected|検出せず|検出されず|検出なし|未検出|認めず)/i
/** Below what can be measured. */
const BELOW = /^[<≦]/
const NUMBER = /^[<>≦≧=]?\s*\d+(\.\d+)?\b/
const AFFIRMED = /陽性|(?<!e)\+|\bpos(itive)?\b|reactive|\bdetected\b|\bisolated\b|検出|認め/i
const DOUBTED =
  /疑|判定(保留|不能|不可)|保留|擬|偽陽|偽陰|以外|既往|消失|陰性(化|では|でな|とは|と言)|陰転|陽転|±|[?]|suspect|\brule[- ]?out|\br\/o\b|possibl|probabl|pending|indeterminate|equivocal|borderline|other than|history|no longer/i
/** Kinds of bacteria are named by what they are negative for. */
const OF_A_NAME =
  /(グラム|コアグラーゼ|乳糖|オキシダーゼ|カタラーゼ|インドール)\s*陰性|(gram|coagulase|lactose|oxidase|catalase|indole)[- ]?neg(ative)?/gi
/** Flags that say "as it should be" (HL7 v2.5 table 0078). */
const NORMAL = new Set(['N', 'NEG'])
const ANTIBODY = /抗|\banti/i

/** What a text holds of yes, no and perhaps. */
export interface Verdict {
  readonly affirmed: boolean
  readonly negated: boolean
  readonly doubted: boolean
}

/** Text of a result as it is read: NFKC, without names that hold a verdict (グラム陰性桿菌). */
export function readableText(text: string): string {
  return text.normalize('NFKC').replace(OF_A_NAME, ' ').trim()
}

/** @param text as {@link readableText} returns it, or a piece of it */
export function verdictOf(text: string): Verdict {
  const rest = text.replace(NEGATIONS, ' ')
  return { affirmed: AFFIRMED.test(rest), negated: rest !== text, doubted: DOUBTED.test(text) }
}

/** @param text the result with its unit, if any */
export function resultSense(flag: string, text: string): ResultSense {
  return withFlag(flag, wordsSense(readableText(text)))
}

/** What words say, held against the source's own flag: where the two speak against each other, neither counts. */
export function withFlag(flag: string, words: ResultSense | 'silent'): ResultSense {
  if (flagSense(flag) !== 'none') return words === 'negative' ? 'unread' : 'positive'
  const isNormal = NORMAL.has(flag.trim().toUpperCase())
  if (isNormal && words === 'positive') return 'unread'
  if (isNormal && (words === 'measured' || words === 'silent')) return 'negative'
  return words === 'silent' ? 'unread' : words
}

/** `silent` = neither yes, no nor perhaps. */
function wordsSense(text: string): ResultSense | 'silent' {
  const { affirmed, negated, doubted } = verdictOf(text)
  const isBelow = BELOW.test(text)
  if (doubted || (affirmed && (negated || isBelow))) return 'unread'
  if (negated) return NEGATIVE.test(text) || isNegatedThroughout(text) ? 'negative' : 'unread'
  if (isBelow) return 'negative'
  if (affirmed) return 'positive'
  // A bare number says nothing without its limit: 12.3 COI may be positive.
  if (NUMBER.test(text)) return 'measured'
  return ANTIBODY.test(text) || carriedMentions(text).length > 0 ? 'positive' : 'silent'
}

function isNegatedThroughout(text: string): boolean {
  const clauses = text.split(/[、,。;\n]/).filter((clause) => clause.trim() !== '')
  return clauses.every((clause) => CLAUSE_NEGATED.test(clause))
}
