/** The viewer's own sums: windows, letters, measurements, what is loaded when. */
import { describe, expect, test } from 'vitest'
import type { DecodingPool } from '../../../client/chart/images/viewer/decoding-pool.ts'
import { openFrameStore } from '../../../client/chart/images/viewer/frame-store.ts'
import {
  makeStacks,
  type Slice,
  type Stack,
} from '../../../client/chart/images/viewer/image-stack.ts'
import { measurementText } from '../../../client/chart/images/viewer/measurement-text.ts'
import {
  angleAt,
  ellipseArea,
  ellipseStatistics,
  lengthBetween,
  pixelSize,
  probe,
} from '../../../client/chart/images/viewer/measuring.ts'
import {
  countMissing,
  missingNumbers,
  rangesText,
} from '../../../client/chart/images/viewer/missing-numbers.ts'
import { edgeLetters } from '../../../client/chart/images/viewer/orientation.ts'
import { slicesAround } from '../../../client/chart/images/viewer/prefetch.ts'
import { middleImage } from '../../../client/chart/images/viewer/thumbnails.ts'
import {
  addStacks,
  compareWith,
  makeViewer,
  setLayout,
} from '../../../client/chart/images/viewer/viewer-state.ts'
import { viewerWords } from '../../../client/chart/images/viewer/viewer-words.ts'
import type { ImageStudyRow } from '../../../model/api/chart/image-studies.ts'
import type { StudyImagesAnswer } from '../../../model/api/images.ts'
import type { FrameLook } from '../../../model/dicom-pixels/frame-look.ts'
import { greyTable } from '../../../model/dicom-pixels/grey-scale.ts'
import { pixelProblemReason } from '../../../model/dicom-pixels/pixel-problem.ts'
import type { ShownAnswer, ShownFrame } from '../../../model/dicom-pixels/shown-frame.ts'
import { thumbnailOf } from '../../../model/dicom-pixels/thumbnail.ts'
import { draggedWindow, resolveWindow } from '../../../model/dicom-pixels/windowing.ts'

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
    shutter: null,
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

describe('a thumbnail', () => {
  test('has the shape of the pixels on the body, and the grey of the image’s own window', () => {
    const shown = frame({
      spacing: { row: 1, column: 0.5, kind: 'patient' },
      windows: [{ center: 50, width: 100, name: '' }],
    })
    const { width, height, rgba } = thumbnailOf(shown, 20)
    expect([width, height]).toEqual([10, 20])
    const greyAt = (x: number, y: number) => rgba[(y * width + x) * 4] ?? 0
    // The frame's values grow from 0 to 99, row by row.
    expect(greyAt(0, 0)).toBeLessThan(10)
    expect(greyAt(9, 19)).toBeGreaterThan(245)
    expect(Math.abs(greyAt(0, 10) - 128)).toBeLessThan(8)
  })

  test('of colours and overlays is of their colours', () => {
    const rgba = Uint8ClampedArray.from({ length: 400 }, (_, n) => (n % 4 === 0 ? 200 : 0))
    const shown: ShownFrame = { ...frame(), pixels: { kind: 'colour', rgba } }
    expect([...thumbnailOf(shown, 10).rgba.slice(0, 4)]).toEqual([200, 0, 0, 255])
    const circle = { openings: [{ kind: 'CIRCULAR', x: 5, y: 5, radius: 2 }], grey: 7 } as const
    const shuttered = { ...shown, look: { ...shown.look, shutter: circle } }
    const hidden = thumbnailOf(shuttered, 10).rgba
    expect([hidden[0], hidden[(4 * 10 + 4) * 4]]).toEqual([7, 200])
    const marked = { ...shown, overlay: new Uint8Array(100).fill(1) }
    expect([...thumbnailOf(marked, 10).rgba.slice(0, 3)]).toEqual([255, 240, 159])
  })
})

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

test('numbers that a series leaves out are told, unless its numbers tell nothing', () => {
  const told = (...numbers: (number | null)[]) => rangesText(missingNumbers(numbers), ', ')
  expect(told(3, 1, 2)).toBe('')
  expect(told(1, 2, 4, 5, 9)).toBe('3, 6–8')
  expect(told(1, 3, 5, 7, 9, 11)).toBe('2, 4, 6, 8, …')
  expect(countMissing(missingNumbers([1, 3, 5, 7, 9, 11]))).toBe(5)
  for (const nothing of [[], [7], [1, 2, 2, 4], [1, 2, null, 4], [101, 201, 301]]) {
    expect(told(...nothing)).toBe('')
  }
})

test('padding is black whatever the polarity', () => {
  const scale = {
    voi: { kind: 'window', center: 50, width: 100, curve: 'LINEAR' },
    inverted: true,
  } as const
  const table = greyTable(look(), scale, { min: -5, max: 1 }, { low: -5, high: -4 })
  expect(Array.from(table, (word) => word & 0xff)).toEqual([0, 0, 255, 255, 255, 255, 252])
})

