/** What each fault does to the bytes of one file. */
import { encodeEucJp, encodeShiftJis } from '../japanese-text.ts'
import type { Random } from '../random.ts'

/** As a block cipher leaves it: noise of the same length, to the next 16 bytes. */
export function encrypted(bytes: Uint8Array, random: Random): Uint8Array {
  return random.bytes(Math.ceil((bytes.length + 1) / 16) * 16)
}

/** Every second block of the given size is noise; what lies between is as it was. */
export function intermittentlyEncrypted(
  bytes: Uint8Array,
  block: number,
  random: Random,
): Uint8Array {
  const out = Uint8Array.from(bytes)
  for (let at = block; at < out.length; at += block * 2) {
    const end = Math.min(at + block, out.length)
    out.set(random.bytes(end - at), at)
  }
  return out
}

/** Cut at three fifths, one byte off where a segment would end. */
export function truncated(bytes: Uint8Array): Uint8Array {
  const cut = Math.floor(bytes.length * 0.6)
  return bytes.subarray(0, bytes[cut - 1] === 0x0d ? cut + 1 : cut)
}

export function emptied(): Uint8Array {
  return new Uint8Array(0)
}

export function zeroFilled(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.length)
}

/** An ISO-2022-JP message in another encoding; its MSH-18 says what it always said. */
export function recoded(bytes: Uint8Array, charset: 'shift_jis' | 'euc-jp' | 'utf-8'): Uint8Array {
  const text = new TextDecoder('iso-2022-jp').decode(bytes)
  if (charset === 'utf-8') return new TextEncoder().encode(text)
  return charset === 'shift_jis' ? encodeShiftJis(text) : encodeEucJp(text)
}

export function ransomNote(): Uint8Array {
  const lines = [
    'YOUR FILES ARE ENCRYPTED',
    '',
    'All your documents, databases and backups were encrypted.',
    'This note belongs to an exercise. There is nothing to pay and nobody to write to.',
    'Do not rename the files.',
    '',
  ]
  return new TextEncoder().encode(lines.join('\r\n'))
}
