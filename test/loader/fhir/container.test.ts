import zlib from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fhir } from '../../../loader/formats/fhir/format.ts'
import {
  all,
  bundle,
  CHART,
  expectRecords,
  PATIENT,
  readLines,
  readSource,
  SUBJECT,
} from './reading-door.ts'

const lab = (id: string) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: 'AST' },
  valueInteger: 1,
  ...SUBJECT,
})
const LAB = JSON.stringify(lab('o1'))
const PATIENT_LINE = JSON.stringify(PATIENT)
const facts = (path: string) => {
  const found = fhir.claim(path)
  if (found === null) throw new Error(path)
  return found
}

describe('which files are FHIR', () => {
  it.each([
    ['a/Observation.000.ndjson', 'Observation'],
    ['Patient.NDJSON.gz', 'Patient'],
    ['export.ndjson', 'FHIR'],
  ])('%s by name', (path, dataType) => {
    expect(fhir.claim(path)).toEqual({
      patientId: '',
      date: '',
      dataType,
      versionKey: '',
      versionTime: '',
      standing: 'current',
    })
  })

  it('other JSON and other files are not', () => {
    expect(fhir.claim('a.json')).toBeNull()
    const claims = (text: string) => fhir.claimContent?.(Buffer.from(text), 'a.json') !== null
    expect(claims('{"resourceType": "Bundle"}')).toBe(true)
    expect(claims('\ufeff{"resourceType":"Patient"}')).toBe(true)
    expect(claims('{"name":"x"}')).toBe(false)
    expect(claims('<ClinicalDocument xmlns="urn:hl7-org:v3">')).toBe(false)
    expect(claims('resourceType')).toBe(false)
  })

  it('a gzip is one by what is inside, also by its first bytes alone', () => {
    const long = {
      ...PATIENT,
      text: { div: Array.from({ length: 9000 }, (_, i) => `${i * 7919}`).join(' ') },
    }
    const head = zlib.gzipSync(JSON.stringify(long)).subarray(0, 4096)
    expect(fhir.claimContent?.(head, 'a.json.gz')).not.toBeNull()
    expect(fhir.claimContent?.(zlib.gzipSync('hello').subarray(0, 4096), 'a.gz')).toBeNull()
  })
})

