/** Rendered images and thumbnails of the DICOMweb door; by the public `dicomweb-client` where it asks for them. */
import { api as dicomweb } from 'dicomweb-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeJpeg } from '../../../server/images/rendering/jpeg.ts'
import { nodeCodecs } from '../../../server/images/rendering/node-codecs.ts'
import { makeRenderer, RenderingStopped } from '../../../server/images/rendering/renderer.ts'
import {
  dicomFile,
  type Element,
  encapsulated,
  image,
  PIXELS_OF_UNKNOWN_LENGTH,
  words,
} from '../../client/images/dicom-file.ts'
import type { GenerationBuilder } from '../generation-builder.ts'
import { startTestServer, type Terminal, type TestServer } from '../running-server.ts'
import { decodePng } from './decode-png.ts'
import { partsOf } from './multipart-parts.ts'
import { makeRequestClass } from './xml-http-request.ts'

const STUDY = '1.2.3.4'
const SERIES = '1.2.3.4.5'
const LONG = '1.2.3.6'
const UNCOPIED = '1.2.3.7'
const EXPLICIT = '1.2.840.10008.1.2.1'
const JPEG = '1.2.840.10008.1.2.4.50'
const VIDEO = '1.2.840.10008.1.2.4.102'
const STORED = Array.from({ length: 16 }, (_, n) => n * 100)

/** 4 × 4, values 0 … 1500, its own window from 299.5 to 1298.5. */
const grey = (...more: readonly Element[]) =>
  image(
    ['00280010', 'US', 4],
    ['00280011', 'US', 4],
    ['00281050', 'DS', '800'],
    ['00281051', 'DS', '1000'],
    ['7fe00010', 'OW', words(...STORED)],
    ...more,
  )
/** PS3.3 C.11.2.1.2.1. */
const greyAt = (value: number, center = 800, width = 1000) =>
  Math.round(Math.min(1, Math.max(0, (value - (center - 0.5)) / (width - 1) + 0.5)) * 255)
const GREYS = STORED.map((value) => greyAt(value))

const colours = (columns: number, frames: number, ...more: readonly Element[]) =>
  image(
    ['00280002', 'US', 3],
    ['00280004', 'CS', 'RGB'],
    ['00280006', 'US', 0],
    ['00280008', 'IS', String(frames)],
    ['00280010', 'US', 8],
    ['00280011', 'US', columns],
    ['00280100', 'US', 8],
    ['00280101', 'US', 8],
    ['00280102', 'US', 7],
    ...more,
  )
const filled = (pixels: number, ...colour: readonly number[]) =>
  Uint8Array.from({ length: pixels * 3 }, (_, n) => colour[n % 3] ?? 0)

/** By SOP Instance UID's last part. */
function files(): Record<string, { bytes: Uint8Array; frames?: number }> {
  const orange = encodeJpeg(
    { width: 16, height: 8, channels: 3, bytes: filled(128, 250, 120, 10) },
    95,
  )
  return {
    own: { bytes: dicomFile({ elements: grey() }) },
    inverse: {
      bytes: dicomFile({
        elements: grey(
          ['00280004', 'CS', 'MONOCHROME1'],
          ['00181600', 'CS', 'RECTANGULAR'],
          ['00181602', 'IS', '2'],
          ['00181604', 'IS', '4'],
          ['00181606', 'IS', '1'],
          ['00181608', 'IS', '3'],
          ['00181622', 'US', 0x8000],
        ),
      }),
    },
    marked: {
      bytes: dicomFile({
        elements: grey(
          ['60000010', 'US', 4],
          ['60000011', 'US', 4],
          ['60000040', 'CS', 'G'],
          ['60000050', 'SS', [1, 1]],
          ['60000100', 'US', 1],
          ['60000102', 'US', 0],
          ['60003000', 'OW', words(0b10)],
        ),
      }),
    },
    wide: { bytes: dicomFile({ elements: grey(['00280030', 'DS', '1\\0.5']) }) },
    loop: {
      frames: 2,
      bytes: dicomFile({
        elements: colours(8, 2, [
          '7fe00010',
          'OB',
          Buffer.concat([filled(64, 255, 0, 0), filled(64, 0, 0, 255)]),
        ]),
      }),
    },
    packed: {
      bytes: dicomFile({
        transferSyntax: JPEG,
        elements: colours(16, 1, ['7fe00010', PIXELS_OF_UNKNOWN_LENGTH, encapsulated([], orange)]),
      }),
    },
    video: {
      bytes: dicomFile({
        transferSyntax: VIDEO,
        elements: colours(8, 1, [
          '7fe00010',
          PIXELS_OF_UNKNOWN_LENGTH,
          encapsulated([], words(1, 2)),
        ]),
      }),
    },
    cut: { bytes: dicomFile({ elements: grey() }).subarray(0, -6) },
    document: { bytes: dicomFile({ elements: [['00080060', 'CS', 'SR']] }) },
  }
}
const KINDS = ['own', 'inverse', 'marked', 'wide', 'loop', 'packed', 'video', 'cut', 'document']
const uidOf = (kind: string) => `${SERIES}.${KINDS.indexOf(kind) + 1}`

