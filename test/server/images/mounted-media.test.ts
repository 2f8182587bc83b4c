/** Images that a load left on its medium: sent from where that is mounted, proved by their hash, and named when they are not to be had. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { StudyImagesAnswer } from '../../../model/api/images.ts'
import { PacsStudyAnswer } from '../../../model/api/pacs.ts'
import { openAccounts } from '../../../server/access/accounts.ts'
import { openStateDatabase } from '../../../server/access/state-database.ts'
import { element, part10, slice } from '../../loader/dicom/dicom-writer.ts'
import { sansho } from '../../loader/load/medium.ts'
import { openArchive } from '../../scripts/open-archive.ts'
import { PASSWORD, startTestServer, type TestServer } from '../running-server.ts'
import { decodePng } from './decode-png.ts'
import { partsOf } from './multipart-parts.ts'

const PATIENT = '0012417394'
const STUDY = '1.2.3.4'
const OTHERS_STUDY = '1.2.3.5'
let medium = ''
let server: TestServer
let get: (rest: string, headers?: HeadersInit) => Promise<Response>
let door: (rest: string, headers?: HeadersInit) => Promise<Response>

beforeAll(async () => {
  medium = mkdtempSync(join(tmpdir(), 'sansho-medium-'))
  mkdirSync(join(medium, 'dicom'))
  for (const number of [1, 2, 3]) writeFileSync(place(number), image(number))
  writeFileSync(place(4), image(4, { study: OTHERS_STUDY, patient: '0000000777' }))
  server = await startWithMedium({})
  const terminal = await server.clinician()
  const chart = await terminal.open(PATIENT)
  get = (rest, headers = {}) =>
    terminal.send('GET', `/api/charts/${chart}/images/${rest}`, undefined, headers)
  door = (rest, headers = {}) =>
    terminal.send('GET', `/api/charts/${chart}/dicomweb/${rest}`, undefined, headers)
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

describe('other viewers', () => {
  const SERIES = `studies/${STUDY}/series/${STUDY}.5`
  const IMAGE = `${SERIES}/instances/${STUDY}.5.2`
  const statusOf = async (path: string) => (await door(path)).status
  async function availability(): Promise<unknown[]> {
    const sets = (await (await door(`studies/${STUDY}/instances`)).json()) as Record<
      string,
      { Value?: unknown[] }
    >[]
    return sets.flatMap((set) => set['00080056']?.Value ?? [])
  }

  test('get the same images by DICOMweb, as files, frames, metadata and pictures', async () => {
    expect(await availability()).toEqual(['ONLINE', 'ONLINE', 'ONLINE'])
    const one = await door(IMAGE, { Accept: 'application/dicom' })
    expect(one.headers.get('ETag')).toBe(`"${(await instances())[1]}"`)
    expect(Buffer.from(await one.arrayBuffer())).toEqual(readFileSync(place(2)))
    for (const path of [`studies/${STUDY}`, SERIES]) {
      const whole = await door(path)
      expect([whole.status, whole.headers.get('Warning')]).toEqual([200, null])
      expect((await partsOf(whole)).map(({ bytes }) => bytes)).toEqual(
        [1, 2, 3].map((number) => readFileSync(place(number))),
      )
    }
    const [frame] = await partsOf(await door(`${IMAGE}/frames/1`))
    expect(frame?.bytes).toEqual(Buffer.alloc(32, 2))
    const metadata = await door(`studies/${STUDY}/metadata`)
    expect(metadata.headers.get('Warning')).toBeNull()
    expect(JSON.stringify(await metadata.json())).toContain('山田^太郎')
    for (const path of [`${IMAGE}/rendered`, `${SERIES}/thumbnail`]) {
      const picture = await door(path, { Accept: 'image/png' })
      const { width } = decodePng(Buffer.from(await picture.arrayBuffer()))
      expect([picture.status, width > 0], path).toEqual([200, true])
    }
    const pictures = await door(`${SERIES}/rendered`)
    expect([pictures.status, (await partsOf(pictures)).length]).toEqual([200, 3])
  })

  test('get nothing of a file that has changed, and are told how many are left out', async () => {
    const whole = readFileSync(place(2))
    writeFileSync(place(2), Buffer.from(whole).fill(8, whole.length - 1))
    for (const rest of ['', '/frames/1', '/rendered', '/thumbnail']) {
      expect(await statusOf(IMAGE + rest), rest).toBe(500)
    }
    const others = await door(SERIES)
    expect(others.status).toBe(206)
    expect(others.headers.get('Warning')).toContain('1 of 3 instances are not sent: 0 not in')
    expect((await partsOf(others)).length).toBe(2)
    expect((await door(`${SERIES}/rendered`)).headers.get('Warning')).toContain('1 of 3')
    writeFileSync(place(2), whole)
    expect(await statusOf(IMAGE)).toBe(200)
  })

  test('are told that the medium is away', async () => {
    renameSync(medium, `${medium}.away`)
    expect(await availability()).toEqual(['OFFLINE', 'OFFLINE', 'OFFLINE'])
    for (const path of [SERIES, IMAGE, `${IMAGE}/frames/1`, `${IMAGE}/rendered`]) {
      expect(await statusOf(path), path).toBe(503)
    }
    const metadata = await door(`studies/${STUDY}/metadata`)
    expect(metadata.headers.get('Warning')).toContain('3 of 3 instances have no readable file')
    renameSync(`${medium}.away`, medium)
    expect(await statusOf(`${IMAGE}/rendered`)).toBe(200)
  })
})

test('beside an image server the medium’s images come first, and the server’s while it is away', async () => {
  const pacs = createServer(({ url }, response) => {
    const answer = answerOf(url ?? '')
    response.statusCode = answer === null ? 404 : 200
    response.end(JSON.stringify(answer))
  })
  await new Promise<void>((ready) => pacs.listen(0, '127.0.0.1', ready))
  const { port } = pacs.address() as AddressInfo
  const beside = await startWithMedium({ pacs: { url: `http://127.0.0.1:${port}/dicom-web` } })
  const terminal = await beside.clinician()
  const chart = `/api/charts/${await terminal.open(PATIENT)}`
  async function sources(): Promise<string[]> {
    const study = await terminal.send('GET', `${chart}/pacs/${STUDY}`)
    const { series } = PacsStudyAnswer.parse(await study.json())
    const listed = await terminal.send('GET', `${chart}/dicomweb/studies/${STUDY}/instances`)
    const sets = (await listed.json()) as Record<string, { Value: string[] }>[]
    const names = series.flatMap((each) => each.instances.map(({ instance }) => instance))
    return names.map((name, n) => {
      const source = name.includes('_') ? 'server' : 'medium'
      return `${source} ${sets[n]?.['00080056']?.Value[0]}`
    })
  }
  expect(await sources()).toEqual(['medium ONLINE', 'medium ONLINE', 'medium ONLINE'])
  renameSync(medium, `${medium}.away`)
  expect(await sources()).toEqual(['server ONLINE', 'medium OFFLINE', 'medium OFFLINE'])
  renameSync(`${medium}.away`, medium)
  await beside.stop()
  pacs.close()
})

describe('a record handed over as a folder', () => {
  const PASSPHRASE = 'seven quiet bridges, one lantern'
  const files = () => instances().then((names) => names.map((_, n) => readFileSync(place(n + 1))))
  function exported() {
    const out = mkdtempSync(join(tmpdir(), 'sansho-out-'))
    const secret = join(out, 'passphrase')
    writeFileSync(secret, PASSPHRASE)
    const data = server.dataDirectory
    const args = ['--format', 'folder', '--out', out, '--data', data, '--passphrase-file', secret]
    const { code, stderr } = sansho('export', PATIENT, ...args)
    const archive = readdirSync(out).find((each) => each.endsWith('.zip'))
    if (archive === undefined) throw new Error(stderr)
    const bytes = readFileSync(join(out, archive))
    rmSync(out, { recursive: true })
    return { code, opened: openArchive(bytes, PASSPHRASE) }
  }
  const imagesIn = (opened: Map<string, Buffer>) =>
    [...opened].filter(([name]) => name.endsWith('.dcm')).map(([, bytes]) => bytes)

  test('holds the images of the medium, from the command line and from the chart', async () => {
    const { code, opened } = exported()
    expect([code, imagesIn(await opened)]).toEqual([0, await files()])
    const answer = await (await desk()).hand(PASSPHRASE)
    const received = await openArchive(Buffer.from(await answer.arrayBuffer()), PASSPHRASE)
    expect(imagesIn(received)).toEqual(await files())
  })

  test('leaves out a file that has changed, and those of a medium that is away, and says so', async () => {
    const all = await files()
    writeFileSync(place(2), Buffer.from(all[1] ?? []).fill(8, 300))
    const changed = exported()
    const without = await changed.opened
    expect([changed.code, imagesIn(without)]).toEqual([3, [all[0], all[2]]])
    expect(without.get('images/INDEX.tsv')?.toString()).toMatch(/0002\.dcm\t.*\tdamaged\t\n/)
    writeFileSync(place(2), all[1] ?? '')
    renameSync(medium, `${medium}.away`)
    const away = exported()
    renameSync(`${medium}.away`, medium)
    const none = await away.opened
    expect([away.code, imagesIn(none)]).toEqual([3, []])
    expect(none.get('images/INDEX.tsv')?.toString()).toMatch(/0003\.dcm\t.*\tmedium-away\t\n/)
    expect(none.get('images.html')?.toString()).toContain('0/3')
    expect(none.get('missing.html')?.toString()).toContain('3 images are left out: their backup')
  })

  test('says how many images were never copied where no medium is configured', async () => {
    const settings = join(server.dataDirectory, 'settings.json')
    const text = readFileSync(settings, 'utf8')
    writeFileSync(settings, '{}')
    const { code, opened } = exported()
    writeFileSync(settings, text)
    expect(code).toBe(3)
    expect((await opened).get('missing.html')?.toString()).toContain(
      '3 images are left out: they were loaded without their pixels',
    )
  })

  test('is not written onto a medium', () => {
    const args = ['--format', 'folder', '--out', medium, '--data', server.dataDirectory]
    expect(sansho('export', PATIENT, ...args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('in a medium'),
    })
  })
})

test('a medium that is away is named, and its images come again with it', async () => {
  const [name] = await instances()
  renameSync(medium, `${medium}.away`)
  expect(await problemOf(name)).toEqual([503, 'urn:sansho:problem:medium-away'])
  renameSync(`${medium}.away`, medium)
  expect((await get(`${STUDY}/instances/${name}`)).status).toBe(200)
})

function startWithMedium(images: Readonly<Record<string, unknown>>): Promise<TestServer> {
  return startTestServer(null, (data) => {
    const { code, stderr } = sansho('load', `pacs=${medium}`, '--data', data, '--without-pixels')
    expect(code, stderr).toBe(0)
    const settings = { images: { media: { pacs: medium }, ...images } }
    writeFileSync(join(data, 'settings.json'), JSON.stringify(settings))
  })
}

/** An image server with the first image of the study, as it answers QIDO-RS. */
function answerOf(url: string): unknown {
  const ui = (value: string) => ({ vr: 'UI', Value: [value] })
  const study = { '0020000D': ui(STUDY), '00100020': { vr: 'LO', Value: [PATIENT] } }
  const series = { '0020000E': ui(`${STUDY}.5`) }
  const first = { '00080018': ui(`${STUDY}.5.1`), '00200013': { vr: 'IS', Value: [1] } }
  const asked = /\/(studies|series|instances)\?/.exec(url)?.[1]
  if (asked === 'studies') return [study]
  if (asked === 'series') return [series]
  return asked === 'instances' ? [{ ...series, ...first }] : null
}

async function desk() {
  const state = openStateDatabase(server.dataDirectory)
  const account = { user: 'mado', displayName: '窓口', role: 'desk', demo: false } as const
  await openAccounts(state).add(account, PASSWORD)
  state.close()
  const visitor = server.visitor()
  await visitor.send('POST', '/api/session', { user: 'mado', password: PASSWORD })
  const path = `/api/charts/${await visitor.open(PATIENT)}/handovers`
  return {
    hand: (passphrase: string) => visitor.send('POST', path, { format: 'folder', passphrase }),
  }
}

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
