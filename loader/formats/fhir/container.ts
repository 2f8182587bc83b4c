/**
 * A file as the resources in it: Bulk Data NDJSON, a Bundle of any type (FHIR R4 bundle), or one resource; each also `.gz`.
 * A broken line costs that line; a broken JSON document costs its file.
 */
import { isUtf8 } from 'node:buffer'
import type { FileRefusal } from '../../../model/records.ts'
import { unpacked } from '../files/gzip.ts'
import { unknownContent, wholeFileDamage } from '../files/unknown-content.ts'
import { type Json, list, obj, str } from './json.ts'

export interface BundleEntry {
  readonly resource: Json
  readonly fullUrl: string
}

export interface Bundle {
  /** `''` for a file that is one Bundle, `line 3` in NDJSON. */
  readonly where: string
  readonly type: string
  readonly entries: readonly BundleEntry[]
}

export interface FoundResource {
  readonly kind: 'resource'
  readonly resource: Json
  /** `line 3`, `entry 2`, `line 3 entry 2`; '' for a file that is one resource. */
  readonly where: string
  /** What JSON.parse was given and what it gave: for the spelling of numbers. */
  readonly text: string
  readonly root: unknown
  readonly fullUrl: string
  readonly bundle: Bundle | null
}

export type Item =
  | FoundResource
  /** `url`: `Observation/123`. `time`: the Bundle's own, or ''. */
  | { readonly kind: 'deletion'; readonly url: string; readonly time: string }
  | {
      readonly kind: 'broken'
      readonly where: string
      readonly refusal: FileRefusal
      readonly detail: string
      /** True when nothing of the file can be read. */
      readonly whole: boolean
    }

type Broken = Extract<Item, { kind: 'broken' }>

