/** The trend that is on the screen, on paper: the figure with its marks explained, and every value it is made of. */
import type { SummaryAnswer } from '../../../model/api/chart/summary.ts'
import type { TrendFigureProps } from '../../chart/labs/trend/trend-figure.tsx'
import type { NamedMark } from '../../chart/labs/trend/trend-notes.tsx'
import { readPart, useChart } from '../../chart/open-chart.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { JobState } from '../job-state.tsx'
import '../print-dialog.css'
import { logPrint, usePrintJob } from '../use-print-job.ts'
import { useSpeech } from '../words.ts'
import { trendSheet } from './trend-sheet.tsx'

export interface PrintTrendProps {
  readonly figure: TrendFigureProps
  readonly marks: readonly NamedMark[]
  /** Drugs of the span that have no lane. */
  readonly lanesLeftOut: number
}

export default function PrintTrendDialog({
  onClose,
  ...trend
}: PrintTrendProps & { onClose: () => void }) {
  const speech = useSpeech()
  const { print, words } = speech
  const chart = useChart()
  const job = usePrintJob(print)
  const run = () =>
    job.run(async ({ signal, layOut }) => {
      const summary = await readPart<SummaryAnswer>(chart, 'summary', signal)
      const laidOut = await layOut(trendSheet(speech, summary, trend))
      await logPrint(chart, { form: 'lab-trend', preset: null, parts: [] }, signal)
      return [laidOut]
    })
  return (
    <Dialog title={print.trendTitle} onClose={onClose} className="print-dialog">
      <p>{trend.figure.series.map(({ item }) => item.name).join(words.listComma)}</p>
      <p className="none">{print.logged}</p>
      <JobState job={job} />
      <div className="dialog-buttons">
        <button type="button" onClick={onClose}>
          {job.isBusy ? print.cancel : words.close}
        </button>
        <button
          type="button"
          className="primary"
          data-first-focus
          disabled={job.isBusy}
          onClick={run}
        >
          {words.print}
        </button>
      </div>
      {job.paper}
    </Dialog>
  )
}
