/**
 * NDJSON of few patients grown to the size of a hospital's: copies of its lines with other ids, days and figures. What is learnt of a file's
 * lines is learnt once, so a set of few patients says little of a whole export.
 */

/** Ids by which resources refer to each other: those of Synthea (UUID), those of clinosim. */
const UUID_HEAD = /[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/g
const NUMBER = /(?<=\bPOP-)\d{6}/g
const DAY = /(?<="[12]\d{3}-\d\d-)\d\d(?=[T"])/g
const LAST_DECIMAL = /(?<=":-?\d+\.\d*)\d(?=[,}])/g
const ODD = 0x9e3779b1

/**
 * The lines, then `copies - 1` times the same ones with other ids. References between files stay whole: an id is changed in the same way
 * everywhere.
 */
export function* grownLines(bytes: Buffer, copies: number): Generator<Buffer> {
  yield bytes
  const lines = copies > 1 ? bytes.toString('utf8').trimEnd() : ''
  for (let number = 1; number < copies; number++) yield copy(lines, number)
}

function copy(lines: string, number: number): Buffer {
  const id = (head: string) => (Number.parseInt(head, 16) ^ Math.imul(number, ODD)) >>> 0
  const text = lines
    .replace(UUID_HEAD, (head) => id(head).toString(16).padStart(8, '0'))
    .replace(NUMBER, (digits) => `${number}${digits}`)
    .replace(DAY, (day) => `${((Number(day) + number) % 28) + 1}`.padStart(2, '0'))
    .replace(LAST_DECIMAL, (digit) => `${(Number(digit) + number) % 10}`)
  return Buffer.from(`\n${text}`)
}
