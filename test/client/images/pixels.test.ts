/** From a file's bytes to what is on the screen, by files made for each trap. */
import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { FrameLook } from '../../../model/dicom-pixels/frame-look.ts'
import { greyOf, modalityValue } from '../../../model/dicom-pixels/grey-scale.ts'
import { inflate } from '../../../model/dicom-pixels/inflate.ts'
import { openInstance } from '../../../model/dicom-pixels/open-instance.ts'
import { pixelProblemSentence } from '../../../model/dicom-pixels/pixel-problem.ts'
import { type ShownFrame, showFrame } from '../../../model/dicom-pixels/shown-frame.ts'
import { resolveWindow } from '../../../model/dicom-pixels/windowing.ts'
import { nodeCodecs } from '../../../server/images/rendering/node-codecs.ts'
import {
  dicomFile,
  type Element,
  EXPLICIT,
  encapsulated,
  type FileFacts,
  image,
  joined,
  PIXELS_OF_UNKNOWN_LENGTH,
  words,
} from './dicom-file.ts'
import { losslessJpeg } from './lossless-jpeg.ts'

const codecs = nodeCodecs()

async function show(facts: FileFacts, frame = 0): Promise<ShownFrame> {
  const opened = openInstance(dicomFile(facts))
  if (!opened.ok) throw new Error(pixelProblemSentence(opened.problem, 'en'))
  const answer = await showFrame(opened.instance, frame, codecs)
  if (!answer.ok) throw new Error(pixelProblemSentence(answer.problem, 'en'))
  return answer.shown
}

async function problem(file: Uint8Array, frame = 0) {
  const opened = openInstance(file)
  const answer = opened.ok ? await showFrame(opened.instance, frame, codecs) : opened
  if (answer.ok) throw new Error('it was shown')
  return answer.problem
}

function greys(shown: ShownFrame): number[] {
  if (shown.pixels.kind !== 'grey') throw new Error('colour')
  const { scale } = resolveWindow(shown, { kind: 'own', n: 0 }, false)
  return Array.from(shown.pixels.values, (value) => greyOf(scale, modalityValue(shown.look, value)))
}

function values(shown: ShownFrame): number[] {
  if (shown.pixels.kind !== 'grey') throw new Error('colour')
  return Array.from(shown.pixels.values)
}

function rgb(shown: ShownFrame): number[][] {
  if (shown.pixels.kind !== 'colour') throw new Error('grey')
  const { rgba } = shown.pixels
  return Array.from({ length: rgba.length / 4 }, (_, n) => [...rgba.slice(n * 4, n * 4 + 3)])
}

const PIXELS = '7fe00010'
const bitsAllocated = (bits: number): Element[] => [
  ['00280100', 'US', bits],
  ['00280101', 'US', bits],
  ['00280102', 'US', bits - 1],
]
const pixels = (...stored: readonly number[]): Element => [PIXELS, 'OW', words(...stored)]

