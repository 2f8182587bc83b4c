/** What can be printed of the chart that is open; a preset prints at once. */
import { useState } from 'react'
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import type { PrintRequest } from '../../model/api/printing.ts'
import {
  DOWNTIME_FORM_WORDS,
  DOWNTIME_FORMS,
  type DowntimeForm,
  PRINT_PART_WORDS,
  PRINT_PARTS,
  type PrintPart,
  type PrintPreset,
} from '../../model/codes/print-forms.ts'
import { readPart, useChart } from '../chart/open-chart.tsx'
import { DayBox } from '../parts/day-box.tsx'
import { Dialog } from '../parts/dialog.tsx'
import {
  DOCUMENT_ORDERS,
  type DocumentOrder,
  documentsSheet,
  type Period,
  readDocuments,
} from './documents/period-documents.tsx'
import { formSheet } from './forms/downtime-forms.tsx'
import { LABEL_SIZES, type LabelSize } from './forms/label-sizes.ts'
import { labelSheet, wristbandSheet } from './forms/labels.tsx'
import { JobState } from './job-state.tsx'
import { packetSheet } from './packet/packet.tsx'
import { readPacket } from './packet/read-packet.ts'
import { PresetButtons } from './preset-buttons.tsx'
import { inPrintOrder } from './presets.ts'
import './print-dialog.css'
import type { Sheet } from './sheet.ts'
import { type JobTools, logPrint, type PrintJob, usePrintJob } from './use-print-job.ts'
import { useSpeech } from './words.ts'

export default function PrintChartDialog({ onClose }: { onClose: () => void }) {
  const { print } = useSpeech()
  const job = usePrintJob(print)
  const printing = useChartPrinting(job)
  return (
    <Dialog title={print.title} onClose={onClose} className="print-dialog">
      <p className="none">{print.logged}</p>
      <PresetButtons isBusy={job.isBusy} onChoose={printing.packet} />
      <ChoosePartsBox isBusy={job.isBusy} onPrint={(parts) => printing.packet('custom', parts)} />
      <FormsBox isBusy={job.isBusy} printing={printing} />
      <DocumentsBox isBusy={job.isBusy} onPrint={printing.documents} />
      <JobState job={job} />
      <div className="dialog-buttons">
        <button type="button" onClick={onClose}>
          {job.isBusy ? print.cancel : <CloseWord />}
        </button>
      </div>
      {job.paper}
    </Dialog>
  )
}

function CloseWord() {
  return useSpeech().words.close
}

interface ChartPrinting {
  readonly packet: (preset: PrintPreset, parts: readonly PrintPart[]) => void
  readonly form: (form: DowntimeForm) => void
  readonly labels: (size: LabelSize) => void
  readonly wristband: () => void
  readonly documents: (period: Period) => void
}

function useChartPrinting(job: PrintJob): ChartPrinting {
  const chart = useChart()
  const speech = useSpeech()
  const { print } = speech
  const readSummary = (signal: AbortSignal) => readPart<SummaryAnswer>(chart, 'summary', signal)

  /** Makes one sheet, has it written down, and prints it. */
  const run = (what: PrintRequest, make: (tools: JobTools) => Promise<Sheet>) =>
    job.run(async (tools) => {
      const laidOut = await tools.layOut(await make(tools))
      await logPrint(chart, what, tools.signal)
      return [laidOut]
    })
  const plain = (form: PrintRequest['form']): PrintRequest => ({ form, preset: null, parts: [] })

  return {
    packet: (preset, parts) =>
      run({ form: 'packet', preset, parts: [...parts] }, async ({ signal }) => {
        const facts = await readPacket(chart, new Set(parts), signal)
        return packetSheet(speech, facts, { preset, parts })
      }),
    form: (form) =>
      run(plain(form), async ({ signal, printed }) =>
        formSheet(speech, form, { summary: await readSummary(signal), printed }),
      ),
    labels: (size) =>
      run(plain('labels'), async ({ signal, printed }) =>
        labelSheet(print.labels, size, { summary: await readSummary(signal), printed }),
      ),
    wristband: () =>
      run(plain('wristband'), async ({ signal, printed }) =>
        wristbandSheet(print.wristband, { summary: await readSummary(signal), printed }),
      ),
    documents: (period) =>
      run(plain('documents'), async ({ signal }) => {
        const summary = await readSummary(signal)
        return documentsSheet(speech, summary, await readDocuments(chart, period, signal))
      }),
  }
}

