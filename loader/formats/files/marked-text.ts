/** Where struck-out and hidden text begins and ends among the tags of an HTML document, as marks in its plain text. */
import { MARK_WORDS, MARKS, type MarkedElement, markedBy } from '../../../model/struck-markup.ts'

/** HTML Living Standard 13.1.2: elements without an end, and those that end where the next of their kind begins. */
const VOID = new Set(['br', 'hr', 'img', 'input', 'wbr', 'col', 'area', 'link', 'meta', 'source'])
const ENDS_BY_NEXT = new Set(['p', 'li', 'td', 'th', 'tr', 'dt', 'dd'])
/** Elements that always have an end: it ends whatever is open inside. */
const CONTAINERS = new Set(['ul', 'ol', 'dl', 'table', 'div', 'blockquote', 'section', 'article'])

export interface MarkedText {
  /** @param attributes as written, up to the end of the tag @returns the marks that stand at this tag, '' = none */
  markOf(tag: string, isEnd: boolean, attributes: string): string
  /** The marks that are still open where the document ends. */
  end(): string
}

/** @param html the whole document */
export function markedText(html: string): MarkedText {
  const isMarked = markedBy(html)
  const marks = MARKS.map((mark) => markText(isMarked[mark], MARK_WORDS[mark]))
  return {
    markOf: (tag, isEnd, attributes) =>
      marks.map((mark) => mark.markOf(tag, isEnd, attributes)).join(''),
    end: () => marks.map((mark) => mark.end()).join(''),
  }
}

function markText(
  isMarked: (element: MarkedElement) => boolean,
  words: { readonly open: string; readonly close: string },
): MarkedText {
  /** The marked element that is open, '' = none; how many of its name, and how many containers, are open inside. */
  let open = ''
  let same = 0
  let containers = 0

  const begin = (tag: string, attributes: string): string => {
    if (VOID.has(tag) || !isMarked(elementOf(tag, attributes))) return ''
    open = tag
    same = 0
    containers = 0
    return words.open
  }
  const close = (): string => {
    open = ''
    return words.close
  }
  const endsHere = (tag: string, isEnd: boolean): boolean => {
    if (tag === open && isEnd) return same-- === 0
    if (tag === open && containers === 0 && ENDS_BY_NEXT.has(tag)) return true
    if (tag === open) same++
    else if (CONTAINERS.has(tag)) containers += isEnd ? -1 : 1
    return containers < 0
  }
  return {
    markOf(tag, isEnd, attributes) {
      if (open === '') return isEnd ? '' : begin(tag, attributes)
      if (!endsHere(tag, isEnd)) return ''
      return close() + (isEnd ? '' : begin(tag, attributes))
    },
    end: () => (open === '' ? '' : close()),
  }
}

function elementOf(name: string, attributes: string): MarkedElement {
  return {
    name,
    id: attributeOf(attributes, 'id'),
    classes: attributeOf(attributes, 'class'),
    style: attributeOf(attributes, 'style'),
    hidden: HIDDEN.test(attributes) && HIDDEN.test(attributes.replaceAll(QUOTED, '""')),
  }
}

const HIDDEN = /(?:^|[\s"'])hidden(?=[\s=/>]|$)/i
const QUOTED = /"[^"]*"|'[^']*'/g

/** '' when it is absent. */
function attributeOf(attributes: string, name: keyof typeof VALUES): string {
  if (!attributes.includes('=')) return ''
  const found = VALUES[name].exec(attributes)
  return found?.[1] ?? found?.[2] ?? found?.[3] ?? ''
}

const VALUES = {
  id: /\bid\s{0,4}=\s{0,4}(?:"([^"]*)"|'([^']*)'|([^\s>]*))/i,
  style: /\bstyle\s{0,4}=\s{0,4}(?:"([^"]*)"|'([^']*)'|([^\s>]*))/i,
  class: /\bclass\s{0,4}=\s{0,4}(?:"([^"]*)"|'([^']*)'|([^\s>]*))/i,
}
