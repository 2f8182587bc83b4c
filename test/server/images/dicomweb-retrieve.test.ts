/** WADO-RS at the DICOMweb door: whole studies and series, metadata, frames, bulk data; by the public `dicomweb-client` where it asks for them. */
import { createHash } from 'node:crypto'
import { chmodSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { api as dicomweb } from 'dicomweb-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  dicomFile,
  type Element,
  encapsulated,
  image,
  joined,
  PIXELS_OF_UNKNOWN_LENGTH,
} from '../../client/images/dicom-file.ts'
import type { GenerationBuilder } from '../generation-builder.ts'
import { startTestServer, type Terminal, type TestServer } from '../running-server.ts'
import { partsOf } from './multipart-parts.ts'
import { makeRequestClass } from './xml-http-request.ts'

const STUDY = '1.2.3.4'
const SERIES = '1.2.3.4.5'
const NEEDED = '1.2.3.4.6'
const JPEG = '1.2.840.10008.1.2.4.50'
const PIXELS = Uint8Array.from({ length: 24 }, (_, n) => n + 1)
const WAVEFORM = Uint8Array.from({ length: 2000 }, (_, n) => n & 0xff)
const frames = (count: string): Element => ['00280008', 'IS', count]
const jpeg = (length: number, fill: number) =>
  Uint8Array.of(0xff, 0xd8, ...new Uint8Array(length).fill(fill), 0xff, 0xd9)
const offsets64 = (...values: readonly bigint[]) =>
  new Uint8Array(BigUint64Array.from(values).buffer)

function jpegFile(table: readonly number[], fragments: readonly Uint8Array[], ...more: Element[]) {
  const pixels = encapsulated(table, ...fragments)
  const elements = image(frames('2'), ...more, ['7fe00010', PIXELS_OF_UNKNOWN_LENGTH, pixels])
  return dicomFile({ transferSyntax: JPEG, elements })
}

