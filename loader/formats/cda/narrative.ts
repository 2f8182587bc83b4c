/** The words of a document's narrative that its entries refer to (CDA R2 4.3.5.1). */
import { attribute, below, type Element, one, textOf } from './element.ts'

export interface Narrative {
  /** The words that a `reference` in `text` or `originalText` leads to; its own where that is nowhere, or empty. */
  words(element: Element | null): string
  /** Whether those words are a row of a table: more than the statement's own. */
  isRow(element: Element | null): boolean
}

export function narrativeOf(root: Element): Narrative {
  const byId = elementsById(root)
  // Exporters leave out the mark of a reference within the document.
  const target = (reference: string) => byId.get(reference.replace(/^#/, ''))
  return {
    words(element) {
      const reference = attribute(one(element, 'reference'), 'value').trim()
      const led = reference === '' ? '' : textOf(target(reference) ?? null)
      return led || textOf(element) || wordsIn(reference)
    },
    isRow: (element) => target(attribute(one(element, 'reference'), 'value').trim())?.name === 'tr',
  }
}

/** Exporters write the words themselves where the address of them should be: no address has a space. */
function wordsIn(reference: string): string {
  return /^[^#]\S*\s/.test(reference) ? reference : ''
}

function elementsById(root: Element): Map<string, Element> {
  const found = new Map<string, Element>()
  for (const element of below(root)) {
    element.children.forEach((child, at) => {
      if (typeof child === 'string') return
      const id = attribute(child, 'ID')
      if (id !== '' && !found.has(id))
        found.set(id, child.children.length > 0 ? child : markOf(child, element.children[at + 1]))
    })
  }
  return found
}

/** An empty `content` marks the words behind it. */
function markOf(mark: Element, next: Element | string | undefined): Element {
  return mark.name === 'content' && typeof next === 'string' ? { ...mark, children: [next] } : mark
}
