/**
 * A chart: the banner and the tabs that never scroll away, and below them the part that was chosen.
 * On a small screen, or with text enlarged, only who the patient is and the allergies stay.
 */
import { lazy, Suspense, useEffect, useRef } from 'react'
import { isTyping } from '../frame/frame.tsx'
import { RouteLink } from '../frame/route-link.tsx'
import { HandoverButton } from '../handover/handover-button.tsx'
import { useWords } from '../language/language.tsx'
import { ScreenBoundary } from '../parts/screen-boundary.tsx'
import { useSmallScreen } from '../parts/small-screen.ts'
import { PrintChartButton } from '../printing/print-button.tsx'
import { CHART_PARTS, type ChartPart, navigate } from '../router.ts'
import { ChartBanner, HeldBanner, RestOfBanner } from './banner.tsx'
import './chart.css'
import { Gaps } from './gaps/gaps.tsx'
import { Images } from './images/images.tsx'
import { Labs } from './labs/labs.tsx'
import { Medications } from './medications/medications.tsx'
import { ChartProvider, type OpenChart } from './open-chart.tsx'
import { Problems } from './problems/problems.tsx'
import { Summary } from './summary/summary.tsx'
import { Timeline } from './timeline/timeline.tsx'
import { Vitals } from './vitals/vitals.tsx'

const Documents = lazy(() => import('./documents/documents.tsx'))

const SCREENS: Record<ChartPart, () => React.ReactNode> = {
  summary: () => <Summary />,
  labs: () => <Labs />,
  medications: () => <Medications />,
  problems: () => <Problems />,
  timeline: () => <Timeline />,
  vitals: () => <Vitals />,
  documents: () => <Documents />,
  images: () => <Images />,
  gaps: () => <Gaps />,
}

interface ChartScreenProps {
  readonly chart: OpenChart
  readonly part: ChartPart
  /** Whether who has signed in may make a file for another hospital. */
  readonly handsOver: boolean
}

export function ChartScreen({ chart, part, handsOver }: ChartScreenProps) {
  const { words } = useWords()
  const body = useRef<HTMLDivElement>(null)
  const isSmall = useSmallScreen()
  const whose = { banner: chart.opened.banner, gaps: chart.opened.patientGaps }
  useTabKeys()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a part is read from its top
  useEffect(() => {
    body.current?.scrollTo(0, 0)
  }, [part])
  return (
    <ChartProvider value={chart}>
      <div className={isSmall ? 'chart chart-small' : 'chart'}>
        {isSmall ? <HeldBanner {...whose} /> : <ChartBanner {...whose} />}
        <div className="chart-below">
          {isSmall && <RestOfBanner {...whose} />}
          <nav className="tabs" aria-label={words.chart.parts}>
            {CHART_PARTS.map((each, index) => (
              <RouteLink key={each} to={{ screen: 'chart', part: each }} current={each === part}>
                <kbd>{index + 1}</kbd>
                {words.chart.tab[each]}
              </RouteLink>
            ))}
            <PrintChartButton />
            {handsOver && <HandoverButton />}
          </nav>
          <section
            className={`chart-part chart-${part}`}
            ref={body}
            aria-label={words.chart.tab[part]}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the part scrolls, and must scroll by keyboard
            tabIndex={0}
          >
            <ScreenBoundary key={part} message={words.failure.unexpected}>
              <Suspense fallback={<p className="waiting">{words.reading}</p>}>
                {SCREENS[part]()}
              </Suspense>
            </ScreenBoundary>
          </section>
        </div>
      </div>
    </ChartProvider>
  )
}

/** The digits 1–9 lead to the tabs that carry them. */
function useTabKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event)) return
      const part = /^[1-9]$/.test(event.key) ? CHART_PARTS[Number(event.key) - 1] : undefined
      if (part !== undefined) navigate({ screen: 'chart', part })
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
