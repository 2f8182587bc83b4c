/** A surviving image server beside the backup: a real Orthanc that answers, is stopped, is paused, is slow. */
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PacsAnswer, PacsStudyAnswer } from '../../../model/api/pacs.ts'
import {
  freePort,
  hasOrthanc,
  LOGIN,
  type Orthanc,
  startOrthanc,
} from '../../../scripts/bench/orthanc.ts'
import { makeBreaker, PacsAway, REST_MILLISECONDS } from '../../../server/images/pacs/breaker.ts'
import { connectPacs } from '../../../server/images/pacs/connection.ts'
import { keepInstances } from '../../../server/images/pacs/kept-instances.ts'
import { type ImageServer, makePacs } from '../../../server/images/pacs/pacs.ts'
import { readPart10 } from '../../../server/images/pacs/part10.ts'
import { dataSet, EXPLICIT, element, part10, slice } from '../../loader/dicom/dicom-writer.ts'
import type { GenerationBuilder } from '../generation-builder.ts'
import { startTestServer, type TestServer } from '../running-server.ts'
import { partsOf } from './multipart-parts.ts'

const TARO = '0000000001'
const BOTH = '1.2.3.4'
const PACS_ONLY = '1.2.3.9'
const MISNAMED = '1.2.3.10'
const OTHERS = '1.2.3.11'

interface Image {
  readonly study: string
  readonly number: number
  readonly patient?: string
  readonly name?: string
}

const uidOf = ({ study, number }: Image) => `${study}.5.${number}`

function image(facts: Image): Uint8Array {
  const { study, number, patient = '1', name = 'YAMADA^TARO=山田^太郎=やまだ^たろう' } = facts
  const pixels = new Uint8Array(32).fill(number)
  return part10(
    slice({
      ...element(0x00080018, 'UI', uidOf(facts)),
      ...element(0x00100010, 'PN', name),
      ...element(0x00100020, 'LO', patient),
      ...element(0x0020000d, 'UI', study),
      ...element(0x0020000e, 'UI', `${study}.5`),
      ...element(0x00200013, 'IS', String(number)),
      ...element(0x7fe00010, 'OW', pixels),
    }),
  )
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The backup holds the first image of a study of which the image server has two. */
function build(generation: GenerationBuilder): void {
  const patient = generation.patient({
    id: TARO,
    kanji: ['山田', '太郎'],
    kana: ['やまだ', 'たろう'],
    birth: '1970-12-31',
  })
  generation.patient({ id: '0000000002', kanji: ['鈴木', '一郎'] })
  const study = generation.insert('image_study', { patient, study_uid: BOTH, standing: 1 })
  const series = generation.insert('image_series', {
    study_id: study,
    series_uid: `${BOTH}.5`,
    modality: 'CT',
    number: 2,
  })
  const bytes = image({ study: BOTH, number: 1 })
  generation.insert('image_instance', {
    series_id: series,
    seq: 1,
    number: 1,
    frames: 1,
    sop_instance_uid: `${BOTH}.5.1`,
    bytes: bytes.length,
    blob: generation.blob(bytes),
  })
}

const credentials = join(mkdtempSync(join(tmpdir(), 'sansho-pacs-')), 'login.json')
writeFileSync(credentials, JSON.stringify(LOGIN))
chmodSync(credentials, 0o600)

const started: TestServer[] = []
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop()
})

async function chartBeside(url: string) {
  const pacs = { url, credentialsFile: credentials, timeoutSeconds: 1 }
  const server = await startTestServer(build, (dataDirectory) =>
    writeFileSync(join(dataDirectory, 'settings.json'), JSON.stringify({ images: { pacs } })),
  )
  started.push(server)
  const terminal = await server.clinician()
  const chart = await terminal.open(TARO)
  const get = (rest: string, headers: HeadersInit = {}) =>
    terminal.send('GET', `/api/charts/${chart}/${rest}`, undefined, headers)
  return {
    server,
    get,
    list: async () => PacsAnswer.parse(await (await get('pacs')).json()),
    study: async (uid: string) => PacsStudyAnswer.parse(await (await get(`pacs/${uid}`)).json()),
  }
}

