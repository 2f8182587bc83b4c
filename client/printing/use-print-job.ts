/**
 * One print job from the click to the browser's print dialog: collect, lay out, write it down, draw, print, clear.
 *
 * Guarantees: nothing can be printed before the server has written it down; the paper leaves the document when the
 * print dialog closes, and with the dialog of the screen that began it.
 */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { PrintRequest } from '../../model/api/printing.ts'
import type { Session } from '../../model/api/session.ts'
import { request } from '../api/request.ts'
import { chartUrl, type OpenChart } from '../chart/open-chart.tsx'
import { facilityNow } from '../parts/dates.ts'
import { type LaidOut, usePaper } from './paper.tsx'
import type { PrintedBy, Sheet } from './sheet.ts'

export interface JobTools {
  readonly signal: AbortSignal
  readonly printed: PrintedBy
  readonly layOut: (sheet: Sheet) => Promise<LaidOut>
  readonly say: (progress: string) => void
}

/** Collects the sheets of a job; they are printed when it returns, so that by then they are written down. */
export type Collect = (tools: JobTools) => Promise<readonly LaidOut[]>

export interface PrintJob {
  readonly isBusy: boolean
  /** What is being done; '' before anything was. */
  readonly progress: string
  readonly error: unknown
  readonly run: (collect: Collect) => void
  /** The paper itself: stands anywhere in the tree. */
  readonly paper: React.ReactNode
}

interface JobWords {
  readonly working: string
  readonly sent: string
}

export function usePrintJob(words: JobWords): PrintJob {
  const { layOut, show, clear, element } = usePaper()
  const [isBusy, setBusy] = useState(false)
  const [progress, setProgress] = useState('')
  const [error, setError] = useState<unknown>(null)
  const control = useRef<AbortController | null>(null)

  useEffect(() => () => control.current?.abort(), [])
  useEffect(() => {
    addEventListener('afterprint', clear)
    return () => removeEventListener('afterprint', clear)
  }, [clear])

  const run = useCallback(
    (collect: Collect) => {
      control.current?.abort()
      const started = new AbortController()
      control.current = started
      const { signal } = started
      const say = (text: string) => void (signal.aborted || setProgress(text))
      const work = async () => {
        const printed = await printedBy(signal)
        const sheets = await collect({
          signal,
          printed,
          layOut: (sheet) => layOut(sheet, printed),
          say,
        })
        signal.throwIfAborted()
        await show({ sheets, printed })
        await document.fonts.ready
        await Promise.all([...document.querySelectorAll<HTMLImageElement>('.paper img')].map(drawn))
        signal.throwIfAborted()
        say(words.sent)
        window.print()
      }
      setBusy(true)
      setError(null)
      setProgress(words.working)
      work()
        .catch((failure: unknown) => {
          if (signal.aborted) return
          setError(failure)
          setProgress('')
          clear()
        })
        .finally(() => {
          if (!signal.aborted) setBusy(false)
        })
    },
    [layOut, show, clear, words],
  )
  return { isBusy, progress, error, run, paper: element }
}

/** A picture that is not decoded when the dialog opens would be a white sheet. */
function drawn(picture: HTMLImageElement): Promise<void> {
  return picture.decode()
}

/** Who is signed in, as the server knows it, and the terminal's clock. */
async function printedBy(signal: AbortSignal): Promise<PrintedBy> {
  const session = await request<Session>('GET', '/api/session', { signal })
  return {
    at: facilityNow(new Date()),
    by: `${session.displayName} (${session.user})`,
  }
}

/** Has the server write down what is about to be printed of a chart. @throws ApiError: then it must not be printed */
export async function logPrint(
  chart: OpenChart,
  printed: PrintRequest,
  signal: AbortSignal,
): Promise<void> {
  await request<undefined>('POST', chartUrl(chart, 'prints'), { body: printed, signal })
}