/** JavaScript holds no longer text: about half a gigabyte. */
const LONGEST_LINE = 2 ** 29 - 25
/** Bytes of lines that are parsed together. */
const BATCH = 2 ** 15
const NEWLINE = 10
const HEAD = 160
const TYPE_AT_HEAD = /^\s*\{\s*"resourceType"\s*:\s*"(\w+)"/

/** Types that are looked for only in lines that contain one of these texts. */
export interface Conditional {
  readonly types: ReadonlySet<string>
  readonly when: readonly string[]
}

/** @param only types to look for: lines of another type are passed over without being parsed. */
export function* readResources(
  bytes: Uint8Array,
  path: string,
  only: ReadonlySet<string> | null = null,
  conditional: readonly Conditional[] = [],
): Generator<Item> {
  const damage = wholeFileDamage(bytes)
  if (damage !== null) {
    yield { kind: 'broken', where: '', whole: true, ...damage }
    return
  }
  const content = unpacked(bytes)
  if ('refusal' in content) {
    yield { kind: 'broken', where: '', whole: true, ...content }
    return
  }
  const text = withoutMark(content)
  if (isLines(text, path)) yield* readLines(text, only, conditional)
  else yield* readDocument(text)
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

function* readLines(
  buffer: Buffer,
  only: ReadonlySet<string> | null,
  conditional: readonly Conditional[],
): Generator<Item> {
  const isSound = isUtf8(buffer)
  let batch: Line[] = []
  let size = 0
  let number = 0
  for (let start = 0; start < buffer.length; ) {
    const found = buffer.indexOf(NEWLINE, start)
    const end = found < 0 ? buffer.length : found
    const line = { from: start, end, number: ++number }
    start = end + 1
    if (end - line.from < 2) continue
    if (only !== null && isPassedOver(buffer.subarray(line.from, end), only, conditional)) continue
    if (!isSound) {
      yield* readLine(buffer, line)
      continue
    }
    batch.push(line)
    size += end - line.from
    if (size < BATCH) continue
    yield* readBatch(buffer, batch, size)
    batch = []
    size = 0
  }
  yield* readBatch(buffer, batch, size)
}

interface Line {
  readonly from: number
  readonly end: number
  /** From 1. */
  readonly number: number
}

/**
 * Parses many lines as one array, which is a fifth to a third faster than one by one. Where that does not give one object for
 * each line, they are read one by one, so that a broken line is known and costs only itself.
 */
function* readBatch(buffer: Buffer, lines: readonly Line[], size: number): Generator<Item> {
  const joined = lines.length > 1 ? joinLines(buffer, lines, size) : null
  if (joined === null) {
    for (const line of lines) yield* readLine(buffer, line)
    return
  }
  const { text, roots } = joined
  let start = 1
  for (let i = 0; i < lines.length; i++) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found
    yield* resourcesOf(roots[i], text.slice(start, end), `line ${lines[i]?.number}`)
    start = end + 1
  }
}

const OPEN = 0x7b
const CLOSE = 0x7d
const CLOSE_ARRAY = 0x5d
const COMMA = 0x2c

/** Null when a line does not look like one object or the array is not one object a line. */
function joinLines(buffer: Buffer, lines: readonly Line[], size: number) {
  const joined = Buffer.allocUnsafe(size + 2 * lines.length + 1)
  let length = joined.write('[')
  for (const { from, end } of lines) {
    if (buffer[from] !== OPEN) return null
    const last = buffer[end - 1] === 0x0d ? end - 1 : end
    if (buffer[last - 1] !== CLOSE) return null
    length += buffer.copy(joined, length, from, last)
    joined[length++] = COMMA
    joined[length++] = NEWLINE
  }
  joined[length - 2] = CLOSE_ARRAY
  const text = joined.toString('utf8', 0, length - 1)
  try {
    const roots: unknown = JSON.parse(text)
    return Array.isArray(roots) && roots.length === lines.length ? { text, roots } : null
  } catch {
    return null
  }
}

function isPassedOver(
  line: Buffer,
  only: ReadonlySet<string>,
  conditional: readonly Conditional[],
) {
  const type = TYPE_AT_HEAD.exec(line.toString('latin1', 0, HEAD))?.[1]
  if (type === undefined || type === 'Bundle' || only.has(type)) return false
  return !conditional.some(
    ({ types, when }) => types.has(type) && when.some((text) => line.includes(text)),
  )
}

function* readLine(buffer: Buffer, { from, end, number }: Line): Generator<Item> {
  const where = `line ${number}`
  if (!isUtf8(buffer.subarray(from, end))) {
    yield broken(where, 'undecodable', 'not UTF-8')
    return
  }
  let text = ''
  let root: unknown
  try {
    text = buffer.toString('utf8', from, end)
    root = JSON.parse(text)
  } catch (error) {
    if (text.trim() !== '' || end - from > LONGEST_LINE) yield unparsed(where, text, error)
    return
  }
  yield* resourcesOf(root, text, where)
}

function* readDocument(buffer: Buffer): Generator<Item> {
  if (!isUtf8(buffer)) {
    yield { kind: 'broken', where: '', whole: true, ...unknownContent(buffer) }
    return
  }
  let text = ''
  let root: unknown
  try {
    text = buffer.toString('utf8')
    root = JSON.parse(text)
  } catch (error) {
    yield { ...unparsed('', text, error), whole: true }
    return
  }
  if (Array.isArray(root)) {
    for (let i = 0; i < root.length; i++) yield* resourcesOf(root[i], text, `item ${i + 1}`, root)
  } else {
    yield* resourcesOf(root, text, '')
  }
}

function* resourcesOf(
  value: unknown,
  text: string,
  where: string,
  root: unknown = value,
): Generator<Item> {
  const resource = obj(value)
  if (resource === null || str(resource.resourceType) === '') {
    yield broken(where, 'unparsable', 'no FHIR resource: it has no resourceType')
  } else if (resource.resourceType === 'Bundle') {
    yield* entriesOf(resource, { text, root, where })
  } else {
    yield { kind: 'resource', resource, where, text, root, fullUrl: '', bundle: null }
  }
}

function* entriesOf(
  bundle: Json,
  from: { text: string; root: unknown; where: string },
): Generator<Item> {
  const entries: BundleEntry[] = []
  const placed: { entry: BundleEntry; where: string }[] = []
  const all = list(bundle.entry)
  for (let i = 0; i < all.length; i++) {
    const raw = all[i] as Json
    const where = from.where === '' ? `entry ${i + 1}` : `${from.where} entry ${i + 1}`
    const request = obj(raw.request)
    const resource = obj(raw.resource)
    if (request?.method === 'DELETE') {
      const time = str(obj(raw.response)?.lastModified) || str(obj(bundle.meta)?.lastUpdated)
      yield { kind: 'deletion', url: str(request.url), time: time || str(bundle.timestamp) }
    } else if (resource === null) {
      if (request === null && obj(raw.response) === null) {
        yield broken(where, 'unparsable', 'a Bundle entry without resource')
      }
    } else if (resource.resourceType === 'Bundle') {
      yield* entriesOf(resource, { ...from, where })
    } else if (str(resource.resourceType) === '') {
      yield broken(where, 'unparsable', 'no FHIR resource: it has no resourceType')
    } else {
      const entry = { resource, fullUrl: str(raw.fullUrl) }
      entries.push(entry)
      placed.push({ entry, where })
    }
  }
  const whole: Bundle = { where: from.where, type: str(bundle.type), entries }
  for (const { entry, where } of placed) {
    yield { kind: 'resource', ...entry, where, text: from.text, root: from.root, bundle: whole }
  }
}

function broken(where: string, refusal: FileRefusal, detail: string): Broken {
  return { kind: 'broken', where, refusal, detail, whole: false }
}

/** What JSON.parse says, without the content that it quotes. `text` begins as JSON does and ends before it does: it is cut. */
function unparsed(where: string, text: string, error: unknown): Broken {
  const message = error instanceof Error ? error.message : String(error)
  const said = text.trim()
  const isCut = /end of JSON/.test(message) || (/^[{[]/.test(said) && !/[}\]]$/.test(said))
  const place = /position \d+|end of JSON input/.exec(message)?.[0] ?? ''
  return broken(where, isCut ? 'truncated' : 'unparsable', `not JSON${place && `: ${place}`}`)
}
