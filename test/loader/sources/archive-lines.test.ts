/** Files of lines in archives that are too large to be held: read in windows, from their archive. */
import { execFileSync, spawnSync } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import zlib from 'node:zlib'
import tar from 'tar-stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { query, report, sansho, temporaryFolder } from '../load/medium.ts'
import { zipOf } from './archive-door.ts'

const work = temporaryFolder()
const LARGE = 'export.ndjson'
const LINES = 545
const BROKEN = 500
const FILLING = '{filling}'
/** More than 512 MiB, of which little is left when it is packed. */
const LINE_LENGTH = 1_000_000
const bytes = Buffer.alloc(LINES * (LINE_LENGTH + 300))
let length = 0
const hasRestic = spawnSync('restic', ['version']).status === 0
afterAll(() => fs.rmSync(work, { recursive: true, force: true }))

beforeAll(() => {
  const patient = {
    ...{ resourceType: 'Patient', id: 'p', identifier: [{ use: 'usual', value: '1' }] },
    birthDate: '1970-01-01',
  }
  length = bytes.write(`${JSON.stringify(patient)}\n`)
  for (let i = 0; i < LINES; i++) {
    const [front = '', rest = ''] = observation(i).split(FILLING)
    length += bytes.write(front, length)
    const filled = i === BROKEN ? 0 : LINE_LENGTH
    bytes.fill('x', length, length + filled)
    length += filled
    length += bytes.write(`${rest}\n`, length)
  }
  expect(length).toBeGreaterThan(2 ** 29)
})

function observation(i: number): string {
  if (i === BROKEN) return '{"broken'
  return JSON.stringify({
    ...{ resourceType: 'Observation', id: `o${i}`, status: 'final', code: { text: '尿酸' } },
    category: [{ coding: [{ code: 'laboratory' }] }],
    subject: { reference: 'Patient/p' },
    text: { div: FILLING },
    valueInteger: i,
  })
}

function expectEveryLine(name: string, ...load: string[]): void {
  const data = path.join(work, `data-${name}`)
  const outcome = sansho('load', ...load, '--data', data, '--json')
  expect(outcome.code, outcome.stderr).toBe(3)
  expect(report(outcome).resources).toMatchObject({ seen: LINES + 1, loaded: LINES, refused: 1 })
  const values = query<{ value: string }>(data, 'SELECT value FROM observation')
  expect(values.map(({ value }) => Number(value)).sort((a, b) => a - b)).toEqual(
    Array.from({ length: LINES }, (_, i) => i).filter((i) => i !== BROKEN),
  )
  const gaps = query<{ detail: string }>(data, "SELECT detail FROM gap WHERE reason <> ''")
  // The first line is the patient.
  expect(gaps.map(({ detail }) => detail).join()).toContain(`line ${BROKEN + 2}`)
  const sha256 = crypto.hash('sha256', bytes.subarray(0, length), 'hex')
  expect(
    query(data, `SELECT sha256, disposition FROM file WHERE path LIKE '%${LARGE}'`, 'manifest'),
  ).toEqual([{ sha256, disposition: 'loaded' }])
}

test('of a compressed tar', async () => {
  const archive = path.join(work, 'medium.tar.gz')
  const pack = tar.pack()
  pack.entry({ name: LARGE }, bytes.subarray(0, length))
  pack.finalize()
  await pipeline(pack, zlib.createGzip({ level: 1 }), fs.createWriteStream(archive))
  expectEveryLine('tar', archive)
}, 300_000)

test('of a zip, and one whose bytes are not what it states is lost as a whole, and named', () => {
  const archive = path.join(work, 'medium.zip')
  const entry = { name: LARGE, bytes: bytes.subarray(0, length) }
  fs.writeFileSync(archive, zipOf([entry]))
  expectEveryLine('zip', archive)
  const sound = bytes.subarray(0, bytes.indexOf(10))
  const other = { name: 'Patient.ndjson', bytes: sound }
  fs.writeFileSync(archive, zipOf([other, { ...entry, crc32: 1 }]))
  const data = path.join(work, 'data-damaged')
  const outcome = sansho('load', archive, '--data', data, '--json')
  expect(outcome.code, outcome.stderr).toBe(3)
  expect(query(data, 'SELECT value FROM observation')).toEqual([])
  const [file] = query<{ detail: string }>(
    data,
    `SELECT detail FROM file WHERE path LIKE '%${LARGE}'`,
    'manifest',
  )
  expect(file?.detail).toContain('CRC-32')
}, 300_000)

test.skipIf(!hasRestic)(
  'of a restic repository',
  () => {
    const repository = path.join(work, 'repository')
    const password = path.join(work, 'password')
    fs.writeFileSync(password, 'secret')
    const access = ['--repo', repository, '--password-file', password, '--no-cache', '--quiet']
    execFileSync('restic', [...access, 'init'])
    const input = bytes.subarray(0, length)
    execFileSync('restic', [...access, 'backup', '--stdin', '--stdin-filename', LARGE], { input })
    expectEveryLine('restic', repository, '--password-file', password)
  },
  300_000,
)