interface ChoosePartsBoxProps {
  readonly isBusy: boolean
  readonly onPrint: (parts: readonly PrintPart[]) => void
}

function ChoosePartsBox({ isBusy, onPrint }: ChoosePartsBoxProps) {
  const { print, language } = useSpeech()
  const [chosen, setChosen] = useState<ReadonlySet<PrintPart>>(new Set(PRINT_PARTS))
  const choose = (part: PrintPart, isChosen: boolean) => {
    const next = new Set(chosen)
    if (isChosen) next.add(part)
    else next.delete(part)
    setChosen(next)
  }
  return (
    <details className="print-box">
      <summary>{print.choose}</summary>
      <ul className="print-parts">
        {PRINT_PARTS.map((part) => (
          <li key={part}>
            <label>
              <input
                type="checkbox"
                checked={part === 'identity' || chosen.has(part)}
                disabled={part === 'identity'}
                onChange={(event) => choose(part, event.currentTarget.checked)}
              />
              {PRINT_PART_WORDS[part][language]}
              {part === 'identity' && print.always}
            </label>
          </li>
        ))}
      </ul>
      <button type="button" disabled={isBusy} onClick={() => onPrint(inPrintOrder(chosen))}>
        {print.printChosen}
      </button>
    </details>
  )
}

function FormsBox({ isBusy, printing }: { isBusy: boolean; printing: ChartPrinting }) {
  const { print, language } = useSpeech()
  return (
    <>
      <h3>{print.forms}</h3>
      <div className="choices">
        {DOWNTIME_FORMS.map((form) => (
          <button key={form} type="button" disabled={isBusy} onClick={() => printing.form(form)}>
            {DOWNTIME_FORM_WORDS[form][language]}
          </button>
        ))}
      </div>
      <LabelsBox isBusy={isBusy} printing={printing} />
    </>
  )
}

function LabelsBox({ isBusy, printing }: { isBusy: boolean; printing: ChartPrinting }) {
  const { print } = useSpeech()
  const [size, setSize] = useState<LabelSize>('a4-21')
  return (
    <>
      <h3>{print.labels}</h3>
      <div className="choices">
        <label>
          {print.labelSize}
          <select
            value={size}
            onChange={(event) => setSize(event.currentTarget.value as LabelSize)}
          >
            {LABEL_SIZES.map((each) => (
              <option key={each} value={each}>
                {print.labelSizes[each]}
              </option>
            ))}
          </select>
        </label>
        <button type="button" disabled={isBusy} onClick={() => printing.labels(size)}>
          {print.labelSheet}
        </button>
        <button type="button" disabled={isBusy} onClick={printing.wristband}>
          {print.wristband}
        </button>
      </div>
    </>
  )
}

interface DocumentsBoxProps {
  readonly isBusy: boolean
  readonly onPrint: (period: Period) => void
}

function DocumentsBox({ isBusy, onPrint }: DocumentsBoxProps) {
  const { print } = useSpeech()
  const [period, setPeriod] = useState<Period>({ from: '', to: '', order: 'oldest' })
  return (
    <>
      <h3>{print.documents}</h3>
      <div className="choices">
        <DayBox
          label={print.from}
          day={period.from}
          onDay={(from) => setPeriod((known) => ({ ...known, from }))}
        />
        <DayBox
          label={print.to}
          day={period.to}
          onDay={(to) => setPeriod((known) => ({ ...known, to }))}
        />
        <label>
          {print.order}
          <select
            value={period.order}
            onChange={(event) => {
              const order = event.currentTarget.value as DocumentOrder
              setPeriod((known) => ({ ...known, order }))
            }}
          >
            {DOCUMENT_ORDERS.map((order) => (
              <option key={order} value={order}>
                {print.orders[order]}
              </option>
            ))}
          </select>
        </label>
        <button type="button" disabled={isBusy} onClick={() => onPrint(period)}>
          {print.printDocuments}
        </button>
      </div>
    </>
  )
}
