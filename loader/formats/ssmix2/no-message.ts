/** What a file is that does not begin as a message, told from its bytes alone. */
import type { Refusal } from './message.ts'

/** Share of the entropy that random bytes of that length would have. */
const ENTROPY_OF_CIPHERTEXT = 0.9

/** No MSH: ciphertext and compressed data fill the byte range evenly, text and office files do not. */
export function noMessage(bytes: Uint8Array, text: string): Refusal {
  const bits = entropy(bytes)
  const possible = Math.min(8, Math.log2(bytes.length))
  const unreadable = text.match(/[^\s\u0020-\u007e\u3000-\u9fff\uff00-\uffef]/g)?.length ?? 0
  const evidence = `no MSH; entropy ${bits.toFixed(1)} of at most ${possible.toFixed(1)} bits a byte, ${unreadable} of ${text.length} characters unreadable`
  const binary = unreadable > text.length / 10
  const encrypted = binary && bytes.length >= 64 && bits >= possible * ENTROPY_OF_CIPHERTEXT
  return { refusal: encrypted ? 'encrypted' : 'unparsable', detail: evidence }
}

/** Shannon entropy in bits a byte. */
function entropy(bytes: Uint8Array): number {
  const counts = new Float64Array(256)
  for (const b of bytes) counts[b] = (counts[b] as number) + 1
  let bits = 0
  for (const n of counts) if (n > 0) bits -= (n / bytes.length) * Math.log2(n / bytes.length)
  return bits
}