describe('NDJSON', () => {
  it('survives a byte order mark, CRLF, blank lines and a missing last newline', () => {
    const text = `\ufeff${PATIENT_LINE}\r\n\r\n   \n${LAB}`
    const reading = expectRecords(readSource({ 'a.ndjson': text }).get('a.ndjson'))
    expect(reading.records.map(({ kind }) => kind)).toEqual(['patient', 'observationGroup'])
    expect(reading.parts.seen).toBe(2)
  })

  it('is read out of a gzip', () => {
    const reading = expectRecords(
      readSource({ 'a.ndjson.gz': zlib.gzipSync(`${PATIENT_LINE}\n${LAB}`) }).get('a.ndjson.gz'),
    )
    expect(reading.parts.loaded).toBe(2)
  })

  it('loses only the lines that are broken, and names each', () => {
    const sjis = Buffer.concat([
      Buffer.from('{"resourceType":"Flag","x":"'),
      Buffer.from([0x93, 0xfa]),
      Buffer.from('"}'),
    ])
    const bytes = Buffer.concat([
      Buffer.from(`${PATIENT_LINE}\n${LAB.slice(0, 40)}\nnonsense\n[1]\n{"a":1}\n`),
      sjis,
      Buffer.from(`\n${LAB}\n`),
    ])
    const { parts, records, problems } = expectRecords(
      readSource({ 'a.ndjson': bytes }).get('a.ndjson'),
    )
    expect(records.map(({ kind }) => kind)).toEqual(['patient', 'observationGroup'])
    expect(parts).toMatchObject({ seen: 7, loaded: 2, refused: 5 })
    expect(parts.unread.map(({ where, reason }) => [where, reason])).toEqual([
      ['line 2', 'truncated'],
      ['line 3', 'unparsable'],
      ['line 4', 'unparsable'],
      ['line 5', 'unparsable'],
      ['line 6', 'undecodable'],
    ])
    expect(problems.map(({ where }) => where)).toEqual([
      'line 2',
      'line 3',
      'line 4',
      'line 5',
      'line 6',
    ])
  })

  it('says nothing of the content in what it says of a broken line', () => {
    const { parts } = readLines('{"resourceType":"Patient","name":山田}', lab('o1'))
    expect(JSON.stringify(parts)).not.toContain('山田')
  })

  it('counts what it does not interpret by patient and type', () => {
    const plan = { resourceType: 'CarePlan', ...SUBJECT }
    const { parts } = readLines(
      plan,
      plan,
      { resourceType: 'Coverage', beneficiary: SUBJECT.subject },
      { resourceType: 'Novel' },
    )
    expect(parts).toMatchObject({ seen: 4, loaded: 0, notInterpreted: 4, refused: 0 })
    expect(
      parts.unread.map(({ dataType, count, patientId }) => [dataType, count, patientId]),
    ).toEqual([
      ['CarePlan', 2, '00000010'],
      ['Coverage', 1, '00000010'],
      ['Novel', 1, ''],
    ])
  })

  it('staff, places and outcomes of the exchange are supporting', () => {
    const { parts } = readLines(
      { resourceType: 'Practitioner', id: 'd' },
      { resourceType: 'OperationOutcome' },
    )
    expect(parts).toMatchObject({ seen: 2, supporting: 2 })
  })

  it('that is no FHIR is not interpreted as a whole', () => {
    expect(readSource({ 'log.ndjson': '{"exportId":"1"}\n' }).get('log.ndjson')).toEqual({
      outcome: 'notInterpreted',
      reason: 'no FHIR resource: it has no resourceType',
    })
  })

  it('comes in pieces that are together the whole', () => {
    const lines = [
      PATIENT_LINE,
      ...Array.from({ length: 3500 }, (_, i) => JSON.stringify(lab(`o${i}`))),
    ]
    const bytes = Buffer.from(lines.join('\n'))
    const pieces = [...(fhir.parseInPieces?.(bytes, 'a.ndjson', facts('a.ndjson')) ?? [])].map(
      expectRecords,
    )
    expect(pieces.length).toBeGreaterThan(1)
    const whole = expectRecords(fhir.parse(bytes, 'a.ndjson', facts('a.ndjson')))
    expect(pieces.flatMap(({ records }) => records)).toEqual(whole.records)
    expect(pieces.reduce((sum, { parts }) => sum + parts.seen, 0)).toBe(3501)
    expect(whole.parts).toMatchObject({ seen: 3501, loaded: 3501 })
  })
})

