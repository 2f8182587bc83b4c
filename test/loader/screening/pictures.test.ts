import { describe, expect, test } from 'vitest'
import { screenContent } from '../../../loader/screening/content.ts'
import { encodeJpeg } from '../../../scripts/demo-hospital/extended/jpeg.ts'
import { createRandom } from '../../../scripts/demo-hospital/random.ts'
import { element, part10, slice } from '../dicom/dicom-writer.ts'

const SIZE = 256
const random = createRandom(1, 'pictures')

/** Bytes with pieces of ciphertext in them. */
function pieces(bytes: Uint8Array, length: number, every: number, from: number): Uint8Array {
  const out = Uint8Array.from(bytes)
  for (let at = from; at + length <= out.length; at += every) out.set(random.bytes(length), at)
  return out
}

describe('a small JPEG', () => {
  /** A soft picture with sharp marks on it, as a scanned page has. */
  const picture = (channels: 1 | 3) =>
    encodeJpeg({
      width: 200,
      height: 160,
      channels,
      pixels: Uint8Array.from({ length: 200 * 160 * channels }, (_, i) => {
        const [x, y] = [Math.floor(i / channels) % 200, Math.floor(i / channels / 200)]
        return (x * 7 + y * 3) % 31 < 3 ? 20 : 150 + Math.round(60 * Math.sin(x / 19 + y / 31))
      }),
    })

  test.each([1, 3] as const)(
    'of %i channels is sound, and mostly not when 16 of its bytes are another',
    (channels) => {
      const sound = picture(channels)
      expect(screenContent(sound)).toBeNull()
      const found = Array.from({ length: 200 }, () => {
        const at = random.int(700, sound.length - 20)
        return screenContent(pieces(sound, 16, sound.length, at))
      })
      // Codes may happen to fall into step again, as many as they were; the rules for FF alone find one in sixteen.
      expect(found.filter((finding) => finding !== null).length).toBeGreaterThan(120)
    },
  )
})

describe('pixels that are not compressed', () => {
  const image = (pixels: Uint8Array, bits: { allocated: number; stored: number }, more = {}) =>
    part10(
      slice({
        ...element(0x00280010, 'US', SIZE),
        ...element(0x00280011, 'US', SIZE),
        ...element(0x00280100, 'US', bits.allocated),
        ...element(0x00280101, 'US', bits.stored),
        ...element(0x00280102, 'US', bits.stored - 1),
        ...element(0x7fe00010, 'OW', pixels),
        ...more,
      }),
    )
  /** Noise of a few grey levels on a soft ground. */
  const level = (i: number) => 90 + 40 * Math.sin((i % SIZE) / 37) + random.int(-8, 8)
  const words = (of: (i: number) => number) => {
    const values = Int16Array.from({ length: SIZE * SIZE }, (_, i) => of(i))
    return new Uint8Array(values.buffer)
  }
  const TWELVE = { allocated: 16, stored: 12 }
  const EIGHT = { allocated: 8, stored: 8 }

  test('of 12 bits keep to them, signed or with a padding value', () => {
    for (const of of [
      (i: number) => 16 * level(i),
      (i: number) => 16 * level(i) - 1400,
      (i: number) => (i % 90 < 40 ? -32_768 : 16 * level(i)),
    ]) {
      expect(screenContent(image(words(of), TWELVE))).toBeNull()
    }
  })

  test('of 12 bits show a single encrypted piece of 16 bytes', () => {
    const sound = words((i) => 16 * level(i))
    const found = Array.from({ length: 50 }, () => {
      const at = random.int(0, sound.length / 16 - 2) * 16
      return screenContent(image(pieces(sound, 16, sound.length, at), TWELVE))
    })
    for (const finding of found) expect(finding).toMatchObject({ verdict: 'encrypted' })
  })

  test('of 8 bits show pieces of 16 bytes between untouched ones', () => {
    const sound = Uint8Array.from({ length: SIZE * SIZE }, (_, i) => level(i))
    expect(screenContent(image(sound, EIGHT))).toBeNull()
    for (const every of [32, 64]) {
      const file = image(sound, EIGHT)
      const from = Math.ceil((file.length - sound.length) / 16) * 16
      expect(screenContent(pieces(file, 16, every, from))).toMatchObject({ verdict: 'encrypted' })
    }
  })

  test('of black and white letters are none', () => {
    const letters = Uint8Array.from({ length: SIZE * SIZE }, () => (random.chance(0.5) ? 255 : 0))
    expect(screenContent(image(letters, EIGHT))).toBeNull()
  })
})
