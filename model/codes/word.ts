/** Words for people, in both languages of the product, and how a code becomes one. */

interface Word {
  readonly ja: string
  readonly en: string
}
export type WordTable = Readonly<Record<string, Word>>

/** The word of a code; a code that has none is shown as the source wrote it, never hidden. */
export function wordOf(table: WordTable, code: string, language: 'ja' | 'en'): string {
  return Object.hasOwn(table, code) ? (table[code]?.[language] ?? code) : code
}