describe('Bundles and single resources', () => {
  const entries = [{ resource: PATIENT }, { resource: lab('o1') }]
  it.each(['transaction', 'collection', 'document', 'searchset', 'history', 'batch'])(
    '%s',
    (type) => {
      const reading = expectRecords(readSource({ 'a.json': bundle(type, entries) }).get('a.json'))
      expect(all(reading, 'observationGroup')).toHaveLength(1)
    },
  )

  it('one resource a file refers to the others', () => {
    const files = readSource({
      'p.json': JSON.stringify(PATIENT, null, 2),
      'o.json': JSON.stringify(lab('o'), null, 2),
    })
    expect(all(expectRecords(files.get('o.json')), 'observationGroup')).toHaveLength(1)
  })

  it('a searchset outcome is supporting, a response without resource is nothing', () => {
    const content = bundle('searchset', [
      ...entries,
      { resource: { resourceType: 'OperationOutcome' }, search: { mode: 'outcome' } },
      { response: { status: '404' } },
    ])
    const { parts } = expectRecords(readSource({ 'a.json': content }).get('a.json'))
    expect(parts).toMatchObject({ seen: 3, loaded: 2, supporting: 1 })
  })

  it('a Bundle without any Patient says so for each of its facts', () => {
    const content = bundle('collection', [
      { resource: lab('o1') },
      { resource: { resourceType: 'Organization', name: 'A' } },
    ])
    const { parts } = expectRecords(readSource({ 'a.json': content }).get('a.json'))
    expect(parts).toMatchObject({ seen: 2, supporting: 1, refused: 1 })
    expect(parts.unread[0]).toMatchObject({ where: 'entry 1', reason: 'unknown-patient' })
  })

  it.each([
    ['an empty file', '', 'empty'],
    ['zeros', '\0\0\0\0', 'zero-filled'],
    ['a cut Bundle', bundle('collection', entries).slice(0, -30), 'truncated'],
  ])('%s is quarantined', (_, content, refusal) => {
    const bytes = Buffer.from(content)
    expect(fhir.parse(bytes, 'a.json', facts('a.ndjson'))).toMatchObject({
      outcome: 'quarantined',
      refusal,
    })
  })

  it('what is cut is a gap of the one patient whom all that is whole of it names', () => {
    const long = { ...lab('o1'), note: [{ text: 'x'.repeat(200) }] }
    const other = { ...PATIENT, id: 'p2', identifier: [{ ...PATIENT.identifier[0], value: '2' }] }
    const cutOf = (content: string, name = 'x/cut.json', cut = -50) => {
      const text = content.slice(0, cut)
      const bytes = name.endsWith('.gz') ? zlib.gzipSync(content).subarray(0, cut) : text
      const files = { 'x/Patient.ndjson': JSON.stringify(PATIENT), [name]: bytes }
      return readSource(files).get(name)
    }
    const whole = bundle('collection', [{ resource: PATIENT }, { resource: long }])
    const ofTwo = bundle(
      'collection',
      [PATIENT, other, long].map((resource) => ({ resource })),
    )
    const named = { outcome: 'quarantined', refusal: 'truncated', otherPatientId: CHART }
    expect(cutOf(JSON.stringify(long))).toMatchObject(named)
    expect(cutOf(whole)).toMatchObject(named)
    expect(cutOf(whole, 'x/cut.json.gz', -9)).toMatchObject(named)
    expect(cutOf(ofTwo)).toMatchObject({ ...named, otherPatientId: '' })
    const photographed = {
      ...PATIENT,
      address: [{ text: '栃木県' }],
      photo: [{ data: 'A'.repeat(200) }],
    }
    expect(cutOf(JSON.stringify(photographed))).toMatchObject(named)
    // Of a list that is cut, the number that counts may be gone; a number of a relative is none of the patient's.
    const { identifier, ...rest } = PATIENT
    expect(cutOf(JSON.stringify({ ...rest, identifier }))).toMatchObject({
      ...named,
      otherPatientId: '',
    })
    const contact = [{ organization: { identifier: { value: '77' } } }]
    expect(
      cutOf(
        JSON.stringify({ ...rest, contact, photo: photographed.photo, identifier }),
        'x/cut.json',
        -150,
      ),
    ).toMatchObject({ ...named, otherPatientId: '' })
    const lines = expectRecords(
      cutOf(`${JSON.stringify(lab('o2'))}\n${JSON.stringify(long)}`, 'x/Observation.ndjson'),
    )
    expect(lines.parts.unread).toMatchObject([{ patientId: CHART, reason: 'truncated' }])
  })

  it('hostile text that never ends costs no time', () => {
    const open = '{"resourceType":"Patient","subject":{"a":{'.repeat(50_000)
    expect(fhir.parse(Buffer.from(open), 'a.json', facts('a.ndjson'))).toMatchObject({
      otherPatientId: '',
    })
  })

  it('a gzip whose checksum is wrong is refused by that name', () => {
    const altered = zlib.gzipSync(LAB)
    altered[altered.length - 8] = (altered[altered.length - 8] ?? 0) ^ 1
    expect(fhir.parse(altered, 'a.ndjson.gz', facts('a.ndjson.gz'))).toMatchObject({
      refusal: 'unparsable',
      detail: 'gzip: its checksum is wrong (incorrect data check)',
    })
  })

  it('a cut gzip is quarantined', () => {
    const cut = zlib.gzipSync(LAB.repeat(9)).subarray(0, 60)
    expect(fhir.parse(cut, 'a.ndjson.gz', facts('a.ndjson.gz'))).toMatchObject({
      outcome: 'quarantined',
      refusal: 'truncated',
    })
  })

  it('a document that is longer than any text is refused with that reason', () => {
    const bytes = Buffer.alloc(2 ** 29, 'x')
    bytes.write('{"resourceType":"Bundle","type":"collection","entry":[')
    expect(fhir.parse(bytes, 'a.json', facts('a.ndjson'))).toMatchObject({
      outcome: 'quarantined',
      refusal: 'unparsable',
      detail: 'one JSON document of 536870912 bytes, too long to be read as one',
    })
  }, 60_000)
})

