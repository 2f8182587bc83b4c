import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { part10, slice } from '../dicom/dicom-writer.ts'
import { labSegments, query, report, sansho, temporaryFolder, writeMessage } from './medium.ts'

let work = ''
let medium = ''
let data = ''
beforeEach(() => {
  work = temporaryFolder()
  medium = path.join(work, 'medium')
  data = path.join(work, 'data')
  fs.mkdirSync(medium)
})
afterEach(() => fs.rmSync(work, { recursive: true, force: true }))

const PATIENT = '0000000001'

function writeSoundPatient(): void {
  writeMessage(medium, { patientId: PATIENT, type: 'ADT-00', segments: ['PV1|0001|O'] })
  const lab = { patientId: PATIENT, type: 'OML-11', date: '20220501', order: '000000000000001' }
  writeMessage(medium, { ...lab, segments: labSegments('1.30') })
}

test('a sound medium loads whole: exit code 0, every file loaded, the result as it was written', () => {
  writeSoundPatient()
  const outcome = sansho('load', medium, '--data', data, '--json')
  expect(outcome.stderr).toBe('')
  expect(outcome.code).toBe(0)
  const { files, patients, gaps, current, asOf, records } = report(outcome)
  expect(files).toMatchObject({ seen: 2, loaded: 2, quarantined: 0 })
  expect({ patients, gaps, current, asOf }).toEqual({
    patients: 1,
    gaps: 0,
    current: true,
    asOf: '2022-05-01T12:00:00',
  })
  expect(records.result).toBe(1)
  const results = query(
    data,
    `SELECT p.patient_id, t.display, o.value, o.number, u.display AS unit, o.range, o.flag FROM observation o
     JOIN observation_group g ON g.id = o.group_id JOIN patient p ON p.id = g.patient
     JOIN term t ON t.id = o.item_id JOIN term u ON u.id = o.unit_id`,
  )
  expect(results).toEqual([
    {
      patient_id: PATIENT,
      display: 'CREATININE',
      value: '1.30',
      number: 1.3,
      unit: 'mg/dL',
      range: '0.6-1.1',
      flag: 'H',
    },
  ])
})

test('the medium keeps every byte and every modification time, and the generation is read-only', () => {
  writeSoundPatient()
  const before = snapshot(medium)
  sansho('load', medium, '--data', data)
  expect(snapshot(medium)).toEqual(before)
  const generation = fs.realpathSync(path.join(data, 'generations', 'current'))
  const names = fs.readdirSync(generation).sort()
  expect(names).toEqual([
    'affected-patients.csv',
    'blobs',
    'chart.sqlite',
    'manifest.sqlite',
    'report.html',
    'report.json',
    'seal.json',
    'unwitnessed-files.csv',
  ])
  expect(fs.statSync(path.join(generation, 'chart.sqlite')).mode & 0o777).toBe(0o444)
})

test('each damaged file is quarantined under its reason, and its patient has a gap', () => {
  writeSoundPatient()
  const lab = { patientId: '0000000002', type: 'OML-11', date: '20220502' }
  const encrypted = writeMessage(medium, { ...lab, order: '2', suffix: '.locked' })
  fs.writeFileSync(path.join(medium, encrypted), Buffer.from([0x9f, 0x02, 0xe8, 0x77, 0x81]))
  const empty = writeMessage(medium, { ...lab, order: '3' })
  fs.truncateSync(path.join(medium, empty))
  const wrong = { ...lab, order: '4', pid: '0000000001', segments: labSegments('9.9') }
  writeMessage(medium, wrong)
  fs.writeFileSync(path.join(medium, 'README_DECRYPT.txt'), 'pay')
  fs.symlinkSync('/etc/passwd', path.join(medium, 'link'))
  fs.writeFileSync(path.join(medium, 'Thumbs.db'), 'x')
  fs.writeFileSync(path.join(medium, 'unknown.bin'), 'x')

  const outcome = sansho('load', medium, '--data', data, '--json')
  expect(outcome.code).toBe(3)
  const { files, generalGaps } = report(outcome)
  const note = generalGaps.find((gap: { reason: string }) => gap.reason === 'ransom-note')
  expect(note, 'a note is named by its path').toMatchObject({ path: 'README_DECRYPT.txt' })
  expect(files).toEqual({
    seen: 9,
    loaded: 2,
    superseded: 0,
    deleted: 0,
    quarantined: 4,
    notInterpreted: 2,
    ignored: 1,
  })
  const gaps = query(
    data,
    `SELECT coalesce(p.patient_id, '') AS patient, area, reason FROM gap g LEFT JOIN patient p ON p.id = g.patient
     ORDER BY patient, reason`,
  )
  expect(gaps).toEqual([
    { patient: '', area: 'other', reason: 'not-interpreted' },
    { patient: '', area: 'other', reason: 'ransom-note' },
    { patient: '0000000001', area: 'labs', reason: 'identity-mismatch' },
    { patient: '0000000002', area: 'labs', reason: 'empty' },
    { patient: '0000000002', area: 'labs', reason: 'encrypted' },
    { patient: '0000000002', area: 'labs', reason: 'identity-mismatch' },
  ])
  const known = query(data, "SELECT mastered FROM patient WHERE patient_id = '0000000002'")
  expect(known).toEqual([{ mastered: -1 }])
  expect(query(data, 'SELECT count(*) AS results FROM observation')).toEqual([{ results: 1 }])
})

