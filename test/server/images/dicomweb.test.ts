/** The DICOMweb door, asked by the public `dicomweb-client` as another viewer would. */
import { createHash } from 'node:crypto'
import { api as dicomweb } from 'dicomweb-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { part10, slice } from '../../loader/dicom/dicom-writer.ts'
import type { GenerationBuilder } from '../generation-builder.ts'
import { startTestServer, type Terminal, type TestServer } from '../running-server.ts'
import { makeRequestClass } from './xml-http-request.ts'

const STUDY = '1.2.3.4'
const SERIES = '1.2.3.4.5'
const OTHERS = '1.2.3.9'
const FIRST = part10(slice())
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function build(generation: GenerationBuilder): void {
  const owner = generation.patient({ id: '0000000001', kanji: ['山田', '太郎'] })
  const other = generation.patient({ id: '0000000002', kanji: ['鈴木', '一郎'] })
  const study = generation.insert('image_study', {
    patient: owner,
    study_uid: STUDY,
    study_at: '2022-10-30T09:15:00',
    description: '胸部単純',
    modalities: 'CT',
    identity_note: '佐藤^花子',
    standing: 1,
  })
  const series = generation.insert('image_series', {
    study_id: study,
    series_uid: SERIES,
    modality: 'CT',
    number: 2,
  })
  const instance = { series_id: series, frames: 1, rows: 4, columns: 4 }
  generation.insert('image_instance', {
    ...instance,
    seq: 1,
    number: 7,
    sop_instance_uid: `${SERIES}.1`,
    transfer_syntax_uid: '1.2.840.10008.1.2.1',
    bytes: FIRST.length,
    blob: generation.blob(FIRST),
  })
  generation.insert('image_instance', {
    ...instance,
    seq: 2,
    number: 8,
    sop_instance_uid: `${SERIES}.2`,
    blob: '',
  })
  const others = generation.insert('image_study', {
    patient: other,
    study_uid: OTHERS,
    standing: 1,
  })
  generation.insert('image_series', { study_id: others, series_uid: `${OTHERS}.1` })
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

const firstValue = (set: unknown, tag: string) =>
  (set as Record<string, { Value?: unknown[] }>)[tag]?.Value?.[0]

test('studies, series and instances are found, those without pixels marked', async () => {
  const studies = await client.searchForStudies()
  expect(studies.map((set) => firstValue(set, '0020000D'))).toEqual([STUDY])
  expect(firstValue(studies[0], '00080020')).toBe('20221030')
  expect(firstValue(studies[0], '00081030')).toBe('胸部単純')
  const series = await client.searchForSeries({ studyInstanceUID: STUDY })
  expect(series.map((set) => firstValue(set, '0020000E'))).toEqual([SERIES])
  const instances = await client.searchForInstances({
    studyInstanceUID: STUDY,
    seriesInstanceUID: SERIES,
  })
  expect(
    instances.map((set) => [firstValue(set, '00200013'), firstValue(set, '00080056')]),
  ).toEqual([
    [7, 'ONLINE'],
    [8, 'UNAVAILABLE'],
  ])
})

test('an instance is, byte for byte, that of the backup', async () => {
  const asked = {
    studyInstanceUID: STUDY,
    seriesInstanceUID: SERIES,
    sopInstanceUID: `${SERIES}.1`,
  }
  // Its types demand what its code defaults.
  const bytes = await client.retrieveInstance(
    asked as Parameters<typeof client.retrieveInstance>[0],
  )
  expect(sha256(new Uint8Array(bytes))).toBe(sha256(FIRST))
})

test('images that name another person carry a warning', async () => {
  const answer = await terminal.send('GET', `${base}/studies`)
  expect(answer.headers.get('Warning')).toContain(STUDY)
})

test('nothing of another person, and no pixels that are not there', async () => {
  const paths = [
    `${base}/studies/${OTHERS}/series`,
    `${base}/studies/${STUDY}/series/${OTHERS}.1/instances`,
    `${base}/studies/${STUDY}/series/${SERIES}/instances/${SERIES}.2`,
  ]
  for (const path of paths) expect((await terminal.send('GET', path)).status).toBe(404)
  expect((await server.visitor().send('GET', `${base}/studies`)).status).toBe(401)
})

test('an unchanged instance is not sent again; listing and opening are logged', async () => {
  const path = `${base}/studies/${STUDY}/series/${SERIES}/instances/${SERIES}.1`
  const first = await terminal.send('GET', path)
  const tag = first.headers.get('ETag') ?? ''
  expect(tag).toMatch(/^"[0-9a-f]{64}\.multipart"$/)
  const again = await terminal.send('GET', path, undefined, { 'If-None-Match': tag })
  expect(again.status).toBe(304)
  const rows = server.audit().filter(({ detail }) => detail.includes('dicomweb'))
  expect(rows.filter(({ action }) => action === 'images.open')).toHaveLength(1)
  expect(rows.some(({ action }) => action === 'chart.read')).toBe(true)
  expect(rows.every(({ patientId }) => patientId === '0000000001')).toBe(true)
})