describe('stored values', () => {
  test('are cut out by Bits Stored and High Bit, with their sign', async () => {
    const bits = (stored: number, high: number, signed: number): Element[] => [
      ['00280101', 'US', stored],
      ['00280102', 'US', high],
      ['00280103', 'US', signed],
    ]
    const stored = [0xf800, 0x07ff, 0x8001, 0x0fff]
    const of = async (...more: Element[]) =>
      values(await show({ elements: image(...more, pixels(...stored)) }))
    expect(await of(...bits(12, 11, 0))).toEqual([0x800, 0x7ff, 1, 0xfff])
    expect(await of(...bits(12, 11, 1))).toEqual([-2048, 2047, 1, -1])
    expect(await of(...bits(12, 15, 0))).toEqual([0xf80, 0x7f, 0x800, 0xff])
    expect(await of(...bits(16, 15, 1))).toEqual([-2048, 2047, -32767, 4095])
  })

  test('are those of every frame that the file holds exactly where its count can’t be read', async () => {
    const elements = image(['00280008', 'IS', '1A'], [PIXELS, 'OW', words(1, 2, 3, 4, 5, 6, 7, 8)])
    expect(values(await show({ elements }, 1))).toEqual([5, 6, 7, 8])
    expect((await problem(dicomFile({ elements }), 2)).code).toBe('no-such-frame')
  })

  test('of one bit follow each other without a gap between frames', async () => {
    const elements = image(
      ['00280008', 'IS', '2'],
      ['00280010', 'US', 1],
      ['00280011', 'US', 3],
      ['00280100', 'US', 1],
      ['00280101', 'US', 1],
      ['00280102', 'US', 0],
      [PIXELS, 'OB', Uint8Array.of(0b00_110_101, 0)],
    )
    expect(values(await show({ elements }))).toEqual([1, 0, 1])
    expect(values(await show({ elements }, 1))).toEqual([0, 1, 1])
  })

  test('of big endian and implicit files are the same, whatever the header declares', async () => {
    const swapped = words(0x0100, 0x0200, 0x0300, 0x0400)
    const big = image([PIXELS, 'OW', swapped])
    const bigFile = { elements: big, bigEndian: true, transferSyntax: '1.2.840.10008.1.2.2' }
    expect(values(await show(bigFile))).toEqual([1, 2, 3, 4])
    const bytes = (...facts: Element[]) =>
      image(
        ['00280010', 'US', 1],
        ['00280011', 'US', 3],
        ['00280101', 'US', 8],
        ['00280102', 'US', 7],
        ...facts,
      )
    // Frames of three bytes each: the second begins inside a word, and ends in one that is padded.
    const odd = bytes(
      ['00280008', 'IS', '2'],
      ['00280100', 'US', 8],
      [PIXELS, 'OW', Uint8Array.from([2, 1, 4, 3, 6, 5])],
    )
    expect(values(await show({ ...bigFile, elements: odd }, 0))).toEqual([1, 2, 3])
    expect(values(await show({ ...bigFile, elements: odd }, 1))).toEqual([4, 5, 6])
    const padded = bytes(['00280100', 'US', 8], [PIXELS, 'OW', Uint8Array.from([2, 1, 0, 3])])
    expect(values(await show({ ...bigFile, elements: padded }))).toEqual([1, 2, 3])
    const bits = bytes(
      ['00280100', 'US', 1],
      ['00280101', 'US', 1],
      ['00280102', 'US', 0],
      [PIXELS, 'OW', Uint8Array.from([0, 0b101])],
    )
    expect(values(await show({ ...bigFile, elements: bits }))).toEqual([1, 0, 1])
    const elements = image(pixels(1, 2, 3, 4))
    expect(values(await show({ elements, implicit: true }))).toEqual([1, 2, 3, 4])
    expect(values(await show({ elements, implicit: true, preamble: false }))).toEqual([1, 2, 3, 4])
    expect(values(await show({ elements, preamble: false }))).toEqual([1, 2, 3, 4])
  })
})

