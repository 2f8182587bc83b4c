/** Images over HTTP: whose they are, that opening them is logged first, and that the bytes are those of the backup. */
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { StudyImagesAnswer } from '../../../model/api/images.ts'
import type { GenerationBuilder } from '../generation-builder.ts'
import { startTestServer, type Terminal, type TestServer } from '../running-server.ts'

const STUDY = '1.2.392.200036.1.1'
const OTHERS_STUDY = '1.2.392.200036.1.2'
const FIRST = new Uint8Array(3000).map((_, n) => n % 251)
const SECOND = new Uint8Array(2000).fill(7)
/** Large enough to be read in parts, and of noise: what is compressed of it lies in many blocks. */
const LARGE = [randomBytes(6_000_000), randomBytes(6_000_001)] as const
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function build(generation: GenerationBuilder): void {
  const owner = generation.patient({ id: '0000000001', kanji: ['山田', '太郎'] })
  const other = generation.patient({ id: '0000000002', kanji: ['鈴木', '一郎'] })
  const study = generation.insert('image_study', {
    patient: owner,
    study_uid: STUDY,
    modalities: 'CT',
    standing: 1,
  })
  const second = generation.insert('image_series', {
    study_id: study,
    series_uid: `${STUDY}.2`,
    modality: 'CT',
    number: 2,
  })
  const first = generation.insert('image_series', {
    study_id: study,
    series_uid: `${STUDY}.1`,
    modality: 'CT',
    number: 1,
  })
  const instance = { sop_class_uid: '1.2.840.10008.5.1.4.1.1.2', frames: 1, rows: 16, columns: 16 }
  generation.insert('image_instance', {
    ...instance,
    series_id: first,
    seq: 1,
    number: 10,
    bytes: SECOND.length,
    blob: generation.blob(SECOND, true),
  })
  generation.insert('image_instance', {
    ...instance,
    series_id: first,
    seq: 2,
    number: 9,
    bytes: FIRST.length,
    blob: generation.blob(FIRST),
  })
  generation.insert('image_instance', { ...instance, series_id: second, seq: 1, blob: '' })
  for (const [seq, bytes] of LARGE.entries()) {
    generation.insert('image_instance', {
      ...instance,
      series_id: second,
      seq: seq + 2,
      bytes: bytes.length,
      blob: generation.blob(bytes, seq === 1),
    })
  }
  const others = generation.insert('image_study', {
    patient: other,
    study_uid: OTHERS_STUDY,
    standing: 1,
  })
  generation.insert('image_series', { study_id: others, series_uid: `${OTHERS_STUDY}.1` })
}

let server: TestServer
let terminal: Terminal
let chart: string
beforeAll(async () => {
  server = await startTestServer(build)
  terminal = await server.clinician()
  chart = await terminal.open('0000000001')
})
afterAll(() => server.stop())

const get = (rest: string, headers: HeadersInit = {}, from = terminal) =>
  from.send('GET', `/api/charts/${chart}/images/${rest}`, undefined, headers)
const bytesOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer())
const openings = () => server.audit().filter(({ action }) => action === 'images.open')

describe('a study', () => {
  test('is listed by series and instance number, and says which pixels are not there', async () => {
    const { series } = StudyImagesAnswer.parse(await (await get(STUDY)).json())
    expect(series.map(({ number }) => number)).toEqual([1, 2])
    expect(series[0]?.instances.map(({ number, instance }) => [number, instance])).toEqual([
      [9, sha256(FIRST)],
      [10, sha256(SECOND)],
    ])
    expect(series[1]?.instances[0]?.instance).toBe('')
  })

  test('of another person is not found, nor are its bytes', async () => {
    expect((await get(OTHERS_STUDY)).status).toBe(404)
    expect((await get(`${OTHERS_STUDY}/instances/${sha256(FIRST)}`)).status).toBe(404)
  })

  test('is not found under a chart of another session', async () => {
    const elsewhere = await server.clinician()
    expect((await get(STUDY, {}, elsewhere)).status).toBe(404)
    expect((await get(STUDY, {}, server.visitor())).status).toBe(401)
  })

  test('is logged once a session however many slices are read', async () => {
    const before = openings().length
    const again = await server.clinician()
    const handle = await again.open('0000000001')
    const path = `/api/charts/${handle}/images/${STUDY}`
    // Bytes asked for without the list are logged all the same.
    expect((await again.send('GET', `${path}/instances/${sha256(FIRST)}`)).status).toBe(200)
    expect((await again.send('GET', path)).status).toBe(200)
    expect((await again.send('GET', `${path}/instances/${sha256(SECOND)}`)).status).toBe(200)
    const rows = openings().slice(before)
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ actor: 'yamada', patientId: '0000000001' })
    expect(JSON.parse(rows[0]?.detail ?? '')).toMatchObject({ study: STUDY })
  })
})

