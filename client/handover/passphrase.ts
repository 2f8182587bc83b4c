/** A passphrase that nobody chose: four groups of five letters and digits that are not mistaken for each other, 99 bits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 4
const GROUP = 5

export function makePassphrase(): string {
  const letters: string[] = []
  while (letters.length < GROUPS * GROUP) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1))
    // Bytes above the last whole multiple would make the first letters likelier.
    const letter = byte < 256 - (256 % LETTERS.length) ? LETTERS[byte % LETTERS.length] : undefined
    if (letter !== undefined) letters.push(letter)
  }
  const text = letters.join('')
  return Array.from({ length: GROUPS }, (_, at) => text.slice(at * GROUP, (at + 1) * GROUP)).join(
    '-',
  )
}