describe('grey', () => {
  test('goes through rescale and the image’s own window', async () => {
    const shown = await show({
      elements: image(
        ['00280103', 'US', 1],
        ['00281050', 'DS', '40'],
        ['00281051', 'DS', '401'],
        ['00281052', 'DS', '-1024'],
        ['00281053', 'DS', '1'],
        pixels(0, 864, 1064, 1264),
      ),
    })
    // PS3.3 C.11.2.1.2.1: the window is 400 steps from -160.5 to 239.5.
    expect(greys(shown)).toEqual([0, 0, 128, 255])
  })

  test('of MONOCHROME1 is turned round, and padding stays black', async () => {
    const shown = await show({
      elements: image(
        ['00280004', 'CS', 'MONOCHROME1'],
        ['00280120', 'US', 9999],
        pixels(0, 100, 200, 9999),
      ),
    })
    expect(shown.pixels).toMatchObject({ min: 0, max: 200 })
    expect(greys(shown).slice(0, 3)).toEqual([255, 127, 0])
    expect(shown.image.padding).toEqual({ low: 9999, high: 9999 })
  })

  test.each([
    ['LINEAR_EXACT', [0, 64, 128, 255]],
    ['SIGMOID', [30, 69, 128, 225]],
  ])('follows the VOI function %s', async (curve, expected) => {
    const shown = await show({
      elements: image(
        ['00281050', 'DS', '100'],
        ['00281051', 'DS', '200'],
        ['00281056', 'CS', curve],
        pixels(0, 50, 100, 200),
      ),
    })
    expect(greys(shown)).toEqual(expected)
  })

  test('follows a modality table and a VOI table, clamped at their ends', async () => {
    const table = (first: number, bits: number, entries: readonly number[]): Element[] => [
      ['00283002', 'US', [entries.length, first, bits]],
      ['00283006', 'US', entries],
    ]
    const shown = await show({
      elements: image(
        ['00283000', 'SQ', [table(10, 16, [5, 6, 7])]],
        ['00283010', 'SQ', [table(5, 8, [0, 128, 255])]],
        pixels(0, 10, 11, 99),
      ),
    })
    expect(values(shown).map((value) => modalityValue(shown.look, value))).toEqual([5, 5, 6, 7])
    expect(greys(shown)).toEqual([0, 0, 128, 255])
  })

  test('of an enhanced image comes from the frame’s own functional groups', async () => {
    const group = (slope: string): Element[] => [
      [
        '00289145',
        'SQ',
        [
          [
            ['00281052', 'DS', '0'],
            ['00281053', 'DS', slope],
          ],
        ],
      ],
      ['00289110', 'SQ', [[['00280030', 'DS', '0.5\\0.25']]]],
    ]
    const elements = image(
      ['00280008', 'IS', '2'],
      ['52009230', 'SQ', [group('2'), group('3')]],
      pixels(1, 1, 1, 1, 2, 2, 2, 2),
    )
    expect((await show({ elements }, 0)).look).toMatchObject({ slope: 2 })
    const second: FrameLook = (await show({ elements }, 1)).look
    expect(second).toMatchObject({ slope: 3, spacing: { row: 0.5, column: 0.25 } })
  })
})

describe('overlays', () => {
  test('lie at their origin, or in bits of the pixels that hold no value', async () => {
    const plane = await show({
      elements: image(
        ['60000010', 'US', 1],
        ['60000011', 'US', 1],
        ['60000050', 'SS', [2, 1]],
        ['60003000', 'OW', words(1)],
        pixels(0, 0, 0, 0),
      ),
    })
    expect(Array.from(plane.overlay ?? [])).toEqual([0, 0, 1, 0])
    const inBits = await show({
      elements: image(
        ['00280101', 'US', 12],
        ['00280102', 'US', 11],
        ['60000010', 'US', 2],
        ['60000011', 'US', 2],
        ['60000102', 'US', 15],
        pixels(0x8001, 2, 3, 0x8004),
      ),
    })
    expect(Array.from(inBits.overlay ?? [])).toEqual([1, 0, 0, 1])
    expect(values(inBits)).toEqual([1, 2, 3, 4])
  })
})