describe('the bytes of an instance', () => {
  test('are those of the backup, compressed on disk or not', async () => {
    for (const bytes of [FIRST, SECOND]) {
      const answer = await get(`${STUDY}/instances/${sha256(bytes)}`)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('Content-Type')).toBe('application/dicom')
      expect(await bytesOf(answer)).toEqual(bytes)
    }
  })

  test('carry their hash as a strong ETag and are stored by nobody', async () => {
    const name = sha256(FIRST)
    const { headers } = await get(`${STUDY}/instances/${name}`)
    expect(headers.get('ETag')).toBe(`"${name}"`)
    expect(headers.get('Cache-Control')).toBe('no-store')
    const again = await get(`${STUDY}/instances/${name}`, { 'If-None-Match': `"${name}"` })
    expect(again.status).toBe(304)
  })

  test.each([
    ['bytes=0-99', 206, 'bytes 0-99/3000', [0, 100]],
    ['bytes=2990-', 206, 'bytes 2990-2999/3000', [2990, 3000]],
    ['bytes=-10', 206, 'bytes 2990-2999/3000', [2990, 3000]],
    ['bytes=10-99999', 206, 'bytes 10-2999/3000', [10, 3000]],
    ['bytes=5-2', 200, null, [0, 3000]],
    ['bytes=0-1,5-6', 200, null, [0, 3000]],
  ] as const)('in the range %s', async (range, status, contentRange, [from, to]) => {
    const answer = await get(`${STUDY}/instances/${sha256(FIRST)}`, { Range: range })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('Content-Range')).toBe(contentRange)
    expect(await bytesOf(answer)).toEqual(FIRST.slice(from, to))
  })

  test('refuse a range beyond their end, and ignore one of other bytes', async () => {
    const beyond = await get(`${STUDY}/instances/${sha256(FIRST)}`, { Range: 'bytes=3000-' })
    expect([beyond.status, beyond.headers.get('Content-Range')]).toEqual([416, 'bytes */3000'])
    const other = { Range: 'bytes=0-9', 'If-Range': '"another"' }
    expect((await get(`${STUDY}/instances/${sha256(FIRST)}`, other)).status).toBe(200)
  })

  test('are found only by a hash that the study holds', async () => {
    for (const name of ['0'.repeat(64), '..%2F..%2Fchart.sqlite', '%00', 'x']) {
      expect((await get(`${STUDY}/instances/${name}`)).status).toBe(404)
    }
  })
})

test('a range of a large image is read no further than it reaches, compressed on disk or not', async () => {
  const own = await startTestServer(build)
  try {
    const person = await own.clinician()
    const path = `/api/charts/${await person.open('0000000001')}/images/${STUDY}/instances`
    for (const [seq, bytes] of LARGE.entries()) {
      const name = sha256(bytes)
      const file = blobFile(own, `${name}${seq === 1 ? '.zst' : ''}`)
      const kept = readFileSync(file)
      writeFileSync(file, kept.fill(0xff, kept.length - 1_000_000))
      const ask = (range: string) =>
        person.send('GET', `${path}/${name}`, undefined, { Range: range })
      const part = await ask('bytes=1000000-3999999')
      expect([part.status, part.headers.get('Content-Range')]).toEqual([
        206,
        `bytes 1000000-3999999/${bytes.length}`,
      ])
      expect(sha256(await bytesOf(part))).toBe(sha256(bytes.subarray(1_000_000, 4_000_000)))
      expect((await ask('bytes=0-')).status).toBe(500)
    }
    const [plain] = LARGE
    truncateSync(blobFile(own, sha256(plain)), 5_000_000)
    const cut = await person.send('GET', `${path}/${sha256(plain)}`, undefined, {
      Range: 'bytes=0-9',
    })
    expect(cut.status).toBe(500)
  } finally {
    await own.stop()
  }
})

test('nothing is sent when the opening can’t be logged', async () => {
  const own = await startTestServer(build)
  try {
    const person = await own.clinician()
    const handle = await person.open('0000000001')
    own.server.services.audit.close()
    const path = `/api/charts/${handle}/images/${STUDY}`
    expect((await person.send('GET', path)).status).toBe(503)
    expect((await person.send('GET', `${path}/instances/${sha256(FIRST)}`)).status).toBe(503)
  } finally {
    await own.stop()
  }
})

test('a blob that was lost after the load is an error, not an empty image', async () => {
  const own = await startTestServer(build)
  try {
    const person = await own.clinician()
    const handle = await person.open('0000000001')
    rmSync(blobFile(own, sha256(FIRST)))
    const path = `/api/charts/${handle}/images/${STUDY}/instances/${sha256(FIRST)}`
    expect((await person.send('GET', path)).status).toBe(500)
  } finally {
    await own.stop()
  }
})

/** Where a blob of the published generation lies; it and its folder may be changed afterwards. */
function blobFile({ dataDirectory }: TestServer, name: string): string {
  const generations = join(dataDirectory, 'generations')
  const [id = ''] = readdirSync(generations).filter((each) => each !== 'current')
  const folder = join(generations, id, 'blobs', name.slice(0, 2))
  chmodSync(folder, 0o700)
  return join(folder, name)
}
