/** An opened message and its segments; fields stay raw until asked for. Made by `openMessage` (`message.ts`). */
import type { FieldProblem } from '../../../model/records.ts'
import { type Codec, codecFor } from './codec.ts'
import type { Delimiters } from './hl7-escapes.ts'

const PROBLEM_LIMIT = 500
const PROBLEM_TEXT_LIMIT = 200

/** One segment. Fields count from 1 as the standard counts them; MSH-1 is the separator itself. */
export class Segment {
  readonly name: string
  readonly message: Message
  readonly #start: number
  readonly #first: number
  readonly #count: number

  /** `start`: where its text begins; `first`, `count`: its field ends in the message's list. */
  constructor(message: Message, name: string, start: number, first: number, count: number) {
    this.message = message
    this.name = name
    this.#start = start
    this.#first = first
    this.#count = count
  }

  /** Number of the last field present. */
  get lastField(): number {
    return this.name === 'MSH' ? this.#count : this.#count - 1
  }

  /** Field `n` as it stands in the file; '' when absent. */
  raw(n: number): string {
    const index = this.name === 'MSH' ? n - 1 : n
    if (index >= this.#count || index < 0) return ''
    const ends = this.message.fieldEnds
    const end = ends[this.#first + index] as number
    const start = index === 0 ? this.#start : (ends[this.#first + index - 1] as number) + 1
    return start === end ? '' : this.message.text.slice(start, end)
  }

  /** The whole segment as it stands in the file. */
  line(): string {
    return this.message.text.slice(
      this.#start,
      this.message.fieldEnds[this.#first + this.#count - 1],
    )
  }

  /** `PID-7`, or `OBX[3]-5` when the message has several such segments. */
  where(n: number): string {
    const place = this.message.placeOf(this)
    return n > 0 ? `${place}-${n}` : place
  }

  /** Notes that field `n` (0 = the segment as a whole) was not understood; its text is kept in the problem. */
  problem(n: number, reason: string): void {
    const raw = n > 0 ? this.raw(n) : this.line()
    this.message.report({ where: this.where(n), text: this.message.codec.text(raw), reason })
  }
}

export class Message {
  readonly text: string
  readonly codec: Codec
  readonly delimiters: Delimiters
  readonly deviatingCharset: string
  readonly segments: Segment[] = []
  readonly problems: FieldProblem[] = []
  /** Index in `text` behind each field, segment after segment. */
  readonly fieldEnds: number[] = []
  /** Whether the last segment ends without a terminator, as a cut file would. */
  readonly endsOpen: boolean
  /** Whether the file ends within the name of a segment. */
  endsInName = false
  /** Segments that end within two-byte characters. */
  readonly openShifts: Segment[] = []
  readonly #lossesBefore: number
  #places: Map<Segment, string> | null = null
  #unlisted = 0

  constructor(source: {
    text: string
    terminated: boolean
    delimiters: Delimiters
    deviatingCharset: string
  }) {
    this.text = source.text
    this.endsOpen = !source.terminated
    this.delimiters = source.delimiters
    this.codec = codecFor(source.delimiters)
    this.deviatingCharset = source.deviatingCharset
    this.#lossesBefore = this.codec.losses
  }

  /** The first segment of that name. */
  first(name: string): Segment | undefined {
    return this.segments.find((segment) => segment.name === name)
  }

  /** Adds a problem, its text shortened; a file that is broken throughout is not listed to its end. */
  report(problem: FieldProblem): void {
    if (this.problems.length < PROBLEM_LIMIT)
      this.problems.push({ ...problem, text: problem.text.slice(0, PROBLEM_TEXT_LIMIT) })
    else this.#unlisted++
  }

  /** `PID`, or `OBX[3]` when the message has several such segments. */
  placeOf(segment: Segment): string {
    if (this.#places === null) {
      this.#places = new Map()
      const counts = new Map<string, number>()
      for (const { name } of this.segments) counts.set(name, (counts.get(name) ?? 0) + 1)
      const seen = new Map<string, number>()
      for (const one of this.segments) {
        const nth = (seen.get(one.name) ?? 0) + 1
        seen.set(one.name, nth)
        this.#places.set(one, counts.get(one.name) === 1 ? one.name : `${one.name}[${nth}]`)
      }
    }
    return this.#places.get(segment) ?? segment.name
  }

  /** Reports every field that holds a character which could not be decoded. Call once, after the last read. */
  finish(): void {
    if (this.codec.losses !== this.#lossesBefore || this.text.includes('\ufffd')) this.#findLosses()
    if (this.#unlisted > 0)
      this.problems.push({
        where: 'file',
        text: `${this.#unlisted}`,
        reason: 'further problems are not listed',
      })
  }

  #findLosses(): void {
    for (const segment of this.segments) {
      for (let n = 1; n <= segment.lastField; n++) {
        if (this.codec.text(segment.raw(n)).includes('\ufffd'))
          segment.problem(n, 'characters that cannot be decoded')
      }
    }
  }
}

/** Field `n` decoded, HL7 escapes replaced; '' when absent or explicitly null (`""`). */
export function textOf(segment: Segment, n: number): string {
  const raw = segment.raw(n)
  return raw === '' ? '' : segment.message.codec.text(raw)
}
