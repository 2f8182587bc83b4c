/** Reads exact lengths from a stream of pieces, and keeps the error that ended it for whoever asks. */

export class StreamReader {
  /** Bytes handed out or skipped so far. */
  position = 0
  /** What ended the stream before its end, in words; '' when it ended or goes on. */
  failure = ''
  #pieces: AsyncIterator<Uint8Array>
  #piece: Uint8Array = new Uint8Array(0)
  #isOver = false
  readonly #describe: (error: unknown) => string

  constructor(pieces: AsyncIterable<Uint8Array>, describe: (error: unknown) => string) {
    this.#pieces = pieces[Symbol.asyncIterator]()
    this.#describe = describe
  }

  /** The next `length` bytes, valid until the next call, or null when there are fewer (they stay unread). */
  async take(length: number): Promise<Uint8Array | null> {
    const taken = await this.peek(length)
    if (taken !== null) this.#advance(length)
    return taken
  }

  /** The next `length` bytes without taking them. */
  async peek(length: number): Promise<Uint8Array | null> {
    if (this.#piece.length < length && !(await this.#gather(length))) return null
    return this.#piece.subarray(0, length)
  }

  /** Fills the target. @returns how many bytes there were. */
  async fill(target: Uint8Array): Promise<number> {
    let filled = 0
    await this.pass(target.length, (piece) => {
      target.set(piece, filled)
      filled += piece.length
    })
    return filled
  }

  /** Lets `length` bytes go by, each piece when the one before was seen. @returns how many there were. */
  async pass(length: number, see: (piece: Uint8Array) => Promise<void> | void): Promise<number> {
    let left = length
    while (left > 0) {
      if (this.#piece.length === 0 && !(await this.#next())) break
      const piece = this.#piece.subarray(0, left)
      const seen = see(piece)
      if (seen !== undefined) await seen
      this.#advance(piece.length)
      left -= piece.length
    }
    return length - left
  }

  /** Bytes that are left at the end of a stream which has no more for `take`. */
  get rest(): number {
    return this.#piece.length
  }

  async close(): Promise<void> {
    this.#isOver = true
    await this.#pieces.return?.()
  }

  #advance(length: number): void {
    this.#piece = this.#piece.subarray(length)
    this.position += length
  }

  /** Makes the current piece at least `length` bytes long. */
  async #gather(length: number): Promise<boolean> {
    const parts = [this.#piece]
    let have = this.#piece.length
    this.#piece = new Uint8Array(0)
    while (have < length) {
      if (!(await this.#next())) break
      parts.push(this.#piece)
      have += this.#piece.length
    }
    this.#piece = parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts, have)
    return have >= length
  }

  async #next(): Promise<boolean> {
    while (!this.#isOver) {
      try {
        const { done, value } = await this.#pieces.next()
        if (done) this.#isOver = true
        else if (value.length > 0) {
          this.#piece = value
          return true
        }
      } catch (error) {
        this.#isOver = true
        this.failure = this.#describe(error)
      }
    }
    this.#piece = new Uint8Array(0)
    return false
  }
}
