/** Messages that lie outside the folders of their storage, as file systems and rescue programs leave them: whose they are is told. */
import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cdaDocument } from '../cda/cda-document.ts'
import { labSegments, query, sansho, temporaryFolder, writeMessage } from './medium.ts'

const PATIENT = '0000000001'

let work = ''
let medium = ''
beforeEach(() => {
  work = temporaryFolder()
  medium = path.join(work, 'medium')
})
afterEach(() => fs.rmSync(work, { recursive: true, force: true }))

/** Moves the patient's laboratory result to another place, its bytes changed. */
function misplace(name: string, change: (bytes: Buffer) => Buffer): void {
  writeMessage(medium, { patientId: PATIENT, type: 'ADT-00', segments: ['PV1|0001|O'] })
  const lab = { patientId: PATIENT, type: 'OML-11', date: '20220501', order: '000000000000001' }
  const from = path.join(medium, writeMessage(medium, { ...lab, segments: labSegments('1.30') }))
  const to = path.join(medium, name)
  fs.mkdirSync(path.dirname(to), { recursive: true })
  fs.writeFileSync(to, change(fs.readFileSync(from)))
  fs.rmSync(from)
}

function load() {
  const data = path.join(work, 'data')
  const { code } = sansho('load', medium, '--data', data)
  const gaps = query(
    data,
    'SELECT p.patient_id, g.reason, g.detail FROM gap g LEFT JOIN patient p ON p.id = g.patient',
  )
  return { code, gaps, results: query(data, 'SELECT value FROM observation') }
}

test('a sound one is no fact, for nothing says whether it was deleted, and a gap of its patient', () => {
  misplace('found.000/FILE0001.CHK', (bytes) => bytes)
  const detail = '1 file: an HL7 message outside the folders of its storage'
  expect(load()).toEqual({
    code: 3,
    gaps: [{ patient_id: PATIENT, reason: 'not-interpreted', detail }],
    results: [],
  })
})

test('one whose end was overwritten is a damaged file of its patient', () => {
  const noise = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919 * (i + 13)) % 256))
  misplace('recup_dir.1/f0012345.txt', (bytes) => Buffer.concat([bytes.subarray(0, -40), noise]))
  const { code, gaps } = load()
  expect(code).toBe(3)
  expect(gaps).toMatchObject([{ patient_id: PATIENT, reason: 'encrypted' }])
})

test('one that names no patient is nobody’s', () => {
  misplace('x.hl7', (bytes) => Buffer.from(bytes.toString('latin1').replaceAll(PATIENT, '')))
  expect(load().gaps).toMatchObject([{ patient_id: null, reason: 'not-interpreted' }])
})

test('a document that says itself whose it is, is read, and its chart says that nobody knows whether it was deleted', () => {
  writeMessage(medium, { patientId: PATIENT, type: 'ADT-00', segments: ['PV1|0001|O'] })
  for (const name of ['found.000/FILE0007.CHK', 'documents/summary.xml']) {
    fs.mkdirSync(path.dirname(path.join(medium, name)), { recursive: true })
    const id = name.length.toString()
    fs.writeFileSync(
      path.join(medium, name),
      cdaDocument({
        id,
        patient: PATIENT,
        names: '<name><family>YAMADA</family><given>TARO</given></name>',
      }),
    )
  }
  expect(load().gaps).toEqual([
    {
      patient_id: PATIENT,
      reason: 'doubtful',
      detail:
        'found outside its folders, under the name of a rescue program: whether it was deleted or replaced is not known',
    },
  ])
})
