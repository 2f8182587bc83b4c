/** How wide and high the pieces of the cumulative table are, in rem: enlarged text enlarges the table with it. */
import type { CSSProperties } from 'react'
import { type CumulativeTable, type LabRow, textWidth } from './cumulative.ts'
import { cellText } from './lab-cell.tsx'
import { offsetsOf } from './visible-span.ts'

export const ROW_HEIGHT = 1.75
export const HEAD_HEIGHT = 3
/** Of a half-width letter. */
const LETTER = 0.52
/** Of a cell, on both sides together, and of the place that a flag takes. */
const PADDING = 1.2

/** A line of the table: a section's name with the specimen that all of it shares, or an item. */
export interface TableLine {
  readonly section: string
  readonly specimen: string
  readonly row?: LabRow
}

export interface Measures {
  readonly name: number
  readonly unit: number
  readonly range: number
  /** The three frozen columns together. */
  readonly frozen: number
  /** Offsets of the dated columns, and of the lines. */
  readonly columns: readonly number[]
  readonly lines: readonly number[]
  /** Where the cells of each dated column stand in their line; one object a column, for React compares them. */
  readonly places: readonly CSSProperties[]
  /** Of a line and of the head: the frozen columns and all dated ones. */
  readonly width: number
}

/** The lines of a table. An item's own specimen is named beside it only where its section holds several. */
export function linesOf(rows: readonly LabRow[]): TableLine[] {
  const bySection = Map.groupBy(rows, (row) => row.item.section)
  return [...bySection].flatMap(([section, members]) => {
    const specimens = [...new Set(members.map((row) => row.item.specimen))]
    const shared = specimens.length === 1 ? (specimens[0] ?? '') : ''
    return [
      { section, specimen: shared },
      ...members.map((row) => ({
        section,
        specimen: shared === '' ? row.item.specimen : '',
        row,
      })),
    ]
  })
}

/** Widths by the longest text of each column, within limits. @param noValue said where a result has no value */
export function measure(
  table: CumulativeTable,
  lines: readonly TableLine[],
  noValue: string,
): Measures {
  const items = table.rows.map((row) => row.item)
  const name = widthFor(
    items.map((item) => item.name),
    9,
    15,
  )
  const unit = widthFor(
    items.map((item) => item.unit),
    3.5,
    6.5,
  )
  const range = widthFor(
    table.rows.map((row) => row.range),
    5.5,
    8,
  )
  const letters = table.columns.map(() => 0)
  for (const { cells } of table.rows) {
    for (const [at, result] of cells) {
      letters[at] = Math.max(letters[at] ?? 0, textWidth(cellText(result, noValue)))
    }
  }
  const columns = letters.map((longest) => widthOf(longest, 5.5, 16))
  const frozen = name + unit + range
  const offsets = offsetsOf(columns)
  return {
    name,
    unit,
    range,
    frozen,
    columns: offsets,
    lines: offsetsOf(lines.map(() => ROW_HEIGHT)),
    places: columns.map((width, at) => ({
      left: `${frozen + (offsets[at] ?? 0)}rem`,
      width: `${width}rem`,
    })),
    width: frozen + (offsets.at(-1) ?? 0),
  }
}

/** How many half-width letters a width in rem holds. */
export function lettersIn(width: number): number {
  return (width - PADDING) / LETTER
}

/** Width or height of one piece. */
export function sizeAt(offsets: readonly number[], at: number): number {
  return (offsets[at + 1] ?? 0) - (offsets[at] ?? 0)
}

/** The next line in this direction that is an item; null when there is none. */
export function nextItemLine(
  lines: readonly TableLine[],
  from: number,
  step: 1 | -1,
): number | null {
  for (let at = from + step; at >= 0 && at < lines.length; at += step) {
    if (lines[at]?.row !== undefined) return at
  }
  return null
}

function widthFor(texts: readonly string[], least: number, most: number): number {
  const longest = texts.reduce((width, text) => Math.max(width, textWidth(text)), 0)
  return widthOf(longest, least, most)
}

/** @param longest in half-width letters */
function widthOf(longest: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, longest * LETTER + PADDING))
}
