/** Which entries of the timeline a reader asked for, and where their words stand in a text. */
import type { TimelineEntry } from '../../../model/api/chart/timeline.ts'

export interface TimelineFilter {
  /** '' = any. */
  readonly kind: string
  readonly department: string
  readonly author: string
  /** Words that all must stand in the entry, in any order; '' = any text. */
  readonly text: string
}

export const NO_FILTER: TimelineFilter = { kind: '', department: '', author: '', text: '' }

export function isFiltered({ kind, department, author, text }: TimelineFilter): boolean {
  return kind !== '' || department !== '' || author !== '' || text.trim() !== ''
}

export function isWanted(entry: TimelineEntry, filter: TimelineFilter): boolean {
  if (filter.kind !== '' && entry.kind !== filter.kind) return false
  if (filter.department !== '' && entry.department !== filter.department) return false
  if (filter.author !== '' && entry.author !== filter.author) return false
  const words = wordsOf(filter.text)
  if (words.length === 0) return true
  const text = foldedText(entry)
  return words.every((word) => text.includes(word))
}

/** Kept as long as the entry itself: ten years are looked through again at each page that comes and each letter that is typed. */
const foldedTexts = new WeakMap<TimelineEntry, string>()

function foldedText(entry: TimelineEntry): string {
  const known = foldedTexts.get(entry)
  if (known !== undefined) return known
  const text = fold([entry.title, ...entry.lines, entry.author, entry.department].join('\n'))
  foldedTexts.set(entry, text)
  return text
}

/** What was typed, split at spaces of any width, folded as `fold` does. */
export function wordsOf(typed: string): string[] {
  return typed
    .split(/\s+/)
    .map((word) => fold(word))
    .filter((word) => word !== '')
}

export interface TextPart {
  readonly text: string
  readonly isHit: boolean
}

/** The text in pieces, hits apart. Folding keeps the length of a text, so that places agree. */
export function markHits(text: string, words: readonly string[]): TextPart[] {
  const folded = fold(text)
  const parts: TextPart[] = []
  let done = 0
  while (done < text.length) {
    const hit = nextHit(folded, words, done)
    if (hit === null) break
    if (hit.at > done) parts.push({ text: text.slice(done, hit.at), isHit: false })
    parts.push({ text: text.slice(hit.at, hit.at + hit.length), isHit: true })
    done = hit.at + hit.length
  }
  if (done < text.length) parts.push({ text: text.slice(done), isHit: false })
  return parts
}

function nextHit(folded: string, words: readonly string[], from: number) {
  let found: { at: number; length: number } | null = null
  for (const word of words) {
    const at = folded.indexOf(word, from)
    if (at < 0) continue
    if (found === null || at < found.at || (at === found.at && word.length > found.length)) {
      found = { at, length: word.length }
    }
  }
  return found
}

/** Width, case and kana do not matter; character by character, where the folded one is as long. */
function fold(text: string): string {
  let folded = ''
  for (const ch of text) {
    const plain = ch.normalize('NFKC').toLowerCase()
    folded += plain.length === ch.length ? plain : ch
  }
  return folded.replace(/[\u3041-\u3096]/g, (kana) =>
    String.fromCodePoint((kana.codePointAt(0) ?? 0) + 0x60),
  )
}
