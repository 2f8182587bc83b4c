/** The newest value of each item, abnormal ones first, with a small line of what came before. */
import { Fragment } from 'react'
import type { SummaryAnswer } from '../../../model/api/chart/summary.ts'
import { flagSense } from '../../../model/codes/result-words.ts'
import { useWords } from '../../language/language.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { instant } from '../../parts/dates.ts'
import { NoRecord } from '../../parts/no-record.tsx'
import { navigate } from '../../router.ts'
import { LabFlag, LabStatus, LabValue } from '../labs/lab-cell.tsx'
import { useChart } from '../open-chart.tsx'
import { Otherwise, SourceNames } from '../otherwise.tsx'

/** As many as fit beside the other panels; abnormal ones are never cut off. */
const ROWS = 18

type Lab = SummaryAnswer['labs'][number]

export function RecentLabs({ summary }: { summary: SummaryAnswer }) {
  const { words } = useWords()
  const chart = useChart()
  const showTrend = (item: Lab['item']) => {
    chart.wantedLabItem = item.key
    navigate({ screen: 'chart', part: 'labs' })
  }
  const abnormal = summary.labs.filter(isNoticed)
  const others = summary.labs.filter((lab) => !isNoticed(lab))
  const shown = [...abnormal, ...others.slice(0, Math.max(0, ROWS - abnormal.length))]
  const left = summary.labs.length - shown.length
  if (shown.length === 0) {
    return <NoRecord text={words.labs.none} gaps={summary.patientGaps} areas={['labs']} />
  }
  const days = new Set(shown.map((lab) => (lab.at.at ?? lab.at.text).slice(0, 10)))
  const isOneDay = days.size === 1
  const usual = usualSources(shown)
  return (
    <>
      {(isOneDay || usual !== '') && (
        <p className="none">
          {isOneDay && (
            <>
              {words.labs.collected} <ClinicalTime time={shown[0]?.at ?? null} />{' '}
            </>
          )}
          {usual !== '' && `${words.voices.source} ${usual}`}
        </p>
      )}
      {shown.some(isUnjudged) && <p className="missing">{words.summary.unjudged}</p>}
      <table className="rows recent-labs">
        <thead>
          <tr>
            <th scope="col">{words.labs.item}</th>
            <th scope="col" className="number">
              {words.labs.value}
            </th>
            <th scope="col">{words.labs.unit}</th>
            <th scope="col">{words.summary.trend}</th>
            {!isOneDay && <th scope="col">{words.labs.collected}</th>}
          </tr>
        </thead>
        <tbody>
          {shown.map((lab) => (
            <Fragment key={lab.item.id}>
              <tr className={isSpokenOf(lab, usual) ? 'goes-on' : undefined}>
                <th scope="row">
                  <button type="button" className="link" onClick={() => showTrend(lab.item)}>
                    {lab.item.name}
                  </button>
                </th>
                <td className={`number sense-${flagSense(lab.latest.flag)}`}>
                  <LabStatus status={lab.latest.status} />
                  <LabValue result={lab.latest} />
                  <LabFlag flag={lab.latest.flag} />
                </td>
                <td>{lab.item.unit}</td>
                <td>
                  <Sparkline trend={lab.trend} />
                </td>
                {!isOneDay && (
                  <td>
                    <ClinicalTime time={lab.at} to="day" />
                  </td>
                )}
              </tr>
              {isSpokenOf(lab, usual) && (
                <tr>
                  <td colSpan={isOneDay ? 4 : 5}>
                    <SourceNames of={lab.latest} />
                    <Otherwise of={lab.latest} at={lab.at.at} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
      {left > 0 && <p className="none">{words.summary.moreLabs(left)}</p>}
    </>
  )
}

/** Abnormal, or not the same in all sources. */
function isNoticed({ latest }: Lab): boolean {
  return flagSense(latest.flag) !== 'none' || latest.otherwise !== undefined
}

/** A number of which its source says neither a flag nor a range: nobody has called it normal. */
function isUnjudged({ latest }: Lab): boolean {
  return latest.number !== null && latest.flag === '' && latest.range === ''
}

/** Who states most of the values: said once. '' where one source alone speaks of them. */
function usualSources(labs: readonly Lab[]): string {
  const named = Map.groupBy(labs, ({ latest }) => latest.sources?.join('・') ?? '')
  const [usual] = [...named].sort(([, a], [, b]) => b.length - a.length)
  return usual?.[0] ?? ''
}

/** Whether a value's own line must say whose it is, or what another source says otherwise. */
function isSpokenOf({ latest }: Lab, usual: string): boolean {
  return latest.otherwise !== undefined || (latest.sources?.join('・') ?? '') !== usual
}

const WIDTH = 64
const HEIGHT = 18

/** Points in order of time, newest at the right; the numbers themselves stand in the labs tab. */
function Sparkline({ trend }: { trend: Lab['trend'] }) {
  const points = [...trend].sort((a, b) => a.at.localeCompare(b.at))
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || points.length < 2) return null
  const numbers = points.map((point) => point.number)
  const low = Math.min(...numbers)
  const high = Math.max(...numbers)
  const span = instant(last.at) - instant(first.at) || 1
  const x = (at: string) => 3 + ((instant(at) - instant(first.at)) / span) * (WIDTH - 6)
  const y = (number: number) =>
    high === low ? HEIGHT / 2 : HEIGHT - 3 - ((number - low) / (high - low)) * (HEIGHT - 6)
  return (
    <svg className="sparkline" width={WIDTH} height={HEIGHT} aria-hidden="true">
      {points.every((point) => point.comparator === '') && (
        <polyline points={points.map((point) => `${x(point.at)},${y(point.number)}`).join(' ')} />
      )}
      {points.map((point, at) => (
        <circle
          // biome-ignore lint/suspicious/noArrayIndexKey: points are read only and never move
          key={at}
          className={point.comparator === '' ? undefined : 'hollow'}
          cx={x(point.at)}
          cy={y(point.number)}
          r={point === last ? 2.5 : 1.5}
        />
      ))}
    </svg>
  )
}
