/** A QR code for a text terminal: two rows of modules a line, light on dark or dark on light as the terminal is. */
import { encode } from 'uqr'

/** ISO/IEC 18004 asks for four modules of quiet zone. */
const QUIET = 4

/** Both colours are set: a reader takes no inverted code for granted. */
export function qrText(text: string): string {
  const rows = encode(text, { border: 0 }).data
  const size = rows.length + 2 * QUIET
  const isDark = (row: number, column: number) => rows[row - QUIET]?.[column - QUIET] === true
  const lines: string[] = []
  for (let row = 0; row < size; row += 2) {
    let line = ''
    for (let column = 0; column < size; column += 1) {
      const [upper, lower] = [isDark(row, column), isDark(row + 1, column)]
      line += upper ? (lower ? '█' : '▀') : lower ? '▄' : ' '
    }
    lines.push(`\x1b[30;107m${line}\x1b[0m`)
  }
  return lines.join('\n')
}
