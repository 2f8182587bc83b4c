/**
 * Lists of SHA-256 that a medium brings along, as `sha256sum` writes them: `<hex> [ *]<path>`, a `\` in front when the path has escapes
 * (GNU coreutils manual, "md5 invocation"); with --tag `SHA256 (<path>) = <hex>`; or the bare sum of the file that the list is named
 * after.
 *
 * Not read: sums of other kinds, names that are no UTF-8, paths that lead out of the medium.
 */
import path from 'node:path'

export interface StatedSum {
  /** Relative to the source's root. */
  readonly path: string
  /** In hex, lower case. */
  readonly sha256: string
}

const NAME = /(?:^|\/)sha256sums?(?:\.txt)?$|\.sha256$/i
const PLAIN = /^(\\?)([0-9a-f]{64})(?: [ *](.+))?$/i
const TAGGED = /^(\\?)SHA256 \((.+)\) = ([0-9a-f]{64})$/i
const NEWLINE = 0x0a

export function isChecksumList(file: string): boolean {
  return NAME.test(file)
}

/** @param list its path within the source. */
export function* statedSums(bytes: Uint8Array, list: string): Generator<StatedSum> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at < buffer.length; ) {
    const found = buffer.indexOf(NEWLINE, at)
    const end = found < 0 ? buffer.length : found
    const stated = readLine(buffer.toString('utf8', at, end).trimEnd(), list)
    if (stated !== null) yield stated
    at = end + 1
  }
}

function readLine(line: string, list: string): StatedSum | null {
  const [, plainEscape, plainSum, plainName] = PLAIN.exec(line) ?? []
  const [, tagEscape, tagName, tagSum] = TAGGED.exec(line) ?? []
  const sha256 = (plainSum ?? tagSum ?? '').toLowerCase()
  const own =
    list
      .replace(/\.sha256$/i, '')
      .split('/')
      .at(-1) ?? ''
  const written = plainName ?? tagName ?? (own === list.split('/').at(-1) ? '' : own)
  if (sha256 === '' || written === '') return null
  const isEscaped = (plainEscape ?? tagEscape) === '\\'
  const name = isEscaped
    ? written.replace(/\\([\\nr])/g, (_, c: string) => ESCAPES[c] ?? c)
    : written
  const place = path.posix.join(path.posix.dirname(list), name)
  return name.startsWith('/') || place.startsWith('..') ? null : { path: place, sha256 }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r' }
