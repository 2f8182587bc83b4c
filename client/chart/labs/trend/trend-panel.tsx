/** The trend of an item, with up to three others on the same axis of time, what was ordered then, and what happened. */
import { lazy, Suspense, useMemo, useState } from 'react'
import type { LabsAnswer } from '../../../../model/api/chart/labs.ts'
import type { MedicationsAnswer } from '../../../../model/api/chart/medications.ts'
import { useWords } from '../../../language/language.tsx'
import { ChoiceButtons } from '../../../parts/choice-buttons.tsx'
import { useChart, usePart } from '../../open-chart.tsx'
import { SourcesOf } from '../../otherwise.tsx'
import type { LabColumn, LabRow } from '../cumulative.ts'
import { datedResults } from '../dated-results.ts'
import { DrugChoice, MOST_LANES } from './drug-choice.tsx'
import { drugLanes } from './drug-lanes.ts'
import { ItemChoice, MOST_ITEMS } from './item-choice.tsx'
import { trendPoints } from './points.ts'
import { firstChoice, pointsIn, type SpanChoice, spanOf } from './span.ts'
import './trend.css'
import { TrendFigure, type TrendFigureProps } from './trend-figure.tsx'
import { marksOf, sourcesOfSeries, TrendMarks } from './trend-notes.tsx'

const PrintTrendDialog = lazy(() => import('../../../printing/trend/print-trend-dialog.tsx'))

interface TrendPanelProps {
  readonly row: LabRow
  readonly rows: readonly LabRow[]
  readonly columns: readonly LabColumn[]
  readonly events: LabsAnswer['events']
}

export function TrendPanel({ row, rows, columns, events }: TrendPanelProps) {
  const { words } = useWords()
  const { opened } = useChart()
  const [added, setAdded] = useState<readonly number[]>([])
  const [chosenSpan, setChosenSpan] = useState<SpanChoice | null>(null)
  const [lanesShown, setLanesShown] = useState(MOST_LANES)
  const [isPrinting, setPrinting] = useState(false)
  const context = { asOf: opened.asOf, admittedAt: opened.banner.admittedAt?.at ?? null }
  const medications = usePart<MedicationsAnswer>('medications')
  const shown = [row, ...added.flatMap((id) => rows.find(({ item }) => item.id === id) ?? [])]
    .filter((each, at, all) => all.indexOf(each) === at)
    .slice(0, MOST_ITEMS)
  const whole = shown.map((each) => ({
    item: each.item,
    points: trendPoints(datedResults(each, columns)),
  }))
  const all = whole.flatMap(({ points }) => points)
  const choice = chosenSpan ?? firstChoice(context, whole[0]?.points ?? [])
  const span = spanOf(choice, context, all)
  const orders = medications.part?.orders
  const lanes = useMemo(
    () => drugLanes(orders ?? [], { from: span.from, to: span.to }),
    [orders, span.from, span.to],
  )
  if (all.every(({ number }) => number === null)) {
    return <p className="none">{words.labs.noNumbers}</p>
  }
  const marks = marksOf(events, span)
  const figure: TrendFigureProps = {
    series: whole.map(({ item, points }) => ({ item, points: pointsIn(points, span) })),
    span,
    lanes: lanes.slice(0, lanesShown),
    marks,
  }
  const choices: readonly SpanChoice[] =
    context.admittedAt === null
      ? ['quarter', 'year', 'all']
      : ['admission', 'quarter', 'year', 'all']
  return (
    <div className="trend-panel">
      <div className="choices">
        <ChoiceButtons
          choices={choices}
          chosen={choice}
          word={(each) => words.labs.span[each]}
          onChoose={setChosenSpan}
        />
        <button type="button" className="print-button" onClick={() => setPrinting(true)}>
          {words.print}
        </button>
      </div>
      <ItemChoice row={row} rows={rows} added={added} onChange={setAdded} />
      <TrendFigure {...figure} />
      <SourcesOf sources={sourcesOfSeries(figure.series)} />
      <TrendMarks marks={marks} />
      <DrugChoice
        state={medications}
        count={lanes.length}
        shown={figure.lanes.length}
        onShow={setLanesShown}
      />
      {isPrinting && (
        <Suspense fallback={null}>
          <PrintTrendDialog
            figure={figure}
            marks={marks}
            lanesLeftOut={lanes.length - figure.lanes.length}
            onClose={() => setPrinting(false)}
          />
        </Suspense>
      )}
    </div>
  )
}
