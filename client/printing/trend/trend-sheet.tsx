/** A trend as a sheet: the figure whole, the marks, then the values of each item that it draws. */
import type { SummaryAnswer } from '../../../model/api/chart/summary.ts'
import { dayAt } from '../../chart/labs/trend/span.ts'
import { TrendFigure, type TrendSeries } from '../../chart/labs/trend/trend-figure.tsx'
import { sourcesOfSeries, TrendLegend, TrendMarks } from '../../chart/labs/trend/trend-notes.tsx'
import { SourceNames } from '../../chart/otherwise.tsx'
import { formatDay, formatMoment } from '../../parts/dates.ts'
import { gapBlocks, partTitle, pieceTitle, sentence } from '../blocks.tsx'
import { type Block, chartProvenance, type PrintTable, type Sheet } from '../sheet.ts'
import type { Speech } from '../words.ts'
import type { PrintTrendProps } from './print-trend-dialog.tsx'
import './trend-sheet.css'

/** Lanes that leave the figure short enough for one page. */
const MOST_LANES = 12

export function trendSheet(speech: Speech, summary: SummaryAnswer, trend: PrintTrendProps): Sheet {
  const { print, words } = speech
  const { figure, marks } = trend
  const lanes = figure.lanes.slice(0, MOST_LANES)
  const leftOut = trend.lanesLeftOut + figure.lanes.length - lanes.length
  const span = words.lists.span(
    formatDay(dayAt(figure.span.from)),
    formatDay(dayAt(figure.span.to)),
  )
  return {
    subject: summary.banner,
    provenance: chartProvenance(summary),
    title: print.trendTitle,
    content: {
      kind: 'flow',
      blocks: [
        partTitle(print.trendTitle, span),
        ...gapBlocks(speech, summary.patientGaps, ['labs', 'medications']),
        { className: 'trend-block', node: <TrendFigure {...figure} lanes={lanes} /> },
        ...(leftOut > 0 ? [sentence(print.drugsLeftOut(leftOut))] : []),
        { node: <SourceNames of={{ sources: sourcesOfSeries(figure.series) }} /> },
        { node: <TrendMarks marks={marks} /> },
        { node: <TrendLegend /> },
        ...figure.series.flatMap((each) => valueBlocks(speech, each)),
      ],
    },
  }
}

function valueBlocks({ words }: Speech, { item, points }: TrendSeries): Block[] {
  const title = pieceTitle(
    <>
      {item.name}
      <small> {item.unit}</small>
    </>,
  )
  if (points.length === 0) return [title, sentence(words.labs.noNumbersHere)]
  const table: PrintTable = {
    className: 'trend-columns',
    head: (
      <>
        <th scope="col">{words.labs.collected}</th>
        <th scope="col">{words.labs.value}</th>
        <th scope="col">{words.labs.unit}</th>
        <th scope="col">{words.labs.range}</th>
      </>
    ),
  }
  const rows = points.toReversed().map((point) => ({
    table,
    node: (
      <>
        <td>{formatMoment(point.at)}</td>
        <td className={point.flag === '' ? undefined : 'flagged'}>
          {[point.label, point.flag].filter((each) => each !== '').join(' ')}
        </td>
        <td>{item.unit}</td>
        <td>
          {point.rangeText || words.notWritten} <SourceNames of={point} />
        </td>
      </>
    ),
  }))
  return [title, ...rows]
}
