/**
 * What a table says of a word that comes from outside; undefined where it says nothing. A plain index would find `constructor` and
 * other names that every object has, and what it found would be no text.
 */
export function meaningOf<Meaning>(
  table: Readonly<Record<string, Meaning>>,
  word: string,
): Meaning | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined
}
