/** 処方カレンダー: a drug or a mix a line, a day a column; what was ordered as a bar, what was given by sign and word. */
import { useMemo, useState } from 'react'
import type { MedicationsAnswer } from '../../../model/api/chart/medications.ts'
import {
  ADMINISTRATION_STATUS_WORDS,
  administrationSign,
} from '../../../model/codes/medication-words.ts'
import { useWords } from '../../language/language.tsx'
import { ChoiceButtons } from '../../parts/choice-buttons.tsx'
import { addDays, daysBetween, formatClock, formatDay, weekday } from '../../parts/dates.ts'
import { NoRecord } from '../../parts/no-record.tsx'
import { type DayGap, daysWithGaps } from '../day-gaps.ts'
import { type CalendarDay, type CalendarRow, calendarRows, lastCalendarDay } from './calendar.ts'
import './medication-calendar.css'
import { amountText, type MedicationOrder } from './rp.ts'

const SPANS = [7, 14, 28] as const
/** Of what is planned, at first only the next days: what was given counts more. */
const DAYS_AHEAD = 2
/** Signs that stand side by side in a cell before the rest is counted. */
const SIGNS_SHOWN = 4

interface CalendarProps {
  readonly part: MedicationsAnswer
  /** Those of `part` that the filters leave. */
  readonly orders: readonly MedicationOrder[]
  readonly administrations: MedicationsAnswer['administrations']
}

export function MedicationCalendar({ part, orders, administrations }: CalendarProps) {
  const { words } = useWords()
  const [span, setSpan] = useState<(typeof SPANS)[number]>(14)
  const newest = lastCalendarDay(part.orders, part.asOf)
  const [last, setLast] = useState(() => {
    const soon = addDays(part.asOf.slice(0, 10), DAYS_AHEAD)
    return newest < soon ? newest : soon
  })
  const days = useMemo(() => daysBetween(addDays(last, 1 - span), last), [last, span])
  const rows = useMemo(
    () => calendarRows(orders, administrations, days),
    [orders, administrations, days],
  )
  return (
    <>
      <div className="choices">
        <ChoiceButtons choices={SPANS} chosen={span} word={words.vitals.days} onChoose={setSpan} />
        <button type="button" onClick={() => setLast(addDays(last, -span))}>
          {words.vitals.earlier}
        </button>
        <button
          type="button"
          disabled={last >= newest}
          onClick={() => setLast(addDays(last, span) > newest ? newest : addDays(last, span))}
        >
          {words.vitals.later}
        </button>
        <b className="time">
          {formatDay(days[0] ?? last)} – {formatDay(last)}
        </b>
      </div>
      <Legend />
      {rows.length === 0 ? (
        <NoRecord
          text={words.medications.noneInSpan}
          gaps={part.patientGaps}
          areas={['medications']}
        />
      ) : (
        <CalendarTable
          rows={rows}
          days={days}
          today={part.asOf.slice(0, 10)}
          gaps={daysWithGaps(part.patientGaps, days, 'medications')}
        />
      )}
    </>
  )
}

function Legend() {
  const { words, code } = useWords()
  return (
    <p className="calendar-legend">
      <span>
        <i className="ordered" aria-hidden="true" /> {words.medications.ordered}
      </span>
      {['CP', 'PA', 'NA', 'DC', ''].map((status) => (
        <span key={status}>
          {administrationSign(status)}{' '}
          {status === ''
            ? words.medications.statusUnknown
            : code(ADMINISTRATION_STATUS_WORDS, status)}
        </span>
      ))}
      <span>{words.medications.noSignMeans}</span>
    </p>
  )
}

interface TableProps {
  readonly rows: readonly CalendarRow[]
  readonly days: readonly string[]
  /** Day of as-of: what lies behind it was planned, and nobody knows what became of it. */
  readonly today: string
  readonly gaps: ReadonlyMap<string, DayGap>
}

function CalendarTable({ rows, days, today, gaps }: TableProps) {
  const { words, language } = useWords()
  return (
    <section
      className="calendar-scroll"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: 28 days may be wider than the screen
      tabIndex={0}
      aria-label={words.medications.calendar}
    >
      <table className="medication-calendar">
        <thead>
          <tr>
            <th scope="col">{words.medications.drug}</th>
            {days.map((day) => (
              <th key={day} scope="col" className={day > today ? 'planned time' : 'time'}>
                {day.slice(5).replace('-', '/')}
                <small>
                  {weekday(day, language)}
                  {day === today && ` ${words.medications.today}`}
                  {day > today && ` ${words.medications.planned}`}
                </small>
                <GapOfDay gap={gaps.get(day)} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className={row.firstOfRp ? 'first-of-rp' : undefined}>
              <th scope="row">
                <RowName row={row} />
              </th>
              {row.days.map((each) => (
                <td key={each.day} className={cellClass(each, today, gaps)}>
                  <Given day={each} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** An empty cell must not read as "nothing was given" where nobody can know. */
function GapOfDay({ gap }: { gap: DayGap | undefined }) {
  const { words } = useWords()
  return gap && <small className="missing">{words.gaps.ofDay[gap]}</small>
}

function cellClass({ day, ordered }: CalendarDay, today: string, gaps: TableProps['gaps']): string {
  const names = [
    ordered ? 'ordered' : '',
    day > today ? 'planned' : '',
    gaps.get(day) === 'lost' ? 'lost' : '',
  ]
  return names.filter(Boolean).join(' ')
}

/** Every drug of a mix by its whole name, each on a line of its own; below it how it is used. */
function RowName({ row: { order, drug, endUnknown } }: { row: CalendarRow }) {
  const { words, note } = useWords()
  if (order === null) {
    return (
      <>
        {drug}
        <small className="missing">{words.medications.withoutOrder}</small>
      </>
    )
  }
  const use = [...order.usage.map(note), order.rate, order.route].filter((word) => word !== '')
  return (
    <>
      {order.components.map((component, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: components are read only and never move
        <span key={index} className={order.cancelled ? 'drug struck' : 'drug'}>
          {component.drug} <b>{amountText(component.dose, component.unit)}</b>
        </span>
      ))}
      <small>
        {order.cancelled && <b className="missing">{words.medications.cancelled} </b>}
        {[note(order.category), ...use].filter((word) => word !== '').join('　')}
        {endUnknown && <span className="missing"> {words.medications.endUnknown}</span>}
      </small>
    </>
  )
}

/** Signs for the eye; the same in words, with the clock, for those who listen. */
function Given({ day: { given, ordered } }: { day: CalendarDay }) {
  const { words, code } = useWords()
  if (given.length === 0) {
    return ordered ? <span className="sr-only">{words.medications.ordered}</span> : null
  }
  const told = given.map(({ status, startAt }) => {
    const word =
      status === '' ? words.medications.statusUnknown : code(ADMINISTRATION_STATUS_WORDS, status)
    return startAt.at !== null && startAt.at.length > 10
      ? `${formatClock(startAt.at)} ${word}`
      : word
  })
  const hidden = given.length - SIGNS_SHOWN
  return (
    <>
      <span aria-hidden="true">
        {given.slice(0, SIGNS_SHOWN).map(({ status }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: administrations are read only and never move
          <i key={index} className={signClass(status)}>
            {administrationSign(status)}
          </i>
        ))}
        {hidden > 0 && <small>+{hidden}</small>}
      </span>
      <span className="sr-only">{told.join(words.listComma)}</span>
    </>
  )
}

/** What was not given stands out: it is what a reader must not pass over. */
function signClass(status: string): string {
  return administrationSign(status) === '●' ? 'sign' : 'sign not-given'
}