const [FIRST, REST, SECOND] = [jpeg(8, 1), Uint8Array.of(1, 2, 3, 4), jpeg(4, 3)]
/** By SOP Instance UID. */
const FILES: Readonly<Record<string, { bytes: Uint8Array; syntax?: string }>> = {
  '1': {
    bytes: dicomFile({
      elements: [
        ...image(
          ['00080005', 'CS', 'ISO_IR 192'],
          ['00080008', 'CS', 'ORIGINAL\\PRIMARY'],
          ['00080016', 'UI', '1.2.840.10008.5.1.4.1.1.7'],
          ['00100010', 'PN', Buffer.from('YAMADA^TARO=山田^太郎=やまだ^たろう')],
          ['00101010', 'AS', ''],
          ['00280030', 'DS', '0.5\\0.25'],
          frames('3'),
          [
            '54000100',
            'SQ',
            [
              [
                ['003a0005', 'US', 1],
                ['54001010', 'OW', WAVEFORM],
              ],
            ],
          ],
        ),
        ['7fe00010', 'OW', PIXELS],
      ],
    }),
  },
  '2': {
    syntax: '1.2.840.10008.1.2.2',
    bytes: dicomFile({
      transferSyntax: '1.2.840.10008.1.2.2',
      bigEndian: true,
      elements: image(frames('3'), ['7fe00010', 'OW', PIXELS]),
    }),
  },
  '3': { syntax: JPEG, bytes: jpegFile([0, 32], [FIRST, REST, SECOND]) },
  '4': {
    syntax: JPEG,
    bytes: jpegFile([], [FIRST, REST, SECOND], ['7fe00001', 'OV', offsets64(0n, 32n)]),
  },
  '5': { syntax: JPEG, bytes: jpegFile([], [FIRST, SECOND]) },
  '6': { syntax: JPEG, bytes: jpegFile([], [FIRST, REST, SECOND]) },
  '7': { syntax: JPEG, bytes: jpegFile([], [REST, REST, REST]) },
  '8': {
    bytes: dicomFile({
      elements: image(
        frames('2'),
        ['00280010', 'US', 3],
        ['00280011', 'US', 3],
        ['00280100', 'US', 1],
        ['7fe00010', 'OB', Uint8Array.of(0b01010101, 0b10101010, 0b11)],
      ),
    }),
  },
}
/** In a study of their own: of a whole that no list of files has to name. */
const LARGE = '1.2.3.5'
const LARGE_FRAME = new Uint8Array(200_000).fill(7)
LARGE_FRAME.set([0xff, 0xd8])
const LARGE_FILES: readonly { bytes: Uint8Array; syntax: string }[] = [
  {
    syntax: JPEG,
    bytes: dicomFile({
      transferSyntax: JPEG,
      elements: image(frames('1'), [
        '7fe00010',
        PIXELS_OF_UNKNOWN_LENGTH,
        encapsulated([0], LARGE_FRAME),
      ]),
    }),
  },
  {
    syntax: '1.2.840.10008.1.2.1',
    bytes: dicomFile({ elements: image(frames('999999999'), ['7fe00010', 'OW', PIXELS]) }),
  },
]
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function build(generation: GenerationBuilder): void {
  const patient = generation.patient({ id: '0000000001', kanji: ['山田', '太郎'] })
  const study = generation.insert('image_study', {
    patient,
    study_uid: STUDY,
    study_at: '2022-10-30T09:15:00',
    modalities: 'CT\\SR',
    standing: 1,
  })
  const series = { study_id: study, modality: 'CT' }
  const first = generation.insert('image_series', { ...series, series_uid: SERIES, number: 1 })
  for (const [uid, { bytes, syntax = '1.2.840.10008.1.2.1' }] of Object.entries(FILES)) {
    generation.insert('image_instance', {
      series_id: first,
      seq: Number(uid),
      number: Number(uid),
      sop_instance_uid: `${SERIES}.${uid}`,
      transfer_syntax_uid: syntax,
      bytes: bytes.length,
      blob: generation.blob(bytes, Number(uid) % 2 === 0),
    })
  }
  const second = generation.insert('image_series', {
    study_id: study,
    series_uid: NEEDED,
    modality: 'SR',
    number: 2,
  })
  const large = generation.insert('image_study', {
    patient,
    study_uid: LARGE,
    study_at: '2019-10-31T09:15:00',
    modalities: 'OT',
    standing: 1,
  })
  const only = { study_id: large, modality: 'OT', series_uid: `${LARGE}.1`, number: 1 }
  const third = generation.insert('image_series', only)
  for (const [at, { bytes, syntax }] of LARGE_FILES.entries()) {
    generation.insert('image_instance', {
      series_id: third,
      seq: at + 1,
      number: at + 1,
      sop_instance_uid: `${LARGE}.1.${at + 1}`,
      transfer_syntax_uid: syntax,
      bytes: bytes.length,
      blob: generation.blob(bytes, false),
    })
  }
  const absent = { series_id: second, seq: 1, number: 1, sop_instance_uid: `${NEEDED}.1` }
  generation.insert('image_instance', { ...absent, blob: '' })
}

let server: TestServer
let terminal: Terminal
let base: string
let client: dicomweb.DICOMwebClient
beforeAll(async () => {
  server = await startTestServer(build)
  terminal = await server.clinician()
  base = `/api/charts/${await terminal.open('0000000001')}/dicomweb`
  globalThis.XMLHttpRequest = makeRequestClass(terminal)
  client = new dicomweb.DICOMwebClient({ url: base, singlepart: '' })
})
afterAll(() => server.stop())

const get = (path: string, headers: HeadersInit = {}) =>
  terminal.send('GET', `${base}/studies/${STUDY}${path}`, undefined, headers)
const pathOf = (uid: string) => `/series/${SERIES}/instances/${SERIES}.${uid}`
const OCTETS = 'multipart/related; type="application/octet-stream"'
const AS_STORED = { Accept: `${OCTETS}; transfer-syntax=*` }
const framesOf = async (uid: string, list: string, headers: HeadersInit = AS_STORED) =>
  (await partsOf(await get(`${pathOf(uid)}/frames/${list}`, headers))).map(({ bytes }) => [
    ...bytes,
  ])

