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
  readonly literals: readonly string[]
  readonly numbers: readonly number[]
  exact: Map<Json, string> | null
}

const QUOTE = 0x22
const COLON = 0x3a
const MINUS = 0x2d

export function numberLiterals(): NumberLiterals {
  let text = ''
  let root: unknown = null
  let spellings: Spellings | null = null
  let key = ''
  return {
    begin(newText, newRoot) {
      text = newText
      root = newRoot
      spellings = null
    },
    of(parent, name) {
      const value = parent[name]
      if (typeof value === 'string') return value
      if (typeof value !== 'number') return ''
      if (spellings === null || key !== name) {
        key = name
        spellings = spellingsOf(text, name)
      }
      return spellingOf(value, parent, spellings)
    },
  }

  function spellingOf(value: number, parent: Json, { literals, numbers }: Spellings): string {
    let literal = ''
    for (let i = numbers.indexOf(value); i >= 0; i = numbers.indexOf(value, i + 1)) {
      const found = literals[i] ?? ''
      if (literal !== '' && literal !== found) return exactly(value, parent)
      literal = found
    }
    // A slice of the text would keep all of it in memory: mostly JavaScript's own spelling is the same.
    const plain = String(value)
    return literal === '' || literal === plain ? plain : literal
  }

  function exactly(value: number, parent: Json): string {
    if (spellings === null) return String(value)
    spellings.exact ??= matchByOrder(root, key, spellings.literals)
    return spellings.exact.get(parent) ?? String(value)
  }
}

/**
 * Inside a JSON string no quote stands without a backslash before it, so `"key"` is found outside strings only. The search is
 * for `key"`: a quote as first letter would stop it at every string.
 */
function spellingsOf(text: string, key: string): Spellings {
  const literals: string[] = []
  const numbers: number[] = []
  const closed = `${key}"`
  for (let i = text.indexOf(closed); i >= 0; i = text.indexOf(closed, i + 1)) {
    if (text.charCodeAt(i - 1) !== QUOTE) continue
    const from = numberStart(text, i + closed.length)
    if (from < 0) continue
    const literal = text.slice(from, numberEnd(text, from))
    literals.push(literal)
    numbers.push(Number(literal))
  }
  return { literals, numbers, exact: null }
}

/** Where the number behind a key begins; -1 when something else does. */
function numberStart(text: string, from: number): number {
  let at = afterBlanks(text, from)
  if (text.charCodeAt(at) !== COLON) return -1
  at = afterBlanks(text, at + 1)
  const first = text.charCodeAt(at)
  return isDigit(first) || first === MINUS ? at : -1
}

function afterBlanks(text: string, from: number): number {
  let at = from
  for (let code = text.charCodeAt(at); code === 32 || (code >= 9 && code <= 13); ) {
    code = text.charCodeAt(++at)
  }
  return at
}

/** Digits, `.`, `-`, `+`, `e`, `E`. */
function numberEnd(text: string, from: number): number {
  let at = from + 1
  for (let code = text.charCodeAt(at); isNumberPart(code); ) code = text.charCodeAt(++at)
  return at
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isNumberPart(code: number): boolean {
  return isDigit(code) || code === 0x2e || code === MINUS || code === 0x2b || (code | 32) === 0x65
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