describe('colour', () => {
  const colour = (photometric: string, planar: number, data: readonly number[]): Element[] =>
    image(
      ['00280002', 'US', 3],
      ['00280004', 'CS', photometric],
      ['00280006', 'US', planar],
      ['00280010', 'US', 1],
      ['00280100', 'US', 8],
      ['00280101', 'US', 8],
      ['00280102', 'US', 7],
      [PIXELS, 'OB', Uint8Array.from(data)],
    )

  test.each([
    ['RGB', 0, [255, 0, 0, 0, 0, 255]],
    ['RGB', 1, [255, 0, 0, 0, 0, 255]],
    ['YBR_FULL', 0, [76, 85, 255, 29, 255, 107]],
    ['YBR_FULL_422', 0, [76, 76, 85, 255]],
  ] as const)('%s, planar configuration %i', async (photometric, planar, data) => {
    const [left, right] = rgb(await show({ elements: colour(photometric, planar, data) }))
    const red = [255, 0, 0]
    const near = (got: number[] | undefined, wanted: number[]) =>
      wanted.forEach((value, n) => {
        expect(Math.abs((got?.[n] ?? -99) - value)).toBeLessThanOrEqual(2)
      })
    near(left, planar === 1 ? [255, 0, 0] : red)
    near(right, photometric === 'YBR_FULL_422' ? red : planar === 1 ? [0, 0, 255] : [0, 0, 255])
  })

  test('is read as it lies where chroma that is said to be shared is there for each pixel', async () => {
    const unpacked = [76, 85, 255, 29, 255, 107]
    const as = async (photometric: string) =>
      rgb(await show({ elements: colour(photometric, 0, unpacked) }))
    expect(await as('YBR_FULL_422')).toEqual(await as('YBR_FULL'))
  })

  test('of a palette comes from its tables, plain or in segments', async () => {
    const channel = (n: number, entries: readonly number[], tag: string): Element[] => [
      [`0028110${n}`, 'US', [4, 0, 16]],
      [`0028${tag}${n}`, 'OW', words(...entries)],
    ]
    const palette = (tag: string, ...tables: readonly (readonly number[])[]) =>
      image(
        ['00280004', 'CS', 'PALETTE COLOR'],
        ['00280100', 'US', 8],
        ['00280101', 'US', 8],
        ['00280102', 'US', 7],
        ...tables.flatMap((entries, n) => channel(n + 1, entries, tag)),
        [PIXELS, 'OB', Uint8Array.of(0, 1, 3, 200)],
      )
    const plain = palette('120', [0, 0x8000, 1, 0xff00], [0, 0, 0, 0], [0, 0, 0, 0x1000])
    expect(rgb(await show({ elements: plain }))).toEqual([
      [0, 0, 0],
      [128, 0, 0],
      [255, 0, 16],
      [255, 0, 16],
    ])
    const ramp = [0, 1, 0, 1, 3, 0xff00]
    const segmented = palette('122', ramp, ramp, ramp)
    expect(rgb(await show({ elements: segmented })).map(([red]) => red)).toEqual([0, 85, 255, 255])
  })
})

/** Adobe, version, flags; cut before the transform. */
const ADOBE = [0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0]

/**
 * 8 × 8 pixels of one colour (ITU-T T.81 B.2): three components with the means 131, 130 and 127, each one block of which only the first
 * coefficient is not zero.
 * @param mark content of APP14; none = no such segment
 */
function jpegOf(ids: readonly number[], mark: readonly number[]): Uint8Array {
  const segment = (marker: number, ...body: number[]) => [0xff, marker, 0, body.length + 2, ...body]
  const counts = (...lengths: number[]) => [...lengths, ...new Array(16 - lengths.length).fill(0)]
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...(mark.length === 0 ? [] : segment(0xee, ...mark)),
    ...segment(0xdb, 0, ...new Array(64).fill(8)),
    // Of the first coefficient: `0` = 2 bits follow, `10` = one. Of the others: `0` = none.
    ...segment(0xc4, 0x00, ...counts(1, 1), 2, 1),
    ...segment(0xc4, 0x10, ...counts(1), 0),
    ...segment(0xc0, 8, 0, 8, 0, 8, 3, ...ids.flatMap((id) => [id, 0x11, 0])),
    ...segment(0xda, 3, ...ids.flatMap((id) => [id, 0]), 0, 63, 0),
    // 0 11 0, 0 10 0, 10 0 0: 3, 2 and -1 from the middle.
    ...[0b0110_0100, 0b1000_1111, 0xff, 0xd9],
  ])
}

