/** A way from anywhere in the chart to one of its documents. Which one is kept in memory, not in the URL. */
import type { ReactNode } from 'react'
import { navigate } from '../../router.ts'
import { type OpenChart, useChart } from '../open-chart.tsx'

/** The document chosen, by chart: gone with the chart. */
const chosen = new WeakMap<OpenChart, string>()

/** The document that was last chosen in this chart; '' when none was. */
export function chosenDocument(chart: OpenChart): string {
  return chosen.get(chart) ?? ''
}

/** Remembers the document that is being read. */
export function chooseDocument(chart: OpenChart, document: string): void {
  chosen.set(chart, document)
}

export function DocumentLink({ document, children }: { document: string; children: ReactNode }) {
  const chart = useChart()
  const show = () => {
    chooseDocument(chart, document)
    navigate({ screen: 'chart', part: 'documents' })
  }
  return (
    <button type="button" className="link" onClick={show}>
      {children}
    </button>
  )
}
