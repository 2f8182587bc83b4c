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
  const decoder = new TextDecoder(encoding)
  const splitter = createSplitter(separator)
  for (let at = 0; at < bytes.length; at += PIECE) {
    const isLast = at + PIECE >= bytes.length
    const text = decoder.decode(bytes.subarray(at, at + PIECE), { stream: !isLast })
    yield* splitter.take(text)
  }
  yield* splitter.end()
}

/** For one character that UTF-8 does not explain, so many Japanese ones that it does: then it is UTF-8 with damage. */
const MOSTLY = 8

/** `auto`: UTF-8 where nearly all characters are, else Shift_JIS, which Excel in Japanese writes. */
export function encodingOf(bytes: Uint8Array, stated: string): string {
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
      yield endRow(isQuoted && !isPending ? 'the file ends inside a quote: it was cut' : '')
    },
  }
}

/** Excel keeps leading zeros as `="007"`. Any cell may be written so. */
function unquotedFormula(cell: string): string {
  return /^="(.*)"$/.exec(cell)?.[1] ?? cell
}
