/**
 * Flattens markup that nests deeper than any document does. The parser behind the sanitiser keeps its open elements in an
 * array that it shifts at every tag: its time grows with the square of the depth, and the server would stand still.
 *
 * Elements beyond the limit become `wbr`, which holds nothing and is no allowed tag, so that only their text remains.
 * Linear in the length of the source; the depth is that of the parser or more (comments and scripts count as markup).
 */

const TAG_NAME = /<(\/?)([a-z][^\s/>]*)/gi
/** HTML Living Standard 13.1.2: elements without an end. */
const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/
/** Elements whose start ends an open one (13.1.2.4, optional tags). */
const ENDS: Readonly<Record<string, RegExp>> = {
  p: /^p$/,
  li: /^li$/,
  dt: /^d[td]$/,
  dd: /^d[td]$/,
  tr: /^t[rdh]$/,
  td: /^t[dh]$/,
  th: /^t[dh]$/,
  option: /^option$/,
}

/** @param depth how many elements may be open at once */
export function limitNesting(html: string, depth: number): string {
  const open: string[] = []
  /** How many elements of a name are open, and how many of them were flattened. */
  const counts = new Map<string, { open: number; flat: number }>()
  const of = (name: string) => {
    const known = counts.get(name) ?? { open: 0, flat: 0 }
    counts.set(name, known)
    return known
  }
  const pop = () => void of(open.pop() ?? '').open--
  const opened = (name: string): boolean => {
    const ends = ENDS[name]
    while (ends?.test(open.at(-1) ?? '')) pop()
    if (open.length < depth) {
      open.push(name)
      of(name).open++
      return true
    }
    of(name).flat++
    return false
  }
  const closed = (name: string): boolean => {
    if (of(name).flat > 0) {
      of(name).flat--
      return false
    }
    if (of(name).open === 0) return true
    while (open.at(-1) !== name) pop()
    pop()
    return true
  }
  return html.replace(TAG_NAME, (whole, slash: string, written: string) => {
    const name = written.toLowerCase()
    if (VOID.test(name)) return whole
    const stays = slash === '' ? opened(name) : closed(name)
    return stays ? whole : `<${slash}wbr`
  })
}
