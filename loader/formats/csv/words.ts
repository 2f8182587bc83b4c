/** What is said to people of mappings and tables, in both languages of the product. */
import type { WordTable } from '../../../model/codes/word.ts'

export type Words = WordTable[string]

export function inBoth(ja: string, en: string): Words {
  return { ja, en }
}

/** Names in a message are not more than a person reads. */
const MOST_NAMED = 40

export function namesInWords(names: readonly string[]): string {
  const more = names.length - MOST_NAMED
  const named = names.slice(0, MOST_NAMED).join(', ')
  return more > 0 ? `${named} (+${more})` : named
}

/** @returns the name that was probably meant; '' = none is near. */
export function nearest(name: string, known: readonly string[]): string {
  const wanted = plain(name)
  const near = known
    .map((each) => ({ each, distance: distanceOf(wanted, plain(each)) }))
    .sort((a, b) => a.distance - b.distance)[0]
  return near !== undefined && near.distance <= Math.max(1, wanted.length / 3) ? near.each : ''
}

/** What was probably meant, in brackets; nothing where no name is near. */
export function guess(name: string, known: readonly string[]): Words {
  const meant = nearest(name, known)
  return meant === ''
    ? inBoth('', '')
    : inBoth(`「${meant}」ではありませんか。`, ` (is "${meant}" meant?)`)
}

function plain(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\s_-]/g, '')
    .toLowerCase()
    .slice(0, 60)
}

/** Edits of one character, and exchanges of neighbours (Levenshtein; optimal string alignment). */
function distanceOf(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + same,
          swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    before = last
    last = row
  }
  return last[b.length] ?? 0
}
