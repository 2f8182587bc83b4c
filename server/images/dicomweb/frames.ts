/** The frames of an instance: native pixel data are cut by size (PS3.5 8.1), encapsulated ones by encapsulated-frames.ts. */

import { frameCount, samplesStored } from '../../../model/dicom-frames.ts'
import { littleEndianWords } from './data-set-json.ts'
import type { DataElement } from './data-set-reader.ts'
import { encapsulatedFrames } from './encapsulated-frames.ts'
import { numberOf, type Part10, textOf } from './part10.ts'

export interface Frames {
  /** By model/dicom-frames.ts. */
  readonly count: number
  readonly isEncapsulated: boolean
  /** Bytes of frame `index`, from 0, in little endian; null = it is not there, or not whole. @throws DamagedFrames */
  read(index: number): Promise<Uint8Array | null>
}

/** null = the object has no frames. */
export function findFrames(part10: Part10): Frames | null {
  const { pixels } = part10
  if (pixels === null) return null
  const { length } = pixels
  const count = frameCount({
    declared: textOf(part10, '00280008').trim(),
    nativeBytes: length,
    frameBits: frameBits(part10, pixels),
  })
  const read =
    length === null
      ? encapsulatedFrames(part10, pixels.at, count)
      : nativeFrames(part10, pixels, length)
  return {
    count,
    isEncapsulated: length === null,
    read: async (index) => (index >= 0 && index < count ? read(index) : null),
  }
}

function nativeFrames(part10: Part10, pixels: DataElement, length: number) {
  const bits = frameBits(part10, pixels)
  const words = numberOf(part10, '00280100') === 16 ? 'OW' : pixels.vr
  return async (index: number): Promise<Uint8Array | null> => {
    const [from, to] = [index * bits, (index + 1) * bits]
    if (bits === 0 || Math.ceil(to / 8) > length) return null
    const first = pixels.at + Math.floor(from / 8)
    const end = pixels.at + Math.ceil(to / 8)
    const bytes = await part10.source.read(first, end)
    if (bytes.length < end - first) return null
    return shifted(littleEndianWords(bytes, words, part10.littleEndian), from % 8, bits)
  }
}

/** Frames of single bits follow each other without a gap: the n-th may begin inside a byte. */
function shifted(bytes: Uint8Array, by: number, bits: number): Uint8Array {
  if (by === 0) return bytes
  return Uint8Array.from(
    { length: Math.ceil(bits / 8) },
    (_, n) => ((((bytes[n + 1] ?? 0) << 8) | (bytes[n] ?? 0)) >> by) & 0xff,
  )
}

function frameBits(part10: Part10, pixels: DataElement): number {
  const own = numberOf(part10, '00280002') || 1
  const samples = samplesStored(textOf(part10, '00280004').trim(), own)
  const float = pixels.tag === '7FE00009' ? 64 : pixels.tag === '7FE00008' ? 32 : 0
  const allocated = float || numberOf(part10, '00280100')
  return numberOf(part10, '00280010') * numberOf(part10, '00280011') * samples * allocated
}