describe('metadata', () => {
  test('hold every element as DICOM JSON, large values by their address', async () => {
    const [set] = (await client.retrieveInstanceMetadata({
      studyInstanceUID: STUDY,
      seriesInstanceUID: SERIES,
      sopInstanceUID: `${SERIES}.1`,
    })) as unknown as Record<string, { vr: string; Value?: unknown[]; BulkDataURI?: string }>[]
    expect(set?.['00080005']).toEqual({ vr: 'CS', Value: ['ISO_IR 192'] })
    expect(set?.['00080008']?.Value).toEqual(['ORIGINAL', 'PRIMARY'])
    expect(set?.['00100010']?.Value).toEqual([
      { Alphabetic: 'YAMADA^TARO', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' },
    ])
    expect(set?.['00101010']).toEqual({ vr: 'AS' })
    expect(set?.['00280010']).toEqual({ vr: 'US', Value: [2] })
    expect(set?.['00280030']).toEqual({ vr: 'DS', Value: [0.5, 0.25] })
    const items = (set?.['54000100']?.Value ?? []) as Record<string, { BulkDataURI?: string }>[]
    const address = items[0]?.['54001010']?.BulkDataURI ?? ''
    expect(address).toMatch(/^http:.*\/bulkdata\/54000100\.0\.54001010$/)
    const [value] = await partsOf(await terminal.send('GET', address, undefined, AS_STORED))
    expect(sha256(value?.bytes ?? Buffer.alloc(0))).toBe(sha256(WAVEFORM))
    const pixels = new URL(set?.['7FE00010']?.BulkDataURI ?? '').pathname
    const parts = await partsOf(await terminal.send('GET', pixels, undefined, AS_STORED))
    expect(joined(parts.map(({ bytes }) => bytes))).toEqual(PIXELS)
    expect((await get(`${pathOf('1')}/bulkdata/00100020`)).status).toBe(404)
  })

  test('of what is not in the backup are those of the index, and the answer says so', async () => {
    const answer = await get('/metadata')
    const sets = (await answer.json()) as Record<string, { Value?: unknown[] }>[]
    expect(sets).toHaveLength(Object.keys(FILES).length + 1)
    expect(answer.headers.get('Warning')).toContain('1 of 9 instances')
    expect(sets.at(-1)?.['00080018']?.Value).toEqual([`${NEEDED}.1`])
    expect(sets.at(-1)?.['00080056']?.Value).toEqual(['UNAVAILABLE'])
    const series = await get(`/series/${SERIES}/metadata`)
    expect([series.headers.get('Content-Type'), series.headers.get('Warning')]).toEqual([
      'application/dicom+json',
      null,
    ])
    expect(
      (await get('/metadata', { Accept: 'multipart/related; type="application/dicom+xml"' }))
        .status,
    ).toBe(406)
  })
})

describe('frames', () => {
  test('of native pixels are cut by their size, in the order they are asked for', async () => {
    const answer = await client.retrieveInstanceFrames({
      studyInstanceUID: STUDY,
      seriesInstanceUID: SERIES,
      sopInstanceUID: `${SERIES}.1`,
      frameNumbers: [3, 1],
    } as unknown as Parameters<typeof client.retrieveInstanceFrames>[0])
    const [third, first] = answer as unknown as ArrayBuffer[]
    expect([...new Uint8Array(third ?? [])]).toEqual([...PIXELS.subarray(16)])
    expect([...new Uint8Array(first ?? [])]).toEqual([...PIXELS.subarray(0, 8)])
  })

  test('of big-endian files leave in little endian, those of single bits from their first bit', async () => {
    expect(await framesOf('2', '1', { Accept: OCTETS })).toEqual([[2, 1, 4, 3, 6, 5, 8, 7]])
    expect(await framesOf('8', '1,2')).toEqual([
      [0b01010101, 0b10101010],
      [0b11010101, 0b1],
    ])
  })

  test.each([
    ['3', 'the basic offset table'],
    ['4', 'the extended offset table'],
    ['6', 'the beginnings of the streams'],
  ])('of encapsulated pixels: file %s by %s', async (uid) => {
    expect(await framesOf(uid, '2,1')).toEqual([[...SECOND], [...FIRST, ...REST]])
  })

  test('of encapsulated pixels by their items, as their own media type and transfer syntax', async () => {
    const answer = await get(`${pathOf('5')}/frames/2`, AS_STORED)
    expect(answer.headers.get('Content-Type')).toContain('type="image/jpeg"')
    const [part] = await partsOf(answer)
    expect(part?.contentType).toBe(`image/jpeg; transfer-syntax=${JPEG}`)
    expect([...(part?.bytes ?? [])]).toEqual([...SECOND])
    const bare = await get(`${pathOf('5')}/frames/1`, { Accept: 'image/jpeg' })
    expect(bare.headers.get('Content-Type')).toBe(`image/jpeg; transfer-syntax=${JPEG}`)
    expect(new Uint8Array(await bare.arrayBuffer())).toEqual(FIRST)
  })

  test.each([
    [OCTETS, 406],
    ['multipart/related; type="image/jp2"', 406],
    ['multipart/related; type="image/jpeg"; transfer-syntax=1.2.840.10008.1.2.4.70', 406],
    [
      `multipart/related; type="image/jp2", multipart/related; type="image/jpeg"; transfer-syntax=${JPEG}`,
      200,
    ],
    ['image/*', 200],
    ['*/*', 200],
  ])('compressed are sent to those who take them: %s', async (accept, status) => {
    expect((await get(`${pathOf('5')}/frames/1`, { Accept: accept })).status).toBe(status)
  })

  test('that are not there, or can’t be told apart, are not invented', async () => {
    const statuses = await Promise.all(
      [
        `${pathOf('1')}/frames/4`,
        `${pathOf('1')}/frames/0`,
        `${pathOf('1')}/frames/x`,
        `${pathOf('5')}/frames/3`,
        `${pathOf('7')}/frames/1`,
        `/series/${NEEDED}/instances/${NEEDED}.1/frames/1`,
      ].map(async (path) => (await get(path, AS_STORED)).status),
    )
    expect(statuses).toEqual([404, 404, 400, 404, 406, 404])
  })
})

describe('what asks for more than there is', () => {
  const large = (path: string) =>
    terminal.send(
      'GET',
      `${base}/studies/${LARGE}/series/${LARGE}.1/instances/${LARGE}.1.${path}`,
      undefined,
      AS_STORED,
    )

  test('one frame many times over is refused: one request must not fetch gigabytes', async () => {
    expect((await large(`1/frames/${Array(5_000).fill('1').join(',')}`)).status).toBe(400)
    expect((await large('1/frames/1,01')).status).toBe(400)
    expect((await large('1/frames/1')).status).toBe(200)
  })

  test('pixel data whose header declares a thousand million frames are refused', async () => {
    expect((await large('2/bulkdata/7FE00010')).status).toBe(406)
    expect((await large('2/frames/3')).status).toBe(200)
    expect((await large('2/frames/4')).status).toBe(404)
  })
})

describe('a study and a series', () => {
  test('come whole, byte for byte; what is missing is counted', async () => {
    const series = await client.retrieveSeries({
      studyInstanceUID: STUDY,
      seriesInstanceUID: SERIES,
    } as Parameters<typeof client.retrieveSeries>[0])
    const hashes = (series as unknown as ArrayBuffer[]).map((each) => sha256(new Uint8Array(each)))
    expect(hashes).toEqual(Object.values(FILES).map(({ bytes }) => sha256(bytes)))
    const study = await get('')
    expect([study.status, study.headers.get('Warning')]).toEqual([
      206,
      '299 sansho "1 of 9 instances are not sent: 1 not in this backup, 0 damaged"',
    ])
    const parts = await partsOf(study)
    expect(parts.map(({ bytes }) => sha256(bytes))).toEqual(hashes)
    expect(parts[2]?.contentType).toBe(`application/dicom; transfer-syntax=${JPEG}`)
    expect((await get(`/series/${NEEDED}`)).status).toBe(404)
    expect((await get('', { Accept: 'image/png' })).status).toBe(406)
  })

  test('with a file that was damaged since come without it, and say so', async () => {
    const own = await startTestServer(build)
    try {
      const person = await own.clinician()
      const door = `/api/charts/${await person.open('0000000001')}/dicomweb`
      damage(own, sha256(FILES['1']?.bytes ?? new Uint8Array()))
      const answer = await person.send('GET', `${door}/studies/${STUDY}/series/${SERIES}`)
      expect(answer.status).toBe(206)
      expect(answer.headers.get('Warning')).toContain('1 of 8 instances are not sent')
      expect(await partsOf(answer)).toHaveLength(7)
      const metadata = await person.send('GET', `${door}/studies/${STUDY}/metadata`)
      expect(metadata.headers.get('Warning')).toContain('2 of 9 instances')
      const frame = `${door}/studies/${STUDY}${pathOf('1')}/frames/1`
      expect((await person.send('GET', frame)).status).toBe(500)
    } finally {
      await own.stop()
    }
  })

  test('a single instance is also given bare, with ranges', async () => {
    const whole = FILES['1']?.bytes ?? new Uint8Array()
    const headers = { Accept: 'application/dicom', Range: 'bytes=128-131' }
    const answer = await get(pathOf('1'), headers)
    expect([answer.status, answer.headers.get('Content-Range')]).toEqual([
      206,
      `bytes 128-131/${whole.length}`,
    ])
    expect(await answer.text()).toBe('DICM')
  })
})

describe('searching', () => {
  const numbers = async (query: string) => {
    const answer = await get(`/instances${query}`)
    const sets = (await answer.json()) as Record<string, { Value?: unknown[] }>[]
    return {
      numbers: sets.map((set) => set['00200013']?.Value?.[0]),
      warning: answer.headers.get('Warning'),
    }
  }

  test('is paged, and a page that is not the last says how many there are', async () => {
    expect(await numbers('?limit=2&offset=3')).toEqual({
      numbers: [4, 5],
      warning: '299 sansho "There are 4 additional results that can be requested"',
    })
    expect(await numbers('?offset=7')).toEqual({ numbers: [8, 1], warning: null })
    expect((await get('/instances?limit=-1')).status).toBe(400)
  })

  test('matches by the attributes that are answered', async () => {
    const uids = `${SERIES}.3,${SERIES}.5`
    expect((await numbers(`?SOPInstanceUID=${uids}`)).numbers).toEqual([3, 5])
    expect((await numbers('?00200013=7&includefield=all')).numbers).toEqual([7])
    const found = async (query: string) =>
      ((await (await terminal.send('GET', `${base}/studies?${query}`)).json()) as unknown[]).length
    expect(await found('StudyDate=20221001-20221031')).toBe(1)
    expect(await found('StudyDate=20221101-')).toBe(0)
    expect(await found('ModalitiesInStudy=S*')).toBe(1)
    expect(await found('ModalitiesInStudy=M?')).toBe(0)
  })

  test('says what it does not match by, and takes no patient in an address', async () => {
    expect((await numbers('?00081190=x')).warning).toContain('not matched by')
    const byNothing = await numbers('?constructor=x')
    expect(byNothing.warning).toContain('not matched by')
    expect(byNothing.numbers).not.toEqual([])
    const refused = await terminal.send('GET', `${base}/studies?PatientID=0000000001`)
    expect([refused.status, ((await refused.json()) as { field?: string }).field]).toEqual([
      400,
      'PatientID',
    ])
  })
})

test('whatever is asked of a study first, its opening is logged once', async () => {
  const own = await server.clinician()
  const door = `/api/charts/${await own.open('0000000001')}/dicomweb/studies/${STUDY}`
  const openings = () => server.audit().filter(({ action }) => action === 'images.open').length
  const before = openings()
  for (const path of [`${pathOf('1')}/frames/1`, '/metadata', '']) {
    expect((await own.send('GET', door + path)).ok).toBe(true)
  }
  expect(openings() - before).toBe(1)
})

function damage({ dataDirectory }: TestServer, name: string): void {
  const generations = join(dataDirectory, 'generations')
  const [id = ''] = readdirSync(generations).filter((each) => each !== 'current')
  const folder = join(generations, id, 'blobs', name.slice(0, 2))
  chmodSync(folder, 0o700)
  writeFileSync(join(folder, name), 'damaged')
}
