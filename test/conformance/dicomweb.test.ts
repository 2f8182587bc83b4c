/**
 * The DICOMweb door against Debian's Orthanc (orthanc, orthanc-dicomweb) holding the same files: every standard attribute of the metadata, every frame and every rendered image
 * it can give, for generated files and, where it is present, for the DICOM corpus.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import dicomParser from 'dicom-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasOrthanc, LOGIN, type Orthanc, startOrthanc } from '../../scripts/bench/orthanc.ts'
import {
  dicomFile,
  type Element,
  encapsulated,
  image,
  PIXELS_OF_UNKNOWN_LENGTH,
} from '../client/images/dicom-file.ts'
import { decodePng } from '../server/images/decode-png.ts'
import { partsOf } from '../server/images/multipart-parts.ts'
import { startTestServer, type Terminal, type TestServer } from '../server/running-server.ts'

const CORPUS = '/work/shared/data/dicom/corpus'
/** Files that no image server is given, and those whose names say that they are no whole DICOM files. */
const UNFIT = /hostile|non-dicom|broken|dicomdir|MANIFEST/
/** Orthanc's plugin writes these otherwise: padding behind the pixel data, pixels themselves, an ST parted at its backslash, no empty item. */
const TOLD_OTHERWISE = new Set(['FFFCFFFC', '7FE00010', '7FE00008', '20100010', '00400260'])
const AS_STORED = {
  Accept: 'multipart/related; type="application/octet-stream"; transfer-syntax=*',
}

const PNG = { Accept: 'image/png' }
/** Larger images take long to compare, and show nothing more. */
const MOST_PIXELS = 320_000

interface File {
  readonly name: string
  readonly bytes: Uint8Array
  readonly study: string
  readonly series: string
  readonly sop: string
  readonly frames: number
}

function generated(): [string, Uint8Array][] {
  const named = (n: number, ...more: readonly Element[]): Element[] =>
    image(
      ['00080005', 'CS', 'ISO_IR 192'],
      ['00080016', 'UI', '1.2.840.10008.5.1.4.1.1.7'],
      ['00080018', 'UI', `1.2.3.77.${n}`],
      ['00080060', 'CS', 'OT'],
      ['00081140', 'SQ', [[['00081155', 'UI', '1.2.3.78']]]],
      ['00100010', 'PN', Buffer.from('YAMADA^TARO=山田^太郎=やまだ^たろう')],
      ['00100020', 'LO', '1'],
      ['0020000d', 'UI', '1.2.3.77'],
      ['0020000e', 'UI', '1.2.3.77.0'],
      ['00280030', 'DS', '0.5\\0.5'],
      ...more,
    )
  const noise = (length: number, seed: number) =>
    Uint8Array.from({ length }, (_, n) => (n * 31 + seed * 7) & 0xff)
  const jpeg = (seed: number) => Uint8Array.of(0xff, 0xd8, ...noise(12, seed), 0xff, 0xd9)
  const three: Element = ['00280008', 'IS', '3']
  const rest = noise(6, 9)
  return [
    ['explicit', dicomFile({ elements: named(1, ['7fe00010', 'OW', noise(8, 1)]) })],
    [
      'implicit, three frames',
      dicomFile({
        transferSyntax: '1.2.840.10008.1.2',
        implicit: true,
        elements: named(2, three, ['7fe00010', 'OW', noise(24, 2)]),
      }),
    ],
    [
      'a frame of two fragments, told by the offset table',
      dicomFile({
        transferSyntax: '1.2.840.10008.1.2.4.50',
        elements: named(3, three, [
          '7fe00010',
          PIXELS_OF_UNKNOWN_LENGTH,
          encapsulated([0, 24, 62], jpeg(1), jpeg(2), rest, jpeg(3)),
        ]),
      }),
    ],
  ]
}

function read(name: string, bytes: Uint8Array): File | null {
  try {
    const set = dicomParser.parseDicom(bytes, { untilTag: 'x7fe00010' })
    const [study, series, sop] = ['x0020000d', 'x0020000e', 'x00080018'].map((tag) =>
      set.string(tag),
    )
    if (!study || !series || !sop) return null
    return { name, bytes, study, series, sop, frames: Number(set.string('x00280008') ?? 1) || 1 }
  } catch {
    return null
  }
}

function corpus(): [string, Uint8Array][] {
  if (!existsSync(CORPUS)) return []
  return readdirSync(CORPUS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !UNFIT.test(path))
    .map((path) => [path.slice(CORPUS.length + 1), readFileSync(path)])
}

/** Its own window, or one for all; null = it says what Orthanc does not apply: overlays, a modality table, oblong pixels, single bits. */
function windowToCompare({ bytes }: File): string | null {
  const set = dicomParser.parseDicom(bytes, { untilTag: 'x7fe00010' })
  const { elements } = set
  const values = (tag: string) => (set.string(tag) ?? '').split('\\').map(Number)
  const [row, column] = values(elements.x00280030 === undefined ? 'x00280034' : 'x00280030')
  const isSingled = (set.uint16('x00280100') ?? 0) === 1
  const isLarge = (set.uint16('x00280010') ?? 0) * (set.uint16('x00280011') ?? 0) > MOST_PIXELS
  if (elements.x60000010 || elements.x00283000 || isSingled || isLarge || row !== column)
    return null
  const [[center = 0], [width = 0]] = [values('x00281050'), values('x00281051')]
  return width > 1 ? `${center},${width}` : '500,1000'
}

