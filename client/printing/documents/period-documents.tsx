/** All documents of a period in a chosen order: their texts, and which originals must be read on the screen. */
import type { DocumentRow, DocumentsAnswer } from '../../../model/api/chart/documents.ts'
import type { SummaryAnswer } from '../../../model/api/chart/summary.ts'
import { shelve } from '../../chart/documents/shelves.ts'
import { type OpenChart, readPart } from '../../chart/open-chart.tsx'
import { formatDay } from '../../parts/dates.ts'
import { gapBlocks, noneBlock, partTitle, sentence } from '../blocks.tsx'
import { documentBlocks } from '../packet/last-documents-part.tsx'
import { type ReadDocument, readDocument } from '../packet/read-packet.ts'
import { type Block, chartProvenance, type Sheet } from '../sheet.ts'
import type { Speech } from '../words.ts'

export const DOCUMENT_ORDERS = ['oldest', 'newest', 'kind'] as const
export type DocumentOrder = (typeof DOCUMENT_ORDERS)[number]

export interface Period {
  /** Days, both inclusive; '' = open. */
  readonly from: string
  readonly to: string
  readonly order: DocumentOrder
}

export interface DocumentsOfPeriod {
  readonly period: Period
  readonly documents: readonly ReadDocument[]
  /** Replaced versions of the period, which are not printed. */
  readonly superseded: number
  /** Deleted in the source, of any period. */
  readonly deleted: number
}

/** Reads the text of every document of the period. @throws ApiError, GenerationChanged, AbortError */
export async function readDocuments(
  chart: OpenChart,
  period: Period,
  signal: AbortSignal,
): Promise<DocumentsOfPeriod> {
  const answer = await readPart<DocumentsAnswer>(chart, 'documents', signal)
  const inPeriod = answer.documents.filter((row) => isWithin(row, period))
  const rows = inOrder(
    inPeriod.filter((row) => row.standing === 'current'),
    period.order,
  )
  const documents: ReadDocument[] = []
  for (const row of rows) documents.push(await readDocument(chart, row, signal))
  return {
    period,
    documents,
    superseded: inPeriod.length - rows.length,
    deleted: answer.deleted,
  }
}

/** A document whose day is not known may belong to any period. */
function isWithin(row: DocumentRow, { from, to }: Period): boolean {
  const day = dayOf(row)
  if (day === '') return true
  return (from === '' || day >= from.slice(0, day.length)) && (to === '' || day <= to)
}

function inOrder(rows: readonly DocumentRow[], order: DocumentOrder): DocumentRow[] {
  const oldestFirst = [...rows].sort((a, b) =>
    (a.documentAt.at ?? '').localeCompare(b.documentAt.at ?? ''),
  )
  const dated = oldestFirst.filter((row) => dayOf(row) !== '')
  const undated = oldestFirst.filter((row) => dayOf(row) === '')
  if (order === 'newest') return [...dated.reverse(), ...undated]
  if (order === 'oldest') return [...dated, ...undated]
  return shelve([...dated, ...undated]).flatMap((shelf) =>
    shelf.documents.flatMap((versions) => [versions.newest, ...versions.older]),
  )
}

function dayOf(row: DocumentRow): string {
  return (row.documentAt.at ?? '').slice(0, 10)
}

export function documentsSheet(
  speech: Speech,
  summary: SummaryAnswer,
  found: DocumentsOfPeriod,
): Sheet {
  const { print, words } = speech
  const { period, documents } = found
  const title = print.documentsTitle(
    period.from === '' ? print.openStart : formatDay(period.from),
    period.to === '' ? print.openEnd : formatDay(period.to),
  )
  const note = `${print.documentsCount(documents.length)} ${print.orders[period.order]}`
  const notes: Block[] = [
    ...(found.superseded > 0 ? [sentence(print.superseded(found.superseded))] : []),
    ...(found.deleted > 0 ? [sentence(words.documents.deleted(found.deleted))] : []),
    ...(documents.some(({ row }) => dayOf(row) === '') ? [sentence(print.undatedToo)] : []),
  ]
  return {
    subject: summary.banner,
    provenance: chartProvenance(summary),
    title,
    content: {
      kind: 'flow',
      blocks: [
        partTitle(title, note),
        ...gapBlocks(speech, summary.patientGaps, ['documents']),
        ...notes,
        ...(documents.length === 0
          ? [noneBlock(speech, print.noDocuments, summary.patientGaps, ['documents'])]
          : documents.flatMap((each) => documentBlocks(speech, each))),
      ],
    },
  }
}
