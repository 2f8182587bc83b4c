/** The value representation of a data element where the file does not write one (PS3.5 7.1.3), by the dictionary of PS3.6. */
import { readFileSync } from 'node:fs'

/** Groups that repeat: curves and overlays (PS3.5 7.6). */
const REPEATING = /^(50|60)[\dA-F]{2}/

let dictionary: ReadonlyMap<string, string> | null = null

/**
 * @param tag eight hex digits in capitals
 * @param signed Pixel Representation (0028,0103) is 1
 * @returns 'UN' for what the dictionary does not have: private elements, and what is newer than it
 */
export function vrOf(tag: string, signed: boolean): string {
  dictionary ??= readDictionary()
  if (tag.endsWith('0000')) return 'UL'
  if (isPrivate(tag)) return /^.{4}00[1-9A-F]/.test(tag) ? 'LO' : 'UN'
  const vr = dictionary.get(tag.replace(REPEATING, '$100')) ?? 'UN'
  return vr === 'xs' ? (signed ? 'SS' : 'US') : vr
}

function isPrivate(tag: string): boolean {
  return Number.parseInt(tag.slice(3, 4), 16) % 2 === 1
}

function readDictionary(): ReadonlyMap<string, string> {
  const text = readFileSync(new URL('data-dictionary.txt', import.meta.url), 'ascii')
  const found = new Map<string, string>()
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const [group = '', vr = '', ...elements] = line.split(' ')
    for (const element of elements) found.set(group + element, vr)
  }
  return found
}
