/** What a result of an infection marker or an antibody says by its flag and its words: clearly negative, or positive in so many words. */
import { flagSense } from '../../model/codes/result-words.ts'

/** How laboratories write a negative result. Everything else is shown as it came, unless the source calls it normal. */
const NEGATIVE =
  /^[(（]?(陰性|[-－−‐ー][)）]?$|neg(ative)?\b|non-?reactive|not detected|検出せず|検出されず|検出なし|未検出|認めず)/i
/** Below what can be measured. */
const BELOW = /^[<≦＜]/
/** Flags that say "as it should be" (HL7 v2.5 table 0078). */
const NORMAL = new Set(['N', 'NEG'])
const NUMBER = /^[<>≦≧=]?\s*\d+(\.\d+)?\b/

/** Clearly negative. @param text the result with its unit, if any */
export function isNegative(flag: string, text: string): boolean {
  if (flagSense(flag) !== 'none') return false
  const words = text.normalize('NFKC').trim()
  // A bare number says nothing without its limit: 12.3 COI may be positive.
  return NEGATIVE.test(words) || BELOW.test(words) || NORMAL.has(flag.trim().toUpperCase())
}

/** Flagged, or not negative in words; a number without a flag is neither this nor negative. */
export function isPositive(flag: string, text: string): boolean {
  if (flagSense(flag) !== 'none') return true
  return !isNegative(flag, text) && !NUMBER.test(text.normalize('NFKC').trim())
}
