/**
 * Decodes raw field text and remembers what it has decoded. A storage repeats the same items, units, departments,
 * doctors and drugs without end: equal raw text is decoded once and gives the same object, which also lets the
 * writer recognise it. Memories are bounded and never change an answer.
 */
import type { PatientRecord } from '../../../model/records/patient.ts'
import type { Coded, Place, Staff } from '../../../model/records/values.ts'
import { DEFAULT_DELIMITERS, type Delimiters, unescapeHl7 } from './hl7-escapes.ts'
import { decodeShifts, hasShift, splitRaw } from './iso-2022-jp.ts'

const MEMORY_LIMIT = 20_000
const CODEC_LIMIT = 16

/** What was made of raw texts. */
export type Memory<T> = Map<string, T>

/** Reads raw text under one set of delimiters. */
export class Codec {
  readonly delimiters: Delimiters
  /** How many texts lost characters in decoding so far. */
  losses = 0
  readonly #texts: Memory<string> = new Map()
  readonly coded: Memory<Coded | null> = new Map()
  readonly subcoded: Memory<Coded | null> = new Map()
  /** All repetitions of a field as one value. */
  readonly joined: Memory<Coded | null> = new Map()
  readonly staff: Memory<Staff | null> = new Map()
  readonly places: Memory<Place | null> = new Map()
  /** Demographics by the raw PID line. */
  readonly mentions: Memory<PatientRecord> = new Map()

  constructor(delimiters: Delimiters) {
    this.delimiters = delimiters
  }

  /** Decoded text, escapes replaced; '' for the explicit null `""`. */
  text(raw: string): string {
    if (raw === '""') return ''
    const shifted = hasShift(raw)
    if (!shifted && !raw.includes(this.delimiters.escape)) return raw
    return this.remember(this.#texts, raw, (own) => this.#decode(own, shifted))
  }

  #decode(raw: string, shifted: boolean): string {
    const text = shifted ? decodeShifts(raw) : raw
    if (shifted && text.includes('\ufffd')) this.losses++
    return unescapeHl7(text, this.delimiters)
  }

  repetitions(raw: string): string[] {
    return splitRaw(raw, this.delimiters.repetition)
  }

  components(raw: string): string[] {
    return splitRaw(raw, this.delimiters.component)
  }

  subcomponents(raw: string): string[] {
    return splitRaw(raw, this.delimiters.subcomponent)
  }

  /** What `build` makes of the raw text, built once; texts that lost characters are not remembered. */
  remember<T>(memory: Memory<T>, raw: string, build: (raw: string) => T): T {
    const known = memory.get(raw)
    if (known !== undefined) return known
    const own = ownCopy(raw)
    const lossesBefore = this.losses
    const value = build(own)
    if (lossesBefore === this.losses) {
      if (memory.size >= MEMORY_LIMIT) memory.clear()
      memory.set(own, value)
    }
    return value
  }
}

const usual = new Codec(DEFAULT_DELIMITERS)
const codecs = new Map<string, Codec>()

/** The codec for these delimiters; the same one for the same delimiters. */
export function codecFor(delimiters: Delimiters): Codec {
  if (delimiters === DEFAULT_DELIMITERS) return usual
  const key = Object.values(delimiters).join('')
  const known = codecs.get(key)
  if (known !== undefined) return known
  if (codecs.size >= CODEC_LIMIT) codecs.clear()
  const codec = new Codec(delimiters)
  codecs.set(key, codec)
  return codec
}

/** A copy that does not keep the whole file's text alive, as a plain slice would. */
function ownCopy(text: string): string {
  return ` ${text}`.slice(1)
}
