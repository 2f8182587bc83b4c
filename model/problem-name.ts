/** A diagnosis as it is read: its modifiers around the disease. */

/** Between words in one column of the read model. */
const WORD_SEPARATOR = '\u001f'

/** Prefixes, disease, suffixes, as they are read. */
export function problemName(condition: string, prefixes: string, suffixes: string): string {
  const words = (joined: string) => joined.split(WORD_SEPARATOR).join('')
  const [before, after] = [words(prefixes), words(suffixes)]
  // Some sources write the whole name, modifiers included, into the disease itself.
  const head = before !== '' && condition.startsWith(before) ? '' : before
  const tail = after !== '' && condition.endsWith(after) ? '' : after
  return `${head}${condition}${tail}`
}