test('a study to compare with comes into a free viewport before one that shows another study', () => {
  const stackOf = (studyUid: string) =>
    ({ study: { studyUid }, seriesUid: '1', modality: 'CT', slices: [{}] }) as unknown as Stack
  const viewer = makeViewer([stackOf('opened')])
  setLayout(viewer, '2x2')
  for (const study of ['before', 'older', 'oldest', 'one more']) {
    addStacks(viewer, [stackOf(study)])
    compareWith(viewer, study)
  }
  expect(viewer.get().cells.map(({ stack }) => viewer.get().stacks[stack]?.study.studyUid)).toEqual(
    ['opened', 'one more', 'older', 'oldest'],
  )
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
    rejection: '',
    plane: null,
    bytes: 200,
  }))
  const numbers = (wanted: readonly Slice[]) => wanted.map(({ number }) => number)

  test('the slice on the screen, then more ahead than behind, as far as there is room', () => {
    expect(numbers(slicesAround(slices, 10, 1, 200 * 6))).toEqual([10, 11, 12, 9, 13, 14])
    expect(numbers(slicesAround(slices, 10, -1, 200 * 4))).toEqual([10, 9, 8, 11])
    expect(slicesAround(slices, 0, 1, 1e9)).toHaveLength(20)
  })

  const picture = () => ({ width: 1, height: 1, rgba: new Uint8ClampedArray(4) })

  test('the first image has the machine to itself; thumbnails come next, one at a time, before what is only fetched ahead', async () => {
    const asked: string[] = []
    const finish: (() => void)[] = []
    const answered = <Answer>(name: string, answer: Answer) => {
      asked.push(name)
      return new Promise<Answer>((resolve) => finish.push(() => resolve(answer)))
    }
    const pool: DecodingPool = {
      hasRoom: () => finish.length < 4,
      decode: (url) => answered(url, { answer: { ok: true, shown: frame() }, status: 0 }),
      thumbnail: (url) =>
        answered(`small ${url}`, { answer: { ok: true, thumbnail: picture() }, status: 0 }),
      planes: () => Promise.reject(new Error('no planes are wanted')),
      close: () => undefined,
    }
    const store = openFrameStore(pool, () => undefined, 10_000)
    const [first, second] = [slices[12] as Slice, slices[13] as Slice]
    store.wantThumbnail(first)
    store.wantThumbnail(second)
    store.wish('a', slices.slice(0, 5))
    const settle = async () => {
      finish.shift()?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
    await new Promise((resolve) => setImmediate(resolve))
    expect(asked).toEqual(['/instances/0'])
    await settle()
    expect(asked.slice(1)).toEqual([
      'small /instances/12',
      '/instances/1',
      '/instances/2',
      '/instances/3',
    ])
    expect(store.readThumbnail(first)).toBeNull()
    await settle()
    expect(asked.at(-1)).toBe('small /instances/13')
    expect(store.readThumbnail(first)).toMatchObject({ ok: true, thumbnail: { width: 1 } })
    // They are no frames: nothing of what may be held is taken by them.
    expect(store.heldBytes()).toBe(200)
  })

  test('without any image on the screen thumbnails are made all the same; those not in the backup say so', async () => {
    const asked: string[] = []
    const pool: DecodingPool = {
      hasRoom: () => true,
      decode: () => Promise.reject(new Error('no frame is wanted')),
      thumbnail: (url) => {
        asked.push(url)
        return Promise.resolve({ answer: { ok: true, thumbnail: picture() }, status: 0 })
      },
      planes: () => Promise.reject(new Error('no planes are wanted')),
      close: () => undefined,
    }
    const store = openFrameStore(pool, () => undefined)
    store.wantThumbnail(slices[3] as Slice)
    const absent: Slice = { ...(slices[0] as Slice), url: '' }
    store.wantThumbnail(absent)
    await new Promise((resolve) => setImmediate(resolve))
    expect(asked).toEqual(['/instances/3'])
    expect(store.readThumbnail(absent)).toMatchObject({ problem: { code: 'not-copied' } })
  })

  test('an image that the server did not give is asked for again when it is looked at again', async () => {
    const problem = { code: 'not-fetched', transferSyntaxUid: '', detail: 'HTTP 503' } as const
    const answers: ShownAnswer[] = [
      { ok: false, problem },
      { ok: true, shown: frame() },
    ]
    const pool: DecodingPool = {
      hasRoom: () => answers.length > 0,
      decode: async () => {
        const answer = answers.shift() ?? { ok: false, problem }
        return { answer, status: answer.ok ? 0 : 503 }
      },
      thumbnail: () => Promise.reject(new Error('no thumbnail is wanted')),
      planes: () => Promise.reject(new Error('no planes are wanted')),
      close: () => undefined,
    }
    const store = openFrameStore(pool, () => undefined)
    const slice = slices[0] as Slice
    const look = async () => {
      store.wish('a', [slice])
      await new Promise((resolve) => setImmediate(resolve))
      return store.stateOf(slice)
    }
    expect([await look(), await look()]).toEqual(['failed', 'full'])
  })

  test('when an image comes that did not, thumbnails that did not come are made anew', async () => {
    const problem = { code: 'medium-away', transferSyntaxUid: '', detail: '' } as const
    let isAway = true
    const status = 0
    const pool: DecodingPool = {
      hasRoom: () => true,
      decode: async () => ({
        answer: isAway ? { ok: false, problem } : { ok: true, shown: frame() },
        status,
      }),
      thumbnail: async () => ({
        answer: isAway ? { ok: false, problem } : { ok: true, thumbnail: picture() },
        status,
      }),
      planes: () => Promise.reject(new Error('no planes are wanted')),
      close: () => undefined,
    }
    const store = openFrameStore(pool, () => undefined)
    const [slice, middle] = [slices[0] as Slice, slices[10] as Slice]
    const settled = () => new Promise((resolve) => setImmediate(resolve))
    store.wish('a', [slice])
    store.wantThumbnail(middle)
    await settled()
    expect(store.readThumbnail(middle)?.ok).toBe(false)
    isAway = false
    store.askAgain(slice)
    await settled()
    expect(store.readThumbnail(middle)?.ok).toBe(true)
  })

  test('in a thumbnail stands the reason alone', () => {
    const reason = (language: 'ja' | 'en') =>
      pixelProblemReason({ code: 'not-copied', transferSyntaxUid: '', detail: '' }, language)
    expect(reason('ja')).toBe('この画像の画素はバックアップから複製されていません')
    expect(reason('en')).toBe('the pixels of this image were not copied from the backup')
  })

  test('of a series the image in the middle is drawn, or the nearest that is in the backup', () => {
    const absent = slices.map((slice, n) => (n >= 8 && n < 14 ? { ...slice, url: '' } : slice))
    expect(middleImage(slices)?.number).toBe(10)
    expect(middleImage(absent)?.number).toBe(7)
    expect(middleImage(slices.slice(0, 1).map((each) => ({ ...each, url: '' })))?.url).toBe('')
    expect(middleImage(slices.map((each) => ({ ...each, kind: 'report' as const })))).toBeNull()
  })

  function slowPool() {
    const asked: string[] = []
    let finish: (() => void) | null = null
    const pool: DecodingPool = {
      hasRoom: () => finish === null,
      decode: (url, _, signal) => {
        asked.push(url)
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            finish = null
          })
          finish = () => {
            finish = null
            resolve({ answer: { ok: true, shown: frame() }, status: 0 })
          }
        })
      },
      thumbnail: () => Promise.reject(new Error('no thumbnail is wanted')),
      planes: () => Promise.reject(new Error('no planes are wanted')),
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
    store.wish('a', slices.slice(10, 15).concat(slices.slice(0, 5)))
    await settle()
    await settle()
    expect(asked).toEqual(['/instances/0', '/instances/10', '/instances/11'])
  })

  test('what nobody wishes for any more is given up, and asked for again when somebody does', async () => {
    const { pool, asked, settle } = slowPool()
    const store = openFrameStore(pool, () => undefined, 10_000)
    const [one, other] = [slices[0] as Slice, slices[10] as Slice]
    store.wish('a', [one])
    store.wish('a', [other])
    expect(store.stateOf(one)).toBe('not-loaded')
    await settle()
    expect(store.stateOf(other)).toBe('full')
    store.wish('a', [one])
    store.forgetWish('a')
    store.wish('a', [one])
    await settle()
    expect(asked.map((url) => url.split('/').at(-1))).toEqual(['0', '10', '0', '0'])
    expect(store.stateOf(one)).toBe('full')
  })

  test('from a server that gave nothing only what is on the screen is asked for', async () => {
    const problem = { code: 'pacs-away', transferSyntaxUid: '', detail: '' } as const
    let isAway = true
    const asked: string[] = []
    const pool: DecodingPool = {
      hasRoom: () => true,
      decode: (url) => {
        asked.push(url)
        const answer: ShownAnswer = isAway ? { ok: false, problem } : { ok: true, shown: frame() }
        return Promise.resolve({ answer, status: isAway ? 503 : 0 })
      },
      thumbnail: () => Promise.reject(new Error('no thumbnail is wanted')),
      planes: () => Promise.reject(new Error('no planes are wanted')),
      close: () => undefined,
    }
    const store = openFrameStore(pool, () => undefined, 10_000)
    const settled = () => new Promise((resolve) => setImmediate(resolve))
    store.wish('a', slices)
    await settled()
    expect(asked).toEqual(['/instances/0'])
    isAway = false
    store.askAgain(slices[0] as Slice)
    await settled()
    expect(asked).toHaveLength(1 + slices.length)
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
