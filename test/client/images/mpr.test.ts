/** Reconstructed planes: which series are reconstructed, how they are turned, and every pixel against a volume of the demo hospital's own generator. */
import { describe, expect, test } from 'vitest'
import { placeIn, pointUnder, stepped } from '../../../client/chart/images/mpr/pane-place.ts'
import {
  orientationOf,
  type PlaneName,
  reslice,
  sizeOf,
  viewOf,
} from '../../../client/chart/images/mpr/reslice.ts'
import { loadVolume, type Volume } from '../../../client/chart/images/mpr/volume.ts'
import { NotAVolume, volumeGeometry } from '../../../client/chart/images/mpr/volume-geometry.ts'
import { makeStacks, type Stack } from '../../../client/chart/images/viewer/image-stack.ts'
import { placed } from '../../../client/chart/images/viewer/placed-frames.ts'
import type { ImageStudyRow } from '../../../model/api/chart/image-studies.ts'
import type { ImageInstance, StudyImagesAnswer } from '../../../model/api/images.ts'
import { readFramePlanes } from '../../../model/dicom-pixels/frame-planes.ts'
import { openInstance } from '../../../model/dicom-pixels/open-instance.ts'
import { type ShownAnswer, showFrame } from '../../../model/dicom-pixels/shown-frame.ts'
import { encodePart10 } from '../../../scripts/demo-hospital/dicom/part10.ts'
import { ctSeries } from '../../../scripts/demo-hospital/dicom/series.ts'
import { createRandom } from '../../../scripts/demo-hospital/random.ts'
import { nodeCodecs } from '../../../server/images/rendering/node-codecs.ts'
import { dicomFile, type Element, image, words } from './dicom-file.ts'

const AXIAL = [1, 0, 0, 0, 1, 0]
const SLICES = 24

/** @param change what makes an image differ from an even axial CT of 5 mm */
function stackOf(
  change: (n: number) => Partial<ImageInstance> = () => ({}),
  { modality = 'CT', count = 10 } = {},
): Stack {
  const instances = Array.from(
    { length: count },
    (_, n): ImageInstance => ({
      instance: `i${n}`,
      number: n + 1,
      frames: 1,
      rows: 512,
      columns: 512,
      bytes: 600_000,
      sopInstanceUid: `1.2.${n}`,
      frameOfReferenceUid: '1.9',
      plane: [...AXIAL, -100, -100, 200 - n * 5],
      transferSyntaxUid: '1.2.840.10008.1.2.1',
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      rejection: '',
      ...change(n),
    }),
  )
  const series = {
    seriesUid: '1.2.3',
    modality,
    number: 1,
    description: '',
    bodyPart: '',
    instances,
  }
  const answer = { series: [series] } as unknown as StudyImagesAnswer
  const [stack] = makeStacks(answer, { studyUid: '1.2' } as ImageStudyRow, (name) => `/${name}`)
  if (stack === undefined) throw new Error('no series')
  return stack
}

function refusal(stack: Stack): string {
  try {
    volumeGeometry(stack)
    return ''
  } catch (error) {
    return error instanceof NotAVolume ? error.why : String(error)
  }
}

