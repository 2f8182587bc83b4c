/**
 * Numbers as they are written. JSON.parse turns `24.0` into 24, but FHIR R4 says of decimals that their precision counts
 * ("Implementations SHALL handle decimal values in ways that preserve and respect the precision", datatypes, decimal).
 *
 * How: only literals that JavaScript would write differently are looked for, in the text of the resource, behind their key.
 * Where one number stands under one key in several spellings (`2.0` and `2.00`), the text is matched to the parsed tree by
 * order, which JSON.parse keeps.
 */
import type { Json } from './json.ts'

export interface NumberLiterals {
  /** Before the members of another text are asked. `root`: what JSON.parse made of `text`. */
  begin(text: string, root: unknown): void
  /** The number under `key` of `parent` as written; a text there as it is; '' for anything else. */
  of(parent: Json, key: string): string
}

interface Spellings {
  /** Number → its spelling, when it is not JavaScript's; null = there are several. */
  readonly odd: ReadonlyMap<number, string | null>
  readonly literals: readonly string[]
  exact: Map<Json, string> | null
}

const NUMBER = /\s*:\s*(-?\d[\d.eE+-]*)/y

export function numberLiterals(): NumberLiterals {
  let text = ''
  let root: unknown = null
  let byKey = new Map<string, Spellings>()
  return {
    begin(newText, newRoot) {
      text = newText
      root = newRoot
      if (byKey.size > 0) byKey = new Map()
    },
    of(parent, key) {
      const value = parent[key]
      if (typeof value === 'string') return value
      if (typeof value !== 'number') return ''
      let spellings = byKey.get(key)
      if (spellings === undefined) {
        spellings = spellingsOf(text, key)
        byKey.set(key, spellings)
      }
      const odd = spellings.odd.get(value)
      if (odd === undefined) return String(value)
      if (odd !== null) return odd
      spellings.exact ??= matchByOrder(root, key, spellings.literals)
      return spellings.exact.get(parent) ?? String(value)
    },
  }
}

/** Inside a JSON string no quote stands without a backslash before it, so `"key"` is found outside strings only. */
function spellingsOf(text: string, key: string): Spellings {
  const odd = new Map<number, string | null>()
  const seen = new Map<number, string>()
  const literals: string[] = []
  const quoted = `"${key}"`
  for (let i = text.indexOf(quoted); i >= 0; i = text.indexOf(quoted, i + 1)) {
    NUMBER.lastIndex = i + quoted.length
    const literal = NUMBER.exec(text)?.[1]
    if (literal === undefined) continue
    literals.push(literal)
    const value = Number(literal)
    const before = seen.get(value)
    if (before === undefined) {
      seen.set(value, literal)
      if (String(value) !== literal) odd.set(value, literal)
    } else if (before !== literal) {
      odd.set(value, null)
    }
  }
  return { odd, literals, exact: null }
}

/** Walks the tree in the order of the text: a member of a member comes before what stands behind it. */
function matchByOrder(root: unknown, key: string, literals: readonly string[]): Map<Json, string> {
  const exact = new Map<Json, string>()
  let next = 0
  const pending: { parent: Json | null; value: unknown }[] = [{ parent: null, value: root }]
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    const { parent, value } = step
    if (typeof value === 'number' && parent !== null) {
      const literal = literals[next++] ?? ''
      // A key written twice in one object breaks the order: then JavaScript's spelling is all there is.
      if (Number(literal) !== value) return new Map()
      exact.set(parent, literal)
    }
    if (typeof value !== 'object' || value === null) continue
    const entries = Object.entries(value)
    for (let i = entries.length - 1; i >= 0; i--) {
      const [name, member] = entries[i] ?? ['', null]
      if (typeof member === 'object') pending.push({ parent: null, value: member })
      else if (typeof member === 'number' && name === key) {
        pending.push({ parent: value as Json, value: member })
      }
    }
  }
  return exact
}
