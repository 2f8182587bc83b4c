/** HL7 v2.5 encoding (ch. 2): fields, components, escapes, and the segments that every SS-MIX2 message shares. */

/** Fields of a segment by their number; absent numbers are empty. */
export type Fields = Readonly<Record<number, string | undefined>>

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\E\\',
  '|': '\\F\\',
  '^': '\\S\\',
  '&': '\\T\\',
  '~': '\\R\\',
}

/** One component's text, its delimiters escaped (HL7 v2.5 ch. 2.7). */
export function escapeText(text: string): string {
  return /[\\|^&~]/.test(text) ? text.replace(/[\\|^&~]/g, (ch) => ESCAPES[ch] ?? ch) : text
}

/** Components joined by `^`, each escaped, trailing empty ones left away. */
export function composite(...parts: readonly string[]): string {
  let last = parts.length
  while (last > 0 && parts[last - 1] === '') last--
  let out = ''
  for (let i = 0; i < last; i++) out += (i > 0 ? '^' : '') + escapeText(parts[i] ?? '')
  return out
}

/** Sub-components joined by `&`, as a coded value inside a component is written. */
export function subcomposite(...parts: readonly string[]): string {
  return parts.map(escapeText).join('&')
}

/** One segment without its terminator; trailing empty fields are left away (SS-MIX2 storage, 1.3). */
export function segment(name: string, fields: Fields): string {
  let out = name
  let at = 0
  for (const key of Object.keys(fields)) {
    const number = Number(key)
    const value = fields[number]
    if (!value) continue
    out += '|'.repeat(number - at) + value
    at = number
  }
  return out
}

/** A message: segments ended by CR each (HL7 v2.5 ch. 2.5.2). */
export function message(segments: readonly string[]): string {
  return `${segments.join('\r')}\r`
}
