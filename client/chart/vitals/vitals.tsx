/** 温度板: the sheet for a span of days, and every value on it as a table. */
import { type RefObject, useLayoutEffect, useMemo, useState } from 'react'
import type { VitalsAnswer } from '../../../model/api/chart/vitals.ts'
import { useWords } from '../../language/language.tsx'
import { ChoiceButtons } from '../../parts/choice-buttons.tsx'
import { addDays, daysBetween, formatDay } from '../../parts/dates.ts'
import { NoRecord } from '../../parts/no-record.tsx'
import { useViewport } from '../labs/use-viewport.ts'
import { PartFrame } from '../part-frame.tsx'
import { DayTable } from './day-table.tsx'
import { lastDays, openingDays } from './opening-days.ts'
import { TemperatureSheet } from './temperature-sheet.tsx'
import './vitals.css'
import { ValueTable } from './value-table.tsx'

/** Three days are the sheet from close by: every reading has room for itself. */
const SPANS = [3, 7, 14, 28] as const

/** Measures in rem; the sheet and the table under it share them. */
const LABEL_WIDTH = 8
const DAY_LEAST = 3.75

interface Span {
  readonly days: number
  readonly last: string
}

/** Opens on the newest records, as wide as they reach back without a break: a short stay is not lost in empty days. */
export function Vitals() {
  const [span, setSpan] = useState<Span | null>(null)
  const of =
    span === null ? 'vitals' : `vitals?from=${addDays(span.last, 1 - span.days)}&to=${span.last}`
  return (
    <PartFrame<VitalsAnswer> of={of} areas={['vitals']}>
      {(part) =>
        span === null ? (
          <NewestSheet part={part} onSpan={setSpan} />
        ) : (
          <VitalSheet part={part} span={span} onSpan={setSpan} />
        )
      }
    </PartFrame>
  )
}

function NewestSheet({ part, onSpan }: Omit<VitalSheetProps, 'span'>) {
  const days = useMemo(() => openingDays(part, SPANS), [part])
  const shown = useMemo(() => lastDays(part, days), [part, days])
  return <VitalSheet part={shown} span={{ days, last: part.to }} onSpan={onSpan} />
}

interface VitalSheetProps {
  readonly part: VitalsAnswer
  readonly span: Span
  readonly onSpan: (span: Span) => void
}

function VitalSheet({ part, span, onSpan }: VitalSheetProps) {
  const { words } = useWords()
  const [box, viewport] = useViewport()
  const available = viewport.width / viewport.rem - LABEL_WIDTH - 0.5
  const dayWidth = Math.max(DAY_LEAST, available / daysBetween(part.from, part.to).length)
  useNewestInSight(box, part.to, dayWidth)
  if (part.lastDay === '') {
    return (
      <NoRecord text={words.vitals.none} gaps={part.patientGaps} areas={['vitals']} isWholeScreen />
    )
  }
  const days = daysBetween(part.from, part.to)
  return (
    <>
      <div className="choices">
        <ChoiceButtons<number>
          choices={SPANS}
          chosen={span.days}
          word={words.vitals.days}
          onChoose={(days) => onSpan({ days, last: part.to })}
        />
        <button
          type="button"
          disabled={part.from <= part.firstDay}
          onClick={() => onSpan({ ...span, last: addDays(part.to, -span.days) })}
        >
          {words.vitals.earlier}
        </button>
        <button
          type="button"
          disabled={part.to >= part.lastDay}
          onClick={() => onSpan({ ...span, last: addDays(part.to, span.days) })}
        >
          {words.vitals.later}
        </button>
        <b className="time">
          {formatDay(part.from)} – {formatDay(part.to)}
        </b>
        <span className="none">
          {words.vitals.recorded(formatDay(part.firstDay), formatDay(part.lastDay))}
        </span>
      </div>
      <section
        className="vitals-scroll"
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: 28 days may be wider than the screen
        tabIndex={0}
        aria-label={words.vitals.byDay}
      >
        <TemperatureSheet part={part} days={days} dayWidth={dayWidth} labelWidth={LABEL_WIDTH} />
        <DayTable part={part} days={days} dayWidth={dayWidth} labelWidth={LABEL_WIDTH} />
      </section>
      {part.points.length === 0 && <p className="notice">{words.vitals.noneInSpan}</p>}
      <ValueTable points={part.points} />
    </>
  )
}

/** A sheet that is wider than its box shows its newest days: four weeks opened on days before the stay, and looked empty. */
function useNewestInSight(
  box: RefObject<HTMLElement | null>,
  last: string,
  dayWidth: number,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another span or width is another sheet
  useLayoutEffect(() => {
    box.current?.scrollTo({ left: box.current.scrollWidth })
  }, [box, last, dayWidth])
}
