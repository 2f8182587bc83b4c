/**
 * Stores that another program generated, loaded whole: counts taken from the raw bytes without this project's parser must
 * equal what stands in the read model, and drawn results must equal their raw message.
 */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { query, report, sansho, temporaryFolder } from '../loader/load/medium.ts'

const DATA = new URL('../../../shared/data/ssmix2/', import.meta.url).pathname
const STORES = ['twins-20-lf.tar.gz', 'twins-20-cr.tar.gz', 'twins-2000.tar.zst']
const DRAWN = 100

for (const store of STORES) {
  const archive = path.join(DATA, store)
  describe.skipIf(!fs.existsSync(archive))(store, () => {
    const work = temporaryFolder()
    const medium = path.join(work, 'medium')
    const data = path.join(work, 'data')
    let files: string[] = []
    let loaded: ReturnType<typeof report>

    beforeAll(() => {
      fs.mkdirSync(medium)
      execFileSync('tar', ['-xf', archive, '-C', medium])
      files = fs
        .readdirSync(medium, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
      const outcome = sansho('load', medium, '--data', data, '--json')
      expect(outcome.stderr).toBe('')
      loaded = report(outcome)
    }, 300_000)
    afterAll(() => fs.rmSync(work, { recursive: true, force: true }), 300_000)

    test('every file is accounted for', () => {
      const messages = files.filter((file) => /_[012]$/.test(file)).length
      expect(loaded.files.seen).toBe(files.length)
      expect(loaded.files.loaded).toBe(messages)
      expect(loaded.files.quarantined).toBe(0)
      const patients = new Set(
        files.map((file) => /([^/]+)\/[^/]+\/[^/]+\/[^/]+_[012]$/.exec(file)?.[1]),
      )
      patients.delete(undefined)
      expect(loaded.patients).toBe(patients.size)
    })

    test('segments counted in the raw bytes equal rows', () => {
      const raw = countSegments(files)
      const count = (sql: string) => query<{ n: number }>(data, sql)[0]?.n
      expect(count('SELECT count(*) AS n FROM observation')).toBe(raw.labResults)
      expect(count("SELECT count(*) AS n FROM medication_order WHERE form = 'prescription'")).toBe(
        raw.prescriptions,
      )
      expect(count("SELECT count(*) AS n FROM medication_order WHERE form = 'injection'")).toBe(
        raw.injections,
      )
      expect(count('SELECT count(*) AS n FROM problem')).toBe(raw.problems)
      expect(count("SELECT count(*) AS n FROM encounter_event WHERE event = 'admission'")).toBe(
        raw.admissions,
      )
    }, 120_000)

    test(`${DRAWN} drawn results equal the raw message`, () => {
      for (const result of drawResults(data)) {
        const [file = '', position = 0] = [path.join(medium, result.path), result.position]
        const obx = segmentsOf(fs.readFileSync(file)).filter((segment) =>
          segment.startsWith('OBX|'),
        )
        const fields = obx[position]?.split('|') ?? []
        expect(result.path.split('/').at(-4)).toBe(result.patient_id)
        expect(fields[5]).toBe(result.value)
        expect(fields[3]?.split('^')[0]).toBe(result.code)
        expect(fields[3]?.split('^')[1]).toBe(result.display)
        expect(fields[6]?.split('^')[1] ?? '').toBe(result.unit ?? '')
      }
    })
  })
}

/** Kana and kanji may hold any byte of a delimiter, so the text is decoded before it is split. */
function segmentsOf(bytes: Buffer): string[] {
  return new TextDecoder('iso-2022-jp').decode(bytes).split(/\r\n|\r|\n/)
}

/** Segment names stand behind a terminator in single-byte state: countable in the bytes themselves. */
function countSegments(files: readonly string[]) {
  const raw = { labResults: 0, prescriptions: 0, injections: 0, problems: 0, admissions: 0 }
  const count = (bytes: Buffer, name: string) =>
    bytes.toString('latin1').match(new RegExp(`(?<=[\\r\\n])${name}\\|`, 'g'))?.length ?? 0
  for (const file of files) {
    const type = file.split('/').at(-2)
    if (type === 'ADT-22') raw.admissions++
    if (type !== 'OML-11' && type !== 'OMP-01' && type !== 'OMP-02' && type !== 'PPR-01') continue
    const bytes = fs.readFileSync(file)
    if (type === 'OML-11') raw.labResults += count(bytes, 'OBX')
    if (type === 'OMP-01') raw.prescriptions += count(bytes, 'RXE')
    if (type === 'OMP-02') raw.injections += count(bytes, 'RXE')
    if (type === 'PPR-01') raw.problems += count(bytes, 'PRB')
  }
  return raw
}

interface DrawnResult {
  readonly patient_id: string
  readonly path: string
  readonly code: string
  readonly display: string
  readonly value: string
  readonly unit: string | null
  /** Of the OBX within its file, from 0. */
  readonly position: number
}

/** The same results each time: by a multiplicative sequence over all rows. */
function drawResults(data: string): DrawnResult[] {
  const file = path.join(data, 'generations', 'current')
  const total = query<{ n: number }>(data, 'SELECT count(*) AS n FROM observation')[0]?.n ?? 0
  const manifest = new Map(
    query<{ id: number; path: string }>(data, 'SELECT id, path FROM file', 'manifest').map(
      (row) => [row.id, row.path],
    ),
  )
  expect(fs.existsSync(file)).toBe(true)
  return Array.from({ length: DRAWN }, (_, index) => {
    const offset = (index * 7_919_777 + 104_729) % total
    const [row] = query<Omit<DrawnResult, 'path'> & { file_id: number }>(
      data,
      `SELECT p.patient_id, g.file_id, t.code, t.display, o.value, u.display AS unit,
         o.seq + (SELECT count(*) FROM observation_group e JOIN observation x ON x.group_id = e.id
                  WHERE e.patient = g.patient AND e.file_id = g.file_id AND e.id < g.id) AS position
       FROM (SELECT * FROM observation LIMIT 1 OFFSET ${offset}) o JOIN observation_group g ON g.id = o.group_id
       JOIN patient p ON p.id = g.patient JOIN term t ON t.id = o.item_id LEFT JOIN term u ON u.id = o.unit_id`,
    )
    if (row === undefined) throw new Error(`no result at ${offset}`)
    return { ...row, path: manifest.get(row.file_id) ?? '' }
  })
}
