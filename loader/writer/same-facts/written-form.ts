/**
 * Texts that differ in nothing but how they are typed become equal. What may mean something stays as it is: `24.0` is not `24`, `10⁵` is
 * not `105` (so never NFKC of the whole), `U/L` is not `IU/L`.
 */

const PLAIN = /^[!-~]*$/
const FULL_WIDTH = /[\uff01-\uff5e]/g
const HALF_WIDTH_KANA = /[\uff65-\uff9f]+/g

/** Width of letters and kana, and blanks. */
export function writtenForm(text: string): string {
  if (PLAIN.test(text)) return text
  return text
    .replace(FULL_WIDTH, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .replace(HALF_WIDTH_KANA, (kana) => kana.normalize('NFKC'))
    .normalize('NFC')
    .replace(/[\s\u3000]+/g, ' ')
    .trim()
}

/** A result's value, its comparator included. */
export function valueForm(text: string): string {
  if (PLAIN.test(text)) return text
  return writtenForm(text)
    .replace(/[≦≤]/g, '<=')
    .replace(/[≧≥]/g, '>=')
    .replace(/^([<>]=?) (?=\d)/, '$1')
}

/** A reference range, whichever dash the laboratory uses. */
export function rangeForm(text: string): string {
  return valueForm(text)
    .replace(/[~〜–—―]/g, '-')
    .replaceAll(' ', '')
}

/** Characters that are one sign for several letters: ㎎, ㎗, ℓ, ℃. */
const SQUARED = /[\u3380-\u33df\u2113\u2103]/g
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const POWER = /10([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g
/** UCUM: the litre is `l` or `L`, the prefix micro may be written `u`. */
const LITRE = /^([dmuμnfpck]?)l$/
const MICRO = /^u(?=(?:g|mol|L|m|s|U|IU|Eq)$)/

/** A unit, whichever way its litre, its micro and its powers of ten are typed. UCUM 1.9, tables 1 and 4. */
export function unitForm(text: string): string {
  return writtenForm(text.replace(SQUARED, (sign) => sign.normalize('NFKC')))
    .replaceAll('\u00b5', 'μ')
    .replaceAll(' ', '')
    .replace(POWER, (_, digits: string) => `10^${asDigits(digits)}`)
    .replace(/10\*(?=\d)/g, '10^')
    .replace(/^[×xX](?=10\^)/, '')
    .split(/([/.*^()])/)
    .map((word) => word.replace(LITRE, '$1L').replace(MICRO, 'μ'))
    .join('')
}

function asDigits(superscripts: string): string {
  return Array.from(superscripts, (digit) => SUPERSCRIPTS.indexOf(digit)).join('')
}
