/**
 * What the barcode of an emergency badge says: 39 digits for 128 random bits, and a check digit. Digits alone, because a scanner types them
 * through whatever keyboard layout and input method the terminal has.
 */

const SHAPE = /^\d{40}$/

/** As scanned, or typed in wide digits. @returns the 40 digits, or null when this is no badge (a misread one fails its check digit). */
export function readBadgeSecret(text: string): string | null {
  const digits = text.normalize('NFKC').trim()
  return SHAPE.test(digits) && checkDigitOf(digits.slice(0, -1)) === digits.at(-1) ? digits : null
}

/** ISO/IEC 7812-1 annex B (Luhn): finds every single wrong digit. */
export function checkDigitOf(digits: string): string {
  let sum = 0
  for (const [at, digit] of [...digits].reverse().entries()) {
    const doubled = Number(digit) * (at % 2 === 0 ? 2 : 1)
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return String((10 - (sum % 10)) % 10)
}
