/** FHIR R4 sources through the program: what is asked of the pipeline beyond what the format's own tests prove. */
import { spawnSync } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cdaDocument } from '../cda/cda-document.ts'
import { labSegments, query, report, sansho, temporaryFolder, writeMessage } from './medium.ts'

type Resource = Readonly<Record<string, unknown>>

const work = temporaryFolder()
afterAll(() => fs.rmSync(work, { recursive: true, force: true }))

/** Writes resources as lines of a Bulk Data file. */
function writeLines(root: string, name: string, resources: readonly Resource[]): void {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
  const text = resources.map((resource) => `${JSON.stringify(resource)}\n`).join('')
  // JSON.stringify drops the zero that a laboratory wrote.
  const bytes = Buffer.from(text.replaceAll('"@24.0"', '24.0'))
  fs.writeFileSync(path.join(root, name), name.endsWith('.gz') ? zlib.gzipSync(bytes) : bytes)
}

const NUMBER = 'urn:oid:1.2.392.100495.20.3.51.11310000000'
const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'
const SUBJECT = { subject: { reference: 'Patient/p1' } }

const patient = (id: string, number: string, family: string, more: Resource = {}): Resource => ({
  resourceType: 'Patient',
  id,
  identifier: [{ system: NUMBER, value: number }],
  name: [{ family, given: ['太郎'] }],
  birthDate: '1970-01-01',
  ...more,
})

const observation = (id: string, code: string, value: Resource, more: Resource = {}): Resource => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: [{ coding: [{ code: 'laboratory' }] }],
  code: { text: code, coding: [{ system: 'http://loinc.org', code }] },
  effectiveDateTime: '2026-05-01T09:00:00+09:00',
  ...SUBJECT,
  ...value,
  ...more,
})

const quantity = (value: unknown, unit: string, comparator?: string): Resource => ({
  valueQuantity: { value, unit, ...(comparator !== undefined && { comparator }) },
})

const NOTE = '経過良好。\n明日退院予定。'

