/** Files of lines that are too large to be held: read in windows, and every line once. */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { fhir } from '../../../loader/formats/fhir/format.ts'
import { windowsOf, windowsOfPieces } from '../../../loader/sources/line-windows.ts'
import { query, report, sansho, temporaryFolder } from '../load/medium.ts'

const work = temporaryFolder()
afterAll(() => fs.rmSync(work, { recursive: true, force: true }))

test('windows end where lines end, whatever their length, and leave nothing out', () => {
  const file = path.join(work, 'lines.ndjson')
  const lengths = [10, 9_000_000, 9_000_000, 0, 40_000_000, 1, 16_777_216, 3]
  const bytes = Buffer.from(lengths.map((length, i) => `${i}${'x'.repeat(length)}`).join('\n'))
  fs.writeFileSync(file, bytes)
  let read = 0
  for (const window of windowsOf(file)) {
    expect(Buffer.compare(window, bytes.subarray(read, read + window.length))).toBe(0)
    read += window.length
    if (read < bytes.length) expect(window.at(-1)).toBe(10)
  }
  expect(read).toBe(bytes.length)
})

test('a line of more than 256 MiB is refused by its number, and those behind it are read', () => {
  const piece = Buffer.alloc(2 ** 22, 'x')
  function* pieces(): Generator<Buffer> {
    yield Buffer.from('{"resourceType":"Organization","id":"a"}\n{"resourceType":"Binary","data":"')
    for (let i = 0; i < 70; i++) yield piece
    yield Buffer.from('"}\n{"resourceType":"Organization","id":"b"}\n')
  }
  const facts = fhir.claim('Organization.ndjson')
  if (facts === null || fhir.byLines === undefined) throw new Error('not read by lines')
  const windows = windowsOfPieces(pieces())
  const context = fhir.preparation?.combine([])
  const parsed = [...fhir.byLines.parseInPieces(windows, 'Organization.ndjson', facts, context)]
  expect(parsed).toMatchObject([
    {
      outcome: 'records',
      parts: {
        ...{ seen: 3, supporting: 2, refused: 1 },
        unread: [{ where: 'line 2', detail: 'a line of 268435456 bytes or more' }],
      },
    },
  ])
}, 60_000)

test('a Bulk Data file that is read in windows is screened as one that is read whole', () => {
  const medium = path.join(work, 'screened-medium')
  fs.mkdirSync(medium)
  const line = (id: string) =>
    `${JSON.stringify({ resourceType: 'Organization', id, name: 'あ'.repeat(300) })}\n`
  const lines = Array.from({ length: 12_000 }, (_, i) => line(`o${i}`)).join('')
  const whole = Buffer.from(lines.slice(0, lines.indexOf('\n', lines.length / 4) + 1))
  const large = Buffer.from(lines)
  expect(large.length).toBeGreaterThan(2 ** 23)
  const damages: [string, (bytes: Buffer) => Buffer][] = [
    ['sound', (bytes) => bytes],
    [
      'noise',
      (bytes) =>
        Buffer.from(bytes).fill(noise(600), bytes.length - 5_000, bytes.length - 4_500, 'base64'),
    ],
    ['zeros', (bytes) => Buffer.concat([bytes, Buffer.alloc(4096)])],
    ['foreign', (bytes) => Buffer.from(bytes).fill(1, bytes.length - 5_000, bytes.length - 4_999)],
  ]
  for (const [name, damaged] of damages) {
    fs.writeFileSync(path.join(medium, `Organization.${name}-large.ndjson`), damaged(large))
    fs.writeFileSync(path.join(medium, `Organization.${name}-whole.ndjson`), damaged(whole))
  }
  const data = path.join(work, 'screened-data')
  const outcome = sansho('load', medium, '--data', data, '--accept-damage', 'a test')
  expect(outcome.code, outcome.stderr).toBe(3)
  const found = query<{ path: string; verdict: string; detail: string }>(
    data,
    'SELECT path, verdict, detail FROM file',
    'manifest',
  )
  const kinds = Object.fromEntries(
    found.map(({ path: name, verdict, detail }) => [
      name.slice('Organization.'.length, -'.ndjson'.length),
      `${verdict} ${detail.replaceAll(/\d{3,}/g, 'N')}`,
    ]),
  )
  for (const [name] of damages) expect(kinds[`${name}-large`]).toBe(kinds[`${name}-whole`])
  expect(kinds['sound-large']).toBe('sound ')
  expect(kinds['noise-large']).toMatch(/^suspicious bytes that are no text/)
  expect(kinds['zeros-large']).toMatch(/^suspicious nothing but zeros/)
  expect(kinds['foreign-large']).toMatch(/^suspicious N bytes .* of no one character set/)
}, 60_000)

/** Text that does not become shorter when it is packed; the same each time. */
function noise(length: number): string {
  const cipher = crypto.createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16))
  return cipher.update(Buffer.alloc(length)).toString('base64')
}

