/** A file that came to no record, but to one part that is named with its reason. */
import type { ParsedFile, UnreadPart } from './format.ts'

export function singlePart(part: UnreadPart): Extract<ParsedFile, { outcome: 'records' }> {
  const notInterpreted = part.reason === 'not-interpreted' ? 1 : 0
  const counts = { seen: 1, loaded: 0, supporting: 0, notInterpreted, refused: 1 - notInterpreted }
  return {
    outcome: 'records',
    records: [],
    mention: null,
    problems: [],
    deviatingCharset: '',
    parts: { ...counts, unread: [part], deletions: [] },
  }
}