let server: TestServer
let terminal: Terminal
let base: string
let client: dicomweb.DICOMwebClient
beforeAll(async () => {
  const made = files()
  server = await startTestServer((generation: GenerationBuilder) => {
    const patient = generation.patient({ id: '0000000001', kanji: ['山田', '太郎'] })
    const study_id = generation.insert('image_study', { patient, study_uid: STUDY, standing: 1 })
    const series_id = generation.insert('image_series', { study_id, series_uid: SERIES })
    for (const [kind, { bytes, frames = 1 }] of Object.entries(made)) {
      generation.insert('image_instance', {
        series_id,
        seq: KINDS.indexOf(kind) + 1,
        sop_instance_uid: uidOf(kind),
        transfer_syntax_uid: EXPLICIT,
        frames,
        rows: ['own', 'wide'].includes(kind) ? 4 : 0,
        columns: 4,
        bytes: bytes.length,
        blob: generation.blob(bytes, kind === 'loop'),
      })
    }
    const absent = { series_id, seq: 99, sop_instance_uid: `${SERIES}.99`, blob: '' }
    generation.insert('image_instance', absent)
    for (const [study_uid, images] of [
      [LONG, 3001],
      [UNCOPIED, 1],
    ] as const) {
      const other = generation.insert('image_study', { patient, study_uid, standing: 1 })
      const own = generation.insert('image_series', {
        study_id: other,
        series_uid: `${study_uid}.1`,
      })
      for (let seq = 1; seq <= images; seq += 1) {
        const sop_instance_uid = `${study_uid}.1.${seq}`
        generation.insert('image_instance', { series_id: own, seq, sop_instance_uid, blob: '' })
      }
    }
  })
  terminal = await server.clinician()
  base = `/api/charts/${await terminal.open('0000000001')}/dicomweb`
  globalThis.XMLHttpRequest = makeRequestClass(terminal)
  client = new dicomweb.DICOMwebClient({ url: base, singlepart: '' })
})
afterAll(() => server.stop())

/** The client gives an array of what its types call one. */
const only = (given: unknown) =>
  Buffer.from((given as readonly ArrayBuffer[])[0] ?? new ArrayBuffer(0))
const asked = (kind: string) => ({
  studyInstanceUID: STUDY,
  seriesInstanceUID: SERIES,
  sopInstanceUID: uidOf(kind),
})
const pathOf = (kind: string) => `/series/${SERIES}/instances/${uidOf(kind)}`
const get = (path: string, headers: HeadersInit = { Accept: 'image/png' }) =>
  terminal.send('GET', `${base}/studies/${STUDY}${path}`, undefined, headers)
async function pngOf(path: string) {
  const answer = await get(path)
  expect([answer.status, answer.headers.get('Content-Type')], path).toEqual([200, 'image/png'])
  return decodePng(Buffer.from(await answer.arrayBuffer()))
}