describe.skipIf(!hasOrthanc)('beside Debian’s Orthanc (orthanc, orthanc-dicomweb)', () => {
  let orthanc: Orthanc
  beforeAll(async () => {
    orthanc = await startOrthanc()
    for (const number of [1, 2]) await orthanc.store(image({ study: BOTH, number }))
    await orthanc.store(image({ study: PACS_ONLY, number: 1, patient: TARO }))
    await orthanc.store(image({ study: MISNAMED, number: 1, name: 'SATO^HANAKO=佐藤^花子' }))
    await orthanc.store(image({ study: OTHERS, number: 1, patient: '2' }))
  }, 60_000)
  afterAll(() => orthanc?.stop())

  test('its studies of this person are told, with what the backup has of each', async () => {
    const { list } = await chartBeside(orthanc.url)
    const { state, studies, otherPatients } = await list()
    expect(state).toBe('answered')
    expect(otherPatients).toBe(0)
    const told = studies.map(({ studyUid, instances, instancesInBackup }) => [
      studyUid,
      instances,
      instancesInBackup,
    ])
    expect(told.sort()).toEqual([
      [MISNAMED, 1, 0],
      [BOTH, 2, 1],
      [PACS_ONLY, 1, 0],
    ])
    expect(studies[0]).toMatchObject({ modalities: ['CT'], accession: 'A123' })
    expect(studies[0]?.studyAt.at).toBe('2022-10-30T09:15:00')
  })

  test('a study of both has each image once, the backup’s copy first', async () => {
    const { study } = await chartBeside(orthanc.url)
    const { series, identityNote } = await study(BOTH)
    expect(identityNote).toBe('')
    expect(series).toHaveLength(1)
    expect(series[0]?.instances.map(({ number, instance }) => [number, instance])).toEqual([
      [1, sha256(image({ study: BOTH, number: 1 }))],
      [2, `${BOTH}.5_${BOTH}.5.2`],
    ])
  })

  test('an image comes as it is stored there, with a strong ETag and in ranges', async () => {
    const { get } = await chartBeside(orthanc.url)
    const path = `pacs/${PACS_ONLY}/instances/${PACS_ONLY}.5_${PACS_ONLY}.5.1`
    const whole = await get(path)
    const bytes = new Uint8Array(await whole.arrayBuffer())
    expect(whole.headers.get('Content-Type')).toBe('application/dicom')
    expect(whole.headers.get('ETag')).toBe(`"${sha256(bytes)}"`)
    const sent = Buffer.from(image({ study: PACS_ONLY, number: 1, patient: TARO }))
    expect(Buffer.from(bytes.slice(-32))).toEqual(sent.subarray(-32))
    const part = await get(path, { Range: 'bytes=128-131' })
    expect([part.status, await part.text()]).toEqual([206, 'DICM'])
    const again = await get(path, { 'If-None-Match': `"${sha256(bytes)}"` })
    expect(again.status).toBe(304)
  })

  test('the name in the images themselves is compared with the chart', async () => {
    const { study } = await chartBeside(orthanc.url)
    expect((await study(MISNAMED)).identityNote).toBe('SATO^HANAKO=佐藤^花子')
  })

  test('nothing of another person is shown, by whatever address', async () => {
    const { get } = await chartBeside(orthanc.url)
    expect((await get(`pacs/${OTHERS}`)).status).toBe(404)
    expect((await get(`pacs/${OTHERS}/instances/${OTHERS}.5_${OTHERS}.5.1`)).status).toBe(404)
    expect((await get('pacs/..%2Finstances')).status).toBe(404)
    expect((await get(`pacs/${BOTH}/instances/..%2F..%2Fsystem`)).status).toBe(404)
  })

  test('asking it and opening a study are logged', async () => {
    const { server, list, study } = await chartBeside(orthanc.url)
    await list()
    await study(PACS_ONLY)
    await study(PACS_ONLY)
    const rows = server.audit().filter(({ detail }) => detail.includes('pacs'))
    expect(rows.map(({ action, patientId }) => [action, patientId])).toEqual([
      ['chart.read', TARO],
      ['images.open', TARO],
    ])
  })

  test('at the DICOMweb door its images stand among the backup’s, each once', async () => {
    const { get, server } = await chartBeside(orthanc.url)
    const uids = async (path: string, tag: string) => {
      const sets = (await (await get(`dicomweb/${path}`)).json()) as Record<
        string,
        { Value?: unknown[] }
      >[]
      return sets.map((set) => set[tag]?.Value?.[0]).sort()
    }
    expect(await uids('studies', '0020000D')).toEqual([MISNAMED, BOTH, PACS_ONLY])
    expect(await uids(`studies/${BOTH}/instances`, '00080018')).toEqual([
      `${BOTH}.5.1`,
      `${BOTH}.5.2`,
    ])
    const both = await get(`dicomweb/studies/${BOTH}/series/${BOTH}.5`)
    expect([both.status, both.headers.get('Warning')]).toEqual([200, null])
    const last = (await partsOf(both)).map(({ bytes }) => bytes.at(-1))
    expect(last).toEqual([1, 2])
    const only = `dicomweb/studies/${PACS_ONLY}/series/${PACS_ONLY}.5/instances/${PACS_ONLY}.5.1`
    const [set] = (await (await get(`${only}/metadata`)).json()) as Record<
      string,
      { Value?: unknown[] }
    >[]
    expect(set?.['00100010']?.Value).toEqual([
      { Alphabetic: 'YAMADA^TARO', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' },
    ])
    const frame = await get(`${only}/frames/1`, { Accept: 'application/octet-stream' })
    expect([...new Uint8Array(await frame.arrayBuffer())]).toEqual(Array(32).fill(1))
    const picture = await get(`${only}/rendered`, { Accept: 'image/png' })
    expect([picture.status, picture.headers.get('Content-Type')]).toEqual([200, 'image/png'])
    expect((await get(`dicomweb/studies/${PACS_ONLY}/thumbnail`)).status).toBe(200)
    const misnamed = await get(`dicomweb/studies/${MISNAMED}/series`)
    expect(misnamed.headers.get('Warning')).toContain('name another person')
    for (const path of [
      '/series',
      '',
      '/metadata',
      `/series/${OTHERS}.5/instances/${OTHERS}.5.1`,
    ]) {
      expect((await get(`dicomweb/studies/${OTHERS}${path}`)).status).toBe(404)
    }
    const openings = server.audit().filter(({ action }) => action === 'images.open')
    expect(openings.map(({ detail }) => JSON.parse(detail).study).sort()).toEqual(
      [MISNAMED, OTHERS, BOTH, PACS_ONLY].sort(),
    )
  })

  test('paused while a study is read, what was looked at stays, the rest is said to be missing', async () => {
    const { get, study } = await chartBeside(orthanc.url)
    const image = (uid: string, number: number) =>
      `pacs/${uid}/instances/${uid}.5_${uid}.5.${number}`
    expect((await study(BOTH)).series[0]?.instances).toHaveLength(2)
    const before = await (await get(image(BOTH, 2))).bytes()
    orthanc.pause()
    try {
      const lost = await get(image(PACS_ONLY, 1))
      expect([lost.status, (await lost.json()).type]).toEqual([503, 'urn:sansho:problem:pacs-away'])
      expect(await (await get(image(BOTH, 2))).bytes()).toEqual(before)
      const series = await get(`dicomweb/studies/${BOTH}/series/${BOTH}.5`)
      expect(series.status).toBe(206)
      expect(series.headers.get('Warning')).toContain('the image server gave nothing (timeout)')
      expect(await partsOf(series)).toHaveLength(1)
      const frame = `dicomweb/studies/${PACS_ONLY}/series/${PACS_ONLY}.5/instances/${PACS_ONLY}.5.1`
      expect((await get(`${frame}/frames/1`)).status).toBe(503)
      expect((await get(`dicomweb/studies/${PACS_ONLY}`)).status).toBe(503)
      expect((await get('summary')).status).toBe(200)
    } finally {
      orthanc.resume()
    }
  })

  test('paused, it is told as silent; the backup’s images open all the same', async () => {
    const { get, list, study } = await chartBeside(orthanc.url)
    orthanc.pause()
    try {
      expect((await list()).state).toBe('timeout')
      const both = await study(BOTH)
      expect(both.state).toBe('timeout')
      expect(both.series[0]?.instances).toHaveLength(1)
      expect((await get('images')).status).toBe(200)
      const lost = await get(`pacs/${PACS_ONLY}`)
      expect([lost.status, (await lost.json()).type]).toEqual([503, 'urn:sansho:problem:pacs-away'])
    } finally {
      orthanc.resume()
    }
  })

  test('slow but not silent, it is waited for', async () => {
    const slow = await startSlowDoor(orthanc.url, 700)
    try {
      const { list } = await chartBeside(slow.url)
      expect((await list()).studies).toHaveLength(3)
    } finally {
      slow.stop()
    }
  })

  test('slower than the limit, it is told as silent', async () => {
    const slow = await startSlowDoor(orthanc.url, 3_000)
    try {
      const { list } = await chartBeside(slow.url)
      expect((await list()).state).toBe('timeout')
    } finally {
      slow.stop()
    }
  })

  test('with a wrong password it is told as refusing', async () => {
    writeFileSync(credentials, JSON.stringify({ ...LOGIN, password: 'wrong' }))
    try {
      const { list } = await chartBeside(orthanc.url)
      expect((await list()).state).toBe('refused')
    } finally {
      writeFileSync(credentials, JSON.stringify(LOGIN))
    }
  })
})

test('stopped, it is told as unreachable', async () => {
  const { list, study } = await chartBeside(`http://127.0.0.1:${await freePort()}/dicom-web`)
  expect(await list()).toMatchObject({ state: 'unreachable', studies: [] })
  expect((await study(BOTH)).series[0]?.instances).toHaveLength(1)
})

test('after a silence nobody waits for it, and after a rest one request tries it again', async () => {
  let now = 0
  let asked = 0
  const breaker = makeBreaker(() => now)
  const silent = () => {
    asked += 1
    return Promise.reject(new PacsAway('timeout'))
  }
  await expect(breaker.through(silent)).rejects.toThrow(PacsAway)
  await expect(breaker.through(silent)).rejects.toThrow(PacsAway)
  expect(asked).toBe(1)
  now = REST_MILLISECONDS
  const [probe, other] = [breaker.through(silent), breaker.through(silent)]
  await expect(probe).rejects.toThrow(PacsAway)
  await expect(other).rejects.toThrow(PacsAway)
  expect(asked).toBe(2)
  now = 2 * REST_MILLISECONDS
  expect(await breaker.through(async () => 'back')).toBe('back')
  expect(await breaker.through(async () => 'and stays')).toBe('and stays')
})

test('what was fetched is kept within its bounds and for its time', async () => {
  let now = 0
  const fetched: string[] = []
  const pacs: ImageServer = {
    studiesOf: () => Promise.reject(new Error('not asked for')),
    instancesOf: () => Promise.reject(new Error('not asked for')),
    instance: async ({ instance }) => {
      fetched.push(instance)
      const facts = { patientId: '', name: '', birthAt: null, studyUid: '', sopInstanceUid: '' }
      return instance === '404' ? null : { bytes: Buffer.alloc(Number(instance)), facts }
    },
  }
  const kept = keepInstances(pacs, { most: 100, now: () => now })
  const stays = new AbortController().signal
  const get = (instance: string) => kept.instance({ study: '1', series: '2', instance }, stays)
  await Promise.all([get('40'), get('40')])
  for (const instance of ['40', '41', '40', '404', '404', '60', '60']) await get(instance)
  expect(fetched).toEqual(['40', '41', '404', '404', '60', '60'])
  await get('42')
  await get('40')
  expect(fetched.slice(6)).toEqual(['42', '40'])
  now = 24 * 3_600_000
  await get('42')
  expect(fetched.slice(8)).toEqual(['42'])
})

describe('an image server that begins an answer and does not end it', () => {
  const path = { study: '1.2', series: '1.2.3', instance: '1.2.3.4' }
  const stays = new AbortController().signal

  async function beside(server: Awaited<ReturnType<typeof startUnending>>, timeoutSeconds: number) {
    return keepInstances(makePacs(connectPacs({ url: server.url, timeoutSeconds })))
  }

  test('is told as silent of that image, whether it stops or drips; its lists are asked for as before', async () => {
    for (const milliseconds of [0, 50]) {
      const unending = await startUnending(milliseconds)
      try {
        const pacs = await beside(unending, 1)
        const image = pacs.instance(path, stays)
        await expect(image).rejects.toMatchObject({ why: 'timeout', hasAnswered: true })
        expect((await pacs.studiesOf(['1'], stays)).studies).toEqual([])
        await expect.poll(unending.open).toBe(0)
      } finally {
        unending.stop()
      }
    }
  })

  test('has told whose image it is, which is fetched on for who looks at it next, and for nobody else', async () => {
    const whole = image({ study: '1.2', number: 1 })
    const own = { study: '1.2', series: '1.2.5', instance: '1.2.5.1' }
    const unending = await startUnending(0, whole.subarray(0, whole.length - 40))
    try {
      const server = makePacs(connectPacs({ url: unending.url, timeoutSeconds: 20 }))
      const pacs = keepInstances(server, { expected: 500 })
      const facts = { patientId: '1', birthAt: '1970-12-31', sopInstanceUid: '1.2.5.1' }
      expect(await pacs.facts(own, stays)).toMatchObject(facts)
      const leaves = new AbortController()
      const looked = pacs.instance(own, leaves.signal)
      const left = expect(looked).rejects.toThrow()
      expect([unending.asked(), unending.open()]).toEqual([1, 1])
      leaves.abort()
      await left
      await expect.poll(unending.open).toBe(0)
    } finally {
      unending.stop()
    }
  })

  test('does not tell it of another image than the one asked for', async () => {
    const unending = await startUnending(0, image({ study: '1.2', number: 2 }))
    try {
      const server = makePacs(connectPacs({ url: unending.url, timeoutSeconds: 1 }))
      const own = { study: '1.2', series: '1.2.5', instance: '1.2.5.1' }
      await expect(keepInstances(server).facts(own, stays)).rejects.toThrow(PacsAway)
    } finally {
      unending.stop()
    }
  })

  test('is left when the last who waited has gone, those in the queue without having asked', async () => {
    const unending = await startUnending(0)
    try {
      const pacs = await beside(unending, 20)
      const [first, second, queued] = [0, 1, 2].map(() => new AbortController())
      const asked = [first, second].map((control) => pacs.instance(path, control?.signal ?? stays))
      for (let n = 0; n < 8; n += 1) {
        const other = { ...path, instance: `1.2.3.5.${n}` }
        asked.push(pacs.instance(other, queued?.signal ?? stays))
      }
      const ends = Promise.allSettled(asked)
      await expect.poll(unending.open).toBe(6)
      queued?.abort()
      await expect.poll(unending.open).toBe(1)
      expect(unending.asked()).toBe(6)
      first?.abort()
      // The other one still waits.
      expect((await pacs.studiesOf(['1'], stays)).studies).toEqual([])
      expect(unending.open()).toBe(1)
      second?.abort()
      await expect.poll(unending.open).toBe(0)
      expect((await ends).every(({ status }) => status === 'rejected')).toBe(true)
    } finally {
      unending.stop()
    }
  })
})

test('of a deflated image no more is inflated than its beginning: an answer of a megabyte may be gigabytes', () => {
  const noise = randomBytes(200_000)
  const whole = deflateRawSync(dataSet(slice(element(0x7fe00010, 'OW', noise))))
  const cut = whole.subarray(0, whole.length - 10)
  const answer = Buffer.concat([part10([], EXPLICIT, '1.2.840.10008.1.2.1.99'), cut])
  expect(cut.length).toBeGreaterThan(70_000)
  expect(readPart10(answer)).toMatchObject({ sopInstanceUid: '1.2.3.4.5.1', studyUid: '1.2.3.4' })
})

test('without one configured, the backup stands alone', async () => {
  const server = await startTestServer(build)
  started.push(server)
  const terminal = await server.clinician()
  const chart = await terminal.open(TARO)
  const answer = await terminal.send('GET', `/api/charts/${chart}/pacs`)
  expect(PacsAnswer.parse(await answer.json())).toMatchObject({ state: 'off', studies: [] })
})

test('credentials that others can read are not used', () => {
  chmodSync(credentials, 0o644)
  try {
    const settings = { url: 'http://127.0.0.1:1', credentialsFile: credentials, timeoutSeconds: 1 }
    expect(() => connectPacs(settings)).toThrow(/chmod 600/)
  } finally {
    chmodSync(credentials, 0o600)
  }
})

/** Passes every request on, and answers after so many milliseconds. */
async function startSlowDoor(behind: string, milliseconds: number) {
  const port = await freePort()
  const { origin } = new URL(behind)
  const waiting = new Set<NodeJS.Timeout>()
  const door = createServer((request, response) => {
    const pass = () => {
      const { method, headers } = request
      const onward = httpRequest(origin + request.url, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      })
      onward.end()
    }
    waiting.add(setTimeout(pass, milliseconds))
  })
  await new Promise<void>((resolve) => door.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${port}/dicom-web`,
    stop() {
      for (const timer of waiting) clearTimeout(timer)
      door.closeAllConnections()
      door.close()
    },
  }
}

/** Answers lists with nothing, and images with a beginning: after it a byte every so many milliseconds, or none (0). */
async function startUnending(milliseconds: number, beginning: Uint8Array = new Uint8Array()) {
  const port = await freePort()
  let asked = 0
  const open = new Set<unknown>()
  const server = createServer((request, response) => {
    if (!/instances\/[\d.]+$/.test(request.url ?? '')) {
      response.end('[]')
      return
    }
    asked += 1
    open.add(response)
    response.writeHead(200, { 'Content-Type': 'multipart/related; boundary=b' })
    response.write('--b\r\n\r\n')
    response.write(beginning)
    const drip = milliseconds > 0 ? setInterval(() => response.write('.'), milliseconds) : undefined
    response.on('close', () => {
      clearInterval(drip)
      open.delete(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${port}/dicom-web`,
    open: () => open.size,
    asked: () => asked,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
