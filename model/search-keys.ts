/**
 * Keys by which patients are found, the same when a generation is written and when it is searched.
 * Kana: any width, hiragana or katakana, small or large, with or without 濁点 typed apart.
 * Kanji: variants that names are written with interchangeably are one (kanji-variants.ts).
 */
import { foldKanjiVariants } from './kanji-variants.ts'

const SMALL_KANA = 'ァィゥェォッャュョヮヵヶ'
const LARGE_KANA = 'アイウエオツヤユヨワカケ'
const DASHES = /[‐‑‒–—―−ｰ-]/g

/**
 * Key of a name in any script: NFKC, hiragana → katakana, small kana → large, every dash → ー between kana,
 * lower case, no spaces or middle dots, kanji variants as one.
 */
export function nameKey(text: string): string {
  const folded = text
    .normalize('NFKC')
    .replace(/[\s・·]/g, '')
    .toLowerCase()
  let key = ''
  for (const ch of folded) {
    const code = ch.codePointAt(0) ?? 0
    const katakana = code >= 0x3041 && code <= 0x3096 ? String.fromCodePoint(code + 0x60) : ch
    const small = SMALL_KANA.indexOf(katakana)
    key += small >= 0 ? (LARGE_KANA[small] ?? katakana) : katakana
  }
  return /[\u30a1-\u30fa]/.test(key) ? key.replace(DASHES, 'ー') : foldKanjiVariants(key)
}

/** Key of an identifier: NFKC, upper case, no spaces or hyphens, no leading zeros. `"000"` → `"0"`. */
export function idKey(text: string): string {
  const folded = text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()
  const stripped = folded.replace(/^0+/, '')
  return stripped === '' && folded !== '' ? '0' : stripped
}

/** Whether the text has a kana letter and nothing but kana, spaces and dashes. */
export function isKana(text: string): boolean {
  const folded = text.normalize('NFKC')
  return /[\u3041-\u30fa]/.test(folded) && /^[\u3041-\u30ff\s・‐‑‒–—―−-]+$/.test(folded)
}