test('windows of a packed file are those of what is in it, and what stands in front of a damage is read', () => {
  const text = Array.from({ length: 15 }, (_, i) => `${i}${noise(2_000_000 + i)}`).join('\n')
  const packed = zlib.gzipSync(text, { level: 1 })
  const file = path.join(work, 'packed.ndjson.gz')
  fs.writeFileSync(file, packed)
  const read = (name: string) => {
    const parts: Buffer[] = []
    let failure = ''
    try {
      for (const window of windowsOf(name)) parts.push(Buffer.from(window))
    } catch (error) {
      failure = String(error)
    }
    return { parts, text: Buffer.concat(parts).toString(), failure }
  }
  const whole = read(file)
  expect(whole.failure).toBe('')
  expect(whole.text === text).toBe(true)
  // More than one window; none is the whole.
  expect(whole.parts.length).toBeGreaterThan(1)
  const cut = path.join(work, 'cut.ndjson.gz')
  fs.writeFileSync(cut, packed.subarray(0, packed.length * 0.7))
  const front = read(cut)
  expect(front.failure).toContain('cut off')
  expect(front.text.endsWith('\n')).toBe(true)
  expect(text.startsWith(front.text)).toBe(true)
  expect(front.text.split('\n').length).toBeGreaterThan(9)
}, 60_000)

test('a large Bulk Data file is loaded line by line, and a broken line is named by its number', () => {
  const medium = path.join(work, 'medium')
  fs.mkdirSync(medium)
  const patient = {
    ...{ resourceType: 'Patient', id: 'p', identifier: [{ use: 'usual', value: '1' }] },
    birthDate: '1970-01-01',
  }
  fs.writeFileSync(path.join(medium, 'Patient.ndjson'), JSON.stringify(patient))
  const observation = (i: number) =>
    JSON.stringify({
      ...{ resourceType: 'Observation', id: `o${i}`, status: 'final', code: { text: '尿酸' } },
      category: [{ coding: [{ code: 'laboratory' }] }],
      subject: { reference: 'Patient/p' },
      text: { div: 'x'.repeat(3_000_000) },
      valueInteger: i,
    })
  const lines = Array.from({ length: 30 }, (_, i) => (i === 20 ? '{"broken' : observation(i)))
  fs.writeFileSync(path.join(medium, 'Observation.ndjson'), lines.join('\n'))
  const data = path.join(work, 'data')
  const outcome = sansho('load', medium, '--data', data, '--json')
  expect(outcome.code, outcome.stderr).toBe(3)
  expect(report(outcome).resources).toMatchObject({ seen: 31, loaded: 30, refused: 1 })
  const values = query<{ value: string }>(data, 'SELECT value FROM observation')
  expect(values.map(({ value }) => Number(value)).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 30 }, (_, i) => i).filter((i) => i !== 20),
  )
  const gaps = query<{ detail: string }>(data, "SELECT detail FROM gap WHERE reason <> ''")
  expect(gaps.map(({ detail }) => detail).join()).toContain('line 21')
}, 60_000)

test('a large packed Bulk Data file is loaded line by line; of one that is cut the front is, and the rest is named', () => {
  const medium = path.join(work, 'packed-medium')
  fs.mkdirSync(medium)
  const patient = {
    ...{ resourceType: 'Patient', id: 'p', identifier: [{ use: 'usual', value: '1' }] },
    birthDate: '1970-01-01',
  }
  fs.writeFileSync(path.join(medium, 'Patient.ndjson'), JSON.stringify(patient))
  const filling = noise(21_000_000)
  const lines = (first: number) =>
    Array.from({ length: 900 }, (_, i) =>
      JSON.stringify({
        ...{ resourceType: 'Observation', id: `o${first + i}`, status: 'final' },
        code: { text: '尿酸' },
        category: [{ coding: [{ code: 'laboratory' }] }],
        subject: { reference: 'Patient/p' },
        text: { div: filling.slice(i * 30_000, (i + 1) * 30_000) },
        valueInteger: first + i,
      }),
    ).join('\n')
  const whole = zlib.gzipSync(lines(0), { level: 1 })
  fs.writeFileSync(path.join(medium, 'Observation.000.ndjson.gz'), whole)
  const other = zlib.gzipSync(lines(10_000), { level: 1 })
  fs.writeFileSync(path.join(medium, 'Observation.001.ndjson.gz'), other.subarray(0, -6_000_000))
  // Otherwise they would be read whole.
  expect(other.length - 6_000_000).toBeGreaterThan(2 ** 23)
  const data = path.join(work, 'packed-data')
  const outcome = sansho('load', medium, '--data', data, '--json')
  expect(outcome.code, outcome.stderr).toBe(3)
  const values = query<{ value: string }>(data, 'SELECT value FROM observation')
    .map(({ value }) => Number(value))
    .sort((a, b) => a - b)
  const front = values.slice(900)
  expect(values.slice(0, 900)).toEqual(Array.from({ length: 900 }, (_, i) => i))
  expect(front.length).toBeGreaterThan(200)
  expect(front.length).toBeLessThan(900)
  expect(front).toEqual(front.map((_, i) => 10_000 + i))
  const gaps = query<{ detail: string }>(data, "SELECT detail FROM gap WHERE reason <> ''")
  expect(gaps.map(({ detail }) => detail).join()).toContain('the rest of the file')
  const sums = query<{ sha256: string }>(
    data,
    "SELECT sha256 FROM file WHERE path = 'Observation.000.ndjson.gz'",
    'manifest',
  )
  expect(sums).toEqual([{ sha256: crypto.hash('sha256', whole, 'hex') }])
}, 120_000)