function writeHospital(root: string): void {
  writeLines(root, 'Patient.ndjson', [
    patient('p1', '00000010', '山田'),
    patient('p2', '00000020', '鈴木', {
      meta: { security: [{ system: CONFIDENTIALITY, code: 'R' }] },
    }),
    patient('p3', '00000030', '高橋'),
  ])
  writeLines(root, 'Condition.ndjson', [
    {
      resourceType: 'Condition',
      id: 'labelled',
      subject: { reference: 'Patient/p3' },
      code: { text: '秘匿の病名' },
      meta: { security: [{ system: CONFIDENTIALITY, code: 'V' }] },
    },
    {
      resourceType: 'Condition',
      id: 'labelled-by-error',
      ...SUBJECT,
      code: { text: '誤り' },
      verificationStatus: { coding: [{ code: 'entered-in-error' }] },
      meta: { security: [{ system: CONFIDENTIALITY, code: 'V' }] },
    },
  ])
  writeLines(root, 'Location.ndjson', [
    {
      resourceType: 'Location',
      id: 'w',
      name: '3東病棟',
      physicalType: { coding: [{ code: 'wa' }] },
    },
    {
      resourceType: 'Location',
      id: 'b',
      name: '301-2',
      physicalType: { coding: [{ code: 'bd' }] },
      partOf: { reference: 'Location/w' },
    },
  ])
  writeLines(root, 'Encounter.ndjson', [
    {
      resourceType: 'Encounter',
      id: 'e1',
      status: 'in-progress',
      class: { code: 'IMP' },
      ...SUBJECT,
      period: { start: '2026-04-30T10:00:00+09:00' },
      location: [{ location: { reference: 'Location/b' }, status: 'active' }],
    },
  ])
  writeLines(root, 'Observation.000.ndjson.gz', [
    observation('o1', '1988-5', quantity(5, 'mg/L', '<')),
    observation('o2', '2160-0', quantity('@24.0', 'umol/L')),
    observation('o3', '2823-3', quantity(9.9, 'mmol/L'), { status: 'entered-in-error' }),
    observation('o4', '718-7', quantity(8, 'g/dL'), {
      meta: { lastUpdated: '2026-05-01T10:00:00+09:00' },
    }),
    observation('abo', '883-9', { valueCodeableConcept: { text: 'A型' } }),
    observation('rh', '10331-7', { valueCodeableConcept: { text: 'Rh陽性' } }),
    observation('w1', '29463-7', quantity(61, 'kg'), {
      effectiveDateTime: '2026-04-01T09:00:00+09:00',
    }),
    observation('w2', '29463-7', quantity(58.5, 'kg')),
    observation('w3', '29463-7', quantity(99, 'kg'), {
      status: 'entered-in-error',
      effectiveDateTime: '2026-05-02T09:00:00+09:00',
    }),
  ])
  writeLines(root, 'Observation.001.ndjson', [
    observation('o4', '718-7', quantity(12, 'g/dL'), {
      meta: { lastUpdated: '2026-05-01T12:00:00+09:00' },
      status: 'corrected',
    }),
    observation('lost', '718-7', quantity(1, 'g/dL'), { subject: { reference: 'Patient/none' } }),
  ])
  writeLines(root, 'DocumentReference.ndjson', [
    {
      resourceType: 'DocumentReference',
      id: 'd1',
      status: 'current',
      type: { text: '経過記録' },
      date: '2026-05-01T15:00:00+09:00',
      ...SUBJECT,
      content: [
        {
          attachment: {
            contentType: 'text/plain; charset=utf-8',
            data: Buffer.from(NOTE).toString('base64'),
          },
        },
      ],
    },
    {
      resourceType: 'DocumentReference',
      id: 'd2',
      status: 'entered-in-error',
      type: { text: '経過記録' },
      date: '2026-05-01T16:00:00+09:00',
      ...SUBJECT,
      content: [{ attachment: { contentType: 'text/plain', url: 'Binary/x' } }],
    },
  ])
  writeLines(root, 'Binary.ndjson', [
    {
      resourceType: 'Binary',
      id: 'x',
      contentType: 'text/plain',
      data: Buffer.from('別の患者の記録').toString('base64'),
    },
  ])
  writeLines(root, 'AllergyIntolerance.ndjson', [
    {
      resourceType: 'AllergyIntolerance',
      id: 'a1',
      clinicalStatus: { coding: [{ code: 'active' }] },
      verificationStatus: { coding: [{ code: 'confirmed' }] },
      code: { coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] },
      patient: { reference: 'Patient/p2' },
    },
  ])
  writeLines(root, 'CarePlan.ndjson', [
    { resourceType: 'CarePlan', id: 'c1', status: 'active', intent: 'plan', ...SUBJECT },
  ])
}

