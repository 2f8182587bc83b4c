/**
 * The chart that is open: its handle, banner and the parts read so far, in memory only.
 * Closing it drops the object that holds all of them.
 */
import { createContext, startTransition, useCallback, useContext, useEffect, useState } from 'react'
import type { OpenChartAnswer } from '../../model/api/chart/opening.ts'
import type { Gap } from '../../model/api/common.ts'
import { request } from '../api/request.ts'
import { type Readings, readShared } from './shared-reading.ts'

export interface OpenChart {
  readonly opened: OpenChartAnswer
  /** Answers by the rest of their path: `labs`, `vitals?from=…`. */
  readonly parts: Map<string, unknown>
  /** Parts that are being read just now, by the same. */
  readonly readings: Readings
  /** Key of the item that the labs show first when somebody came to them for one item; whoever shows it forgets it. */
  wantedLabItem: string | null
}

/** A chart of which nothing is read yet. */
export function beginChart(opened: OpenChartAnswer): OpenChart {
  return { opened, parts: new Map(), readings: new Map(), wantedLabItem: null }
}

/** What every part's answer carries. */
interface PartAnswer {
  readonly generation: string
  readonly patientGaps: readonly Gap[]
}

/** The server has moved to another generation while the chart was open: the two must not be mixed. */
export class GenerationChanged extends Error {}

const ChartContext = createContext<OpenChart | null>(null)
export const ChartProvider = ChartContext

/** The open chart. Throws outside `ChartProvider`. */
export function useChart(): OpenChart {
  const chart = useContext(ChartContext)
  if (chart === null) throw new Error('useChart outside ChartProvider')
  return chart
}

/** URL of something of this chart, for a request or a frame; never for the address bar. */
export function chartUrl(chart: OpenChart, rest: string): string {
  return `/api/charts/${encodeURIComponent(chart.opened.chart)}/${rest}`
}

/**
 * Reads one part of the chart, once, however many ask for it at the same time.
 * Throws `GenerationChanged` when the part is of another generation than the banner.
 */
export async function readPart<T extends PartAnswer>(
  chart: OpenChart,
  rest: string,
  signal?: AbortSignal,
): Promise<T> {
  const known = chart.parts.get(rest)
  if (known !== undefined) return known as T
  const url = chartUrl(chart, rest)
  const answer = await readShared(chart.readings, rest, signal, (shared) =>
    request<T>('GET', url, { signal: shared }),
  )
  if (answer.generation !== chart.opened.generation) throw new GenerationChanged()
  chart.parts.set(rest, answer)
  return answer
}

/** One part of the chart for a screen. */
export function usePart<T extends PartAnswer>(
  rest: string,
): { part: T | null; error: unknown; retry: () => void } {
  const chart = useChart()
  const [failed, setFailed] = useState<{ rest: string; error: unknown } | null>(null)
  const [attempt, setAttempt] = useState(0)
  const [, setRead] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks again
  useEffect(() => {
    const control = new AbortController()
    readPart<T>(chart, rest, control.signal)
      // Drawn in slices: an answer may hold ten years, and a click must not wait for all of it.
      .then(() => startTransition(() => setRead((count) => count + 1)))
      .catch((error: unknown) => {
        if (!control.signal.aborted) setFailed({ rest, error })
      })
    return () => control.abort()
  }, [chart, rest, attempt])
  const retry = useCallback(() => {
    setFailed(null)
    setAttempt((count) => count + 1)
  }, [])
  return {
    part: (chart.parts.get(rest) as T | undefined) ?? null,
    error: failed?.rest === rest ? failed.error : null,
    retry,
  }
}
