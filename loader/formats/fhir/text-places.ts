/** What lines of NDJSON hold, told without parsing them: of most of them nothing more is asked. */

/** Bytes of a line's beginning that tell its type. */
export const HEAD = 160
const TYPE_AT_HEAD = /^\s*\{\s*"resourceType"\s*:\s*"(\w+)"/
/** A text up to this length is searched for by its first letter, at the speed of memory. A longer one is not. */
const LONGEST_BY_LETTER = 6

/** A text, and what of it is searched for: a piece whose first letter is seldom met. */
interface Wanted {
  readonly text: string
  readonly piece: string
  /** Where the piece stands in the text. */
  readonly offset: number
  /** Where the text was met last, or the buffer's end. */
  next: number
}

/** Gone through from the front of the buffer: each text is searched for once, not once a line. */
export class TextPlaces {
  readonly buffer: Buffer
  readonly #wanted = new Map<string, Wanted>()
  /** The beginning of the last line up to its type's closing quote: that of most lines behind it. */
  #head: Buffer = Buffer.alloc(0)
  #type = ''

  constructor(buffer: Buffer) {
    this.buffer = buffer
  }

  /** The type of the resource whose line begins here; '' when its first member is another. */
  typeAt(from: number, end: number): string {
    const known = this.#head
    const { length } = known
    if (length > 0 && from + length <= end) {
      if (this.buffer.compare(known, 0, length, from, from + length) === 0) return this.#type
    }
    const head = this.buffer.toString('latin1', from, Math.min(end, from + HEAD))
    const found = TYPE_AT_HEAD.exec(head)
    this.#type = found?.[1] ?? ''
    this.#head = this.buffer.subarray(from, from + (found?.[0].length ?? 0))
    return this.#type
  }

  /** Whether the text, which is ASCII and holds no end of a line, begins in this line. @param from no less than that of the call before */
  isIn(text: string, from: number, end: number): boolean {
    const wanted = this.#wanted.get(text) ?? wantedOf(text)
    if (wanted.next < from) {
      wanted.next = this.#search(wanted, from)
      this.#wanted.set(text, wanted)
    }
    return wanted.next < end
  }

  #search({ text, piece, offset }: Wanted, from: number): number {
    const { buffer } = this
    for (let at = buffer.indexOf(piece, from + offset); at >= 0; ) {
      const start = at - offset
      if (buffer.toString('latin1', start, start + text.length) === text) return start
      at = buffer.indexOf(piece, at + 1)
    }
    return buffer.length
  }
}

/** Capitals are seldom in JSON, then some letters, and quotes are at every string. */
const SELDOM_MET = [/[A-Z]/, /[jqxz]/, /[a-z]/]

function wantedOf(text: string): Wanted {
  const offset = SELDOM_MET.map((letter) => text.search(letter)).find((at) => at >= 0) ?? 0
  return { text, piece: text.slice(offset, offset + LONGEST_BY_LETTER), offset, next: -1 }
}
