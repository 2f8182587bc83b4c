/** The viewer's own sums: windows, letters, measurements, what is loaded when. */
import { describe, expect, test } from 'vitest'
import type { FrameLook } from '../../../client/chart/images/pixels/frame-look.ts'
import { greyTable } from '../../../client/chart/images/pixels/grey-scale.ts'
import type { ShownFrame } from '../../../client/chart/images/pixels/shown-frame.ts'
import type { DecodingPool } from '../../../client/chart/images/viewer/decoding-pool.ts'
import { openFrameStore } from '../../../client/chart/images/viewer/frame-store.ts'
import { makeStacks, type Slice } from '../../../client/chart/images/viewer/image-stack.ts'
import { measurementText } from '../../../client/chart/images/viewer/measurement-text.ts'
import {
  angleAt,
  ellipseArea,
  ellipseStatistics,
  lengthBetween,
  pixelSize,
  probe,
} from '../../../client/chart/images/viewer/measuring.ts'
import { edgeLetters } from '../../../client/chart/images/viewer/orientation.ts'
import { slicesAround } from '../../../client/chart/images/viewer/prefetch.ts'
import { viewerWords } from '../../../client/chart/images/viewer/viewer-words.ts'
import { draggedWindow, resolveWindow } from '../../../client/chart/images/viewer/windowing.ts'
import type { ImageStudyRow } from '../../../model/api/chart.ts'
import type { StudyImagesAnswer } from '../../../model/api/images.ts'

function look(more: Partial<FrameLook> = {}): FrameLook {
  return {
    slope: 1,
    intercept: 0,
    modalityTable: null,
    unit: '',
    windows: [],
    voiFunction: 'LINEAR',
    voiTables: [],
    spacing: null,
    orientation: null,
    position: null,
    patientOrientation: [],
    sliceThickness: null,
    ...more,
  }
}

function frame(more: Partial<FrameLook> = {}, modality = 'CT'): ShownFrame {
  const values = Int16Array.from({ length: 100 }, (_, n) => n)
  return {
    image: {
      sopClassUid: '',
      modality,
      rows: 10,
      columns: 10,
      samplesPerPixel: 1,
      photometric: 'MONOCHROME2',
      planar: false,
      bitsAllocated: 16,
      bitsStored: 16,
      highBit: 15,
      signed: true,
      frames: 1,
      padding: null,
      pixelAspect: 1,
      frameMilliseconds: null,
      floatBytes: 0,
    },
    look: look(more),
    pixels: { kind: 'grey', values, min: 0, max: 99 },
    overlay: null,
  }
}

describe('the window', () => {
  test('is the image’s own, else soft tissue for Hounsfield units, else all values', () => {
    const own = frame({ windows: [{ center: 35, width: 100, name: '' }] })
    const figures = (shown: ShownFrame) =>
      resolveWindow(shown, { kind: 'own', n: 0 }, false).figures
    expect(figures(own)).toEqual({ center: 35, width: 100 })
    expect(figures(frame({ unit: 'HU' }))).toEqual({ center: 40, width: 400 })
    expect(figures(frame({}, 'MR'))).toEqual({ center: 50, width: 100 })
  })

  test('of a preset replaces it; turned round twice it is as before', () => {
    const lung = resolveWindow(frame({ unit: 'HU' }), { kind: 'preset', id: 'lung' }, true)
    expect(lung.figures).toEqual({ center: -600, width: 1500 })
    expect(lung.scale.inverted).toBe(true)
  })

  test('is widened to the right and never closes', () => {
    const from = { center: 40, width: 300 }
    expect(draggedWindow(from, 30, -10, true)).toEqual({ kind: 'custom', center: 30, width: 330 })
    expect(draggedWindow(from, -999, 0, true)).toMatchObject({ width: 1 })
  })
})