describe('a rendered image', () => {
  test('has its own window, as PNG exactly and as JPEG nearly', async () => {
    const png = await client.retrieveInstanceRendered({
      ...asked('own'),
      mediaTypes: [{ mediaType: 'image/png' }],
    })
    expect(decodePng(only(png))).toEqual({
      width: 4,
      height: 4,
      channels: 1,
      pixels: GREYS,
    })
    const file = only(
      await client.retrieveInstanceRendered({
        ...asked('own'),
        mediaTypes: [{ mediaType: 'image/jpeg' }],
      }),
    )
    const jpeg = await nodeCodecs().decode('libjpeg-turbo', file)
    expect([jpeg.columns, jpeg.rows, jpeg.components]).toEqual([4, 4, 1])
    GREYS.forEach((value, n) => {
      expect(Math.abs((jpeg.bytes[n] ?? 0) - value)).toBeLessThanOrEqual(8)
    })
  })

  test('has the window, the part and the size that the address asks for', async () => {
    const { pixels } = await pngOf(`${pathOf('own')}/rendered?window=750,500,linear`)
    expect(pixels).toEqual(STORED.map((value) => greyAt(value, 750, 500)))
    const exact = await pngOf(`${pathOf('own')}/rendered?window=750,1500,linear-exact`)
    expect(exact.pixels).toEqual(STORED.map((value) => Math.round((value / 1500) * 255)))
    const half = await pngOf(`${pathOf('own')}/rendered?viewport=2,9`)
    expect([half.width, half.height]).toEqual([2, 2])
    const mean = [0, 1, 4, 5].reduce((sum, n) => sum + (GREYS[n] ?? 0), 0) / 4
    expect(half.pixels[0]).toBe(Math.round(mean))
    const part = await pngOf(`${pathOf('own')}/rendered?viewport=4,4,2,2,2,2`)
    const [a, b] = [GREYS[10], GREYS[11]]
    expect(part.pixels.slice(0, 8)).toEqual([a, a, b, b, a, a, b, b])
    const plain = await get(`${pathOf('own')}/rendered?annotation=patient`)
    expect(plain.headers.get('Warning')).toContain('change nothing')
  })

  test.each([
    ['window=1', 'window'],
    ['window=1,0', 'window'],
    ['window=1,2,constructor', 'window'],
    ['viewport=0,4', 'viewport'],
    ['viewport=99999,4', 'viewport'],
    ['viewport=1,1,1', 'viewport'],
    ['quality=101', 'quality'],
    ['quality=1&quality=2', 'quality'],
  ])('is refused where the address asks for nonsense: %s', async (query, field) => {
    const answer = await get(`${pathOf('own')}/rendered?${query}`)
    expect([answer.status, ((await answer.json()) as { field?: string }).field]).toEqual([
      400,
      field,
    ])
  })

  test('keeps its polarity, its shutter, its overlay and the shape of its pixels', async () => {
    const inverse = await pngOf(`${pathOf('inverse')}/rendered`)
    const isOpen = (n: number) => n % 4 > 0 && n < 12
    expect(inverse.pixels).toEqual(GREYS.map((value, n) => (isOpen(n) ? 255 - value : 128)))
    const marked = await pngOf(`${pathOf('marked')}/rendered`)
    expect(marked.channels).toBe(3)
    expect(marked.pixels.slice(0, 9)).toEqual([0, 0, 0, 255, 240, 159, 0, 0, 0])
    const wide = await pngOf(`${pathOf('wide')}/rendered`)
    expect([wide.width, wide.height]).toEqual([4, 8])
  })

  test('of compressed pixels is decoded first', async () => {
    const { width, height, channels, pixels } = await pngOf(`${pathOf('packed')}/rendered`)
    expect([width, height, channels]).toEqual([16, 8, 3])
    const colour = [250, 120, 10]
    for (const [n, value] of pixels.entries()) {
      expect(Math.abs(value - (colour[n % 3] ?? 0))).toBeLessThanOrEqual(4)
    }
  })

  test('of many frames is that of the frame; of the instance the first, which is said', async () => {
    const frames = await client.retrieveInstanceFramesRendered({
      ...asked('loop'),
      frameNumbers: '2',
      mediaTypes: [{ mediaType: 'image/png' }],
    })
    const second = decodePng(only(frames))
    expect(second.pixels.slice(0, 3)).toEqual([0, 0, 255])
    expect((await get(`${pathOf('loop')}/frames/2,1/rendered`)).status).toBe(406)
    const many = await get(`${pathOf('loop')}/frames/2,1/rendered`, {
      Accept: 'multipart/related; type="image/png"',
    })
    const first = (await partsOf(many)).map(({ bytes }) => decodePng(bytes).pixels.slice(0, 3))
    expect(first).toEqual([
      [0, 0, 255],
      [255, 0, 0],
    ])
    const whole = await get(`${pathOf('loop')}/rendered`)
    expect(whole.headers.get('Warning')).toContain('frame 1 of 2')
    const statuses = ['3', '0', 'x'].map(
      async (frame) => (await get(`${pathOf('loop')}/frames/${frame}/rendered`)).status,
    )
    expect(await Promise.all(statuses)).toEqual([404, 404, 400])
  })

  test('is not sent again while it is the same', async () => {
    const path = `${pathOf('own')}/rendered`
    const tag = (await get(path)).headers.get('ETag') ?? ''
    expect((await get(path, { Accept: 'image/png', 'If-None-Match': tag })).status).toBe(304)
    const other = await get(`${path}?quality=50`, { Accept: 'image/png', 'If-None-Match': tag })
    expect(other.status).toBe(200)
  })
})

