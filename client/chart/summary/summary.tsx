/** The first screen, in the order in which an emergency asks: what can kill first, then what explains. */
import type { ReactNode } from 'react'
import type { SummaryAnswer } from '../../../model/api/chart/summary.ts'
import type { Area, Gap } from '../../../model/api/common.ts'
import { GAP_REASONS } from '../../../model/codes/gap-reasons.ts'
import { RouteLink } from '../../frame/route-link.tsx'
import { useWords } from '../../language/language.tsx'
import { formatMoment } from '../../parts/dates.ts'
import { gapCountText, gapsConcerning, isWholeSource } from '../../parts/gap-notice.tsx'
import { NoRecord } from '../../parts/no-record.tsx'
import { useGrowing } from '../../parts/use-growing.ts'
import { CHART_PARTS, type ChartPart } from '../../router.ts'
import { currentRuleText } from '../medications/rp.ts'
import { Otherwise, SourceNames } from '../otherwise.tsx'
import { PartFrame } from '../part-frame.tsx'
import { mainFirst, ProblemName, ProblemTime } from '../problems/problems.tsx'
import { ScheduledLine } from '../scheduled-line.tsx'
import { CurrentMedicines } from './current-medicines.tsx'
import { Background, Dangers } from './dangers.tsx'
import { LastDocument, LastImaging, RecentDocuments } from './last-documents.tsx'
import { RecentLabs } from './recent-labs.tsx'
import './summary.css'

/** Gaps are said on the panel they concern; those that concern none, and those that concern all, stand on top. */
export function Summary() {
  return (
    <PartFrame<SummaryAnswer> of="summary" areas={['vitals', 'other']}>
      {(summary) => <SummarySheet summary={summary} />}
    </PartFrame>
  )
}

function SummarySheet({ summary }: { summary: SummaryAnswer }) {
  const { words } = useWords()
  const gapsOf = (...areas: Area[]) =>
    gapsConcerning(summary.patientGaps, areas).filter((gap) => !isWholeSource(gap))
  const halves = useGrowing(2, 1)
  return (
    <div className="summary">
      <Panel
        title={words.summary.dangers}
        gaps={gapsOf('allergies', 'demographics')}
        to="problems"
        area="dangers"
      >
        <Dangers summary={summary} />
      </Panel>
      <Panel
        title={words.medications.current[summary.currentAt.basis]}
        gaps={gapsOf('medications')}
        note={currentRuleText(words, summary)}
        to="medications"
        area="medicines"
      >
        <CurrentMedicines summary={summary} />
      </Panel>
      <Panel title={words.problems.active} gaps={gapsOf('problems')} to="problems" area="problems">
        <ActiveProblems summary={summary} />
      </Panel>
      <Panel title={words.summary.labs} gaps={gapsOf('labs')} to="labs" area="labs">
        <RecentLabs summary={summary} />
      </Panel>
      {halves > 1 && <LaterPanels summary={summary} gapsOf={gapsOf} />}
    </div>
  )
}

interface LaterPanelsProps {
  readonly summary: SummaryAnswer
  readonly gapsOf: (...areas: Area[]) => Gap[]
}

/** What explains, drawn a frame after what can kill: on a slow terminal the first five are there sooner. */
function LaterPanels({ summary, gapsOf }: LaterPanelsProps) {
  const { words } = useWords()
  return (
    <>
      <Panel title={words.summary.lastImaging} gaps={gapsOf('images')} to="images" area="imaging">
        <LastImaging summary={summary} />
      </Panel>
      <Panel title={words.summary.lastOperation} to="documents" area="operation">
        <LastDocument
          title={words.summary.operation}
          row={summary.lastOperation.operation}
          gaps={summary.patientGaps}
        />
        <LastDocument
          title={words.summary.anesthesia}
          row={summary.lastOperation.anesthesia}
          gaps={summary.patientGaps}
        />
      </Panel>
      <Panel title={words.summary.lastDischarge} to="documents" area="discharge">
        <LastDocument title="" row={summary.lastDischargeSummary} gaps={summary.patientGaps} />
      </Panel>
      <Panel title={words.summary.scheduled} gaps={gapsOf('orders')} to="timeline" area="scheduled">
        <Scheduled summary={summary} />
      </Panel>
      <Panel
        title={words.summary.documents(summary.documentCount)}
        gaps={gapsOf('documents')}
        to="documents"
        area="documents"
      >
        <RecentDocuments summary={summary} />
      </Panel>
      <Panel
        title={words.summary.encounters}
        gaps={gapsOf('encounters')}
        to="timeline"
        area="encounters"
      >
        <Background summary={summary} />
      </Panel>
    </>
  )
}

interface PanelProps {
  readonly title: string
  /** What this panel would have shown and could not: said on it, because it changes what it means. */
  readonly gaps?: readonly Gap[]
  readonly note?: string
  /** The part of the chart that has all of it. */
  readonly to: ChartPart
  readonly area: string
  readonly children: ReactNode
}

function Panel({ title, gaps = [], note = '', to, area, children }: PanelProps) {
  const { words } = useWords()
  return (
    <section className={`panel panel-${area}`}>
      <header>
        <h2>{title}</h2>
        {note !== '' && <small>{note}</small>}
        <RouteLink to={{ screen: 'chart', part: to }}>
          {words.chart.tab[to]} <kbd>{CHART_PARTS.indexOf(to) + 1}</kbd>
        </RouteLink>
      </header>
      <GapMark gaps={gaps} />
      {children}
    </section>
  )
}

function GapMark({ gaps }: { gaps: readonly Gap[] }) {
  const { words, code } = useWords()
  if (gaps.length === 0) return null
  const reasons = [...new Set(gaps.map((gap) => code(GAP_REASONS, gap.reason)))]
  return (
    <p className="panel-gap">
      <RouteLink to={{ screen: 'chart', part: 'gaps' }}>{gapCountText(words, gaps)}</RouteLink>
      {words.inBrackets(reasons.join(words.listComma))}
    </p>
  )
}

/** Ended problems are history and stand on their own tab; how many there are is said. */
function ActiveProblems({ summary }: { summary: SummaryAnswer }) {
  const { words } = useWords()
  const active = mainFirst(summary.problems.filter((each) => !each.ended))
  const ended = summary.problems.length - active.length
  return (
    <>
      {active.length === 0 ? (
        <NoRecord text={words.problems.noActive} gaps={summary.patientGaps} areas={['problems']} />
      ) : (
        <ul className="lines">
          {active.map((problem, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are read only and never move
            <li key={at}>
              <span>
                <ProblemName problem={problem} />
                <Otherwise of={problem} />
              </span>
              <small>
                <ProblemTime problem={problem} />
              </small>
            </li>
          ))}
        </ul>
      )}
      {ended > 0 && <p className="none">{words.summary.endedProblems(ended)}</p>}
    </>
  )
}

function Scheduled({ summary }: { summary: SummaryAnswer }) {
  const { words } = useWords()
  if (summary.scheduled.length === 0) {
    const areas: Area[] = ['orders', 'encounters']
    return <NoRecord text={words.summary.noneScheduled} gaps={summary.patientGaps} areas={areas} />
  }
  return (
    <ul className="lines">
      {summary.scheduled.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are read only and never move
        <li key={at}>
          <span>
            <ScheduledLine of={each} />
          </span>
          <small>
            {each.department} <SourceNames of={each} />{' '}
            {each.plannedAsOf !== undefined &&
              words.summary.plannedAsOf(formatMoment(each.plannedAsOf))}
          </small>
          <Otherwise of={each} at={each.at.at} />
        </li>
      ))}
    </ul>
  )
}