describe('a folder of Bulk Data', () => {
  const medium = path.join(work, 'bulk')
  const data = path.join(work, 'bulk-data')
  let loaded: ReturnType<typeof report>

  beforeAll(() => {
    writeHospital(medium)
    const outcome = sansho('load', medium, '--data', data, '--json')
    expect(outcome.stderr).toBe('')
    expect(outcome.code).toBe(3)
    loaded = JSON.parse(
      fs.readFileSync(path.join(data, 'generations', 'current', 'report.json'), 'utf8'),
    )
  }, 60_000)

  test('a patient is marked whose whole record is labelled restricted, or a valid one of whose records is, and no other', () => {
    const marked = query(
      data,
      'SELECT p.patient_id AS id FROM restricted_patient r JOIN patient p ON p.id = r.patient',
    )
    expect(marked).toEqual([{ id: '00000020' }, { id: '00000030' }])
    const shown = query(data, 'SELECT t.display FROM problem JOIN term t ON t.id = condition_id')
    expect(shown).toContainEqual({ display: '秘匿の病名' })
  })

  const results = (code: string) =>
    query<{ value: string; number: number | null; comparator: string; standing: number }>(
      data,
      `SELECT o.value, o.number, o.comparator, g.standing FROM observation o
       JOIN observation_group g ON g.id = o.group_id JOIN term t ON t.id = o.item_id
       WHERE t.display = '${code}' ORDER BY o.value`,
    )

  test('files and resources are both accounted for', () => {
    expect(loaded.files).toMatchObject({ seen: 10, loaded: 10 })
    expect(loaded.resources).toEqual({
      seen: 24,
      loaded: 20,
      supporting: 2,
      notInterpreted: 1,
      refused: 1,
    })
    const types = Object.fromEntries(
      loaded.dataTypes.map((row: { dataType: string }) => [row.dataType, row]),
    )
    expect(types.Observation).toMatchObject({ seen: 11, loaded: 10, quarantined: 1 })
    expect(types.CarePlan).toMatchObject({ seen: 1, notInterpreted: 1, ja: 'ケア計画' })
    const records = query<{ n: number }>(data, 'SELECT sum(records) AS n FROM file', 'manifest')
    expect(records[0]?.n).toBe(20)
  })

  test('a stay in progress has its ward and bed through the files of other types', () => {
    expect(
      query(
        data,
        `SELECT p.patient_id, e.status, t.display AS ward, e.bed FROM encounter e
         JOIN patient p ON p.id = e.patient LEFT JOIN term t ON t.id = e.ward_id`,
      ),
    ).toEqual([{ patient_id: '00000010', status: 'in-progress', ward: '3東病棟', bed: '301-2' }])
  })

  test('values stand as they were written', () => {
    expect(results('1988-5')).toEqual([{ value: '<5', number: 5, comparator: '<', standing: 1 }])
    expect(results('2160-0')).toMatchObject([{ value: '24.0', number: 24 }])
  })

  test('what was entered in error is never current', () => {
    expect(results('2823-3')).toMatchObject([{ value: '9.9', standing: 0 }])
  })

  test('of a resource in two files the newest is valid', () => {
    expect(results('718-7')).toMatchObject([
      { value: '12', standing: 1 },
      { value: '8', standing: 2 },
    ])
  })

  test('the content inside a resource is kept under its own hash', () => {
    const sha256 = crypto.hash('sha256', Buffer.from(NOTE), 'hex')
    const parts = query<{ blob: string; bytes: number }>(
      data,
      `SELECT p.blob, p.bytes FROM document_part p JOIN document d ON d.id = p.document_id
       WHERE d.standing = 1`,
    )
    expect(parts).toEqual([{ blob: sha256, bytes: Buffer.byteLength(NOTE) }])
    const place = path.join(data, 'generations', 'current', 'blobs', sha256.slice(0, 2), sha256)
    const bytes = fs.existsSync(place)
      ? fs.readFileSync(place)
      : zlib.zstdDecompressSync(fs.readFileSync(`${place}.zst`))
    expect(bytes.toString()).toBe(NOTE)
  })

  test('content in a resource of its own is as invalid as the document that refers to it', () => {
    const texts = query<{ standing: number }>(
      data,
      "SELECT standing FROM document WHERE document_key LIKE '%DocumentReference/d2'",
    )
    expect(new Set(texts.map(({ standing }) => standing))).toEqual(new Set([0]))
  })

  test('none known is a state of its own', () => {
    expect(
      query(
        data,
        'SELECT p.patient_id, a.state FROM current_allergy a JOIN patient p ON p.id = a.patient',
      ),
    ).toEqual([{ patient_id: '00000020', state: 'none-known' }])
  })

  test('blood type and weight come from the newest valid results', () => {
    expect(
      query(
        data,
        "SELECT blood_abo, blood_rh, height, weight FROM patient WHERE patient_id = '00000010'",
      ),
    ).toEqual([{ blood_abo: 'A型', blood_rh: 'Rh陽性', height: '', weight: '58.5kg' }])
  })

  test('what is in no record is a gap where it would have stood', () => {
    expect(
      query(
        data,
        `SELECT p.patient_id, g.area, g.data_type, g.reason, g.detail FROM gap g
         LEFT JOIN patient p ON p.id = g.patient ORDER BY g.data_type`,
      ),
    ).toEqual([
      {
        patient_id: '00000010',
        area: 'problems',
        data_type: 'CarePlan',
        reason: 'not-interpreted',
        detail: 'line 1',
      },
      {
        patient_id: null,
        area: 'labs',
        data_type: 'Observation',
        reason: 'unknown-patient',
        detail: expect.stringMatching(/^line 2: its patient is not in this backup/),
      },
    ])
  })

  test('the same folder in a tar archive gives the same records', () => {
    const archive = path.join(work, 'bulk.tar')
    expect(spawnSync('tar', ['-cf', archive, '-C', medium, '.']).status).toBe(0)
    const other = path.join(work, 'tar-data')
    const outcome = sansho('load', archive, '--data', other, '--json')
    expect(outcome.code).toBe(3)
    const again = report(outcome)
    expect(again.records).toEqual(loaded.records)
    expect(again.files).toMatchObject({ loaded: 10, quarantined: 0 })
  })
})

