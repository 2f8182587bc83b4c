/**
 * JSON.parse for lines that resemble each other: an export repeats the same keys in the same order, and most of what stands behind
 * them (codes, units, ranges, categories), a hundred thousand times over.
 *
 * How: of every place in a line (`Observation.code`) is known which bytes stood there before and what JSON.parse made of them. What comes
 * again gives the same object again, without being decoded or parsed; which one comes is foreseen from which one came behind the last.
 * Only what was not seen before is given to JSON.parse, piece by piece. Places where little comes again (ids) are not remembered,
 * but looked into.
 *
 * Guarantees: what it gives equals what JSON.parse gives, or it gives nothing and the line is JSON.parse's. Objects are shared between lines
 * and must not be changed. Memory is bounded, whatever the lines are.
 */
import { ByteStore, hashOf, type KeptBytes } from './byte-store.ts'
import type { Json } from './json.ts'
import {
  behindBlanks,
  CLOSE,
  CLOSE_ARRAY,
  COLON,
  COMMA,
  OPEN,
  OPEN_ARRAY,
  QUOTE,
  stringEnd,
  structureEnd,
} from './json-bytes.ts'
import { LineCursor, STRANGE } from './line-cursor.ts'
import {
  countAgain,
  countFirst,
  filled,
  INNER_TRIAL,
  isFull,
  isTaken,
  LONGEST_LATEST,
  type Members,
  newMembers,
  newPlace,
  newSeen,
  newStep,
  type Place,
  placeBehind,
  plainValue,
  type Seen,
  type Step,
  TRIAL,
} from './line-places.ts'
import { keepWritten, type WrittenNumber } from './number-literals.ts'

/** Bytes of what is remembered; then all of it is forgotten. */
const ROOM = 2 ** 24
/** About what a remembered value or key takes besides its bytes. */
const COST_OF_ONE = 300
/** In bytes: something longer is parsed each time. */
const LONGEST_REMEMBERED = 4096
/** Objects looked into within each other. What is deeper is parsed as a whole. */
const DEEPEST = 12

export class SimilarLines extends LineCursor {
  private root = newPlace(TRIAL)
  private store = new ByteStore()
  private readonly room: number
  private left: number
  /** Of the members of the objects that are being read. */
  private readonly values: unknown[] = []
  private top = 0
  private line = 0

  /** @param room bytes of what is remembered; then all of it is forgotten */
  constructor(room = ROOM) {
    super()
    this.room = room
    this.left = room
  }

  /**
   * @param bytes sound UTF-8
   * @returns the line's object; null for what must be left to JSON.parse: broken lines, and a few that are written strangely
   */
  parse(bytes: Buffer, from: number, end: number): Json | null {
    if (this.left < 0) this.forget()
    this.begin(bytes, from, end)
    this.top = 0
    this.line++
    try {
      if (bytes[this.at] !== OPEN) return null
      const value = this.object(this.root, 0)
      return behindBlanks(bytes, this.at) >= end ? value : null
    } catch {
      return null
    }
  }

  private forget(): void {
    this.root = newPlace(TRIAL)
    this.store = new ByteStore()
    this.left = this.room
  }

  private object(place: Place, depth: number): Json {
    place.members ??= newMembers(depth === 0 ? TRIAL : INNER_TRIAL)
    const { members } = place
    const { values } = this
    const first = this.top
    let odd: WrittenNumber | null = null
    let step = members.start
    for (;;) {
      const next = this.nextStep(members, step)
      if (next === null) break
      step = next
      const byte = this.bytes[this.at]
      if (byte === QUOTE || byte === OPEN || byte === OPEN_ARRAY) {
        const value = this.structure(step.place, byte, depth)
        values[this.top++] = value
        continue
      }
      const plain = this.plain()
      if (plain !== null) {
        values[this.top++] = plain
        continue
      }
      const literal = this.plainText()
      const value = plainValue(literal)
      values[this.top++] = value
      if (typeof value === 'number') odd = { key: step.name, literal, next: odd }
    }
    this.top = first
    const made = filled(step, values, first)
    if (odd !== null) keepWritten(made, odd)
    return made
  }

  /** Goes to the value behind the next key; null behind the object's end. */
  private nextStep(members: Members, step: Step): Step | null {
    const { followers } = step
    for (let i = 0; i < followers.length; i++) {
      const follower = followers[i] as Step
      if (!this.isHere(follower)) continue
      this.at += follower.length
      if (i > 0) {
        followers[i] = followers[i - 1] as Step
        followers[i - 1] = follower
      }
      return follower
    }
    const isFirst = step === members.start
    if (!isFirst && this.bytes[this.at] === CLOSE) {
      this.at++
      return null
    }
    return this.unforeseenStep(members, step, isFirst)
  }