describe('encapsulated pixels', () => {
  const runs = (value: number) =>
    joined([
      new Uint8Array(Uint32Array.from([2, 64, 66, ...new Array(13).fill(0)]).buffer),
      Uint8Array.of(253, 0, 253, value),
    ])
  const multi = (...tail: readonly Element[]) => image(['00280008', 'IS', '2'], ...tail)
  const RLE = '1.2.840.10008.1.2.5'

  test('of run lengths, one fragment a frame', async () => {
    const elements = multi([PIXELS, PIXELS_OF_UNKNOWN_LENGTH, encapsulated([], runs(7), runs(9))])
    expect(values(await show({ elements, transferSyntax: RLE }))).toEqual([7, 7, 7, 7])
    expect(values(await show({ elements, transferSyntax: RLE }, 1))).toEqual([9, 9, 9, 9])
  })

  test('are found behind an extended offset table, whose representation has long lengths', async () => {
    const parts = [runs(7), runs(9).subarray(0, 70), runs(9).subarray(70)] as const
    const offsets = BigUint64Array.from([0n, BigInt(8 + parts[0].length)])
    const elements = multi(
      ['7fe00001', 'OV', new Uint8Array(offsets.buffer)],
      [PIXELS, PIXELS_OF_UNKNOWN_LENGTH, encapsulated([], ...parts)],
    )
    expect(values(await show({ elements, transferSyntax: RLE }))).toEqual([7, 7, 7, 7])
    expect(values(await show({ elements, transferSyntax: RLE }, 1))).toEqual([9, 9, 9, 9])
  })

  test('whose frames are cut into fragments are put together by the offset table', async () => {
    const [first, second] = [runs(7), runs(9)]
    const parts = [
      first.subarray(0, 40),
      first.subarray(40),
      second.subarray(0, 10),
      second.subarray(10),
    ]
    const table = [0, first.length + 16]
    const elements = multi([PIXELS, PIXELS_OF_UNKNOWN_LENGTH, encapsulated(table, ...parts)])
    expect(values(await show({ elements, transferSyntax: RLE }, 1))).toEqual([9, 9, 9, 9])
  })

  test('that the file cuts off spoil the last frame only', async () => {
    const whole = encapsulated([], runs(7), runs(9))
    const elements = multi([PIXELS, PIXELS_OF_UNKNOWN_LENGTH, whole.subarray(0, -10)])
    const file = dicomFile({ elements, transferSyntax: RLE })
    expect(values(await show({ elements, transferSyntax: RLE }))).toEqual([7, 7, 7, 7])
    expect((await problem(file, 1)).code).toBe('truncated')
  })

  test.each([
    ['as RGB, where nothing in the stream says so', 'RGB', [0, 1, 2], [], [131, 130, 127]],
    ['as RGB, where Adobe’s mark is cut', 'RGB', [0, 1, 2], [...ADOBE, 0], [131, 130, 127]],
    ['by the stream’s own mark', 'RGB', [0, 1, 2], [...ADOBE, 0, 1], [130, 131, 135]],
    ['as luma and chroma by their numbers', 'RGB', [1, 2, 3], [], [130, 131, 135]],
    ['as luma and chroma by the header', 'YBR_FULL', [0, 1, 2], [], [130, 131, 135]],
  ] as const)('JPEG components are read %s', async (_, photometric, ids, mark, wanted) => {
    const elements = image(
      ['00280002', 'US', 3],
      ['00280004', 'CS', photometric],
      ['00280006', 'US', 0],
      ['00280010', 'US', 8],
      ['00280011', 'US', 8],
      ['00280100', 'US', 8],
      ['00280101', 'US', 8],
      ['00280102', 'US', 7],
      [PIXELS, PIXELS_OF_UNKNOWN_LENGTH, encapsulated([], jpegOf(ids, mark))],
    )
    const shown = await show({ elements, transferSyntax: '1.2.840.10008.1.2.4.50' })
    expect(new Set(rgb(shown).map(String))).toEqual(new Set([String(wanted)]))
  })

  test.each([
    [8, 0, [200, 201, 3, 0, 255, 128]],
    [8, 2, [200, 200, 0, 0, 252, 128]],
    [12, 0, [200, 201, 3, 0, 255, 128]],
    [12, 3, [200, 200, 0, 0, 248, 128]],
  ])(
    'JPEG Lossless of %i bits of which the lowest %i are left out',
    async (precision, pointTransform, wanted) => {
      const stream = losslessJpeg([200, 201, 3, 0, 255, 128], {
        columns: 3,
        precision,
        pointTransform,
      })
      const elements = image(['00280011', 'US', 3], ...bitsAllocated(precision > 8 ? 16 : 8), [
        PIXELS,
        PIXELS_OF_UNKNOWN_LENGTH,
        encapsulated([], stream),
      ])
      const shown = await show({ elements, transferSyntax: '1.2.840.10008.1.2.4.57' })
      expect(values(shown)).toEqual(wanted)
    },
  )

  const noise = (length: number, highest: number) =>
    Array.from({ length }, (_, n) => (n * n * 37 + n * 11) % highest)
  const losslessImage = (stream: Uint8Array, components: number, bits: number) =>
    image(
      ['00280002', 'US', components],
      ['00280004', 'CS', components === 3 ? 'RGB' : 'MONOCHROME2'],
      ['00280006', 'US', 0],
      ['00280010', 'US', 4],
      ['00280011', 'US', 4],
      ...bitsAllocated(bits),
      [PIXELS, PIXELS_OF_UNKNOWN_LENGTH, encapsulated([], stream)],
    )

  test('JPEG Lossless by every predictor, with restarts and without', async () => {
    const wanted = noise(16, 65_536)
    for (let predictor = 1; predictor <= 7; predictor += 1) {
      for (const restartRows of [0, 1, 2]) {
        const stream = losslessJpeg(wanted, { columns: 4, precision: 16, predictor, restartRows })
        const elements = losslessImage(stream, 1, 16)
        const shown = await show({ elements, transferSyntax: '1.2.840.10008.1.2.4.57' })
        expect(values(shown), `${predictor}, ${restartRows}`).toEqual(wanted)
      }
    }
  })

  test.each([
    ['of colours together', false, 0],
    ['of colours together, with restarts', false, 1],
    ['of colours in scans of their own', true, 0],
    ['of colours in scans of their own, with restarts', true, 2],
  ])('JPEG Lossless %s', async (_, apart, restartRows) => {
    const wanted = noise(48, 256)
    const facts = { columns: 4, precision: 8, components: 3, predictor: 6, restartRows, apart }
    const elements = losslessImage(losslessJpeg(wanted, facts), 3, 8)
    const shown = await show({ elements, transferSyntax: '1.2.840.10008.1.2.4.57' })
    expect(rgb(shown).flat()).toEqual(wanted)
  })

  test('JPEG Lossless that is cut, or lacks its table, is refused', async () => {
    const whole = losslessJpeg(noise(16, 65_536), { columns: 4, precision: 16 })
    const cut = joined([whole.subarray(0, -24), whole.subarray(-2)])
    const table = whole.findIndex((byte, n) => byte === 0xff && whole[n + 1] === 0xc4)
    const tableless = whole.slice()
    tableless[table + 1] = 0xfe
    for (const [stream, code] of [
      [whole.subarray(0, -8), 'truncated'],
      [cut, 'truncated'],
      [tableless, 'stream-damaged'],
    ] as const) {
      const elements = losslessImage(stream, 1, 16)
      const file = dicomFile({ elements, transferSyntax: '1.2.840.10008.1.2.4.57' })
      expect((await problem(file)).code).toBe(code)
    }
  })

  test('that no header declares are read by their own marker; others are not taken for cut-off pixels', async () => {
    const stream = losslessJpeg(Array(576).fill(9), {
      columns: 24,
      precision: 8,
      pointTransform: 0,
    })
    const of = (data: Uint8Array) =>
      image(['00280010', 'US', 24], ['00280011', 'US', 24], ...bitsAllocated(8), [
        PIXELS,
        PIXELS_OF_UNKNOWN_LENGTH,
        encapsulated([], data),
      ])
    expect(values(await show({ elements: of(stream.slice()), preamble: false }))).toEqual(
      Array(576).fill(9),
    )
    const found = await problem(dicomFile({ elements: of(words(1, 2, 3)), preamble: false }))
    expect(found.code).toBe('unsupported-coding')
  })

  test('JPEG of a precision that the standard does not know is refused', async () => {
    const sof = [0xff, 0xd8, 0xff, 0xc1, 0, 11, 16, 0, 2, 0, 2, 1, 1, 0x11, 0]
    const stream = encapsulated([], Uint8Array.from([...sof, 0]))
    const elements = image([PIXELS, PIXELS_OF_UNKNOWN_LENGTH, stream])
    const found = await problem(dicomFile({ elements, transferSyntax: '1.2.840.10008.1.2.4.51' }))
    expect(found).toMatchObject({ code: 'unsupported-coding', detail: 'JPEG SOF1, 16 bit' })
  })

  test('that are no stream at all are refused with their first bytes', async () => {
    const elements = image([PIXELS, PIXELS_OF_UNKNOWN_LENGTH, encapsulated([], words(1, 2, 3))])
    const found = await problem(dicomFile({ elements, transferSyntax: '1.2.840.10008.1.2.4.90' }))
    expect(found).toMatchObject({ code: 'stream-damaged', detail: 'begins with 01 00 02 00' })
  })

  test('whose stream is of another size than the header are refused', async () => {
    const sof = [0xff, 0xd8, 0xff, 0xc3, 0, 11, 16, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0]
    const elements = image([
      PIXELS,
      PIXELS_OF_UNKNOWN_LENGTH,
      encapsulated([], Uint8Array.from([...sof, 0])),
    ])
    const found = await problem(dicomFile({ elements, transferSyntax: '1.2.840.10008.1.2.4.70' }))
    expect(found).toMatchObject({ code: 'size-differs', detail: '65535×65535, 2×2' })
  })
})