test('a header that declares more frames than the file has bytes makes no endless stack', () => {
  const instance = { instance: 'a', number: 1, rows: 1, columns: 1, transferSyntaxUid: '' }
  const series = {
    seriesUid: '1.2',
    modality: 'XA',
    number: 1,
    description: '',
    bodyPart: '',
    instances: [{ ...instance, plane: [], sopClassUid: '', frames: 1_000_000_000, bytes: 300 }],
  }
  const study = { studyUid: '1', series: [series] } as unknown as StudyImagesAnswer
  expect(makeStacks(study, {} as ImageStudyRow, (name) => name)[0]?.slices).toHaveLength(300)
})

test('padding is black whatever the polarity', () => {
  const scale = {
    voi: { kind: 'window', center: 50, width: 100, curve: 'LINEAR' },
    inverted: true,
  } as const
  const table = greyTable(look(), scale, { min: -5, max: 1 }, { low: -5, high: -4 })
  expect(Array.from(table, (word) => word & 0xff)).toEqual([0, 0, 255, 255, 255, 255, 252])
})

describe('edge letters', () => {
  const still = { rotation: 0, hflip: false, vflip: false }
  const axial = look({ orientation: [1, 0, 0, 0, 1, 0] })

  test('of an axial slice: the patient’s left is on the right', () => {
    expect(edgeLetters(axial, still)).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' })
  })

  test('follow every turn of the picture', () => {
    expect(edgeLetters(axial, { ...still, hflip: true })).toMatchObject({ left: 'L', right: 'R' })
    // A quarter turn clockwise brings the left edge up.
    expect(edgeLetters(axial, { ...still, rotation: 90 })).toMatchObject({ top: 'R', right: 'A' })
    expect(edgeLetters(axial, { rotation: 90, hflip: true, vflip: false })).toMatchObject({
      top: 'L',
      right: 'A',
    })
  })

  test('of an oblique slice name both axes, the stronger one first', () => {
    const oblique = look({ orientation: [0.8, 0.6, 0, 0, 0, -1] })
    expect(edgeLetters(oblique, still)).toEqual({ left: 'RA', right: 'LP', top: 'H', bottom: 'F' })
  })

  test('come from Patient Orientation where there are no cosines, and are not guessed', () => {
    const film = look({ patientOrientation: ['L', 'F'] })
    expect(edgeLetters(film, still)).toEqual({ left: 'R', right: 'L', top: 'H', bottom: 'F' })
    expect(edgeLetters(look(), still)).toBeNull()
  })
})

describe('measurements', () => {
  const calibrated = frame({ spacing: { row: 0.5, column: 0.25, kind: 'patient' }, unit: 'HU' })
  const words = viewerWords('ja')

  test('are in millimetres of each direction', () => {
    const size = pixelSize(calibrated)
    expect(lengthBetween({ x: 0, y: 0 }, { x: 12, y: 8 }, size)).toBe(5)
    expect(angleAt({ x: 4, y: 0 }, { x: 0, y: 0 }, { x: 0, y: 3 }, size)).toBeCloseTo(90)
    expect(ellipseArea({ x: 0, y: 0 }, { x: 4, y: 4 }, size)).toBeCloseTo((Math.PI / 4) * 2)
  })

  test('say px and "not calibrated" where the image gives no spacing', () => {
    const line = {
      kind: 'length',
      points: [
        { x: 0, y: 0 },
        { x: 3, y: 4 },
      ],
    } as const
    expect(measurementText(line, frame(), words)).toEqual(['5.0 px（未較正）'])
    expect(measurementText(line, calibrated, words)).toEqual(['2.1 mm'])
    const film = frame({ spacing: { row: 1, column: 1, kind: 'detector' } })
    expect(measurementText(line, film, words)).toEqual(['5.0 mm（検出器面）'])
  })

  test('of a region take the pixels whose centre lies in it', () => {
    // Of the box 2…5 × 2…5 all nine pixel centres but the corners lie in the ellipse.
    const found = ellipseStatistics(calibrated, { x: 2, y: 2 }, { x: 5, y: 5 })
    expect(found).toMatchObject({ pixels: 9, mean: 33, min: 22, max: 44 })
    expect(found?.deviation).toBeCloseTo(Math.sqrt((6 * 1 + 6 * 100) / 9))
  })

  test('of a point read the value under it', () => {
    expect(probe(frame({ slope: 2, intercept: -10 }), { x: 3.9, y: 1.2 })).toEqual({ value: 16 })
    expect(probe(frame(), { x: 10, y: 0 })).toBeNull()
  })
})

