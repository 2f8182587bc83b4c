/**
 * Rows of a table as other programs write them (RFC 4180, and what it leaves open): quoted cells with line ends in them, any
 * line end, a last row without one. Read piece by piece: no more than a row is held as cells.
 */
import { isUtf8 } from 'node:buffer'

export interface Row {
  /** Line of the file where the row begins, from 1. */
  readonly line: number
  readonly cells: readonly string[]
  /** '' or what is wrong with it: then the cells are not to be trusted. */
  readonly fault: string
}

const PIECE = 2 ** 20
/** A row that goes on for longer is a quote that was never closed. */
const LONGEST_ROW = 2 ** 22

/** @param encoding of the Encoding Standard. @param separator one character */
export function* readRows(bytes: Uint8Array, encoding: string, separator: string): Generator<Row> {
  const splitter = createSplitter(separator)
  const texts = encoding === 'shift_jis' ? linesOf(bytes) : piecesOf(bytes, encoding)
  for (const text of texts) yield* splitter.take(text)
  yield* splitter.end()
}

function* piecesOf(bytes: Uint8Array, encoding: string): Generator<string> {
  const decoder = new TextDecoder(encoding)
  for (let at = 0; at < bytes.length; at += PIECE) {
    const isLast = at + PIECE >= bytes.length
    yield decoder.decode(bytes.subarray(at, at + PIECE), { stream: !isLast })
  }
}

const NEWLINE = 10
const JAPANESE = /[\u3040-\u9fff]/

/**
 * Each line by itself: a table that was put together of two holds lines in UTF-8 as well. Japanese in Shift_JIS is no UTF-8, while UTF-8 read
 * as Shift_JIS often has no character that is wrong, and means nothing.
 */
function* linesOf(bytes: Uint8Array): Generator<string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const decoder = new TextDecoder('shift_jis')
  for (let start = 0; start < buffer.length; ) {
    const found = buffer.indexOf(NEWLINE, start)
    const end = found < 0 ? buffer.length : found + 1
    const line = buffer.subarray(start, end)
    const utf8 = isUtf8(line) ? line.toString('utf8') : ''
    yield JAPANESE.test(utf8) ? utf8 : decoder.decode(line)
    start = end
  }
}

/** For one character that UTF-8 does not explain, so many Japanese ones that it does: then it is UTF-8 with damage. */
const MOSTLY = 8

/** `auto`: UTF-8 where nearly all characters are, else Shift_JIS, which Excel in Japanese writes. */
export function encodingOf(bytes: Uint8Array, stated: string): string {
  // A byte order mark is surer than what was stated: Excel's "Unicode text" is UTF-16.
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (stated !== 'auto') return stated
  if (isUtf8(bytes)) return 'utf-8'
  const decoder = new TextDecoder('utf-8')
  let japanese = 0
  let foreign = 0
  for (let at = 0; at < bytes.length; at += PIECE) {
    const stream = at + PIECE < bytes.length
    const text = decoder.decode(bytes.subarray(at, at + PIECE), { stream })
    japanese += text.match(/[\u3040-\u9fff]/g)?.length ?? 0
    foreign += text.match(/\ufffd/g)?.length ?? 0
  }
  return japanese >= foreign * MOSTLY ? 'utf-8' : 'shift_jis'
}

function createSplitter(separator: string) {
  let cells: string[] = []
  let cell = ''
  let isQuoted = false
  let wasQuoted = false
  /** A quote inside a quoted cell: the next character says whether it ends the cell. */
  let isPending = false
  let hasReturn = false
  let line = 1
  let begun = 1
  let length = 0
  let isEmpty = true

  function endCell(): void {
    cells.push(unquotedFormula(cell))
    cell = ''
    wasQuoted = false
  }
  function endRow(fault: string): Row {
    endCell()
    const row = { line: begun, cells, fault }
    cells = []
    begun = line
    length = 0
    isEmpty = true
    isQuoted = false
    isPending = false
    return row
  }

  return {
    *take(text: string): Generator<Row> {
      for (let i = 0; i < text.length; i++) {
        const character = text[i] as string
        if (isPending) {
          isPending = false
          if (character === '"') {
            cell += '"'
            continue
          }
          isQuoted = false
        }
        const followsReturn = hasReturn
        hasReturn = character === '\r'
        if (character === '\n' && followsReturn && !isQuoted) {
          continue
        }
        if (character === '\n' || (character === '\r' && !isQuoted)) line++
        length++
        if (isQuoted) {
          if (character === '"') isPending = true
          else cell += character
        } else if (character === '"' && cell === '' && !wasQuoted) {
          isQuoted = true
          wasQuoted = true
          isEmpty = false
        } else if (character === separator) {
          endCell()
          isEmpty = false
        } else if (character === '\n' || character === '\r') {
          const wasEmpty = isEmpty
          const row = endRow('')
          if (!wasEmpty) yield row
        } else {
          cell += character
          isEmpty = false
        }
        if (length > LONGEST_ROW) {
          yield endRow('a quote that is opened here is never closed')
        }
      }
    },
    *end(): Generator<Row> {
      if (isEmpty && cells.length === 0) return
      yield endRow(
        isQuoted && !isPending
          ? 'the file ends inside a quote: it was cut, or a quote is not closed'
          : '',
      )
    },
  }
}

/** Excel keeps leading zeros as `="007"`. Any cell may be written so. */
function unquotedFormula(cell: string): string {
  return /^="(.*)"$/.exec(cell)?.[1] ?? cell
}