/** Standard attributes only, text without padding, keys in order. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value === 'string') return value.trim()
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, each]) => each !== '' && !isLeftOut(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, comparable(each)]),
  )
}

function isLeftOut(key: string): boolean {
  if (key === 'BulkDataURI' || key === 'InlineBinary' || key === '00080005') return true
  if (!/^[\dA-F]{8}$/.test(key)) return false
  return TOLD_OTHERWISE.has(key) || Number.parseInt(key.slice(3, 4), 16) % 2 === 1
}

describe.skipIf(!hasOrthanc)('the DICOMweb door beside Orthanc’s', () => {
  const files: File[] = []
  let orthanc: Orthanc
  let server: TestServer
  let terminal: Terminal
  let base: string
  beforeAll(async () => {
    orthanc = await startOrthanc()
    for (const [name, bytes] of [...generated(), ...corpus()]) {
      const file = read(name, bytes)
      if (file === null || files.some(({ sop }) => sop === file.sop)) continue
      const isTaken = await orthanc.store(bytes).then(
        () => true,
        () => false,
      )
      if (isTaken) files.push(file)
    }
    server = await startTestServer((generation) => {
      const patient = generation.patient({ id: '0000000001', kanji: ['山田', '太郎'] })
      const rows = new Map<string, number>()
      const row = (key: string, make: () => number) => {
        const known = rows.get(key) ?? make()
        rows.set(key, known)
        return known
      }
      for (const [seq, { bytes, study, series, sop }] of files.entries()) {
        const study_id = row(study, () =>
          generation.insert('image_study', { patient, study_uid: study, standing: 1 }),
        )
        const series_id = row(`${study} ${series}`, () =>
          generation.insert('image_series', { study_id, series_uid: series }),
        )
        const blob = generation.blob(bytes, seq % 2 === 0)
        const facts = { series_id, seq, sop_instance_uid: sop, bytes: bytes.length, blob }
        generation.insert('image_instance', facts)
      }
    })
    terminal = await server.clinician()
    base = `/api/charts/${await terminal.open('0000000001')}/dicomweb`
  }, 120_000)
  afterAll(async () => {
    await orthanc?.stop()
    await server?.stop()
  })

  const pathOf = ({ study, series, sop }: File) =>
    `studies/${study}/series/${series}/instances/${sop}`
  function theirs(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const login = Buffer.from(`${LOGIN.user}:${LOGIN.password}`).toString('base64')
    return fetch(`${orthanc.url}/${path}`, {
      headers: { Authorization: `Basic ${login}`, ...headers },
    })
  }

  test('every standard attribute is the same', async () => {
    expect(files.length).toBeGreaterThanOrEqual(generated().length)
    for (const file of files) {
      const path = `${pathOf(file)}/metadata`
      const ours = await terminal.send('GET', `${base}/${path}`)
      expect([ours.status, ours.headers.get('Warning')], file.name).toEqual([200, null])
      const other = await theirs(path)
      expect(comparable(await ours.json()), file.name).toEqual(comparable(await other.json()))
    }
  }, 120_000)

  test('every first and last frame is the same where Orthanc can give it', async () => {
    let compared = 0
    for (const file of files) {
      for (const frame of new Set([1, file.frames])) {
        const path = `${pathOf(file)}/frames/${frame}`
        const other = await theirs(path, AS_STORED)
        if (!other.ok) continue
        const ours = await terminal.send('GET', `${base}/${path}`, undefined, AS_STORED)
        expect(ours.status, `${file.name}, frame ${frame}`).toBe(200)
        const [[mine], [given]] = [await partsOf(ours), await partsOf(other)]
        expect(mine?.bytes.equals(given?.bytes ?? Buffer.alloc(0)), file.name).toBe(true)
        compared += 1
      }
    }
    expect(compared).toBeGreaterThanOrEqual(5)
  }, 120_000)

  test('every rendered image is the same by a window that both are told, where Orthanc applies all that the image says', async () => {
    let compared = 0
    for (const file of files) {
      const window = windowToCompare(file)
      if (window === null) continue
      const path = `${pathOf(file)}/rendered?window=${window},linear`
      const other = await theirs(path, PNG)
      // Read at once: Orthanc waits for nobody.
      const given = Buffer.from(await other.arrayBuffer())
      if (!other.ok) continue
      const ours = await terminal.send('GET', `${base}/${path}`, undefined, PNG)
      expect(ours.status, file.name).toBe(200)
      const [mine, reference] = [decodePng(Buffer.from(await ours.arrayBuffer())), decodePng(given)]
      expect([mine.width, mine.height], file.name).toEqual([reference.width, reference.height])
      const far = mine.pixels.filter((value, n) => Math.abs(value - (reference.pixels[n] ?? 0)) > 2)
      // Decoders of lossy streams may differ in a pixel here and there.
      expect(far.length, file.name).toBeLessThanOrEqual(mine.pixels.length / 1000)
      compared += 1
    }
    expect(compared).toBeGreaterThanOrEqual(2)
  }, 120_000)
})