describe('a whole series or study', () => {
  const PNGS = { Accept: 'multipart/related; type="image/png"' }

  test.each([`/series/${SERIES}/rendered`, '/rendered'])(
    'is a picture of each image, by its address; what is left out is counted: %s',
    async (path) => {
      const answer = await get(path, PNGS)
      expect(answer.status).toBe(206)
      expect(answer.headers.get('Content-Type')).toMatch(
        /^multipart\/related; type="image\/png"; boundary=/,
      )
      expect(answer.headers.get('Warning')).toContain('4 of 10 instances are not rendered')
      expect(answer.headers.get('Warning')).toContain('1 of 6 pictures are the first of many')
      const parts = await partsOf(answer)
      const sound = ['own', 'inverse', 'marked', 'wide', 'loop', 'packed']
      expect(parts.map(({ location }) => location)).toEqual(
        sound.map((kind) => `${base}/studies/${STUDY}${pathOf(kind)}/rendered`),
      )
      for (const { location = '', contentType, bytes } of parts) {
        expect(contentType).toBe('image/png')
        const alone = await terminal.send('GET', location, undefined, { Accept: 'image/png' })
        expect(bytes).toEqual(Buffer.from(await alone.arrayBuffer()))
      }
    },
  )

  test('has the window and size that the address asks for, in the form that the client takes', async () => {
    const path = `/series/${SERIES}/rendered?viewport=2,2&window=750,1500,linear-exact`
    const [first] = await partsOf(await get(path, PNGS))
    const small = decodePng(first?.bytes ?? Buffer.alloc(0))
    expect([small.width, small.height, small.pixels[0]]).toEqual([2, 2, 43])
    const jpegs = await partsOf(await get('/rendered', {}))
    for (const { contentType, bytes } of jpegs) {
      expect([contentType, ...bytes.subarray(0, 3)]).toEqual(['image/jpeg', 0xff, 0xd8, 0xff])
    }
    const statuses = ['image/png', 'video/mp4'].map(
      async (Accept) => (await get('/rendered', { Accept })).status,
    )
    expect(await Promise.all(statuses)).toEqual([406, 406])
    expect((await get('/rendered?quality=0', PNGS)).status).toBe(400)
    expect((await get('/series/1.2.9/rendered', PNGS)).status).toBe(404)
  })

  test('of more images than fit in one answer is refused, and so is one of none', async () => {
    const refusalOf = async (study: string) => {
      const answer = await terminal.send(
        'GET',
        `${base}/studies/${study}/rendered`,
        undefined,
        PNGS,
      )
      return [answer.status, ((await answer.json()) as { type: string }).type]
    }
    expect(await refusalOf(LONG)).toEqual([413, 'urn:sansho:problem:too-many-images'])
    expect(await refusalOf(UNCOPIED)).toEqual([406, 'urn:sansho:problem:not-rendered'])
  })

  test('is asked for by few at once', async () => {
    const asks = Array.from({ length: 20 }, () => get('/rendered', PNGS))
    const answers = await Promise.all(asks)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([206, 503]))
    expect(answers.find(({ status }) => status === 503)?.headers.get('Retry-After')).toBe('30')
    for (const answer of answers) await answer.body?.cancel()
  })
})

