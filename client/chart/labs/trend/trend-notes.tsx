/** What the marks of a trend mean: the numbered events one by one, and the shapes. */
import type { LabsAnswer } from '../../../../model/api/chart/labs.ts'
import { ENCOUNTER_EVENT_WORDS } from '../../../../model/codes/chart-words.ts'
import { useWords } from '../../../language/language.tsx'
import { formatMoment, instant } from '../../../parts/dates.ts'
import type { TimeSpan } from './span.ts'
import type { TrendMark, TrendSeries } from './trend-figure.tsx'

export interface NamedMark extends TrendMark {
  readonly at: string
  readonly code: string
  readonly title: string
}

/** The events of the span, numbered in order of time. */
export function marksOf(events: LabsAnswer['events'], { from, to }: TimeSpan): NamedMark[] {
  return events
    .flatMap(({ at: { at }, code, title }) => {
      const time = at === null || at.length < 10 ? Number.NaN : instant(at)
      return at !== null && time >= from && time <= to ? [{ time, at, code, title }] : []
    })
    .map((mark, index) => ({ ...mark, number: index + 1 }))
}

/** Labels of the sources that the points come from; undefined where one source alone speaks of the patient. */
export function sourcesOfSeries(series: readonly TrendSeries[]): string[] | undefined {
  const labels = series.flatMap(({ points }) => points.flatMap(({ sources = [] }) => sources))
  return labels.length === 0 ? undefined : [...new Set(labels)]
}

export function TrendMarks({ marks }: { marks: readonly NamedMark[] }) {
  const { words, code } = useWords()
  if (marks.length === 0) return null
  return (
    <ol className="trend-marks">
      {marks.map((mark) => (
        <li key={mark.number}>
          <b>{mark.number}</b> <span className="time">{formatMoment(mark.at)}</span>{' '}
          {code(ENCOUNTER_EVENT_WORDS, mark.code)} {mark.title}
          {mark !== marks.at(-1) && words.listComma}
        </li>
      ))}
    </ol>
  )
}

export function TrendLegend() {
  const { words } = useWords()
  return (
    <p className="trend-legend">
      {words.labs.legend}
      {words.labs.drugsMean}
    </p>
  )
}
