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
  /** In how many lines something came first, and the last of them. */
  newLines: number
  lastNew: number
  /** After so many lines of which nothing came again, what stands here is varied. */
  readonly trial: number
  /** How often in a row what is varied was not what had stood there before; after `TRIAL` the latest is remembered no more. */
  missed: number
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
  /** Of those places. */
  readonly trial: number
}

/** RFC 8259, section 6. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
/** So many new ones at a place, and not twice as many that came again from further back: what stands there is varied. */
export const TRIAL = 64
/** So many lines of which nothing came again, at a place within something varied. */
export const INNER_TRIAL = 16
/** Different keys behind one and the same. */
const MOST_FOLLOWERS = 30
/** In one object. */
const MOST_KEYS = 200
/** An object to which more keys are added one by one becomes one that is slow to read. */
const MOST_ADDED = 12

export function newPlace(trial: number): Place {
  return {
    last: null,
    seen: new Map(),
    again: 0,
    first: 0,
    newLines: 0,
    lastNew: 0,
    trial,
    missed: 0,
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

/** What was not seen at the place before. @param line of which it is, by its number */
export function countFirst(place: Place, line: number): void {
  place.first++
  if (place.lastNew !== line) {
    place.lastNew = line
    place.newLines++
  }
  const isTried = place.first >= TRIAL && place.again < 2 * place.first
  if (!isTried && (place.again > 0 || place.newLines < place.trial)) return
  place.isVaried = true
  place.last = null
  place.seen = new Map()
}

export function newMembers(trial: number): Members {
  const start = newStep({ from: 0, length: 0 }, '', newPlace(trial), null)
  return { start, places: new Map(), trial }
}

/** Of the values behind a key, whatever keys come before it. */
export function placeBehind({ places, trial }: Members, key: string): Place {
  const place = places.get(key) ?? newPlace(trial)
  places.set(key, place)
  return place
}

export function newStep(before: KeptBytes, name: string, place: Place, parent: Step | null): Step {
  const count = parent === null ? 0 : parent.count + 1
  return { ...before, name, place, parent, count, followers: [], template: null, names: [] }
}

/** Whether no more keys are remembered behind this one. */
export function isFull({ count, followers }: Step): boolean {
  return count === MOST_KEYS || followers.length === MOST_FOLLOWERS
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
