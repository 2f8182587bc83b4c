/** What is missing from the part of the chart that is being read, said before anything else on it. */
import type { Area, Gap } from '../../model/api/common.ts'
import { AREA_WORDS } from '../../model/codes/chart-words.ts'
import { dataTypeOf } from '../../model/codes/data-types.ts'
import { gapDetailInJapanese } from '../../model/codes/gap-detail-words.ts'
import { GAP_REASONS } from '../../model/codes/gap-reasons.ts'
import type { Words } from '../language/ja.ts'
import { useWords } from '../language/language.tsx'
import { formatDay } from './dates.ts'
import { useSmallScreen } from './small-screen.ts'

/** Reasons that are no failure to read: the medium has nothing there, or nobody can interpret it yet. */
const NOT_UNREADABLE: readonly string[] = ['missing-days', 'not-interpreted']

/** A span for which the whole backup, or one kind of data in it, holds nothing: every patient's, no single one's. */
export function isSpan(gap: Gap): boolean {
  return gap.reason === 'missing-days'
}

/** The gaps that these areas suffer from: a day of which a source holds nothing is missing from all of them. */
export function gapsConcerning(gaps: readonly Gap[], areas: readonly Area[]): Gap[] {
  return gaps.filter((gap) => areas.includes(gap.area) || isWholeSource(gap))
}

/** Of every kind at once: it is said on top, not on each panel. */
export function isWholeSource(gap: Gap): boolean {
  return isSpan(gap) && gap.dataType === ''
}

/** How many gaps there are, in the words that are true of all of them. */
export function gapCountText(words: Words, gaps: readonly Gap[]): string {
  const isAllUnreadable = gaps.every((gap) => !NOT_UNREADABLE.includes(gap.reason))
  return isAllUnreadable
    ? words.gaps.couldNotRead(gaps.length)
    : words.gaps.missingOrUnread(gaps.length)
}

/** The gaps that these areas suffer from; nothing at all when there are none. Open while they are few, and leave room for what they are gaps of. */
export function GapNotice({ gaps, areas }: { gaps: readonly Gap[]; areas: readonly Area[] }) {
  const { words, code } = useWords()
  const isSmall = useSmallScreen()
  const here = gapsConcerning(gaps, areas).sort((a, b) => b.date.localeCompare(a.date))
  if (here.length === 0) return null
  const reasons = [...new Set(here.map((gap) => code(GAP_REASONS, gap.reason)))]
  return (
    <details className="gap-notice" open={here.length <= 3 && !isSmall}>
      <summary>
        <strong>{gapCountText(words, here)}</strong>
        <span>{reasons.join(words.listComma)}</span>
        {here[0]?.date && <span>{words.gaps.newest(formatDay(here[0].date))}</span>}
        {here.some(isWholeSource) && <span>{words.gaps.noneIsNotSure}</span>}
      </summary>
      <GapTable gaps={here} />
    </details>
  )
}

/** One row a gap: when, which kind of data, why, and what is known of it. */
export function GapTable({ gaps }: { gaps: readonly Gap[] }) {
  const { words, code } = useWords()
  return (
    <table className="rows gap-rows">
      <thead>
        <tr>
          <th scope="col">{words.gaps.date}</th>
          <th scope="col">{words.gaps.area}</th>
          <th scope="col">{words.gaps.dataType}</th>
          <th scope="col">{words.gaps.reason}</th>
          <th scope="col">{words.gaps.detail}</th>
          <th scope="col">{words.gaps.source}</th>
        </tr>
      </thead>
      <tbody>
        {gaps.map((gap, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: gaps have no identity of their own and never move
          <tr key={index}>
            <td className="time">{gap.date === '' ? words.undated : formatDay(gap.date)}</td>
            <td>{isWholeSource(gap) ? words.all : code(AREA_WORDS, gap.area)}</td>
            <td>{isWholeSource(gap) ? words.all : <DataTypeName name={gap.dataType} />}</td>
            <td className="missing">{code(GAP_REASONS, gap.reason)}</td>
            <td className="breakable">
              <GapDetail gap={gap} />
            </td>
            <td>{gap.source}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What is known of a gap in the reader's language, and small beneath it what it does not tell, as it was written. */
function GapDetail({ gap }: { gap: Gap }) {
  const { words, language } = useWords()
  if (isSpan(gap)) return spanText(words, gap)
  if (language !== 'ja') return gap.detail
  const { said, rest } = gapDetailInJapanese(gap.detail)
  return (
    <>
      {said}
      {rest !== '' && (
        <small className="technical" lang="en">
          {rest}
        </small>
      )}
    </>
  )
}

/** A kind of data in words, with the source's own code where it is short. */
function DataTypeName({ name }: { name: string }) {
  const { language } = useWords()
  const known = dataTypeOf(name)[language]
  return (
    <>
      {known}
      {known !== name && !name.includes('^') && <span className="time"> {name}</span>}
    </>
  )
}

/** `2026-08-28 to 2026-10-06: 40 days without a file, about 232 patients expected`, as the loader writes it. */
const SPAN =
  /(\d{4}-\d\d-\d\d) (?:up )?to (\d{4}-\d\d-\d\d): (\d+) days? without a file, about (\d+)/

/** First and last day of a span as the loader wrote it; null when it is written otherwise. */
export function daysOfSpan(gap: Gap): { first: string; last: string } | null {
  const [, , last] = SPAN.exec(gap.detail) ?? []
  return last === undefined || gap.date === '' ? null : { first: gap.date, last }
}

/** The span in the screen's language; as the loader wrote it when it is written otherwise. */
export function spanText(words: Words, gap: Gap): string {
  const [, , last, days, expected] = SPAN.exec(gap.detail) ?? []
  if (last === undefined) return gap.detail
  return words.gaps.span(formatDay(gap.date), formatDay(last), Number(days), Number(expected))
}
