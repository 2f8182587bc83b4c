/**
 * Numbers as they are written. JSON.parse turns `24.0` into 24, but FHIR R4 says of decimals that their precision counts
 * ("Implementations SHALL handle decimal values in ways that preserve and respect the precision", datatypes, decimal).
 *
 * How: only literals that JavaScript would write differently are looked for, in the text of the resource, behind their key.
 * Where one number stands under one key in several spellings (`2.0` and `2.00`), the text is matched to the parsed tree by
 * order, which JSON.parse keeps.
 */
import type { Json } from './json.ts'

/** A number of an object whose spelling is not JavaScript's, and the others of that object. */
export interface WrittenNumber {
  readonly key: string
  readonly literal: string
  readonly next: WrittenNumber | null
}

/** Where spellings are found: in the text that JSON.parse made `root` of, or the objects keep them themselves (see similar-lines.ts). */
export type NumberSource =
  | { readonly kind: 'text'; readonly text: string; readonly root: unknown }
  | { readonly kind: 'kept' }

export interface NumberLiterals {
  /** Before the members of what comes of another source are asked. */
  begin(source: NumberSource): void
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
const BACKSLASH = 0x5c

export function numberLiterals(): NumberLiterals {
  let text = ''
  let root: unknown = null
  let isKept = false
  let spellings: Spellings | null = null
  let key = ''
  return {
    begin(source) {
      spellings = null
      isKept = source.kind === 'kept'
      text = source.kind === 'text' ? source.text : ''
      root = source.kind === 'text' ? source.root : null
    },
    of(parent, name) {
      const value = parent[name]
      if (typeof value === 'string') return value
      if (typeof value !== 'number') return ''
      if (isKept) return keptLiteral(parent, name) ?? String(value)
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

class Given {
  constructor(object: Json) {
    // biome-ignore lint/correctness/noConstructorReturn: the private member of the class below goes to whatever object is given here
    return object
  }
}

/**
 * An object that keeps the spellings of its own numbers, in a member that no text can name and nothing that goes through members comes to. A
 * private member is added at a quarter of what a hidden property costs.
 */
class Keeping extends Given {
  readonly #written: WrittenNumber

  constructor(object: Json, written: WrittenNumber) {
    super(object)
    this.#written = written
  }

  static in(object: Json): WrittenNumber | null {
    return #written in object ? object.#written : null
  }
}

/** The object itself keeps the spellings from here on. To be said once. */
export function keepWritten(object: Json, numbers: WrittenNumber): void {
  new Keeping(object, numbers)
}

function keptLiteral(object: Json, key: string): string | undefined {
  let number = Keeping.in(object)
  for (; number !== null; number = number.next) if (number.key === key) return number.literal
  return undefined
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

/**
 * Has every object in a tree keep the spellings of its numbers.
 * @param root what JSON.parse made of `text`
 * @returns whether text and tree go together; where a key is written twice in one object they may not
 */
export function keepSpellings(text: string, root: object): boolean {
  if (!holdsNumber(root)) return true
  const literals = literalsOutsideStrings(text)
  if (literals.every((literal) => String(Number(literal)) === literal)) return true
  let next = 0
  const isKept = (value: object): boolean => {
    let odd: WrittenNumber | null = null
    for (const [key, member] of Object.entries(value)) {
      if (typeof member === 'object' && member !== null) {
        if (!isKept(member)) return false
      } else if (typeof member === 'number') {
        const literal = literals[next++] ?? ''
        if (Number(literal) !== member) return false
        if (String(member) !== literal) odd = { key, literal, next: odd }
      }
    }
    if (odd !== null && !Array.isArray(value)) keepWritten(value as Json, odd)
    return true
  }
  return isKept(root) && next === literals.length
}

function holdsNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'number'
  return Object.values(value).some(holdsNumber)
}

/** In the order of the text, which is sound JSON. */
function literalsOutsideStrings(text: string): string[] {
  const literals: string[] = []
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = closingQuote(text, at)
    else if (isDigit(code) || code === MINUS) {
      const end = numberEnd(text, at)
      literals.push(text.slice(at, end))
      at = end - 1
    }
  }
  return literals
}

function closingQuote(text: string, from: number): number {
  let at = from + 1
  for (let code = text.charCodeAt(at); code !== QUOTE; code = text.charCodeAt(at)) {
    at += code === BACKSLASH ? 2 : 1
  }
  return at
}