describe('what can’t be rendered is refused by name', () => {
  test.each([
    ['video', 'MPEG-4 AVC/H.264'],
    ['cut', 'the pixel data are cut off'],
    ['document', 'no pixel data'],
  ])('%s', async (kind, reason) => {
    const answer = await get(`${pathOf(kind)}/rendered`, { 'Accept-Language': 'en' })
    const { type, text } = (await answer.json()) as { type: string; text: string }
    expect([answer.status, type]).toEqual([406, 'urn:sansho:problem:not-rendered'])
    expect(text).toContain(reason)
  })

  test('a form that is not made here, and an image that is not in the backup', async () => {
    const path = `${pathOf('own')}/rendered`
    expect((await get(path, { Accept: 'image/gif, video/mp4' })).status).toBe(406)
    expect((await get(`/series/${SERIES}/instances/${SERIES}.99/rendered`)).status).toBe(404)
  })

  test('an image that takes too long ends its thread, and the next one gets another', async () => {
    const stopping = new AbortController()
    const { bytes } = files().own ?? { bytes: new Uint8Array() }
    const wanted = {
      source: { file: bytes },
      frame: 0,
      form: 'image/png' as const,
      window: null,
      viewport: null,
      quality: 90,
    }
    // No thread starts within a millisecond.
    const hasty = makeRenderer(stopping.signal, 1)
    const both = [hasty.render(wanted, () => true), hasty.render(wanted, () => true)]
    for (const each of both) await expect(each).rejects.toThrow(RenderingStopped)
    const patient = makeRenderer(stopping.signal)
    const first = patient.render(wanted, () => true)
    const gone = patient.render(wanted, () => false)
    const second = patient.render(wanted, () => true)
    await expect(gone).rejects.toThrow(/nobody waits/)
    expect([(await first).kind, (await second).kind]).toEqual(['picture', 'picture'])
    stopping.abort()
  })
})

test.each([
  [1, 50, 16],
  [1, 100, 2],
  [3, 90, 24],
] as const)(
  'JPEG of %i channels and quality %i is, to %i, what was given',
  async (channels, quality, most) => {
    const [width, height] = [53, 37]
    // Gradients, edges and both ends of the scale.
    const bytes = Uint8Array.from({ length: width * height * channels }, (_, n) => {
      const [x, y] = [Math.floor(n / channels) % width, Math.floor(n / channels / width)]
      const isStriped = y > 24 && x % 16 < 8
      return isStriped ? 255 * (n % 2) : Math.min(255, x * 4 + y + (n % channels) * 20)
    })
    const file = encodeJpeg({ width, height, channels, bytes }, quality)
    const decoded = await nodeCodecs().decode('libjpeg-turbo', file)
    expect([decoded.columns, decoded.rows, decoded.components]).toEqual([width, height, channels])
    let worst = 0
    bytes.forEach((value, n) => {
      const y = Math.floor(n / channels / width)
      if (y <= 16) worst = Math.max(worst, Math.abs(value - (decoded.bytes[n] ?? 0)))
    })
    expect(worst).toBeLessThanOrEqual(most)
  },
)

describe('a thumbnail', () => {
  test('is small, of an instance, a frame, a series and a study', async () => {
    const jpeg = only(
      await client.retrieveInstanceThumbnail({
        ...asked('own'),
        mediaTypes: [{ mediaType: 'image/jpeg' }],
      }),
    )
    expect([...jpeg.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff])
    const instance = await pngOf(`${pathOf('wide')}/thumbnail`)
    expect([instance.width, instance.height]).toEqual([80, 160])
    const small = await pngOf(`${pathOf('wide')}/thumbnail?viewport=8,8`)
    expect([small.width, small.height]).toEqual([4, 8])
    const frame = await pngOf(`${pathOf('loop')}/frames/2/thumbnail`)
    expect(frame.pixels.slice(0, 3)).toEqual([0, 0, 255])
    // The middle one of those that the index knows to be images.
    expect(await pngOf(`/series/${SERIES}/thumbnail`)).toEqual(instance)
    expect(await pngOf('/thumbnail')).toEqual(instance)
  })

  test('asked for first, it opens the study in the log', async () => {
    const own = await server.clinician()
    const door = `/api/charts/${await own.open('0000000001')}/dicomweb/studies/${STUDY}`
    const openings = () => server.audit().filter(({ action }) => action === 'images.open').length
    const before = openings()
    expect((await own.send('GET', `${door}/thumbnail`)).ok).toBe(true)
    expect(openings() - before).toBe(1)
  })
})
