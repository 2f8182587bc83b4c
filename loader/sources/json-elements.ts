/**
 * The elements of one array of a JSON object, one after the other: of a text of many megabytes only the element at hand becomes objects.
 *
 * For texts of a known shape (RFC 8259); what is wrong outside the array may go unseen.
 */

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])
const ARRAY = 0x5b
const ARRAY_END = 0x5d
const OBJECT = 0x7b
const OBJECT_END = 0x7d
/** White space, comma, colon. */
const BETWEEN = new Set([0x20, 0x09, 0x0a, 0x0d, 0x2c, 0x3a])
/** A longer element is not read. 16 MiB. */
const LONGEST_ELEMENT = 2 ** 24

/** @param name of the object's member that holds the array; one that is `null` or not there has no elements. @throws Error when it is no JSON. */
export function* elementsOf(text: Buffer, name: string): Generator<unknown> {
  let at = next(text, 0)
  if (text[at] !== OBJECT) throw new Error('no JSON object')
  for (at = next(text, at + 1); text[at] !== OBJECT_END; at = next(text, at)) {
    const keyEnd = valueEnd(text, at)
    const key: unknown = JSON.parse(text.toString('utf8', at, keyEnd))
    at = next(text, keyEnd)
    if (key !== name || text[at] !== ARRAY) {
      at = valueEnd(text, at)
      continue
    }
    for (at = next(text, at + 1); text[at] !== ARRAY_END; at = next(text, at)) {
      const end = valueEnd(text, at)
      if (end - at > LONGEST_ELEMENT) throw new Error(`an element of ${end - at} bytes`)
      yield JSON.parse(text.toString('utf8', at, end))
      at = end
    }
    at++
  }
}

function next(text: Buffer, from: number): number {
  let at = from
  while (BETWEEN.has(text[at] ?? -1)) at++
  if (at >= text.length) throw new Error('cut off')
  return at
}

function valueEnd(text: Buffer, from: number): number {
  if (text[from] === QUOTE) return stringEnd(text, from)
  if (!OPENING.has(text[from] ?? -1)) return plainEnd(text, from)
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const byte = text[at] ?? -1
    if (byte === QUOTE) at = stringEnd(text, at) - 1
    else if (OPENING.has(byte)) depth++
    else if (CLOSING.has(byte) && --depth === 0) return at + 1
  }
  throw new Error('cut off')
}

function stringEnd(text: Buffer, from: number): number {
  for (let at = text.indexOf(QUOTE, from + 1); at > 0; at = text.indexOf(QUOTE, at + 1)) {
    let slashes = 0
    while (text[at - 1 - slashes] === BACKSLASH) slashes++
    if (slashes % 2 === 0) return at + 1
  }
  throw new Error('cut off')
}

/** A number or a word. */
function plainEnd(text: Buffer, from: number): number {
  let at = from
  while (at < text.length && !BETWEEN.has(text[at] ?? -1) && !CLOSING.has(text[at] ?? -1)) at++
  if (at === from) throw new Error('no JSON')
  return at
}