describe('versions', () => {
  const medium = path.join(work, 'versions')
  const data = path.join(work, 'versions-data')
  const document = (id: string, more: Resource = {}): Resource => ({
    resourceType: 'DocumentReference',
    id,
    status: 'current',
    type: { text: id },
    ...SUBJECT,
    content: [{ attachment: { contentType: 'text/plain', data: btoa(id) } }],
    ...more,
  })

  beforeAll(() => {
    writeLines(medium, 'Patient.ndjson', [
      patient('p1', '1', '旧姓', { meta: { lastUpdated: '2026-01-01T00:00:00+09:00' } }),
      patient('p1', '1', '新姓', { meta: { lastUpdated: '2026-02-01T00:00:00+09:00' } }),
    ])
    writeLines(medium, 'DocumentReference.ndjson', [
      document('old'),
      document('new', {
        relatesTo: [{ code: 'replaces', target: { reference: 'DocumentReference/old' } }],
      }),
      document('kept'),
      document('wrong', {
        status: 'entered-in-error',
        relatesTo: [{ code: 'replaces', target: { reference: 'DocumentReference/kept' } }],
      }),
    ])
    writeLines(medium, 'Observation.ndjson', [
      observation('gone', 'gone', quantity(1, 'g')),
      observation('same', 'same', quantity(1, 'g')),
      observation('same', 'same', quantity(2, 'g')),
    ])
    fs.writeFileSync(
      path.join(medium, 'deleted.json'),
      JSON.stringify({
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [{ request: { method: 'DELETE', url: 'Observation/gone' } }],
      }),
    )
    expect(sansho('load', medium, '--data', data, '--json').stderr).toBe('')
  }, 60_000)

  test('the newest Patient says who it is', () => {
    expect(query(data, 'SELECT family, mastered FROM patient')).toEqual([
      { family: '新姓', mastered: 1 },
    ])
  })

  test('a replaced document is superseded, unless the replacement was an error', () => {
    const rows = query<{ title: string; standing: number }>(
      data,
      'SELECT t.display AS title, d.standing FROM document d JOIN term t ON t.id = d.type_id',
    )
    expect(Object.fromEntries(rows.map(({ title, standing }) => [title, standing]))).toEqual({
      old: 2,
      new: 1,
      kept: 1,
      wrong: 0,
    })
  })

  test('what the source deleted is deleted, of equal versions the last one counts', () => {
    expect(
      query(
        data,
        `SELECT t.display AS code, o.value, g.standing FROM observation o
         JOIN observation_group g ON g.id = o.group_id JOIN term t ON t.id = o.item_id ORDER BY 1, 2`,
      ),
    ).toEqual([
      { code: 'gone', value: '1', standing: 0 },
      { code: 'same', value: '1', standing: 2 },
      { code: 'same', value: '2', standing: 1 },
    ])
  })
})

