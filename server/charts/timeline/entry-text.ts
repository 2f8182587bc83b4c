/** Words of an entry as lines. */

/** What is not empty, with a space between. */
export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}

/** Lines that hold something, whatever ends them. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '')
}
