/**
 * An XML document as elements, for documents of known shape. Names are local names: prefixes are the author's own affair; of
 * attributes `xsi:type` is `type`, `xml:lang` is `lang`.
 *
 * Safe on hostile files: no entity but XML's own five and `nbsp` is expanded; building costs no stack.
 */
import { SaxesParser } from 'saxes'

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (Element | string)[]
}

/** More elements than any document has. */
const MOST_ELEMENTS = 1_000_000

/** Ends the reading at the first fault. */
class NotReadable extends Error {}

/** @param xml decoded characters. @returns the root, or why there is none. */
export function readElements(xml: string): Element | { readonly fault: string } {
  const { root, fault } = read(xml)
  return fault === '' && root !== null ? root : { fault: fault || 'no element in it' }
}

/** What stands before the first fault, the elements that it left open included; null when there is no element. */
export function readUntilFault(xml: string): Element | null {
  return read(xml).root
}

function read(xml: string): { readonly root: Element | null; readonly fault: string } {
  const parser = new SaxesParser({ xmlns: false })
  parser.ENTITIES.nbsp = '\u00a0'
  const open: {
    name: string
    attributes: Record<string, string>
    children: (Element | string)[]
  }[] = []
  let root: Element | null = null
  let count = 0
  parser.on('error', (error) => {
    if (!/undefined entity/.test(error.message)) throw new NotReadable(error.message)
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (++count > MOST_ELEMENTS) throw new NotReadable(`more than ${MOST_ELEMENTS} elements`)
    const element = { name: localName(name), attributes: localAttributes(attributes), children: [] }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  parser.on('closetag', () => void open.pop())
  const characters = (text: string) => void open.at(-1)?.children.push(text)
  parser.on('text', characters)
  parser.on('cdata', characters)
  try {
    parser.write(xml.replace(/^\ufeff/, '')).close()
  } catch (error) {
    if (!(error instanceof NotReadable)) throw error
    return { root, fault: error.message }
  }
  return { root, fault: '' }
}

/** The elements of this name, in order. */
export function all(element: Element | null, name: string): Element[] {
  if (element === null) return []
  return element.children.filter(
    (child): child is Element => typeof child !== 'string' && child.name === name,
  )
}

/** The first element down a path of names; null when there is none. */
export function one(element: Element | null, ...names: readonly string[]): Element | null {
  let found = element
  for (const name of names) {
    if (found === null) return null
    found = all(found, name)[0] ?? null
  }
  return found
}

/** '' when the element or the attribute is absent. */
export function attribute(element: Element | null, name: string): string {
  return element?.attributes[name] ?? ''
}

/** Longest text of one element: what is called by it is a name or a sentence. */
const LONGEST_TEXT = 20_000

/** All characters in it, white space drawn together; not more than {@link LONGEST_TEXT}. */
export function textOf(element: Element | null): string {
  if (element === null) return ''
  const pieces: string[] = []
  const waiting: (Element | string)[] = [element]
  let length = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    // An element counts as well: empty ones without end hold no text.
    length++
    if (typeof next === 'string') {
      pieces.push(next)
      length += next.length
    } else for (const child of next.children.toReversed()) waiting.push(child)
    if (length > LONGEST_TEXT) break
  }
  return pieces.join(' ').replace(/\s+/g, ' ').trim()
}

/** Every element below, the outer before the inner. */
export function* below(element: Element): Generator<Element> {
  const waiting: Element[] = [element]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next !== element) yield next
    for (const child of next.children.toReversed()) {
      if (typeof child !== 'string') waiting.push(child)
    }
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function localAttributes(attributes: Record<string, string>): Record<string, string> {
  const named: Record<string, string> = {}
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith('xmlns')) named[localName(name)] = value
  }
  return named
}
