/** What is missing from the part of the chart that is being read, said before anything else on it. */
import type { Area, Gap } from '../../model/api/common.ts'
import { AREA_WORDS } from '../../model/codes/chart-words.ts'
import { GAP_REASONS } from '../../model/codes/gap-reasons.ts'
import type { Words } from '../language/ja.ts'
import { useWords } from '../language/language.tsx'
import { formatDay } from './dates.ts'

/** Reasons that are no failure to read: the medium has nothing there, or nobody can interpret it yet. */
const NOT_UNREADABLE: readonly string[] = ['missing-days', 'not-interpreted']

/** How many gaps there are, in the words that are true of all of them. */
export function gapCountText(words: Words, gaps: readonly Gap[]): string {
  const isAllUnreadable = gaps.every((gap) => !NOT_UNREADABLE.includes(gap.reason))
  return isAllUnreadable
    ? words.gaps.couldNotRead(gaps.length)
    : words.gaps.missingOrUnread(gaps.length)
}

/** The gaps of these areas; nothing at all when there are none. Open while they are few. */
export function GapNotice({ gaps, areas }: { gaps: readonly Gap[]; areas: readonly Area[] }) {
  const { words, code } = useWords()
  const here = gaps.filter((gap) => areas.includes(gap.area))
  if (here.length === 0) return null
  const reasons = [...new Set(here.map((gap) => code(GAP_REASONS, gap.reason)))]
  return (
    <details className="gap-notice" open={here.length <= 3}>
      <summary>
        <strong>{gapCountText(words, here)}</strong>
        <span>{reasons.join(words.listComma)}</span>
      </summary>
      <GapTable gaps={here} />
    </details>
  )
}

/** One row a gap: when, which kind of data, why, and what is known of it. */
export function GapTable({ gaps }: { gaps: readonly Gap[] }) {
  const { words, code } = useWords()
  return (
    <table className="rows">
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
            <td>{code(AREA_WORDS, gap.area)}</td>
            <td>{gap.dataType}</td>
            <td className="missing">{code(GAP_REASONS, gap.reason)}</td>
            <td className="breakable">{gap.detail}</td>
            <td>{gap.source}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
