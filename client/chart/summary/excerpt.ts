/** The beginning of a document for a few lines of the first screen. */

/**
 * Without the lines at its head that say again what stands beside it: its title, and the identity of the patient. Nothing but
 * such lines is left out, and never all of them.
 */
export function withoutHeading(text: string, title: string, patientId: string): string {
  const lines = text.split(/\r\n|\r|\n/)
  const first = lines.findIndex((line) => {
    const word = line.trim()
    return word !== '' && word !== title && !word.includes(patientId)
  })
  return first <= 0 ? text : lines.slice(first).join('\n')
}