describe('a file that can’t be shown says which transfer syntax and why', () => {
  test.each([
    ['cut-off pixels', image(['00280010', 'US', 9], pixels(1)), EXPLICIT, 'truncated'],
    ['video', image(pixels(1)), '1.2.840.10008.1.2.4.102', 'unsupported-coding'],
    ['an unknown syntax', image(pixels(1)), '1.2.3.4', 'unsupported-coding'],
    ['no pixels', image(), EXPLICIT, 'no-pixels'],
    ['no rows', image(['00280010', 'US', 0], pixels(1)), EXPLICIT, 'bad-attribute'],
    ['odd bits', image(['00280100', 'US', 12], pixels(1)), EXPLICIT, 'bad-attribute'],
    [
      'a size no memory holds',
      image(['00280010', 'US', 65535], ['00280011', 'US', 65535], pixels(1)),
      EXPLICIT,
      'too-large',
    ],
  ] as const)('%s', async (_, elements, transferSyntax, code) => {
    const found = await problem(dicomFile({ elements, transferSyntax }))
    expect(found.code).toBe(code)
    expect(pixelProblemSentence(found, 'ja')).toContain(transferSyntax)
    expect(pixelProblemSentence(found, 'en')).toMatch(/Reason: .+\.$/)
  })

  test('bytes that are not DICOM, and sequences nested without end', async () => {
    expect((await problem(new Uint8Array(0))).code).toBe('not-dicom')
    expect((await problem(new Uint8Array(5000).fill(65))).code).toBe('not-dicom')
    const deep = joined(
      Array.from({ length: 20_000 }, () =>
        Uint8Array.of(
          ...[0x08, 0, 0x40, 0x11, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff],
          ...[0xfe, 0xff, 0, 0xe0, 0xff, 0xff, 0xff, 0xff],
        ),
      ),
    )
    const head = dicomFile({ elements: [['00080016', 'UI', '1.2']] })
    expect((await problem(joined([head, deep]))).code).toBe('damaged-header')
  })
})

