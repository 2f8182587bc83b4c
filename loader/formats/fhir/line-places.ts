/** What is remembered of the lines of a file (see similar-lines.ts): by place, what stood there; by key, which keys came behind it. */
import type { KeptBytes } from './byte-store.ts'
import type { Json } from './json.ts'

/** What stood at a place. */
export interface Seen extends KeptBytes {
  length: number
  value: unknown
  /** What came behind it the last time, and the time before that. */
  next: Seen | null
  other: Seen | null
}

/** Where values stand: behind one key, or as items of one array. */
export interface Place {
  last: Seen | null
  /** By hash. Of two with one hash the later is remembered. */
  seen: Map<number, Seen>
  /** How often what had stood there before came again, where the latest alone would not have told it. */
  again: number
  first: number
  /** Little comes again here. */
  isVaried: boolean
  members: Members | null
  items: Place | null
}

/**
 * A key as it is written behind the value before it (`, "status": `), behind the keys that came before it in the object. The last one stands for
 * an object of just these keys.
 */
export interface Step extends KeptBytes {
  readonly name: string
  readonly place: Place
  readonly parent: Step | null
  /** Of the keys up to it. */
  readonly count: number
  /** The keys that were seen behind it, the latest first. */
  readonly followers: Step[]
  /** With all keys: cloned and filled, an object of many keys stays one that is quick to read. */
  template: Record<string, unknown> | null
  names: readonly string[]
}

/** The objects at one place. */
export interface Members {
  readonly start: Step
  readonly places: Map<string, Place>
}

/** RFC 8259, section 6. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
/** An object to which more keys are added one by one becomes one that is slow to read. */
const MOST_ADDED = 12

export function newPlace(): Place {
  return {
    last: null,
    seen: new Map(),
    again: 0,
    first: 0,
    isVaried: false,
    members: null,
    items: null,
  }
}

export function newSeen(from: number, length: number, value: unknown): Seen {
  return { from, length, value, next: null, other: null }
}

/** In bytes. Of what is varied something longer is parsed each time, also right behind itself. */
export const LONGEST_LATEST = 128

/** What comes again right behind itself and is short is known without being remembered for long. */
export function countAgain(place: Place, found: Seen): void {
  if (found !== place.last || found.length > LONGEST_LATEST) place.again++
}

export const NO_BYTES: KeptBytes = { from: 0, length: 0 }

export function newStep(before: KeptBytes, name: string, place: Place, parent: Step | null): Step {
  const count = parent === null ? 0 : parent.count + 1
  return { ...before, name, place, parent, count, followers: [], template: null, names: [] }
}

/** Whether one of the keys up to this one has the name. */
export function isTaken(last: Step, name: string): boolean {
  for (let step: Step | null = last; step?.parent != null; step = step.parent) {
    if (step.name === name) return true
  }
  return false
}

/** The object that ends with this key. @param first place of its first value */
export function filled(last: Step, values: readonly unknown[], first: number): Json {
  last.template ??= templateOf(last)
  const { names, template } = last
  const made: Record<string, unknown> = names.length > MOST_ADDED ? { ...template } : {}
  for (let i = 0; i < names.length; i++) made[names[i] as string] = values[first + i]
  return made
}

function templateOf(last: Step): Record<string, unknown> {
  const names: string[] = []
  for (let step = last; step.parent !== null; step = step.parent) names.unshift(step.name)
  last.names = names
  return JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:null`).join()}}`)
}

/** @throws Error for what is no JSON */
export function plainValue(text: string): unknown {
  return NUMBER.test(text) ? Number(text) : JSON.parse(text)
}
