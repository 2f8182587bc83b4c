/** Images that their maker took back by a rejection note (IHE IOCM): whoever is told of them is told so, and of no other. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ImagesAnswer } from '../../../model/api/chart/image-studies.ts'
import { StudyImagesAnswer } from '../../../model/api/images.ts'
import {
  dataSet,
  type Element,
  element,
  itemHeader,
  part10,
  slice,
} from '../../loader/dicom/dicom-writer.ts'
import { sansho } from '../../loader/load/medium.ts'
import { openArchive } from '../../scripts/open-archive.ts'
import { startTestServer, type TestServer } from '../running-server.ts'

const PATIENT = '0012417394'
const STUDY = '1.2.3.4'
const OTHER_STUDY = '1.2.3.5'
const TAKEN_FOR_ANOTHER = '113038'
const FOR_QUALITY = '113001'
const OF_INTEREST = '113000'
let medium = ''
let server: TestServer
let get: (rest: string) => Promise<Response>
let fhir: (type: string) => Promise<Response>

beforeAll(async () => {
  medium = mkdtempSync(join(tmpdir(), 'sansho-rejected-'))
  mkdirSync(join(medium, 'dicom'))
  const files = [
    ...[1, 2, 3].map((number) => image(STUDY, number)),
    image(OTHER_STUDY, 1),
    // Two notes about one image, the graver one of another study and deep in its tree.
    note(STUDY, 11, FOR_QUALITY, [uid(STUDY, 2)]),
    note(OTHER_STUDY, 12, TAKEN_FOR_ANOTHER, [uid(STUDY, 2), 'nonsense', '1.2.9.9'], 3),
    note(STUDY, 13, OF_INTEREST, [uid(STUDY, 1)]),
    note(STUDY, 14, TAKEN_FOR_ANOTHER, []),
  ]
  for (const [n, bytes] of files.entries()) writeFileSync(join(medium, 'dicom', `${n}`), bytes)
  server = await startTestServer(null, (data) => {
    const { code, stderr } = sansho('load', `pacs=${medium}`, '--data', data)
    expect(code, stderr).toBe(0)
  })
  const terminal = await server.clinician()
  const chart = await terminal.open(PATIENT)
  get = (rest) => terminal.send('GET', `/api/charts/${chart}/${rest}`)
  fhir = (type) => terminal.send('GET', `/fhir/R4/${type}?patient=${chart}`)
})
afterAll(async () => {
  await server?.stop()
  rmSync(medium, { recursive: true, force: true })
})

test('the list of studies counts them by their reason, the study names them', async () => {
  const { studies } = ImagesAnswer.parse(await (await get('images')).json())
  expect(studies.map(({ studyUid, rejections }) => [studyUid, rejections])).toEqual([
    [STUDY, [{ code: TAKEN_FOR_ANOTHER, instances: 1 }]],
    [OTHER_STUDY, []],
  ])
  const { series } = StudyImagesAnswer.parse(await (await get(`images/${STUDY}`)).json())
  const all = series.flatMap(({ instances }) => instances)
  const rejected = all.filter(({ rejection }) => rejection !== '')
  expect(rejected.map(({ sopInstanceUid, rejection }) => [sopInstanceUid, rejection])).toEqual([
    [uid(STUDY, 2), TAKEN_FOR_ANOTHER],
  ])
})

test('other viewers read it in a Warning header, and still get the image', async () => {
  const warning = async (path: string) =>
    (await get(`dicomweb/${path}`)).headers.get('Warning') ?? ''
  const series = `studies/${STUDY}/series/${STUDY}.5`
  for (const path of ['studies', `studies/${STUDY}`, `${series}/instances/${uid(STUDY, 2)}`]) {
    expect(await warning(path), path).toContain(`${STUDY}: 1 image was rejected by its maker`)
  }
  expect((await get(`dicomweb/${series}/instances/${uid(STUDY, 2)}`)).status).toBe(200)
  for (const path of [`${series}/instances/${uid(STUDY, 1)}`, `studies/${OTHER_STUDY}`]) {
    expect(await warning(path), path).toBe('')
  }
})

test('the FHIR door and what is handed over say it', async () => {
  const found = (await (await fhir('ImagingStudy')).json()) as {
    entry: { resource: { resourceType: string; note?: { text: string }[] } }[]
  }
  const notes = found.entry
    .filter(({ resource }) => resource.resourceType === 'ImagingStudy')
    .map(({ resource }) => resource.note?.map(({ text }) => text) ?? [])
  expect(notes).toEqual([[expect.stringContaining('撮影元が取り消した画像 1枚')], []])
  const out = mkdtempSync(join(tmpdir(), 'sansho-out-'))
  const secret = join(out, 'passphrase')
  writeFileSync(secret, 'seven quiet bridges, one lantern')
  const args = ['--format', 'folder', '--out', out, '--data', server.dataDirectory]
  const { code, stderr } = sansho('export', PATIENT, ...args, '--passphrase-file', secret)
  expect(code, stderr).toBe(0)
  const archive = readdirSync(out).find((each) => each.endsWith('.zip')) ?? ''
  const files = await openArchive(
    readFileSync(join(out, archive)),
    'seven quiet bridges, one lantern',
  )
  rmSync(out, { recursive: true })
  expect(files.get('images.html')?.toString()).toContain('撮影元が取り消した画像 1枚')
  const lines = (files.get('images/INDEX.tsv')?.toString() ?? '').split('\n')
  const rejected = lines.slice(1).filter((line) => /\tincorrect worklist entry/.test(line))
  expect(rejected.map((line) => line.split('\t')[3])).toEqual([uid(STUDY, 2)])
})

function uid(study: string, number: number): string {
  return `${study}.5.${number}`
}

function image(study: string, number: number): Uint8Array {
  return part10(
    slice({
      ...element(0x00080018, 'UI', uid(study, number)),
      ...element(0x00080020, 'DA', study === STUDY ? '20221030' : '20221029'),
      ...element(0x0020000d, 'UI', study),
      ...element(0x0020000e, 'UI', `${study}.5`),
      ...element(0x00200013, 'IS', String(number)),
      ...element(0x7fe00010, 'OW', new Uint8Array(32).fill(number)),
    }),
  )
}

/** A key object selection of this title that points at these instances, so many containers deep. */
function note(
  study: string,
  number: number,
  title: string,
  uids: readonly string[],
  depth = 1,
): Uint8Array {
  const references = sequence(
    0x00081199,
    uids.map((each) => [{ tag: 0x00081155, vr: 'UI', value: each }]),
  )
  let content: Element[] = [references, { tag: 0x0040a040, vr: 'CS', value: 'IMAGE' }]
  for (let n = 0; n < depth; n += 1) content = [sequence(0x0040a730, [content])]
  const code = [
    { tag: 0x00080100, vr: 'SH', value: title },
    { tag: 0x00080102, vr: 'SH', value: 'DCM' },
  ]
  const own = [sequence(0x0040a043, [code]), ...content]
  return part10(
    slice({
      ...Object.fromEntries(own.map((each) => [each.tag, each])),
      ...element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.88.59'),
      ...element(0x00080018, 'UI', `${study}.6.${number}`),
      ...element(0x00080020, 'DA', study === STUDY ? '20221030' : '20221029'),
      ...element(0x00080060, 'CS', 'KO'),
      ...element(0x0020000d, 'UI', study),
      ...element(0x0020000e, 'UI', `${study}.6`),
      ...Object.fromEntries(PIXEL_TAGS.map((tag) => [tag, null])),
    }),
  )
}

const PIXEL_TAGS = [0x00280002, 0x00280010, 0x00280011, 0x00280100, 0x7fe00010]

function sequence(tag: number, items: readonly (readonly Element[])[]): Element {
  const written = items.map((item) => {
    const bytes = dataSet(item)
    return Buffer.concat([itemHeader(0xe000, bytes.length), bytes])
  })
  return { tag, vr: 'SQ', value: Buffer.concat(written) }
}