test('a link where a message should be is not followed, and its patient has a gap', () => {
  writeSoundPatient()
  const file = writeMessage(medium, { patientId: '0000000002', type: 'ADT-61', segments: [] })
  const target = path.join(work, 'elsewhere')
  fs.renameSync(path.join(medium, file), target)
  fs.symlinkSync(target, path.join(medium, file))
  const outcome = sansho('load', medium, '--data', data, '--json')
  expect(outcome.code).toBe(3)
  expect(
    query(
      data,
      'SELECT p.patient_id, g.area, g.detail FROM gap g JOIN patient p ON p.id = g.patient',
    ),
  ).toEqual([{ patient_id: '0000000002', area: 'allergies', detail: '1 file: symbolic-link' }])
})

test('a data directory in the medium is refused before anything is written', () => {
  writeSoundPatient()
  const link = path.join(work, 'link')
  fs.symlinkSync(medium, link)
  const before = fs.readdirSync(medium)
  for (const place of [medium, path.join(medium, 'new/data'), path.join(link, 'data')]) {
    const outcome = sansho('load', medium, '--data', place)
    expect(outcome.code).toBe(2)
    expect(outcome.stderr).toContain('lies in the medium')
  }
  expect(fs.readdirSync(medium)).toEqual(before)
})

test('of two current versions the newest is valid; the other is kept as superseded', () => {
  writeSoundPatient()
  const lab = { patientId: PATIENT, type: 'OML-11', date: '20220501', order: '000000000000001' }
  const newer = { ...lab, timestamp: '20220503090000000', segments: labSegments('1.10') }
  writeMessage(medium, newer)
  const outcome = sansho('load', medium, '--data', data, '--json')
  expect(report(outcome).files).toMatchObject({ seen: 3, loaded: 2, superseded: 1 })
  const values = `SELECT g.standing, o.value FROM observation o JOIN observation_group g ON g.id = o.group_id
                  ORDER BY g.standing`
  expect(query(data, values)).toEqual([
    { standing: 1, value: '1.10' },
    { standing: 2, value: '1.30' },
  ])
})

test('when the newest version is unreadable the older one stays valid and the gap says so', () => {
  writeSoundPatient()
  const lab = { patientId: PATIENT, type: 'OML-11', date: '20220501', order: '000000000000001' }
  const newer = writeMessage(medium, { ...lab, timestamp: '20220503090000000' })
  fs.truncateSync(path.join(medium, newer))
  const outcome = sansho('load', medium, '--data', data, '--json')
  expect(outcome.code).toBe(3)
  expect(query(data, 'SELECT standing FROM observation_group')).toEqual([{ standing: 1 }])
  expect(query(data, 'SELECT reason, detail FROM gap')).toEqual([
    { reason: 'newer-unreadable', detail: expect.stringContaining('empty') },
  ])
})

test('the same order in two media is one order, and both media are named with their as-of', () => {
  writeSoundPatient()
  const second = path.join(work, 'second')
  const lab = { patientId: PATIENT, type: 'OML-11', date: '20220501', order: '000000000000001' }
  writeMessage(second, { ...lab, timestamp: '20220601090000000', segments: labSegments('2.00') })
  const outcome = sansho(
    'load',
    `a=${medium}`,
    `b=${second}`,
    '--data',
    data,
    '--as-of',
    'a=2022-05-02',
    '--json',
  )
  expect(outcome.code).toBe(0)
  expect(query(data, 'SELECT label, as_of, as_of_basis FROM source ORDER BY id')).toEqual([
    { label: 'a', as_of: '2022-05-02', as_of_basis: 'operator' },
    { label: 'b', as_of: '2022-06-01T09:00:00', as_of_basis: 'newest-record' },
  ])
  expect(query(data, 'SELECT standing FROM observation_group ORDER BY standing')).toEqual([
    { standing: 1 },
    { standing: 2 },
  ])
  expect(query(data, 'SELECT count(*) AS patients FROM patient')).toEqual([{ patients: 1 }])
})

