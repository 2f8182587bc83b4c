/**
 * The cumulative table out of the API's groups, items and results: items down, times of collection across, newest first.
 *
 * Guarantees: every result that is given comes out in exactly one cell, and a cell holds exactly one result.
 */
import type { LabGroup, LabItem, LabResult } from '../../../model/api/chart/labs.ts'
import { LAB_SECTIONS } from '../../../model/codes/lab-sections.ts'

export interface LabColumn {
  /** Groups that were collected at this time; their results share the column. */
  readonly groups: readonly LabGroup[]
  readonly at: string | null
  /** What the source wrote when the time could not be understood. */
  readonly text: string
}

export interface LabRow {
  readonly item: LabItem
  /** By column index. */
  readonly cells: ReadonlyMap<number, LabResult>
  /** Of the newest result that has one. */
  readonly range: string
}

export interface CumulativeTable {
  readonly columns: readonly LabColumn[]
  readonly rows: readonly LabRow[]
}

interface DraftColumn {
  groups: LabGroup[]
  at: string | null
  text: string
  items: Map<number, LabResult>
}

/**
 * Groups of one time of collection share a column as long as no item would fall into the same cell twice;
 * a second value of that item opens a column of its own, of the same time.
 */
export function cumulate(
  groups: readonly LabGroup[],
  items: readonly LabItem[],
  results: readonly LabResult[],
): CumulativeTable {
  const byGroup = Map.groupBy(results, (each) => each.group)
  const byTime = new Map<string, DraftColumn[]>()
  for (const group of groups) {
    const { collectedAt } = group
    const ofGroup = byGroup.get(group.id) ?? []
    const ofTime = ofGroup.length === 0 ? [] : columnsAt(byTime, collectedAt)
    for (const result of ofGroup) {
      const own = collectedAt.at === null && result.observedAt?.at ? result.observedAt : null
      if (own === null) place(ofTime, collectedAt, group, result)
      else place(columnsAt(byTime, own), own, group, result)
    }
  }
  const columns = [...byTime.values()].flat().sort(newestFirst)
  return { columns, rows: makeRows(columns, items) }
}

/** The columns of a time. */
function columnsAt(byTime: Map<string, DraftColumn[]>, time: LabGroup['collectedAt']) {
  const key = `${time.at ?? ''}\u001f${timeKey(time)}`
  const known = byTime.get(key)
  if (known !== undefined) return known
  const columns: DraftColumn[] = []
  byTime.set(key, columns)
  return columns
}

function place(
  ofTime: DraftColumn[],
  time: LabGroup['collectedAt'],
  group: LabGroup,
  result: LabResult,
): void {
  let column = ofTime.find((each) => !each.items.has(result.item))
  if (column === undefined) {
    column = { groups: [], at: time.at, text: timeKey(time), items: new Map() }
    ofTime.push(column)
  }
  // Results come group by group.
  if (column.groups.at(-1) !== group) column.groups.push(group)
  column.items.set(result.item, result)
}

/** Times that were understood are told apart by their value, others by their text. */
function timeKey(time: { at: string | null; text: string }): string {
  return time.at === null ? time.text : ''
}

/** Undated columns come last: nothing may look newer than it is. */
function newestFirst(a: DraftColumn, b: DraftColumn): number {
  if (a.at === b.at) return 0
  if (a.at === null) return 1
  if (b.at === null) return -1
  return a.at < b.at ? 1 : -1
}

function makeRows(columns: readonly DraftColumn[], items: readonly LabItem[]): LabRow[] {
  const cells = new Map<number, Map<number, LabResult>>()
  for (const [at, column] of columns.entries()) {
    for (const [item, result] of column.items) {
      const row = cells.get(item) ?? new Map<number, LabResult>()
      row.set(at, result)
      cells.set(item, row)
    }
  }
  const used = items.filter((item) => cells.has(item.id))
  const sections = [...new Set(used.map((item) => item.section))].sort(inReportOrder)
  return sections.flatMap((section) =>
    used
      .filter((item) => item.section === section)
      .map((item) => {
        const row = cells.get(item.id) ?? new Map<number, LabResult>()
        return { item, cells: row, range: newestRange(row) }
      }),
  )
}

/** Sections of JLAC10 in the order reports are read; a panel's own name comes after them, as it came. */
function inReportOrder(a: string, b: string): number {
  const order = Object.keys(LAB_SECTIONS)
  const rank = (section: string) =>
    order.includes(section) ? order.indexOf(section) : order.length
  return rank(a) - rank(b)
}

function newestRange(cells: ReadonlyMap<number, LabResult>): string {
  // They were put in from the newest column to the oldest.
  for (const result of cells.values()) if (result.range !== '') return result.range
  return ''
}

/** Columns of the widest text a cell needs, in half-width letters: Japanese ones count two. */
export function textWidth(text: string): number {
  let width = text.length
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    // The two halves of a letter outside the basic plane are two columns as they are.
    if (code > 0xff && (code < 0xd800 || code > 0xdfff)) width += 1
  }
  return width
}
