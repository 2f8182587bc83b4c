/** What screening says of one file, and on what evidence. */
import type { FileDisposition } from '../../model/codes/file-dispositions.ts'
import type { FileRefusal } from '../../model/records.ts'

/** '' = not examined: the bytes were not read, or the place holds nothing clinical. */
export type Verdict = '' | 'sound' | 'damaged' | 'encrypted' | 'ransom-note' | 'suspicious'

export interface Finding {
  readonly verdict: 'damaged' | 'encrypted' | 'suspicious'
  /** Why the file must not become part of a chart; null when it may, with a mark. */
  readonly refusal: FileRefusal | null
  /** What was seen and at which byte. */
  readonly evidence: string
}

const VERDICT_OF_REASON: Readonly<Record<string, Verdict>> = {
  encrypted: 'encrypted',
  'ransom-note': 'ransom-note',
  'identity-mismatch': 'suspicious',
  'path-mismatch': 'suspicious',
  'renamed-copy': 'suspicious',
  'unsafe-name': 'suspicious',
  'duplicate-name': 'suspicious',
  'unknown-file': '',
  'other-version': 'sound',
  'too-large': '',
}

/** The verdict that a file's disposition and reason imply. A quarantine for any reason of its bytes is damage. */
export function verdictOf(disposition: FileDisposition, reason: string): Verdict {
  if (disposition === 'ignored') return ''
  const known = VERDICT_OF_REASON[reason]
  if (known !== undefined) return known
  return disposition === 'quarantined' ? 'damaged' : 'sound'
}

export function encrypted(evidence: string): Finding {
  return { verdict: 'encrypted', refusal: 'encrypted', evidence }
}

export function damaged(refusal: FileRefusal, evidence: string): Finding {
  return { verdict: 'damaged', refusal, evidence }
}

export function suspicious(evidence: string): Finding {
  return { verdict: 'suspicious', refusal: null, evidence }
}
