/** Reads from a chart what a packet needs, part by part through the same audited doors as the screens. */
import type { DocumentRow, DocumentTextAnswer } from '../../../model/api/chart/documents.ts'
import type { LabsAnswer } from '../../../model/api/chart/labs.ts'
import type { SummaryAnswer } from '../../../model/api/chart/summary.ts'
import type { TimelineAnswer, TimelineEntry } from '../../../model/api/chart/timeline.ts'
import type { VitalsAnswer } from '../../../model/api/chart/vitals.ts'
import type { PrintPart } from '../../../model/codes/print-forms.ts'
import { type OpenChart, readPart } from '../../chart/open-chart.tsx'
import { addDays } from '../../parts/dates.ts'
import { type PicturePart, readPictures } from '../pictures/document-pictures.ts'

/** Days before the date of the data whose notes are printed. */
const NOTE_DAYS = 14
/** Documents that tell the course; the others of the timeline have parts of their own. */
const NOTE_CATEGORIES: ReadonlySet<string> = new Set(['progress-note', 'nursing-record'])

export interface ReadDocument {
  readonly row: DocumentRow
  readonly text: string
  readonly drawn: readonly PicturePart[]
}

export interface RecentNotes {
  /** First day of the period. */
  readonly since: string
  /** False: there are none in the period, and `entries` are those of the newest day before it. */
  readonly within: boolean
  readonly entries: readonly TimelineEntry[]
  /** Notes without a date, whatever the period. */
  readonly undated: readonly TimelineEntry[]
}

export interface PacketFacts {
  readonly summary: SummaryAnswer
  readonly labs: LabsAnswer | null
  readonly vitals: VitalsAnswer | null
  readonly notes: RecentNotes | null
  readonly imagingReport: ReadDocument | null
  readonly operation: ReadDocument | null
  readonly anesthesia: ReadDocument | null
  readonly discharge: ReadDocument | null
}

/** @throws ApiError, GenerationChanged, AbortError: then nothing of it is printed */
export async function readPacket(
  chart: OpenChart,
  parts: ReadonlySet<PrintPart>,
  signal: AbortSignal,
): Promise<PacketFacts> {
  const summary = await readPart<SummaryAnswer>(chart, 'summary', signal)
  const textOf = async (part: PrintPart, row: DocumentRow | null): Promise<ReadDocument | null> =>
    row === null || !parts.has(part) ? null : readDocument(chart, row, signal)
  return {
    summary,
    labs: parts.has('labs') ? await readPart<LabsAnswer>(chart, 'labs', signal) : null,
    vitals: parts.has('vitals') ? await readPart<VitalsAnswer>(chart, 'vitals', signal) : null,
    notes: parts.has('notes') ? await readNotes(chart, summary.asOf, signal) : null,
    imagingReport: await textOf('imaging', summary.lastImaging.report),
    operation: await textOf('operation', summary.lastOperation.operation),
    anesthesia: await textOf('operation', summary.lastOperation.anesthesia),
    discharge: await textOf('discharge', summary.lastDischargeSummary),
  }
}

/** A document's whole readable text, and its pages that are drawn. */
export async function readDocument(
  chart: OpenChart,
  row: DocumentRow,
  signal: AbortSignal,
): Promise<ReadDocument> {
  const path = `documents/${encodeURIComponent(row.document)}/text`
  const { text } = await readPart<DocumentTextAnswer>(chart, path, signal)
  return { row, text, drawn: await readPictures(chart, row, signal) }
}

/** Turns the timeline's pages until the period is passed and a note was found, or nothing is older. */
async function readNotes(
  chart: OpenChart,
  asOf: string,
  signal: AbortSignal,
): Promise<RecentNotes> {
  const since = addDays(asOf.slice(0, 10), -NOTE_DAYS)
  const notes: TimelineEntry[] = []
  let undated: TimelineEntry[] = []
  let before: string | null = ''
  while (before !== null) {
    const rest: string = before === '' ? 'timeline' : `timeline?before=${before}`
    const page: TimelineAnswer = await readPart<TimelineAnswer>(chart, rest, signal)
    notes.push(...page.entries.filter(isNote))
    if (before === '') undated = page.undated.filter(isNote)
    const isDone = page.nextBefore !== null && page.nextBefore <= since && notes.length > 0
    before = isDone ? null : page.nextBefore
  }
  const recent = notes.filter((each) => dayOf(each) >= since)
  if (recent.length > 0 || notes.length === 0) {
    return { since, within: true, entries: recent, undated }
  }
  const newest = notes.map(dayOf).reduce((a, b) => (a > b ? a : b))
  return { since, within: false, entries: notes.filter((each) => dayOf(each) === newest), undated }
}

function isNote(entry: TimelineEntry): boolean {
  return entry.kind === 'document' && NOTE_CATEGORIES.has(entry.code)
}

function dayOf(entry: TimelineEntry): string {
  return (entry.at.at ?? '').slice(0, 10)
}