describe('a deflated data set', () => {
  const text = Uint8Array.from({ length: 5000 }, (_, n) => (n * n) % 7)

  test('is inflated whatever the block kind, and padding after it is left alone', () => {
    for (const level of [0, 1, 9]) {
      const packed = deflateRawSync(text, { level })
      expect(inflate(joined([packed, Uint8Array.of(0)]), 10_000)).toEqual(text)
    }
    const tiny = deflateRawSync(Uint8Array.of(1, 2, 3), { strategy: 4 })
    expect(inflate(tiny, 10)).toEqual(Uint8Array.of(1, 2, 3))
  })

  test('stops at its limit, and says when it is cut off', () => {
    const packed = deflateRawSync(text)
    expect(() => inflate(packed, 4999)).toThrow(/beyond the limit/)
    expect(() => inflate(packed.subarray(0, packed.length / 2), 10_000)).toThrow(/cut off/)
  })

  test('is read as any other', async () => {
    const plain = dicomFile({ elements: image(pixels(1, 2, 3, 4)), preamble: false })
    const packed = deflateRawSync(plain)
    const head = dicomFile({ elements: [], transferSyntax: '1.2.840.10008.1.2.1.99' })
    const opened = openInstance(joined([head, packed]))
    const answer = opened.ok ? await showFrame(opened.instance, 0, codecs) : opened
    expect(answer.ok && values(answer.shown)).toEqual([1, 2, 3, 4])
  })
})
