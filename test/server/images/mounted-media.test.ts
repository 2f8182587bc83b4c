/** Images that a load left on its medium: sent from where that is mounted, proved by their hash, and named when they are not to be had. */
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { StudyImagesAnswer } from '../../../model/api/images.ts'
import { element, part10, slice } from '../../loader/dicom/dicom-writer.ts'
import { sansho } from '../../loader/load/medium.ts'
import { startTestServer, type TestServer } from '../running-server.ts'

const PATIENT = '0012417394'
const STUDY = '1.2.3.4'
const OTHERS_STUDY = '1.2.3.5'
let medium = ''
let server: TestServer
let get: (rest: string, headers?: HeadersInit) => Promise<Response>

beforeAll(async () => {
  medium = mkdtempSync(join(tmpdir(), 'sansho-medium-'))
  mkdirSync(join(medium, 'dicom'))
  for (const number of [1, 2, 3]) writeFileSync(place(number), image(number))
  writeFileSync(place(4), image(4, { study: OTHERS_STUDY, patient: '0000000777' }))
  server = await startTestServer(null, (data) => {
    const { code, stderr } = sansho('load', `pacs=${medium}`, '--data', data, '--without-pixels')
    expect(code, stderr).toBe(0)
    writeFileSync(
      join(data, 'settings.json'),
      JSON.stringify({ images: { media: { pacs: medium } } }),
    )
  })
  const terminal = await server.clinician()
  const chart = await terminal.open(PATIENT)
  get = (rest, headers = {}) =>
    terminal.send('GET', `/api/charts/${chart}/images/${rest}`, undefined, headers)
})
afterAll(async () => {
  await server?.stop()
  rmSync(medium, { recursive: true, force: true })
})

test('an image is named by its hash and sent as it lies on the medium, whole or in part', async () => {
  const names = await instances()
  for (const [n, name] of names.entries()) {
    const answer = await get(`${STUDY}/instances/${name}`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('ETag')).toBe(`"${name}"`)
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(readFileSync(place(n + 1)))
  }
  const part = await get(`${STUDY}/instances/${names[0]}`, { Range: 'bytes=128-131' })
  expect([part.status, await part.text()]).toEqual([206, 'DICM'])
  expect((await get(`${OTHERS_STUDY}/instances/${names[0]}`)).status).toBe(404)
  expect((await get(`${STUDY}/instances/${'0'.repeat(64)}`)).status).toBe(404)
  const opened = server.audit().filter(({ action }) => action === 'images.open')
  expect(opened.map(({ patientId }) => patientId)).toEqual([PATIENT])
})

test('of a file that is another than the one that was loaded nothing is sent', async () => {
  const [, name] = await instances()
  const whole = readFileSync(place(2))
  const changed = Buffer.from(whole)
  changed.writeUInt8(8, whole.length - 1)
  for (const bytes of [changed, whole.subarray(0, 300), Buffer.concat([whole, whole])]) {
    writeFileSync(place(2), bytes)
    expect(await problemOf(name)).toEqual([500, 'urn:sansho:problem:document-damaged'])
  }
  writeFileSync(place(2), whole)
  expect((await get(`${STUDY}/instances/${name}`)).status).toBe(200)
})

test('a medium that is away is named, and its images come again with it', async () => {
  const [name] = await instances()
  renameSync(medium, `${medium}.away`)
  expect(await problemOf(name)).toEqual([503, 'urn:sansho:problem:medium-away'])
  renameSync(`${medium}.away`, medium)
  expect((await get(`${STUDY}/instances/${name}`)).status).toBe(200)
})

function place(number: number): string {
  return join(medium, 'dicom', `${number}.dcm`)
}

function image(number: number, { study = STUDY, patient = PATIENT } = {}): Uint8Array {
  return part10(
    slice({
      ...element(0x00080018, 'UI', `${study}.5.${number}`),
      ...element(0x00100020, 'LO', patient),
      ...element(0x0020000d, 'UI', study),
      ...element(0x0020000e, 'UI', `${study}.5`),
      ...element(0x00200013, 'IS', String(number)),
      ...element(0x7fe00010, 'OW', new Uint8Array(32).fill(number)),
    }),
  )
}

/** Names of the study's images, by number. */
async function instances(): Promise<string[]> {
  const { series } = StudyImagesAnswer.parse(await (await get(STUDY)).json())
  return series.flatMap(({ instances: all }) => all.map(({ instance }) => instance))
}

async function problemOf(name: string | undefined): Promise<[number, string]> {
  const answer = await get(`${STUDY}/instances/${name}`)
  return [answer.status, ((await answer.json()) as { type: string }).type]
}
