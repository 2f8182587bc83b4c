/** A handover in the making: what is handed over, in which form, at what moment, under which label. */
import type { Handover } from './facts.ts'

/** `fhir`: one document Bundle. `folder`: pages for any browser. `pdf-packet`: one PDF to print, with the PDFs of the record. */
export const FORMATS = ['fhir', 'folder', 'pdf-packet'] as const
export type Format = (typeof FORMATS)[number]

export interface Making {
  readonly handover: Handover
  readonly format: Format
  readonly at: Date
  /** The hospital or a source restricts the chart: it goes out with that label. */
  readonly restricted: boolean
}