describe('any input', () => {
  const path = 'x/a.ndjson'
  const check = (bytes: Uint8Array, name: string) => {
    const context = fhir.preparation?.combine([fhir.preparation.gather(bytes, name)])
    const parsed = fhir.parse(bytes, name, facts(path), context)
    if (parsed.outcome !== 'records' || parsed.parts === undefined) return
    const { seen, loaded, supporting, notInterpreted, refused, unread } = parsed.parts
    expect(loaded + supporting + notInterpreted + refused).toBe(seen)
    const named = unread.reduce((sum, { count }) => sum + count, 0)
    expect(named).toBe(notInterpreted + refused)
  }

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom('a.ndjson', 'a.json'), check),
      { numRuns: 300 },
    )
  })

  it('never throws on resources of any shape, and accounts for each', () => {
    const types = [
      ...[
        'Patient',
        'Observation',
        'Encounter',
        'Condition',
        'AllergyIntolerance',
        'MedicationRequest',
      ],
      ...[
        'MedicationAdministration',
        'MedicationStatement',
        'Procedure',
        'Immunization',
        'DiagnosticReport',
      ],
      ...[
        'DocumentReference',
        'Composition',
        'ImagingStudy',
        'ServiceRequest',
        'NutritionOrder',
        'Flag',
        'Binary',
      ],
      ...['Location', 'Practitioner', 'Medication', 'Specimen', 'Bundle'],
    ]
    const names = [
      ...[
        'id',
        'status',
        'code',
        'coding',
        'text',
        'subject',
        'patient',
        'reference',
        'identifier',
        'value',
      ],
      ...[
        'valueQuantity',
        'component',
        'referenceRange',
        'low',
        'high',
        'contained',
        'entry',
        'resource',
        'class',
      ],
      ...[
        'period',
        'start',
        'end',
        'location',
        'dosageInstruction',
        'doseAndRate',
        'timing',
        'repeat',
        'section',
      ],
      ...[
        'content',
        'attachment',
        'data',
        'name',
        'given',
        'family',
        'link',
        'other',
        'meta',
        'extension',
        'url',
      ],
    ]
    const leaf = fc.oneof(
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom('Patient/p1', '#a', 'final', 'active', 'IMP', '2024-05-03', 'urn:uuid:x'),
    )
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 5 }, leaf, fc.array(tie('tree'), { maxLength: 3 }), tie('node')),
      node: fc.dictionary(fc.constantFrom(...names), tie('tree'), { maxKeys: 5 }),
    }))
    const resource = fc.record({
      resourceType: fc.constantFrom(...types),
      id: fc.constant('p1'),
      status: fc.constantFrom('final', 'active', 'completed', 'in-progress', 'current'),
      subject: fc.constant(SUBJECT.subject),
      patient: fc.constant(SUBJECT.subject),
      rest: fc.dictionary(fc.constantFrom(...names), tree, { maxKeys: 6 }),
    })
    fc.assert(
      fc.property(fc.array(resource, { maxLength: 6 }), fc.boolean(), (resources, isBundle) => {
        const flat = resources.map(({ rest, ...fixed }) => ({ ...fixed, ...rest }))
        const all = [PATIENT, ...flat]
        const text = isBundle
          ? bundle(
              'collection',
              all.map((each) => ({ resource: each })),
            )
          : all.map((each) => JSON.stringify(each)).join('\n')
        check(Buffer.from(text), isBundle ? 'a.json' : path)
      }),
      { numRuns: 500 },
    )
  })
})
