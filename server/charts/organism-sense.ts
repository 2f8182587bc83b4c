/** What the result of a culture says of each organism that it names and that is carried on: "MRSA (-)" names one that was not there. */
import type { ResultSense } from '../../model/api/common.ts'
import { carriedMentions, type OrganismMention } from '../../model/codes/infection-markers.ts'
import { NEGATED_BEHIND, readableText, verdictOf, withFlag } from './result-sense.ts'

/** What may stand between an organism and its verdict: how it was looked for. */
const SOUGHT =
  '(?:[\\s:=()\\[\\]「」]|産生(?:性|株|菌)?|株|菌|検査|培養|塗抹|スクリーニング|保菌|遺伝子|抗原|トキシン|毒素|結果|PCR|DNA|screen(?:ing)?|culture|test|' +
  'gene|toxin|antigen|producer|was|were|is|は|が|を|も|の)*'
const NEGATED_AFTER = new RegExp(`^${SOUGHT}${NEGATED_BEHIND}`, 'i')
const NEGATED_BEFORE =
  /(?:\b(?:no|not|without|negative for|free of|absence of|no (?:evidence|growth|isolation) of)\s+|\bnon-?|非|陰性\s*[:(]\s*)$/i
/** No … detected. */
const FOUND = /^\s*(?:detected|isolated|grown|seen|found|identified|growth)\b/i
/** Organisms side by side, which may share one verdict. */
const SIDE_BY_SIDE = /^[\s、,/・&]*(?:と|及び|および|ならびに|または|and|n?or)?\s*$/i
const ONLY_BRACKETS = /^[\s()[\]:=]*$/
const CLAUSE_END = /[、,。;\n]/g
/** Another organism's name, from which on a text speaks of that. */
const ANOTHER =
  /\b[A-Z]\. ?[a-z]{3,}|\b[A-Z][a-z]*(?:coccus|bacter|ella|monas|richia|dida|teus|ratia)\b|[球桿]菌|大腸菌|緑膿菌|カンジダ/

/** Sense of a result for each organism carried on that it names. @param flag of the whole result */
export function organismSenses(flag: string, result: string): Map<string, ResultSense> {
  const text = readableText(result)
  const mentions = joined(text, carriedMentions(text))
  const spoken = mentions.map((mention, at) => ({
    organism: mention.organism,
    sense: withFlag(flag, mentionSense(text, mentions, at)),
  }))
  return new Map(
    [...Map.groupBy(spoken, ({ organism }) => organism)].map(([organism, said]) => {
      const senses = new Set(said.map(({ sense }) => sense))
      const [only] = senses
      return [organism, senses.size === 1 && only !== undefined ? only : 'unread']
    }),
  )
}

/** An organism named twice in a row is named once: MRSA (メチシリン耐性黄色ブドウ球菌). */
function joined(text: string, mentions: readonly OrganismMention[]): OrganismMention[] {
  const whole: OrganismMention[] = []
  for (const mention of mentions) {
    const last = whole.at(-1)
    const isAgain =
      last?.organism === mention.organism && ONLY_BRACKETS.test(text.slice(last.to, mention.from))
    if (last !== undefined && isAgain) whole[whole.length - 1] = { ...last, to: mention.to }
    else whole.push(mention)
  }
  return whole
}

function mentionSense(text: string, mentions: readonly OrganismMention[], at: number): ResultSense {
  const before = beforeOf(text, mentions, at)
  const after = afterOf(text, mentions, at)
  const ahead = verdictOf(before.replace(NEGATED_BEFORE, ''))
  const behind = verdictOf(after)
  if (ahead.doubted || behind.doubted) return 'unread'
  if (NEGATED_BEFORE.test(before)) {
    return verdictOf(after.replace(FOUND, '')).affirmed ? 'unread' : 'negative'
  }
  if (NEGATED_AFTER.test(after)) return behind.affirmed ? 'unread' : 'negative'
  return ahead.negated || behind.negated || sharesNegation(text, mentions, at)
    ? 'unread'
    : 'positive'
}

/** The clause as far as it stands before the organism, and behind the one named before. */
function beforeOf(text: string, mentions: readonly OrganismMention[], at: number): string {
  const before = text.slice(mentions[at - 1]?.to ?? 0, mentions[at]?.from)
  return before.split(CLAUSE_END).at(-1) ?? ''
}

/** What stands behind the organism until another is named. */
function afterOf(text: string, mentions: readonly OrganismMention[], at: number): string {
  const next = mentions[at + 1]
  const after = text.slice(mentions[at]?.to, next?.from)
  const other = after.search(ANOTHER)
  if (other >= 0) return after.slice(0, other)
  return next === undefined ? after : after.replace(NEGATED_BEFORE, '')
}

/** "MRSA、VREは検出されず", "No MRSA or VRE": whether the verdict is of both, nobody can tell. */
function sharesNegation(text: string, mentions: readonly OrganismMention[], at: number): boolean {
  const between = (from: number) => text.slice(mentions[from]?.to, mentions[from + 1]?.from)
  const isNegatedAfter = (one: number) => NEGATED_AFTER.test(afterOf(text, mentions, one))
  const isNegatedBefore = (one: number) => NEGATED_BEFORE.test(beforeOf(text, mentions, one))
  for (let one = at; one + 1 < mentions.length && SIDE_BY_SIDE.test(between(one)); one++) {
    if (isNegatedAfter(one + 1)) return true
  }
  for (let one = at; one > 0 && SIDE_BY_SIDE.test(between(one - 1)); one--) {
    if (isNegatedBefore(one - 1)) return true
  }
  return false
}