describe('a series is reconstructed', () => {
  test('when its slices lie evenly, in whatever order they come', () => {
    const places = [3, 0, 2, 9, 1, 4, 8, 5, 7, 6]
    const { slices, gap, directions } = volumeGeometry(
      stackOf((n) => ({ plane: [...AXIAL, 0, 0, (places[n] ?? 0) * 2.5] })),
    )
    expect(gap).toBeCloseTo(2.5)
    expect(slices.map(({ number }) => places[(number ?? 0) - 1])).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ])
    expect(directions[2]).toEqual([0, 0, 1])
  })

  test.each<[string, Stack]>([
    ['not-ct-mr', stackOf(undefined, { modality: 'US' })],
    ['too-few', stackOf(undefined, { count: 3 })],
    ['not-copied', stackOf((n) => (n === 4 ? { instance: '' } : {}))],
    ['no-position', stackOf((n) => (n === 4 ? { plane: [] } : {}))],
    [
      'orientations-differ',
      stackOf((n) => (n === 0 ? { plane: [0, 1, 0, 0, 0, -1, 0, 0, 0] } : {})),
    ],
    ['coordinates-differ', stackOf((n) => (n === 4 ? { frameOfReferenceUid: '1.8' } : {}))],
    ['same-place', stackOf((n) => ({ plane: [...AXIAL, 0, 0, Math.floor(n / 2) * 5] }))],
    ['uneven', stackOf((n) => ({ plane: [...AXIAL, 0, 0, (n > 4 ? n + 1 : n) * 5] }))],
    ['tilted', stackOf((n) => ({ plane: [...AXIAL, 0, n * 0.6, n * 5] }))],
    ['sizes-differ', stackOf((n) => (n === 4 ? { rows: 256 } : {}))],
    ['too-large', stackOf(undefined, { count: 641 })],
  ])('else it says why not: %s', (why, stack) => {
    expect(refusal(stack)).toBe(why)
  })

  test('up to what a small terminal has room for, told before anything is loaded', () => {
    expect(refusal(stackOf(undefined, { count: 640 }))).toBe('')
  })
})

/** A chest CT as the demo hospital writes it, and its stored values as the generator has them: slice, row, column. */
function generated() {
  const study = {
    kind: 'ct-chest',
    studyUid: '1.2.77',
    finding: 'infiltrate',
  } as Parameters<typeof ctSeries>[0]
  const series = ctSeries(study, createRandom(7, 'mpr'), {
    slices: SLICES,
    thickness: 3,
    size: 256,
  })
  const files = series.instances.map((instance, n) =>
    encodePart10({ ...instance, sopInstanceUid: `1.2.77.${n}` }),
  )
  const values = series.instances.map(({ pixels }) => {
    if (pixels === null || !('native' in pixels)) throw new Error('not native')
    return new Uint16Array(pixels.native.buffer)
  })
  return {
    files,
    at: (slice: number, row: number, column: number) => values[slice]?.[row * 256 + column],
  }
}

async function shownFrames(files: readonly Uint8Array[]): Promise<ShownAnswer[]> {
  const answers: ShownAnswer[] = []
  for (const file of files) {
    const opened = openInstance(file)
    answers.push(opened.ok ? await showFrame(opened.instance, 0, nodeCodecs()) : opened)
  }
  return answers
}

async function volumeOf(files: readonly Uint8Array[]): Promise<Volume> {
  const frames = await shownFrames(files)
  const planes = frames.map((answer) => {
    if (!answer.ok) throw new Error(answer.problem.code)
    const { orientation, position } = answer.shown.look
    return [...(orientation ?? []), ...(position ?? [])]
  })
  const stack = stackOf((n) => ({ plane: planes[n] ?? [], rows: 256, columns: 256 }), {
    count: files.length,
  })
  return loadVolume(
    volumeGeometry(stack),
    async ({ number }) => frames[(number ?? 0) - 1] as ShownAnswer,
    () => undefined,
    new AbortController().signal,
  )
}

/** Every stored value as itself. */
const AS_IT_IS = Uint32Array.from({ length: 65536 }, (_, n) => n)

function plane(volume: Volume, name: PlaneName, point: readonly [number, number, number]) {
  const view = viewOf(name, volume.directions)
  const [width, height] = sizeOf(view, volume.size)
  const words = new Uint32Array(width * height)
  reslice(volume, view, point, { words, table: AS_IT_IS, low: 0 })
  return { words, width, height }
}