describe('what is loaded when', () => {
  const slices: Slice[] = Array.from({ length: 20 }, (_, n) => ({
    key: `slice ${n}`,
    url: `/instances/${n}`,
    frame: 0,
    frames: 1,
    number: n,
    transferSyntaxUid: '',
    sopInstanceUid: '',
    kind: 'image',
    presentation: null,
    plane: null,
    bytes: 200,
  }))
  const numbers = (wanted: readonly Slice[]) => wanted.map(({ number }) => number)

  test('the slice on the screen, then more ahead than behind, as far as there is room', () => {
    expect(numbers(slicesAround(slices, 10, 1, 200 * 6))).toEqual([10, 11, 12, 9, 13, 14])
    expect(numbers(slicesAround(slices, 10, -1, 200 * 4))).toEqual([10, 9, 8, 11])
    expect(slicesAround(slices, 0, 1, 1e9)).toHaveLength(20)
  })

  /** A pool of one place that answers when told to. */
  test('the first image has the machine to itself', async () => {
    const asked: string[] = []
    let finish = () => undefined as unknown
    const pool: DecodingPool = {
      hasRoom: () => asked.length < 4,
      decode: (url) => {
        asked.push(url)
        return new Promise((resolve) => {
          finish = () => resolve({ answer: { ok: true, shown: frame() }, status: 0 })
        })
      },
      close: () => undefined,
    }
    const store = openFrameStore(pool, () => undefined, 10_000)
    store.wish('thumbnail', slices.slice(12, 13), true)
    store.wish('a', slices.slice(0, 5))
    await new Promise((resolve) => setImmediate(resolve))
    expect(asked).toEqual(['/instances/0'])
    finish()
    await new Promise((resolve) => setImmediate(resolve))
    expect(asked).toHaveLength(4)
  })

  function slowPool() {
    const asked: string[] = []
    let finish: (() => void) | null = null
    const pool: DecodingPool = {
      hasRoom: () => finish === null,
      decode: (url) => {
        asked.push(url)
        return new Promise((resolve) => {
          finish = () => {
            finish = null
            resolve({ answer: { ok: true, shown: frame() }, status: 0 })
          }
        })
      },
      close: () => undefined,
    }
    const settle = async () => {
      finish?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
    return { pool, asked, settle }
  }

  test('what is on the screen comes before what was wanted earlier', async () => {
    const { pool, asked, settle } = slowPool()
    const store = openFrameStore(pool, () => undefined, 10_000)
    store.wish('a', slices.slice(0, 5))
    store.wish('a', slices.slice(10, 15))
    await settle()
    await settle()
    expect(asked).toEqual(['/instances/0', '/instances/10', '/instances/11'])
  })

  test('memory stays within its bound, and prefetching comes to rest there', async () => {
    const { pool, asked, settle } = slowPool()
    const store = openFrameStore(pool, () => undefined, 1000)
    store.wish('a', slices)
    for (let n = 0; n < 30; n += 1) await settle()
    expect(store.heldBytes()).toBe(1000)
    expect(asked).toHaveLength(5)
    // Another slice on the screen pushes out what was looked at longest ago.
    store.wish('a', slices.slice(15, 16))
    await settle()
    expect(store.stateOf(slices[15] as Slice)).toBe('full')
    expect(store.stateOf(slices[0] as Slice)).toBe('not-loaded')
    expect(store.heldBytes()).toBe(1000)
    store.close()
    expect(store.heldBytes()).toBe(0)
  })

  test('a slice whose pixels were not copied says so and asks nobody', () => {
    const { pool, asked } = slowPool()
    const store = openFrameStore(pool, () => undefined)
    const absent: Slice = { ...(slices[0] as Slice), url: '' }
    store.wish('a', [absent])
    const answer = store.read(absent)
    expect(answer).toMatchObject({ ok: false, problem: { code: 'not-copied' } })
    expect(store.read(absent)).toBe(answer)
    expect(asked).toEqual([])
  })
})
