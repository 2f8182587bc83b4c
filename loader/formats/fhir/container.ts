/**
 * A file as the resources in it: Bulk Data NDJSON, a Bundle of any type (FHIR R4 bundle), or one resource; each also `.gz`.
 * A broken line costs that line; a broken JSON document costs its file.
 */
import { isUtf8 } from 'node:buffer'
import { unpacked, unpackedHead } from '../files/gzip.ts'
import { unknownContent, wholeFileDamage } from '../files/unknown-content.ts'
import { addResources, broken, type Item, unparsed } from './items.ts'
import { type Conditional, NEWLINE, newLines, readLines } from './ndjson.ts'
import { HEAD } from './text-places.ts'
import { LONGEST_TORN } from './torn.ts'

/**
 * Items a few at a time: handing over each by itself would cost a tenth of what reading it does.
 * @param only types to look for: lines of another type are passed over without being parsed.
 */
export function* readResources(
  bytes: Uint8Array,
  path: string,
  only: ReadonlySet<string> | null = null,
  conditional: readonly Conditional[] = [],
): Generator<readonly Item[]> {
  const damage = wholeFileDamage(bytes)
  if (damage !== null) {
    yield [{ kind: 'broken', where: '', whole: true, text: '', ...damage }]
    return
  }
  const content = unpacked(bytes)
  if ('refusal' in content) {
    const text = unpackedHead(bytes).toString('utf8')
    yield [{ kind: 'broken', where: '', whole: true, text, ...content }]
    return
  }
  const text = withoutMark(content)
  if (isLines(text, path)) yield* readLines(text, only, conditional)
  else yield readDocument(text)
}

/** The same for a file of lines that comes in windows, each ending where a line ends. */
export function* resourcesInLines(
  windows: Iterable<Uint8Array>,
  only: ReadonlySet<string> | null = null,
  conditional: readonly Conditional[] = [],
): Generator<readonly Item[]> {
  const file = newLines()
  for (const window of windows) {
    const damage = file.lines === 0 ? wholeFileDamage(window) : null
    if (damage !== null) {
      yield [{ kind: 'broken', where: '', whole: true, text: '', ...damage }]
      return
    }
    const buffer = Buffer.from(window.buffer, window.byteOffset, window.byteLength)
    yield* readLines(file.lines === 0 ? withoutMark(buffer) : buffer, only, conditional, file)
  }
}

/** Without the UTF-8 byte order mark. */
function withoutMark(buffer: Buffer): Buffer {
  const isMarked = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf
  return isMarked ? buffer.subarray(3) : buffer
}

/** By name, else by content: the first line is a whole JSON object and something follows it. */
function isLines(buffer: Buffer, path: string): boolean {
  if (/\.(ndjson|jsonl)(\.gz)?$/i.test(path)) return true
  const end = buffer.indexOf(NEWLINE)
  if (end < 0 || end > 2 ** 24) return false
  const first = buffer.toString('utf8', 0, end).trim()
  if (!first.startsWith('{') || !first.endsWith('}')) return false
  try {
    JSON.parse(first)
  } catch {
    return false
  }
  return buffer.toString('utf8', end, Math.min(end + HEAD, buffer.length)).trim() !== ''
}

function readDocument(buffer: Buffer): Item[] {
  if (!isUtf8(buffer)) {
    const text = buffer.toString('latin1', 0, LONGEST_TORN)
    return [{ kind: 'broken', where: '', whole: true, text, ...unknownContent(buffer) }]
  }
  let text = ''
  let root: unknown
  try {
    text = buffer.toString('utf8')
    root = JSON.parse(text)
  } catch (error) {
    // JavaScript holds no text of more than half a gigabyte.
    if (text === '' && buffer.length > 0) {
      const detail = `one JSON document of ${buffer.length} bytes, too long to be read as one`
      return [{ ...broken('', 'unparsable', detail), whole: true }]
    }
    return [{ ...unparsed('', text, error), whole: true }]
  }
  const items: Item[] = []
  if (Array.isArray(root)) {
    root.forEach((each, i) => {
      addResources(items, each, { kind: 'text', text, root }, `item ${i + 1}`)
    })
  } else {
    addResources(items, root, { kind: 'text', text, root }, '')
  }
  return items
}