test('what is booked does not make a medium newer than its files were written, by the clock of the hospital', () => {
  const mapping = `sansho: 1
name: booking
tables:
  - files: "visits*.csv"
    kind: encounters
    columns: { patient: p, type: y, start: t }
  - files: "operations*.csv"
    kind: schedules
    columns: { patient: p, item: i, time: t }
`
  const tables = {
    visits: `p,y,t\n${PATIENT},outpatient,2022/5/9 9:00\n${PATIENT},outpatient,2022/6/1 9:00\n`,
    operations: `p,i,t\n${PATIENT},cataract,2022/6/2 9:00\n`,
  }
  writeSoundPatient()
  for (const [label, table] of Object.entries(tables)) {
    const folder = path.join(work, label)
    fs.mkdirSync(folder)
    fs.writeFileSync(path.join(folder, 'sansho-mapping.yaml'), mapping)
    fs.writeFileSync(path.join(folder, `${label}.csv`), table)
    for (const name of fs.readdirSync(folder)) {
      const written = new Date('2022-05-09T18:00:00Z')
      fs.utimesSync(path.join(folder, name), written, written)
    }
  }
  const media = ['visits', 'operations'].map((label) => `${label}=${path.join(work, label)}`)
  expect(sansho('load', `ehr=${medium}`, ...media, '--data', data).code).toBe(0)
  expect(query(data, 'SELECT label, as_of, as_of_basis FROM source ORDER BY id')).toEqual([
    { label: 'ehr', as_of: '2022-05-01T12:00:00', as_of_basis: 'newest-record' },
    { label: 'visits', as_of: '2022-05-09T09:00', as_of_basis: 'newest-record' },
    { label: 'operations', as_of: '2022-05-10T03:00:00', as_of_basis: 'newest-file' },
  ])
  // When a folder was copied is not as of when the house's records speak.
  expect(query(data, 'SELECT as_of, as_of_basis FROM generation')).toEqual([
    { as_of: '2022-05-09T09:00', as_of_basis: 'newest-record' },
  ])
  expect(query(data, 'SELECT status, start_at FROM encounter ORDER BY start_at')).toEqual([
    { status: 'finished', start_at: '2022-05-09T09:00' },
    { status: 'planned', start_at: '2022-06-01T09:00' },
  ])
})

test('images speak as of their newest study, whenever their files were copied', () => {
  writeSoundPatient()
  const images = path.join(work, 'images')
  fs.mkdirSync(images)
  fs.writeFileSync(path.join(images, '1.dcm'), part10(slice()))
  const media = [`ehr=${medium}`, `images=${images}`]
  expect(sansho('load', ...media, '--data', data).code).toBe(0)
  expect(query(data, 'SELECT label, as_of, as_of_basis FROM source ORDER BY id')).toEqual([
    { label: 'ehr', as_of: '2022-05-01T12:00:00', as_of_basis: 'newest-record' },
    { label: 'images', as_of: '2022-10-30T09:15:00', as_of_basis: 'newest-record' },
  ])
})

test('file names that are no UTF-8 are read and shown escaped', () => {
  writeSoundPatient()
  const name = Buffer.concat([Buffer.from(`${medium}/`), Buffer.from([0x83, 0x65, 0x83, 0x58])])
  fs.writeFileSync(name, 'x')
  sansho('load', medium, '--data', data)
  const paths = query(data, "SELECT path FROM file WHERE format = ''", 'manifest')
  expect(paths).toEqual([{ path: String.raw`\x83e\x83X` }])
})

test('nothing is published from media that are missing, empty or hold nothing loadable', () => {
  expect(sansho('load', path.join(work, 'none'), '--data', data)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('does not exist; is the medium mounted?'),
  })
  expect(sansho('load', medium, '--data', data)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is empty'),
  })
  fs.writeFileSync(path.join(medium, 'a.bin'), 'x')
  expect(sansho('load', medium, '--data', data)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('nothing was published'),
  })
  expect(fs.existsSync(path.join(data, 'generations', 'current'))).toBe(false)
  expect(leftovers()).toEqual([])
})

test('wrong use is told apart from failure', () => {
  writeSoundPatient()
  expect(sansho('load').code).toBe(2)
  expect(sansho('load', medium, '--as-of', 'yesterday').code).toBe(2)
  expect(sansho('load', medium, '--unknown').code).toBe(2)
})

test('generations are listed newest first, the served one marked', () => {
  writeSoundPatient()
  const first = report(sansho('load', medium, '--data', data, '--json')).generation
  const second = report(sansho('load', medium, '--data', data, '--json')).generation
  const lines = sansho('generations', '--data', data, '--json').stdout.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { generation: second, current: true },
    { generation: first, current: false },
  ])
})

test('inspect tells what a load would find and writes nothing', () => {
  writeSoundPatient()
  const outcome = sansho('inspect', medium, '--json')
  expect(outcome.code).toBe(0)
  expect(report(outcome)).toMatchObject({
    files: 2,
    patients: 1,
    formats: { ssmix2: 2 },
    firstDate: '2022-05-01',
    lastDate: '2022-05-01',
    dataTypes: { 'ADT-00': { loaded: 1 }, 'OML-11': { loaded: 1 } },
  })
  expect(fs.readdirSync(work)).toEqual(['medium'])
})

function leftovers(): string[] {
  const generations = path.join(data, 'generations')
  if (!fs.existsSync(generations)) return []
  return fs.readdirSync(generations).filter((name) => name.startsWith('.building-'))
}

function snapshot(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const place = path.join(entry.parentPath, entry.name)
      const stat = fs.statSync(place, { bigint: true })
      const bytes = entry.isFile() ? fs.readFileSync(place, 'base64') : ''
      return `${place} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.mode} ${bytes}`
    })
    .sort()
}