test('a file of many pieces is their sum, and its records lead to it', () => {
  const medium = path.join(work, 'large')
  const data = path.join(work, 'large-data')
  const count = 12_345
  writeLines(medium, 'Patient.ndjson', [patient('p1', '1', '山田')])
  writeLines(
    medium,
    'Observation.ndjson',
    Array.from({ length: count }, (_, index) =>
      observation(`o${index}`, '2160-0', quantity(index, 'mg')),
    ),
  )
  const outcome = sansho('load', medium, '--data', data, '--json')
  expect(outcome.code).toBe(0)
  expect(report(outcome).records).toMatchObject({ observationGroup: count, result: count })
  const [file] = query<{ id: number; records: number }>(
    data,
    "SELECT id, records FROM file WHERE path = 'Observation.ndjson'",
    'manifest',
  )
  expect(file?.records).toBe(count)
  expect(query(data, 'SELECT DISTINCT file_id AS id, standing FROM observation_group')).toEqual([
    { id: file?.id, standing: 1 },
  ])
  expect(query(data, 'SELECT count(DISTINCT value) AS n FROM observation')).toEqual([{ n: count }])
}, 60_000)

test('another release of FHIR is refused by its name', () => {
  const medium = path.join(work, 'release')
  const data = path.join(work, 'release-data')
  writeHospital(medium)
  fs.writeFileSync(
    path.join(medium, 'old.json'),
    JSON.stringify({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ resource: { resourceType: 'MedicationOrder', id: '1', status: 'active' } }],
    }),
  )
  const outcome = sansho('load', medium, '--data', data, '--json')
  expect(outcome.code).toBe(3)
  expect(
    query(data, "SELECT reason, detail FROM file WHERE path = 'old.json'", 'manifest'),
  ).toEqual([{ reason: 'other-version', detail: expect.stringMatching(/DSTU2/) }])
  expect(query(data, "SELECT reason FROM gap WHERE data_type = 'FHIR'")).toEqual([
    { reason: 'other-version' },
  ])
})

test('an SS-MIX2 store and a FHIR export of the same hospital are one chart', () => {
  const store = path.join(work, 'store')
  const bulk = path.join(work, 'both')
  const data = path.join(work, 'both-data')
  writeMessage(store, { patientId: '00000010', type: 'ADT-00' })
  writeHospital(bulk)
  const outcome = sansho('load', `ehr=${store}`, `fhir=${bulk}`, '--data', data, '--json')
  expect(outcome.stderr).toBe('')
  expect(query(data, "SELECT count(*) AS n FROM patient WHERE patient_id = '00000010'")).toEqual([
    { n: 1 },
  ])
  expect(query(data, 'SELECT label, format FROM source ORDER BY id')).toEqual([
    { label: 'ehr', format: 'ssmix2' },
    { label: 'fhir', format: 'fhir' },
  ])
})

