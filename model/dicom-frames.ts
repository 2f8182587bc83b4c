/** How many frames an image has, and how many bits each takes where it is not compressed. One rule for whoever lists, serves and shows them. */

/** Samples of a pixel as they lie: chroma of 4:2:2 is shared by two pixels, of 4:2:0 by four (DICOM PS3.3 C.7.6.3.1.2). */
export function samplesStored(photometric: string, samplesPerPixel: number): number {
  if (photometric === 'YBR_FULL_422' || photometric === 'YBR_PARTIAL_422') return 2
  return photometric === 'YBR_PARTIAL_420' ? 1.5 : samplesPerPixel
}

/**
 * Chroma that is said to be shared by pixels lies for each of them all the same where the bytes are exactly so many: some writers unpack it
 * and leave its name. @param samples rows × columns × Samples per Pixel × frames, of 8 bits each
 */
export function isChromaUnpacked(
  photometric: string,
  nativeBytes: number | null,
  samples: number,
): boolean {
  if (!/^YBR_(FULL|PARTIAL)_422$/.test(photometric)) return false
  return nativeBytes === samples || nativeBytes === samples + (samples % 2)
}

export interface FrameEvidence {
  /** Number of Frames (0028,0008) as it stands; '' = absent. */
  readonly declared: string
  /** Bytes of pixel data as their element tells; null = compressed, or not told. */
  readonly nativeBytes: number | null
  /** Bits of one frame; 0 = not told. */
  readonly frameBits: number
}

/**
 * The count that the file declares, one where it declares none (PS3.3 C.7.6.6.1.1). Of a count that can't be read: as many as the pixel data
 * hold exactly, else one.
 */
export function frameCount({ declared, nativeBytes, frameBits }: FrameEvidence): number {
  if (declared === '') return 1
  const count = /^\+?\d{1,9}(\.0*)?$/.test(declared) ? Number(declared) : 0
  if (count >= 1) return count
  const held = heldFrames(nativeBytes, frameBits)
  // An odd length is made even by a byte (PS3.5 8.1.1).
  const isExact = nativeBytes !== null && nativeBytes - Math.ceil((held * frameBits) / 8) <= 1
  return isExact ? Math.max(1, held) : 1
}

/** Whole frames in native pixel data. */
export function heldFrames(nativeBytes: number | null, frameBits: number): number {
  return nativeBytes === null || frameBits === 0 ? 0 : Math.floor((nativeBytes * 8) / frameBits)
}
