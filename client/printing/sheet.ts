/**
 * What is printed, before it is laid out: one sheet is the papers of one patient (or a ward's cover), counted n/m by itself.
 * Its content flows as blocks; a block is never cut, so that whatever may be long is made of many.
 */
import type { ReactNode } from 'react'
import type { Banner, OwnAsOf } from '../../model/api/chart/opening.ts'
import type { Gap, Provenance } from '../../model/api/common.ts'
import type { PatientRow } from '../../model/api/patients.ts'
import { isSpan } from '../parts/gap-notice.tsx'

/** Who stands on every page. */
export type Subject = Pick<PatientRow, 'patientId' | 'name' | 'kana' | 'birthDate' | 'age' | 'sex'>

/** A table whose rows are blocks; its head is printed again on every page. */
export interface PrintTable {
  /** Class that sets the widths of the columns. */
  readonly className: string
  /** Cells of the head. */
  readonly head: ReactNode
}

export interface Block {
  readonly node: ReactNode
  /** Set: `node` is the cells of one row of this table. Rows of one table follow one another. */
  readonly table?: PrintTable
  readonly className?: string
  /** A heading is not left alone at the foot of a page. */
  readonly keepWithNext?: boolean
}

/** What stands on every page of where it comes from; `gapCount` without the spans. */
export interface SheetProvenance extends Provenance {
  /** Spans for which the whole backup, or one kind of data in it, holds nothing. */
  readonly spanCount: number
  /** The newest source that speaks of the patient, where it is a day or more older than `asOf`. */
  readonly ownAsOf: OwnAsOf | null
}

export interface Sheet {
  /** null on a ward's cover only. */
  readonly subject: Subject | null
  readonly provenance: SheetProvenance
  readonly title: string
  readonly content:
    | { readonly kind: 'flow'; readonly blocks: readonly Block[] }
    /** A page that is laid out by itself and fills one page. */
    | { readonly kind: 'page'; readonly body: ReactNode }
    /** The same without running head and foot: labels and wristbands, each of which says it all. */
    | { readonly kind: 'bare'; readonly className: string; readonly body: ReactNode }
}

/** Of a chart's answer, and nothing else of it: a sheet outlives the chart it was made from. */
export function chartProvenance(
  answer: Provenance & { patientGaps: readonly Gap[]; banner: Pick<Banner, 'ownAsOf'> },
): SheetProvenance {
  const { generation, asOf, sources, partial, patientGaps, banner } = answer
  const spanCount = patientGaps.filter(isSpan).length
  const gapCount = patientGaps.length - spanCount
  return { generation, asOf, sources, partial, gapCount, spanCount, ownAsOf: banner.ownAsOf }
}

/** When and by whom, as it stands on every page. */
export interface PrintedBy {
  readonly at: string
  readonly by: string
}

/** Letters in one block of running text: it stays far shorter than a page at any width. */
const LETTERS_OF_A_BLOCK = 400

/**
 * Cuts a text into pieces that a page break may fall between: its own lines, and long lines after a full stop or,
 * without one, anywhere. Nothing is lost: the pieces of a line, joined, are the line.
 */
export function textPieces(text: string): string[] {
  return text.split(/\r\n|\r|\n/).flatMap((line) => {
    const pieces: string[] = []
    let rest = line
    while (rest.length > LETTERS_OF_A_BLOCK) {
      const stop = Math.max(
        rest.lastIndexOf('。', LETTERS_OF_A_BLOCK - 1),
        rest.lastIndexOf('. ', LETTERS_OF_A_BLOCK - 1),
      )
      const end = stop > LETTERS_OF_A_BLOCK / 2 ? stop + 1 : wholeLetter(rest, LETTERS_OF_A_BLOCK)
      pieces.push(rest.slice(0, end))
      rest = rest.slice(end)
    }
    return [...pieces, rest]
  })
}

/** Never between the two halves of a letter outside the basic plane. */
function wholeLetter(text: string, end: number): number {
  const code = text.charCodeAt(end - 1)
  return code >= 0xd800 && code <= 0xdbff ? end - 1 : end
}
