/** Files of lines that are too large to be held: read in windows, and every line once. */
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { windowsOf } from '../../../loader/sources/line-windows.ts'
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