  private unforeseenStep(members: Members, step: Step, isFirst: boolean): Step | null {
    const from = this.at
    this.at = behindBlanks(this.bytes, isFirst ? this.at + 1 : this.at)
    if (this.bytes[this.at] === CLOSE) {
      this.at++
      return null
    }
    if (!isFirst) this.pass(COMMA)
    const key = this.textUpTo(stringEnd(this.window, this.at, this.end))
    this.at = behindBlanks(this.bytes, this.at)
    this.pass(COLON)
    // An escape could write one key in two ways; the name __proto__ is no member's when it is assigned.
    if (this.left < 0 || key.includes('\\') || key === '"__proto__"') throw STRANGE
    const name = JSON.parse(key) as string
    // Of a key that is written twice JSON.parse keeps the last: that is left to it.
    if (isTaken(step, name) || isFull(step)) throw STRANGE
    const place = placeBehind(members, name)
    const length = this.at - from
    const before = { from: this.store.keep(this.window, from, this.at), length }
    const added = newStep(before, name, place, step)
    step.followers.push(added)
    this.left -= 2 * COST_OF_ONE + length
    return added
  }

  private structure(place: Place, byte: number, depth: number): unknown {
    const known = this.foreseen(place)
    if (known !== null) {
      this.at += known.length
      return known.value
    }
    if (!place.isVaried) return this.remembered(place, byte, depth)
    const from = this.at
    const value = this.varied(place, byte, depth)
    if (place.missed < TRIAL && this.at - from <= LONGEST_LATEST) this.latest(place, from, value)
    return value
  }

  /** Of what is varied the latest is remembered, in the place of the one before: facts come in groups of one patient and time. */
  private latest(place: Place, from: number, value: unknown): void {
    place.last ??= newSeen(this.store.reserve(LONGEST_LATEST), 0, value)
    const { last } = place
    if (last.next === null) place.missed++
    else place.missed = 0
    if (place.missed === TRIAL) {
      place.last = null
      return
    }
    this.store.overwrite(last.from, this.window, from, this.at)
    last.length = this.at - from
    last.value = value
    last.next = null
  }

  private varied(place: Place, byte: number, depth: number): unknown {
    if (byte === QUOTE) return this.string()
    if (depth === DEEPEST) return this.parsed(structureEnd(this.window, this.at, this.end))
    return byte === OPEN ? this.object(place, depth + 1) : this.array(place, depth + 1)
  }

  private foreseen(place: Place): Seen | null {
    const { last } = place
    if (last === null) return null
    const { next, other } = last
    if (next !== null && this.isHere(next)) {
      countAgain(place, next)
      place.last = next
      return next
    }
    if (other !== null && this.isHere(other)) {
      countAgain(place, other)
      last.other = next
      last.next = other
      place.last = other
      return other
    }
    if (next === last || !this.isHere(last)) return null
    countAgain(place, last)
    last.other = next
    last.next = last
    return last
  }

  private isHere(seen: KeptBytes): boolean {
    return this.store.isAt(this.window, this.at, this.end, seen)
  }

  private remembered(place: Place, byte: number, depth: number): unknown {
    const from = this.at
    const to =
      byte === QUOTE
        ? stringEnd(this.window, this.at, this.end)
        : structureEnd(this.window, this.at, this.end)
    if (to - from > LONGEST_REMEMBERED) {
      if (to < 0) throw STRANGE
      countFirst(place, this.line)
      return this.varied(place, byte, depth)
    }
    const hash = hashOf(this.window, from, to)
    let found = place.seen.get(hash)
    if (
      found !== undefined &&
      to - from === found.length &&
      this.store.isAt(this.window, this.at, to, found)
    ) {
      this.at = to
      countAgain(place, found)
    } else {
      const value = byte === QUOTE ? this.string() : this.parsed(to)
      countFirst(place, this.line)
      if (place.isVaried) return value
      if (this.left < 0) throw STRANGE
      found = newSeen(this.store.keep(this.window, from, to), to - from, value)
      place.seen.set(hash, found)
      this.left -= COST_OF_ONE + 3 * found.length
    }
    if (place.last !== null) {
      place.last.other = place.last.next
      place.last.next = found
    }
    place.last = found
    return found.value
  }

  private array(place: Place, depth: number): unknown[] {
    place.items ??= newPlace(INNER_TRIAL)
    const { items } = place
    const made: unknown[] = []
    this.at = behindBlanks(this.bytes, this.at + 1)
    if (this.bytes[this.at] === CLOSE_ARRAY) {
      this.at++
      return made
    }
    for (;;) {
      const byte = this.bytes[this.at]
      if (byte === QUOTE || byte === OPEN || byte === OPEN_ARRAY) {
        made.push(this.structure(items, byte, depth))
      } else made.push(this.plain() ?? plainValue(this.plainText()))
      this.at = behindBlanks(this.bytes, this.at)
      if (this.bytes[this.at] === CLOSE_ARRAY) {
        this.at++
        return made
      }
      this.pass(COMMA)
    }
  }
}
