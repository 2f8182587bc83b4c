/**
 * Whether a raw file says what the chart shows of it. Reads the bytes by other means than the loader: the built-in decoders and a
 * search for the words, no parser. It proves that a value stands in the file beside its item, not that nothing else does.
 */
import crypto from 'node:crypto'
import zlib from 'node:zlib'
import type { DrawnFact } from './draw-facts.ts'

export type FactVerdict = 'agrees' | 'differs' | 'file-changed'

/** @param bytes the file as it lies on the medium now. */
export function checkFact(fact: DrawnFact, bytes: Uint8Array): FactVerdict {
  if (crypto.hash('sha256', bytes, 'hex') !== fact.sha256) return 'file-changed'
  const text = textOf(isGzip(bytes) ? zlib.gunzipSync(bytes) : bytes)
  const words = fact.words.flatMap((word) => word.split('\n')).map(folded)
  const says = (part: string) => words.every((word) => part.includes(word))
  const isJson = /^\s*[[{]/.test(text)
  const lines = text.split(/\r\n|\r|\n/)
  // One resource a line (NDJSON), or one document over many lines.
  const parts = isJson && !/^\{.*\}$/.test(lines[0] ?? '') ? [text] : lines
  return parts.some((part) => says(folded(isJson ? unescapeJson(part) : unescapeHl7(part))))
    ? 'agrees'
    : 'differs'
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

function textOf(bytes: Uint8Array): string {
  // ESC $ begins two-byte characters of ISO-2022-JP, which are valid ASCII, too.
  const hasEscape = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('\u001b$')
  if (hasEscape) return new TextDecoder('iso-2022-jp').decode(bytes)
  for (const charset of ['utf-8', 'shift_jis', 'euc-jp']) {
    try {
      return new TextDecoder(charset, { fatal: true }).decode(bytes)
    } catch {
      // Not this one: the next.
    }
  }
  return new TextDecoder('iso-2022-jp').decode(bytes)
}

/** HL7 v2.5 ch. 2.10: the delimiters inside a text. */
function unescapeHl7(text: string): string {
  return text.replace(
    /\\([FSTRE])\\/g,
    (_, letter) => ({ F: '|', S: '^', T: '&', R: '~', E: '\\' })[letter as 'F'],
  )
}

function unescapeJson(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

/** Width and spaces are written differently by character sets, not by clinicians. */
function folded(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '')
}