describe('a volume of the demo hospital', () => {
  test('is, pixel for pixel, the generator’s in all three planes, looked at from the feet, the front and the left', async () => {
    const { files, at } = generated()
    const volume = await volumeOf(files)
    expect(volume.size).toEqual([256, 256, SLICES])
    expect(volume.spacing[2]).toBeCloseTo(3)
    // The generator's first slice is the highest, and the volume's last.
    const slice = SLICES - 1 - 10
    const point = [90, 140, slice] as const
    const axial = plane(volume, 'axial', point)
    expect([axial.width, axial.height]).toEqual([256, 256])
    const coronal = plane(volume, 'coronal', point)
    expect([coronal.width, coronal.height]).toEqual([256, SLICES])
    const sagittal = plane(volume, 'sagittal', point)
    expect([sagittal.width, sagittal.height]).toEqual([256, SLICES])
    let wrong = 0
    for (let n = 0; n < 256; n += 1) {
      for (let row = 0; row < 256; row += 1) {
        if (axial.words[row * 256 + n] !== at(10, row, n)) wrong += 1
      }
      // The head is at the top; right of the coronal plane is the patient's left, of the sagittal one the back.
      for (let down = 0; down < SLICES; down += 1) {
        if (coronal.words[down * 256 + n] !== at(down, 140, n)) wrong += 1
        if (sagittal.words[down * 256 + n] !== at(down, n, 90)) wrong += 1
      }
    }
    expect(wrong).toBe(0)
    expect(new Set(coronal.words).size).toBeGreaterThan(100)
  })

  test('with a slice that can’t be read is not made up', async () => {
    const { files } = generated()
    const frames = await shownFrames(files)
    const unreadable: ShownAnswer = {
      ok: false,
      problem: { code: 'truncated', transferSyntaxUid: '', detail: '' },
    }
    const stack = stackOf((n) => ({ plane: [...AXIAL, 0, 0, n], rows: 256, columns: 256 }), {
      count: SLICES,
    })
    const load = (change: (n: number, answer: ShownAnswer) => ShownAnswer) =>
      loadVolume(
        volumeGeometry(stack),
        async ({ number }) => change(number ?? 0, frames[(number ?? 0) - 1] as ShownAnswer),
        () => undefined,
        new AbortController().signal,
      )
    await expect(load((n, answer) => (n === 9 ? unreadable : answer))).rejects.toMatchObject({
      why: 'slice-unreadable',
      found: '9: truncated',
    })
    const rescaled = (answer: ShownAnswer): ShownAnswer =>
      answer.ok
        ? { ...answer, shown: { ...answer.shown, look: { ...answer.shown.look, slope: 2 } } }
        : answer
    await expect(load((n, answer) => (n === 9 ? rescaled(answer) : answer))).rejects.toMatchObject({
      why: 'values-differ',
    })
  })
})

/** An enhanced CT of `places.length` frames of 2 × 2, frame n at `places[n]` mm and with values of 10 n, 10 n + 1, … */
function enhanced(places: readonly number[]): Uint8Array {
  const pixels = places.flatMap((_, n) => [0, 1, 2, 3].map((each) => 10 * n + each))
  return dicomFile({
    elements: image(
      ['00080060', 'CS', 'CT'],
      ['00200052', 'UI', '1.9'],
      ['00280008', 'IS', String(places.length)],
      [
        '52009229',
        'SQ',
        [
          [
            ['00209116', 'SQ', [[['00200037', 'DS', '1\\0\\0\\0\\1\\0']]]],
            ['00289110', 'SQ', [[['00280030', 'DS', '0.5\\0.5']]]],
          ],
        ],
      ],
      [
        '52009230',
        'SQ',
        places.map((place): Element[] => [
          ['00209113', 'SQ', [[['00200032', 'DS', `0\\0\\${place}`]]]],
        ]),
      ],
      ['7fe00010', 'OW', words(...pixels)],
    ),
  })
}

