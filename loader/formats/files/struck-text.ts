/** Where struck-out text begins and ends among the tags of an HTML document, as marks in its plain text. */
import { STRUCK_CLOSE, STRUCK_OPEN, struckBy } from '../../../model/struck-markup.ts'

/** HTML Living Standard 13.1.2: elements without an end, and those that end where the next of their kind begins. */
const VOID = new Set(['br', 'hr', 'img', 'input', 'wbr', 'col', 'area', 'link', 'meta', 'source'])
const ENDS_BY_NEXT = new Set(['p', 'li', 'td', 'th', 'tr', 'dt', 'dd'])
/** Elements that always have an end: it ends whatever is open inside. */
const CONTAINERS = new Set(['ul', 'ol', 'dl', 'table', 'div', 'blockquote', 'section', 'article'])

export interface StruckText {
  /** @param attributes as written, up to the end of the tag @returns the mark that stands at this tag, '' = none */
  markOf(tag: string, isEnd: boolean, attributes: string): string
  /** The mark that is still open where the document ends. */
  end(): string
}

/** @param html the whole document */
export function struckText(html: string): StruckText {
  const isStruck = struckBy(html)
  /** The struck element that is open, '' = none; how many of its name, and how many containers, are open inside. */
  let open = ''
  let same = 0
  let containers = 0

  const begin = (tag: string, attributes: string): string => {
    if (
      VOID.has(tag) ||
      !isStruck(tag, attributeOf(attributes, 'style'), attributeOf(attributes, 'class'))
    )
      return ''
    open = tag
    same = 0
    containers = 0
    return STRUCK_OPEN
  }
  const close = (): string => {
    open = ''
    return STRUCK_CLOSE
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

/** '' when it is absent. */
function attributeOf(attributes: string, name: 'style' | 'class'): string {
  if (!attributes.includes('=')) return ''
  const found = VALUES[name].exec(attributes)
  return found?.[1] ?? found?.[2] ?? found?.[3] ?? ''
}

const VALUES = {
  style: /\bstyle\s{0,4}=\s{0,4}(?:"([^"]*)"|'([^']*)'|([^\s>]*))/i,
  class: /\bclass\s{0,4}=\s{0,4}(?:"([^"]*)"|'([^']*)'|([^\s>]*))/i,
}
