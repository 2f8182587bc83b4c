/** Bulk Data NDJSON: one resource a line. A broken line costs that line. */
import { isUtf8 } from 'node:buffer'
import { addLine, addResources, broken, type Item, unparsed, whereOf } from './items.ts'
import { SimilarLines } from './similar-lines.ts'
import { TextPlaces } from './text-places.ts'
import { LONGEST_TORN } from './torn.ts'

/** A line of 256 MiB or more is not read: that takes several times its length. Sources cut it there. */
const TOO_LONG = 2 ** 28
/** Bytes of lines that are handed over together. */
const BATCH = 2 ** 15
export const NEWLINE = 10

/** Types that are looked for only in lines that contain one of these texts, or that lack one. */
export interface Conditional {
  readonly types: ReadonlySet<string>
  readonly when?: readonly string[]
  readonly without?: string
}

const NONE: readonly string[] = []
const KEPT = { kind: 'kept' } as const

/** What goes on from one window of a file to the next. */
export interface Lines {
  lines: number
  readonly similar: SimilarLines
}

export function newLines(): Lines {
  return { lines: 0, similar: new SimilarLines() }
}

export function* readLines(
  buffer: Buffer,
  only: ReadonlySet<string> | null,
  conditional: readonly Conditional[],
  file = newLines(),
): Generator<readonly Item[]> {
  // Of a file that is passed over from end to end it is not asked.
  let isSound: boolean | null = null
  const places = new TextPlaces(buffer)
  let items: Item[] = []
  let size = 0
  for (let start = 0; start < buffer.length; ) {
    const found = buffer.indexOf(NEWLINE, start)
    const from = start
    const end = found < 0 ? buffer.length : found
    const number = ++file.lines
    start = end + 1
    if (end - from < 2) continue
    if (only !== null && isPassedOver(places, from, end, only, conditional)) continue
    if (end - from >= TOO_LONG) {
      const text = buffer.toString('utf8', from, from + LONGEST_TORN)
      const detail = `a line of ${TOO_LONG} bytes or more`
      items.push(broken(whereOf(number), 'unparsable', detail, text))
      continue
    }
    isSound ??= isUtf8(buffer)
    const similar = isSound ? file.similar.parse(buffer, from, end) : null
    if (similar !== null) addLine(items, similar, KEPT, number)
    else readLine(items, buffer.subarray(from, end), whereOf(number), isSound)
    size += end - from
    if (size < BATCH) continue
    yield items
    items = []
    size = 0
  }
  if (items.length > 0) yield items
}

function isPassedOver(
  places: TextPlaces,
  from: number,
  end: number,
  only: ReadonlySet<string>,
  conditional: readonly Conditional[],
) {
  const type = places.typeAt(from, end)
  if (type === '' || type === 'Bundle' || only.has(type)) return false
  const isIn = (text: string) => places.isIn(text, from, end)
  return !conditional.some(
    ({ types, when = NONE, without }) =>
      types.has(type) && (when.some(isIn) || (without !== undefined && !isIn(without))),
  )
}

function readLine(items: Item[], line: Buffer, where: string, isSound: boolean): void {
  if (!isSound && !isUtf8(line)) {
    items.push(broken(where, 'undecodable', 'not UTF-8'))
    return
  }
  let text = ''
  let root: unknown
  try {
    text = line.toString('utf8')
    root = JSON.parse(text)
  } catch (error) {
    if (text.trim() !== '') items.push(unparsed(where, text, error))
    return
  }
  addResources(items, root, { kind: 'text', text, root }, where)
}
