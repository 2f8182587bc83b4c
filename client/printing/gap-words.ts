/** What is missing, in the words that the screen's table of gaps has for it. */
import type { Gap } from '../../model/api/common.ts'
import { dataTypeOf } from '../../model/codes/data-types.ts'
import { gapDetailInJapanese } from '../../model/codes/gap-detail-words.ts'
import { formatDay } from '../parts/dates.ts'
import { daysOfSpan, gapsConcerning, isSpan, spanText } from '../parts/gap-notice.tsx'
import type { Speech } from './words.ts'

/** Nothing of any kind: such a gap concerns every part of a chart, whichever is asked for. */
export function isOfEveryKind(gap: Gap): boolean {
  return gapsConcerning([gap], []).length > 0
}

/** `検体検査結果 OML-11`: the kind of data in words, with the source's own code where it is short. */
export function dataTypeText({ words, language }: Speech, gap: Gap): string {
  if (isOfEveryKind(gap)) return words.all
  const known = dataTypeOf(gap.dataType)[language]
  return known === gap.dataType || gap.dataType.includes('^') ? known : `${known} ${gap.dataType}`
}

/** First and last day of a span, or the one day: `2026/08/28～2026/10/06`. Of any other gap its day. */
export function daysText({ words, print }: Speech, gap: Gap): string {
  if (gap.date === '') return words.undated
  const last = isSpan(gap) ? (daysOfSpan(gap)?.last ?? gap.date) : gap.date
  return last === gap.date
    ? formatDay(gap.date)
    : print.period(formatDay(gap.date), formatDay(last))
}

/** What is known of it: of a span its days and what was to be expected, in the reader's language where it can be told. */
export function detailText({ words, language }: Speech, gap: Gap): string {
  if (isSpan(gap)) return spanText(words, gap)
  if (language !== 'ja') return gap.detail
  const { said, rest } = gapDetailInJapanese(gap.detail)
  if (rest === '') return said
  return said === '' ? rest : said + words.inBrackets(rest)
}
