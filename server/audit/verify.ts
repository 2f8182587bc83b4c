/**
 * Whether a log is whole. Needs no secret: hashes can be computed, and signatures checked, by anybody.
 *
 * Finds every entry that was changed, removed from within, put in or put elsewhere; a chain computed anew up to the
 * checkpoint that no longer holds; and, given a witness (number and hash on paper, or a second copy), a tail cut off.
 * Does not find: entries added at the end after the last checkpoint by a holder of the file, or anything done by a
 * holder of the signing key before a witness was taken.
 */
import { CHECKPOINT_ACTION, CHECKPOINT_EVERY, readCheckpoint } from './checkpoint.ts'
import { CHAIN_START, chainHash, type HashedRow, type Head } from './entry.ts'
import type { LogReading } from './read-log.ts'

/** What was known of the log elsewhere. */
export interface Witness {
  readonly sequence: number
  /** The whole hash, or its first 16 digits or more. */
  readonly hash: string
}

export interface Expected {
  readonly witnesses: readonly Witness[]
  /** Public key of the checkpoints in base64url; '' = not known. */
  readonly publicKey: string
}

export type FaultKind =
  /** The entry, or the hash of the entry before it, is not what was written. */
  | 'changed'
  /** Entries `sequence` to `last` are not there. */
  | 'missing'
  /** An entry stands where its number does not belong. */
  | 'misplaced'
  /** A checkpoint is not there, does not hold, or is signed by another key: what stands before it was rewritten. */
  | 'checkpoint'
  /** Another hash than the witness has: the entry or something before it was rewritten. */
  | 'witness'
  /** Entries up to the witness were cut off. */
  | 'truncated'
  /** The file itself is damaged or altered; nothing after `sequence` could be read. */
  | 'file'

export interface Fault {
  readonly kind: FaultKind
  readonly sequence: number
  readonly last: number
  readonly detail: string
}

export interface Verdict {
  readonly whole: boolean
  readonly entries: number
  readonly head: HashedRow | null
  readonly checkpoints: number
  /** Entries after the last checkpoint that holds: protected by the chain, not yet by a signature. */
  readonly unsealed: number
  /** Of the checkpoints; '' = there is none. */
  readonly publicKey: string
  /** The first faults, at most 100. */
  readonly faults: readonly Fault[]
  readonly faultCount: number
}

const FAULTS_KEPT = 100

export function verifyLog(reading: LogReading, expected: Expected): Verdict {
  const check = new Check(expected)
  for (const detail of reading.faults) check.fault('file', 0, detail)
  try {
    for (const row of reading.rows()) check.row(row)
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    check.fault('file', check.last, detail)
  }
  return check.end()
}

class Check {
  readonly #expected: Expected
  readonly #faults: Fault[] = []
  #faultCount = 0
  #previous: Head = CHAIN_START
  #head: HashedRow | null = null
  #entries = 0
  #checkpoints = 0
  #sealed = 0
  #publicKey: string

  constructor(expected: Expected) {
    this.#expected = expected
    this.#publicKey = expected.publicKey
  }

  /** Number of the last entry read. */
  get last(): number {
    return this.#previous.sequence
  }

  row(row: HashedRow): void {
    const due = this.#previous.sequence + 1
    if (row.sequence > due) this.fault('missing', due, '', row.sequence - 1)
    else if (row.sequence < due) this.fault('misplaced', row.sequence)
    else if (chainHash(this.#previous.hash, row) !== row.hash) this.fault('changed', row.sequence)
    this.#checkpoint(row)
    this.#witness(row)
    this.#entries += 1
    this.#head = row
    this.#previous = row
  }

  fault(kind: FaultKind, sequence: number, detail = '', last = sequence): void {
    this.#faultCount += 1
    if (this.#faults.length < FAULTS_KEPT) this.#faults.push({ kind, sequence, last, detail })
  }

  end(): Verdict {
    const head = this.#previous.sequence
    for (const { sequence } of this.#expected.witnesses) {
      if (sequence > head) this.fault('truncated', head + 1, '', sequence)
    }
    return {
      whole: this.#faultCount === 0,
      entries: this.#entries,
      head: this.#head,
      checkpoints: this.#checkpoints,
      unsealed: head - this.#sealed,
      publicKey: this.#publicKey,
      faults: this.#faults,
      faultCount: this.#faultCount,
    }
  }

  #checkpoint(row: HashedRow): void {
    if (row.action !== CHECKPOINT_ACTION) {
      if (row.sequence % CHECKPOINT_EVERY === 0) this.fault('checkpoint', row.sequence)
      return
    }
    const key = readCheckpoint(row, this.#previous, this.#publicKey)
    if (key === null) {
      this.fault('checkpoint', row.sequence)
      return
    }
    this.#publicKey = key
    this.#checkpoints += 1
    this.#sealed = row.sequence
  }

  #witness(row: HashedRow): void {
    for (const { sequence, hash } of this.#expected.witnesses) {
      if (sequence === row.sequence && !row.hash.startsWith(hash)) this.fault('witness', sequence)
    }
  }
}
