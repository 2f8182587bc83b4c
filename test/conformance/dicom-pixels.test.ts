/**
 * Pixels of the DICOM corpus against those of independent decoders (DCMTK, GDCM, OpenJPEG), by the corpus' own
 * manifest; skipped where the corpus is absent.
 *
 * Lossless: the SHA-256 of frame 0, and of all frames, must be equal. Lossy: size equal, minimum and maximum within 2
 * and mean within 0.5 of the reference, where the codec leaves rounding free.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeFrame, type Frame } from '../../model/dicom-pixels/decode-frame.ts'
import { type OpenInstance, openInstance } from '../../model/dicom-pixels/open-instance.ts'
import { pixelProblemSentence } from '../../model/dicom-pixels/pixel-problem.ts'
import { nodeCodecs } from '../../server/images/rendering/node-codecs.ts'

const ROOT = '/work/shared/data/dicom'
const LOSSY_EXTREMES = 2
const LOSSY_MEAN = 0.5
const codecs = nodeCodecs()

type Row = Readonly<Record<string, string>>

function manifest(folder: string): Row[] {
  const place = join(ROOT, folder, 'MANIFEST.tsv')
  if (!existsSync(place)) return []
  const [head = '', ...lines] = readFileSync(place, 'utf8').trimEnd().split('\n')
  const names = head.split('\t')
  return lines.map((line) => {
    const cells = line.split('\t')
    return Object.fromEntries([
      ...names.map((name, n) => [name, cells[n] ?? ''] as const),
      ['place', join(ROOT, folder, cells[0] ?? '')],
    ])
  })
}

function of(row: Row, name: string): string {
  return row[name] ?? ''
}

/** The corpus' own exceptions: the reference keeps planes, or two references disagree. */
const NO_EXACT = /SC_rgb_rle_(16|32)bit|SC_rgb_small_odd_big_endian|ybr-rle/

async function frameOf(instance: OpenInstance, index: number): Promise<Frame> {
  const answer = await decodeFrame(instance, index, codecs)
  if (!answer.ok) throw new Error(pixelProblemSentence(answer.problem, 'en'))
  return answer.frame
}

function opened(row: Row): OpenInstance {
  const answer = openInstance(readFileSync(of(row, 'place')))
  if (!answer.ok) throw new Error(pixelProblemSentence(answer.problem, 'en'))
  return answer.instance
}

function sha256(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** Minimum, maximum and mean of the stored values (Bits Stored, sign). */
function statistics(frame: Frame, instance: OpenInstance) {
  const { bitsStored, signed } = instance.image
  const wide = frame.bitsAllocated === 16
  const { bytes } = frame
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = wide ? bytes.length / 2 : bytes.length
  let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (let n = 0; n < count; n += 1) {
    const raw = (wide ? view.getUint16(n * 2, true) : (bytes[n] ?? 0)) & (2 ** bitsStored - 1)
    const value = signed && raw >= 2 ** (bitsStored - 1) ? raw - 2 ** bitsStored : raw
    min = Math.min(min, value)
    max = Math.max(max, value)
    sum += value
  }
  return { min, max, mean: sum / count }
}

const rows = [...manifest('corpus'), ...manifest('large')]
const decodable = rows.filter((row) => of(row, 'px0_sha256') !== '')
const exact = decodable.filter(
  (row) => of(row, 'lossless') === 'y' && !NO_EXACT.test(of(row, 'path')),
)
const close = decodable.filter((row) => !exact.includes(row))
const broken = rows.filter(
  (row) =>
    of(row, 'px0_sha256') === '' &&
    /^(error-image|reject|degraded|unsupported-ts)$/.test(of(row, 'expect')),
)

describe.skipIf(rows.length === 0)('pixels of the DICOM corpus', () => {
  it.each(exact.map((row) => [of(row, 'path'), row] as const))('%s: equal', async (_, row) => {
    const instance = opened(row)
    const first = await frameOf(instance, 0)
    expect(sha256(first.bytes)).toBe(of(row, 'px0_sha256'))
    const all = [first.bytes]
    // As many as the reference took: a count of 1A it takes for 1.
    const frames = Number.parseInt(of(row, 'frames') || '1', 10)
    expect(instance.image.frames).toBeGreaterThanOrEqual(frames)
    for (let n = 1; n < frames; n += 1) {
      all.push((await frameOf(instance, n)).bytes)
    }
    expect(sha256(...all)).toBe(of(row, 'all_px_sha256'))
  })

  it.each(close.map((row) => [of(row, 'path'), row] as const))('%s: close', async (_, row) => {
    const instance = opened(row)
    const first = await frameOf(instance, 0)
    expect(first.bytes.length).toBe(Number(of(row, 'px0_bytes')))
    const { min, max, mean } = statistics(first, instance)
    const wanted = (name: string) => Number(of(row, name))
    expect(Math.abs(min - wanted('px0_min'))).toBeLessThanOrEqual(LOSSY_EXTREMES)
    expect(Math.abs(max - wanted('px0_max'))).toBeLessThanOrEqual(LOSSY_EXTREMES)
    expect(Math.abs(mean - wanted('px0_mean'))).toBeLessThanOrEqual(LOSSY_MEAN)
    for (let n = 1; n < instance.image.frames; n += 1) await frameOf(instance, n)
  })

  it.each(broken.map((row) => [of(row, 'path'), row] as const))('%s: says why', async (_, row) => {
    const answer = openInstance(readFileSync(of(row, 'place')))
    const outcome = answer.ok ? await decodeFrame(answer.instance, 0, codecs) : answer
    expect(outcome.ok).toBe(false)
    if (!outcome.ok) expect(pixelProblemSentence(outcome.problem, 'ja')).toMatch(/理由: ./)
  })
})