test('one number with two birth dates is two charts, and both say so', () => {
  const store = path.join(work, 'other-store')
  const bulk = path.join(work, 'other-bulk')
  const data = path.join(work, 'other-data')
  writeMessage(store, { patientId: '00000010', type: 'ADT-00' })
  writeMessage(store, { patientId: '00000010', type: 'OML-11', segments: labSegments('0.9') })
  writeLines(bulk, 'Patient.ndjson', [
    patient('p1', '00000010', '別人', { birthDate: '1981-02-03' }),
  ])
  writeLines(bulk, 'Observation.ndjson', [observation('o1', '1988-5', quantity(77, 'mg/L'))])
  const summary = cdaDocument({ patient: '00000010', birth: '19810203' })
  fs.writeFileSync(path.join(bulk, 'torn.xml'), summary.slice(0, summary.indexOf('</component>')))
  expect(sansho('load', `ehr=${store}`, `fhir=${bulk}`, '--data', data, '--json').stderr).toBe('')
  const gaps = query(
    data,
    "SELECT p.patient_id, g.reason FROM gap g LEFT JOIN patient p ON p.id = g.patient WHERE g.data_type = 'CDA'",
  )
  expect(gaps).toEqual([{ patient_id: 'fhir|00000010', reason: 'truncated' }])
  const rows = query(
    data,
    `SELECT p.patient_id, p.birth_at, o.value, f.detail FROM patient p
     JOIN observation_group g ON g.patient = p.id JOIN observation o ON o.group_id = g.id
     JOIN gap f ON f.patient = p.id AND f.reason = 'kept-apart' ORDER BY p.id`,
  )
  const detail = (other: string) =>
    `ehr / fhir: birth date 1970-01-01 / 1981-02-03; the other chart is ${other}`
  expect(rows).toEqual([
    {
      patient_id: '00000010',
      birth_at: '1970-01-01',
      value: '0.9',
      detail: detail('fhir|00000010'),
    },
    {
      patient_id: 'fhir|00000010',
      birth_at: '1981-02-03',
      value: '77',
      detail: detail('00000010'),
    },
  ])
  const found = query(
    data,
    "SELECT p.patient_id FROM patient_identifier i JOIN patient p ON p.id = i.patient WHERE i.value = '00000010' ORDER BY 1",
  )
  expect(found).toEqual([{ patient_id: '00000010' }, { patient_id: 'fhir|00000010' }])
})

test('inspect names FHIR files and writes nothing', () => {
  const outcome = sansho('inspect', path.join(work, 'bulk'), '--json')
  expect(report(outcome).formats).toEqual({ fhir: 10 })
})

test('a document that is newer than every other record says as of when its source is', () => {
  const root = path.join(work, 'written-last')
  fs.mkdirSync(root, { recursive: true })
  fs.writeFileSync(path.join(root, 'summary.xml'), cdaDocument({ written: '20220503101500+0900' }))
  const outcome = sansho('load', root, '--data', path.join(work, 'written-last-data'), '--json')
  expect(report(outcome).asOf).toBe('2022-05-03T10:15:00')
})

test('what was given stands under the number and Rp of the order that it names, whatever numbers the order', () => {
  const root = path.join(work, 'requested')
  const drug = { medicationCodeableConcept: { text: 'セファゾリン' } }
  const order = (id: string, more: Resource): Resource => ({
    ...{ resourceType: 'MedicationRequest', id, status: 'active', intent: 'order' },
    ...{ ...SUBJECT, ...drug, ...more },
  })
  const given = (id: string, request: string): Resource => ({
    ...{ resourceType: 'MedicationAdministration', id, status: 'completed', ...SUBJECT, ...drug },
    ...{ effectiveDateTime: '2026-05-01T09:00:00+09:00' },
    request: { reference: `MedicationRequest/${request}` },
  })
  const group = { groupIdentifier: { value: 'RX-77' } }
  const rp = { identifier: [{ system: 'urn:oid:1.2.392.100495.20.3.81', value: '2' }] }
  const injected = { meta: { profile: ['http://x/JP_MedicationRequest_Injection'] } }
  writeLines(root, 'Patient.ndjson', [patient('p1', '00000010', '山田')])
  writeLines(root, 'MedicationRequest.ndjson', [
    order('r1', { ...group, ...rp }),
    order('r2', { ...group, ...injected }),
    order('r3', {}),
  ])
  writeLines(root, 'MedicationAdministration.ndjson', [
    given('a1', 'r1'),
    given('a2', 'r2'),
    given('a3', 'r3'),
    given('a4', 'not-in-this-backup'),
  ])
  const data = path.join(work, 'requested-data')
  expect(sansho('load', root, '--data', data, '--json').stderr).toBe('')
  const rows = query(
    data,
    'SELECT form, order_no, group_no FROM administration ORDER BY order_no, form',
  )
  expect(rows).toEqual([
    { form: 'injection', order_no: 'RX-77', group_no: '' },
    { form: 'prescription', order_no: 'RX-77', group_no: '2' },
    { form: 'prescription', order_no: 'not-in-this-backup', group_no: '' },
    { form: 'prescription', order_no: 'r3', group_no: '' },
  ])
})