describe('frames of one file', () => {
  const stackOfFile = (file: Uint8Array, frames: number) => {
    const opened = openInstance(file)
    if (!opened.ok) throw new Error(opened.problem.code)
    const { instance } = opened
    const asked: string[] = []
    return {
      asked,
      read: (frame: number) => showFrame(instance, frame, nodeCodecs()),
      placed: () =>
        placed(
          stackOf(() => ({ frames, plane: [], rows: 2, columns: 2 }), { count: 1 }),
          {
            planesOf: async (url) => {
              asked.push(url)
              return readFramePlanes(instance)
            },
          },
        ),
    }
  }

  test('are a volume where the file says that each lies elsewhere, in whatever order', async () => {
    const { asked, read, placed: place } = stackOfFile(enhanced([9, 0, 6, 3]), 4)
    const geometry = volumeGeometry(await place())
    expect(asked).toEqual(['/i0'])
    expect(geometry.gap).toBeCloseTo(3)
    const { size, spacing, values } = await loadVolume(
      geometry,
      ({ frame }) => read(frame),
      () => undefined,
      new AbortController().signal,
    )
    expect([size, spacing]).toEqual([
      [2, 2, 4],
      [0.5, 0.5, 3],
    ])
    expect([...values]).toEqual([10, 11, 12, 13, 30, 31, 32, 33, 20, 21, 22, 23, 0, 1, 2, 3])
  })

  test.each<[string, readonly number[]]>([
    ['same-place', [0, 3, 6, 9, 0, 3, 6, 9]],
    ['uneven', [0, 3, 6, 12]],
  ])('are none where they don’t fill it: %s', async (why, places) => {
    const { placed: place } = stackOfFile(enhanced(places), places.length)
    expect(refusal(await place())).toBe(why)
  })

  test('that lie nowhere, or in a file that can’t be read, stay without a place', async () => {
    const stack = stackOf(() => ({ frames: 4, plane: [] }), { count: 1 })
    expect(await placed(stack, { planesOf: async () => null })).toBe(stack)
    expect(refusal(stack)).toBe('no-position')
    const single = stackOf()
    const unasked = { planesOf: () => Promise.reject(new Error('asked')) }
    expect(await placed(single, unasked)).toBe(single)
  })
})

describe('series taken in other planes', () => {
  test.each<[string, readonly number[], PlaneName, readonly number[]]>([
    ['a sagittal series', [0, 1, 0, 0, 0, -1], 'sagittal', [0, 1, 0, 0, 0, -1]],
    ['a sagittal series', [0, 1, 0, 0, 0, -1], 'axial', [1, 0, 0, 0, 1, 0]],
    ['a coronal series', [1, 0, 0, 0, 0, -1], 'axial', [1, 0, 0, 0, 1, 0]],
    ['a coronal series', [1, 0, 0, 0, 0, -1], 'sagittal', [0, 1, 0, 0, 0, -1]],
    [
      'an axial one of a patient lying on the belly',
      [-1, 0, 0, 0, -1, 0],
      'axial',
      [1, 0, 0, 0, 1, 0],
    ],
    [
      'an axial one of a patient lying on the belly',
      [-1, 0, 0, 0, -1, 0],
      'coronal',
      [1, 0, 0, 0, 0, -1],
    ],
  ])('%s %j as %s lies as radiologists look at it', (_, orientation, name, expected) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = orientation
    const normal = [b * f - c * e, c * d - a * f, a * e - b * d]
    const stack = stackOf((n) => ({
      plane: [...orientation, ...normal.map((each) => each * n * 4)],
    }))
    const { directions } = volumeGeometry(stack)
    const lies = orientationOf(viewOf(name, directions), directions)
    lies.forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at] ?? 0)
    })
  })
})

describe('the cross', () => {
  const volume = { size: [100, 100, 20], spacing: [1, 1, 5] } as unknown as Volume
  const directions = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ] as const

  test('follows the pointer in the plane that is shown, in the shape of the patient', () => {
    const view = viewOf('coronal', directions)
    const place = placeIn({ width: 400, height: 200 }, view, volume)
    expect(place).toEqual({ left: 100, top: 0, width: 200, height: 200 })
    // The top is the head, which is the volume's last slice.
    expect(pointUnder({ x: 100, y: 0 }, place, view, volume.size, [50, 50, 10])).toEqual([
      0, 50, 19,
    ])
    expect(pointUnder({ x: 999, y: 999 }, place, view, volume.size, [50, 50, 10])).toEqual([
      99, 50, 0,
    ])
  })

  test('goes from the head to the feet, and no further than the volume', () => {
    const view = viewOf('axial', directions)
    expect(stepped(view, volume.size, [50, 50, 10], 3)).toEqual([50, 50, 7])
    expect(stepped(view, volume.size, [50, 50, 10], 99)).toEqual([50, 50, 0])
  })
})
