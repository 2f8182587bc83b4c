/** HL7 v2.5 ch. 2.7, escape sequences in text. What is not known stays as the source wrote it. */
import { decodeShifts } from './iso-2022-jp.ts'

/** The five characters that structure a message. HL7 v2.5 ch. 2.5.4. */
export interface Delimiters {
  readonly field: string
  readonly component: string
  readonly repetition: string
  readonly escape: string
  readonly subcomponent: string
}

export const DEFAULT_DELIMITERS: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
}

const SEQUENCE = /\\(F|S|T|R|E|H|N|\.[a-z]{2}[+-]?\d{0,3}|X(?:[0-9A-Fa-f]{2}){1,512})\\/g

/** Decoded text with its escape sequences replaced. Highlighting (`\H\`, `\N\`) is dropped. */
export function unescapeHl7(text: string, delimiters: Delimiters): string {
  if (!text.includes(delimiters.escape)) return text
  if (delimiters.escape === '\\')
    return text.replace(SEQUENCE, (whole, s) => meaning(whole, s, delimiters))
  const pattern = SEQUENCE.source.replaceAll('\\\\', () => `\\x${hex(delimiters.escape)}`)
  return text.replace(new RegExp(pattern, 'g'), (whole, s) => meaning(whole, s, delimiters))
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(2, '0')
}

function meaning(whole: string, sequence: string, delimiters: Delimiters): string {
  switch (sequence[0]) {
    case 'F':
      return delimiters.field
    case 'S':
      return delimiters.component
    case 'T':
      return delimiters.subcomponent
    case 'R':
      return delimiters.repetition
    case 'E':
      return delimiters.escape
    case 'H':
    case 'N':
      return ''
    case 'X':
      return hexText(sequence.slice(1)) ?? whole
    default:
      return formatting(sequence)
  }
}

/** Line breaks of formatted text (FT); indentation commands have no counterpart in plain text. */
function formatting(sequence: string): string {
  const command = sequence.slice(1, 3)
  if (command === 'br' || command === 'ce') return '\n'
  if (command === 'sp') return '\n'.repeat(Math.min(Number(sequence.slice(3)) || 1, 20))
  if (command === 'sk') return ' '.repeat(Math.min(Number(sequence.slice(3)) || 1, 80))
  return ''
}

/** Text of a hexadecimal escape; null when its bytes are not seven-bit text. */
function hexText(digits: string): string | null {
  const bytes = Buffer.from(digits, 'hex')
  if (bytes.some((b) => b >= 0x80 || b === 0)) return null
  return decodeShifts(bytes.toString('latin1')).replace(/\r\n?/g, '\n')
}
