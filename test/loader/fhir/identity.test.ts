import { describe, expect, it } from 'vitest'
import {
  all,
  bundle,
  CHART,
  expectRecords,
  only,
  PATIENT,
  readLines,
  readSource,
  SUBJECT,
} from './reading-door.ts'

const lab = (subject: object, more: object = {}) => ({
  resourceType: 'Observation',
  id: 'o1',
  status: 'final',
  code: { text: 'AST' },
  subject,
  ...more,
})

describe('whose a fact is', () => {
  it.each([
    ['relative', { reference: 'Patient/p1' }],
    ['versioned', { reference: 'Patient/p1/_history/3' }],
    ['absolute', { reference: 'https://ehr.example/fhir/Patient/p1' }],
    ['urn of the id', { reference: 'urn:uuid:p1' }],
    [
      'conditional',
      { reference: 'Patient?identifier=urn:oid:1.2.392.100495.20.3.51.11310000000|00000010' },
    ],
    [
      'conditional, percent-encoded',
      { reference: 'Patient?identifier=urn%3Aoid%3A1.2.392.100495.20.3.51.11310000000%7C00000010' },
    ],
    [
      'logical',
      { identifier: { system: 'urn:oid:1.2.392.100495.20.3.51.11310000000', value: '00000010' } },
    ],
  ])(
    'is told by a %s reference across files, and the chart id is the hospital number',
    (_, subject) => {
      expect(only(readLines(lab(subject)), 'observationGroup').patientId).toBe(CHART)
    },
  )

  it.each([
    ['an unknown id', { reference: 'Patient/nobody' }],
    ['a display alone', { display: '山田 太郎' }],
    ['a value of another system', { identifier: { system: 'urn:other', value: '00000010' } }],
    ['nothing', {}],
  ])('is refused with %s, never guessed', (_, subject) => {
    const { records, parts } = readLines(lab(subject))
    expect(records).toEqual([])
    expect(parts).toMatchObject({ seen: 1, refused: 1 })
    expect(parts.unread[0]).toMatchObject({ reason: 'unknown-patient', where: 'line 1' })
  })

  const MR = 'urn:oid:1.2.392.100495.20.3.51.11310000000'
  const contained = (birthDate: string) => ({
    resourceType: 'Patient',
    id: 'c',
    identifier: [{ system: MR, value: '00000010' }],
    birthDate,
  })
  it.each([
    [
      'what names two persons',
      { reference: 'Patient/p1', identifier: { system: MR, value: '20' } },
      {},
    ],
    [
      'a contained person of another birth date',
      { reference: '#c' },
      { contained: [contained('1999-01-01')] },
    ],
  ])('%s is refused', (_, subject, more) => {
    const other = { ...PATIENT, id: 'p2', identifier: [{ system: MR, value: '20' }] }
    const { records, parts } = readLines(other, lab(subject, more))
    expect(records.filter(({ kind }) => kind !== 'patient')).toEqual([])
    expect(parts.unread).toMatchObject([{ reason: 'unknown-patient', where: 'line 2' }])
  })

  it.each([
    [
      'a reference and a number of one person',
      { reference: 'Patient/p1', identifier: { system: MR, value: '00000010' } },
      {},
    ],
    [
      'a number beside it that nobody has',
      { reference: 'Patient/p1', identifier: { system: 'urn:x', value: '9' } },
      {},
    ],
    [
      'a contained person of the same year',
      { reference: '#c' },
      { contained: [contained('1970')] },
    ],
  ])('%s is taken', (_, subject, more) => {
    expect(only(readLines(lab(subject, more)), 'observationGroup').patientId).toBe(CHART)
  })

  const MEMBER = 'http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID'
  const member = (value: string) => ({ system: MEMBER, value })
  const withMember = (value: string, more: object = {}) => ({
    ...{ ...PATIENT, ...more },
    identifier: [
      { system: 'urn:oid:1.2.392.100495.20.3.51.11310000000', value: '00000010' },
      member(value),
    ],
  })
  const husband = (value: string) => ({
    ...withMember(value, { id: 'p2', birthDate: '1968-04-01' }),
    identifier: [
      { system: 'urn:oid:1.2.392.100495.20.3.51.11310000000', value: '00000011' },
      member(value),
    ],
  })
  const readBeside = (patients: readonly object[], ...resources: object[]) => {
    const lines = (each: readonly object[]) => each.map((one) => JSON.stringify(one)).join('\n')
    const files = { 'x/Patient.ndjson': lines(patients), 'x/Data.ndjson': lines(resources) }
    return expectRecords(readSource(files).get('x/Data.ndjson'))
  }

  it('is told by an insurance number with its branch number, where one patient has it', () => {
    const own = '00012345:あいう:１８７:05'
    const reading = readBeside([withMember(own)], lab({ identifier: member(own) }))
    expect(only(reading, 'observationGroup').patientId).toBe(CHART)
    const aged = '39012345::12345678:'
    expect(
      only(readBeside([withMember(aged)], lab({ identifier: member(aged) })), 'observationGroup'),
    ).toMatchObject({ patientId: CHART })
  })

  it('is not told by an insurance number that a family shares, even where one of them alone is known', () => {
    const shared = '00012345:あいう:187:'
    const { records, parts } = readBeside([withMember(shared)], lab({ identifier: member(shared) }))
    expect(records).toEqual([])
    expect(parts.unread).toMatchObject([
      {
        reason: 'unknown-patient',
        detail:
          'it names its patient by an insurance number alone, and no Patient in this backup has that number for itself',
      },
    ])
  })

  it('is not told by an identifier that two patients of one export have', () => {
    const own = '00012345:あいう:187:05'
    const asked = lab({ identifier: member(own) })
    const patients = [withMember(own), husband(own)]
    expect(readBeside(patients, asked).records).toEqual([])
    const entry = [...patients, asked].map((resource) => ({ resource }))
    const bundled = JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry })
    const reading = expectRecords(readSource({ 'b.json': bundled }).get('b.json'))
    expect(all(reading, 'observationGroup')).toEqual([])
  })

  it('is not passed on from a report to a result without subject, which is missing on that chart', () => {
    const result = { ...lab({}, { id: 'o9' }), subject: undefined }
    const report = {
      resourceType: 'DiagnosticReport',
      id: 'r1',
      status: 'final',
      code: { text: '血算' },
      ...SUBJECT,
      result: [{ reference: 'Observation/o9' }],
    }
    const entry = [PATIENT, report, result].map((resource) => ({ resource }))
    const bundle = JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry })
    const reading = expectRecords(readSource({ 'b.json': bundle }).get('b.json'))
    expect(all(reading, 'observationGroup')).toEqual([])
    expect(reading.parts.unread).toMatchObject([{ patientId: CHART, reason: 'unknown-patient' }])
  })

  const readEntries = (...entries: { fullUrl?: string; resource: object }[]) => {
    const bundle = JSON.stringify({ resourceType: 'Bundle', type: 'document', entry: entries })
    return expectRecords(readSource({ 'b.json': bundle }).get('b.json'))
  }

  it('is not passed on to what a document or a report ties to a patient, which is missing on that chart', () => {
    const composition = {
      ...{
        resourceType: 'Composition',
        id: 'c1',
        status: 'final',
        type: { text: '診療情報提供書' },
      },
      ...{ ...SUBJECT, title: '紹介状', date: '2024-05-03' },
      section: [{ section: [{ entry: [{ reference: 'urn:uuid:d-1' }] }] }],
    }
    const course = {
      ...{ resourceType: 'DocumentReference', id: 'd1', status: 'current' },
      content: [{ attachment: { contentType: 'text/plain', data: 'NA==' } }],
    }
    const report = {
      ...{ resourceType: 'DiagnosticReport', id: 'r1', status: 'final', code: { text: '血算' } },
      result: [{ reference: 'Observation/o1' }],
    }
    const result = lab({ reference: 'Patient/p1' }, { id: 'o1' })
    const { parts } = readEntries(
      { resource: composition },
      { resource: PATIENT },
      { fullUrl: 'urn:uuid:d-1', resource: course },
      { resource: report },
      { resource: result },
    )
    expect(parts.unread.map(({ patientId, detail }) => [patientId, detail])).toEqual([
      [CHART, 'it names no patient; a document of this patient refers to it'],
      [CHART, 'it names no patient; its results are of this patient'],
    ])
  })

  it('is told by an id alone where an entry or the type says whose it is', () => {
    const id = 'p1'
    const patient = { fullUrl: `urn:uuid:${id}`, resource: PATIENT }
    const bare = readEntries({ resource: lab({ reference: id }) }, patient)
    expect(only(bare, 'observationGroup').patientId).toBe(CHART)
    expect(
      only(readLines(lab({ reference: id, type: 'Patient' })), 'observationGroup'),
    ).toMatchObject({ patientId: CHART })
    expect(readLines(lab({ reference: id })).records).toEqual([])
    expect(readLines(lab({ reference: id, type: 'Group' })).records).toEqual([])
  })

  it('is told of Parameters whose resources are all of one, and none of them becomes a fact', () => {
    const held = (...subjects: object[]) => ({
      resourceType: 'Parameters',
      parameter: [
        { name: 'a', resource: lab(subjects[0] ?? {}) },
        {
          name: 'b',
          part: subjects.slice(1).map((subject) => ({ name: 'c', resource: lab(subject) })),
        },
      ],
    })
    const { subject } = SUBJECT
    const own = readLines(held(subject, subject))
    expect(own.records).toEqual([])
    expect(own.parts).toMatchObject({
      seen: 1,
      notInterpreted: 1,
      unread: [
        { patientId: CHART, dataType: 'Parameters', detail: 'Parameters that hold Observation' },
      ],
    })
    const mixed = readLines(held(subject, { reference: 'Patient/nobody' }))
    expect(mixed.parts.unread).toMatchObject([{ patientId: '' }])
    expect(readLines({ resourceType: 'Parameters' }).parts).toMatchObject({ supporting: 1 })
  })

  it('does not take a second server with the same ids for the first', () => {
    const reading = readLines(
      lab({ reference: 'https://a.example/Patient/p1' }),
      lab({ reference: 'https://b.example/Patient/p1' }, { id: 'o2' }),
    )
    expect(all(reading, 'observationGroup')).toHaveLength(1)
    expect(reading.parts.unread[0]).toMatchObject({ reason: 'unknown-patient', where: 'line 2' })
  })

  it('does not call a group, a device or a place a patient', () => {
    const { parts } = readLines(lab({ reference: 'Group/herd1' }))
    expect(parts).toMatchObject({ notInterpreted: 1, refused: 0 })
  })

  it('is told inside a Bundle by urn:uuid in both syntaxes', () => {
    const id = '0b0e1d2c-1111-4222-8333-444455556666'
    const content = bundle('transaction', [
      { fullUrl: `urn:uuid:${id}`, resource: { ...PATIENT, id } },
      { resource: lab({ reference: `urn:uuid:${id}` }) },
      { resource: lab({ reference: `Patient/${id}` }, { id: 'o2' }) },
    ])
    const reading = expectRecords(readSource({ 'a.json': content }).get('a.json'))
    expect(all(reading, 'observationGroup').map(({ patientId }) => patientId)).toEqual([
      CHART,
      CHART,
    ])
  })

  it('keeps Bundles apart that use the same id for different people', () => {
    const other = { ...PATIENT, identifier: [{ value: '77' }], birthDate: '1999-09-09' }
    const entries = (patient: object) => [
      { resource: patient },
      { resource: lab({ reference: 'Patient/p1' }) },
    ]
    const files = readSource({
      'x/a.json': bundle('collection', entries(PATIENT)),
      'x/b.json': bundle('collection', entries(other)),
      'x/Observation.ndjson': JSON.stringify(lab({ reference: 'Patient/p1' })),
    })
    expect(only(expectRecords(files.get('x/a.json')), 'observationGroup').patientId).toBe(CHART)
    expect(only(expectRecords(files.get('x/b.json')), 'observationGroup').patientId).toBe('77')
    const alone = expectRecords(files.get('x/Observation.ndjson'))
    expect(alone.parts.unread[0]?.reason).toBe('unknown-patient')
  })

  it('looks in its own folder before the whole source', () => {
    const files = readSource({
      'a/Patient.ndjson': JSON.stringify(PATIENT),
      'b/Patient.ndjson': JSON.stringify({ ...PATIENT, identifier: [{ value: '88' }] }),
      'b/Observation.ndjson': JSON.stringify(lab({ reference: 'Patient/p1' })),
      'c/Observation.ndjson': JSON.stringify(lab({ reference: 'Patient/p1' })),
    })
    const inB = expectRecords(files.get('b/Observation.ndjson'))
    expect(only(inB, 'observationGroup').patientId).toBe('88')
    expect(expectRecords(files.get('c/Observation.ndjson')).parts.refused).toBe(1)
  })
})

describe('which number is the chart number', () => {
  const chartOf = (identifier: object[]) =>
    only(
      expectRecords(
        readSource({
          'Patient.ndjson': JSON.stringify({ resourceType: 'Patient', id: 'z', identifier }),
        }).get('Patient.ndjson'),
      ),
      'patient',
    ).patientId
  const MR = { type: { coding: [{ code: 'MR' }] } }

  it.each([
    [
      'the JP Core system',
      [
        { ...MR, value: '1' },
        { system: 'urn:oid:1.2.392.100495.20.3.51.1', value: '2' },
      ],
      '2',
    ],
    [
      'type MR',
      [
        { use: 'usual', value: '1' },
        { ...MR, value: '02' },
      ],
      '02',
    ],
    ['use usual', [{ value: '1' }, { use: 'usual', value: '2' }], '2'],
    ['the only one', [{ value: ' 7' }], ' 7'],
    ['none of an insurer', [{ type: { coding: [{ code: 'SS' }] }, value: '1' }], 'Patient/z'],
    [
      'none of an insurer by its system',
      [{ system: 'http://jpfhir.jp/fhir/core/IdSystem/JP_Insurance_member', value: '1' }],
      'Patient/z',
    ],
    [
      'no social security number',
      [{ system: 'http://hl7.org/fhir/sid/us-ssn', value: '1' }],
      'Patient/z',
    ],
    ['none that is old', [{ ...MR, use: 'old', value: '1' }], 'Patient/z'],
    ['none of several equals', [{ value: '1' }, { value: '2' }], 'Patient/z'],
  ])('%s', (_, identifier, expected) => {
    expect(chartOf(identifier)).toBe(expected)
  })

  it('keeps two people apart whose numbers are of different systems or whose birth dates differ', () => {
    const person = (id: string, system: string, birthDate: string) => ({
      resourceType: 'Patient',
      id,
      birthDate,
      identifier: [{ system, value: '5' }],
    })
    const lines = [
      person('a', 'urn:h1', '1950-01-01'),
      person('b', 'urn:h1', '1960-01-01'),
      person('c', 'urn:h2', '1950-01-01'),
      person('d', 'urn:h1', '1950'),
    ].map((each) => JSON.stringify(each))
    const reading = expectRecords(
      readSource({ 'Patient.ndjson': lines.join('\n') }).get('Patient.ndjson'),
    )
    const charts = all(reading, 'patient').map(({ patientId }) => patientId)
    expect(charts).toEqual(['5', 'urn:h1|5', 'urn:h2|5', '5'])
    expect(reading.problems.map(({ patientId }) => patientId)).toEqual(['urn:h1|5', 'urn:h2|5'])
  })

  it('takes no number of an insurance, which families and colleagues share, for the chart’s', () => {
    const person = {
      ...PATIENT,
      identifier: [{ system: 'urn:oid:1.2.392.100495.20.3.61', value: '06132013' }],
    }
    const reading = expectRecords(readSource({ 'p.json': JSON.stringify(person) }).get('p.json'))
    expect(only(reading, 'patient').patientId).toBe('Patient/p1')
  })

  it('keeps all identifiers, old ones as prior', () => {
    const { identifiers } = only(
      readLines({ ...PATIENT, identifier: [...PATIENT.identifier, { use: 'old', value: '3' }] }),
      'patient',
    )
    expect(identifiers.map(({ value, use }) => [value, use])).toEqual([
      ['00000010', 'current'],
      ['999', 'current'],
      ['3', 'prior'],
    ])
  })
})

describe('who a patient is', () => {
  const REPRESENTATION = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation'
  const patient = (more: object) => only(readLines({ ...PATIENT, ...more }), 'patient')

  it('takes IDE, SYL and ABC for kanji, kana and alphabet, and guesses by script without them', () => {
    const marked = (code: string, family: string) => ({
      family,
      extension: [{ url: REPRESENTATION, valueCode: code }],
    })
    const { names } = patient({
      name: [
        marked('IDE', '髙橋'),
        marked('SYL', 'たかはし'),
        marked('ABC', 'Takahashi'),
        { text: 'タナカ ハナコ' },
        { text: '田中　花子' },
        { text: 'Hanako Tanaka' },
        { family: 'Tanaka', given: ['Hanako', 'M.'] },
        { family: '旧姓', use: 'old' },
        { family: '期限', period: { end: '2001' } },
      ],
    })
    expect(names).toEqual([
      { representation: 'I', family: '髙橋', given: '' },
      { representation: 'P', family: 'たかはし', given: '' },
      { representation: 'A', family: 'Takahashi', given: '' },
      { representation: 'P', family: 'タナカ', given: 'ハナコ' },
      { representation: 'I', family: '田中', given: '花子' },
      { representation: 'A', family: 'Hanako Tanaka', given: '' },
      { representation: 'A', family: 'Tanaka', given: 'Hanako M.' },
    ])
  })

  it('reads given names around nulls that carry extensions', () => {
    const { names } = patient({
      name: [{ family: '山田', given: [null, '太郎'], _given: [{}, null] }],
    })
    expect(names[0]).toMatchObject({ family: '山田', given: '太郎' })
  })

  it.each([
    [{ birthDate: '1970' }, { text: '1970', at: '1970' }],
    [{ birthDate: '1970-05' }, { text: '1970-05', at: '1970-05' }],
    [{ birthDate: '1970-02-30' }, { text: '1970-02-30', at: null }],
    [
      {
        birthDate: undefined,
        _birthDate: {
          extension: [
            {
              url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
              valueCode: 'masked',
            },
          ],
        },
      },
      { text: 'masked', at: null },
    ],
    [{ birthDate: undefined }, null],
  ])('birth date %j', (more, expected) => {
    const { birthDate } = patient(more)
    expect(birthDate && { text: birthDate.text, at: birthDate.at }).toEqual(expected)
  })

  it.each([
    [{ deceasedBoolean: true }, { at: null }],
    [{ deceasedBoolean: false }, null],
    [{}, null],
  ])('deceased %j', (more, expected) => {
    expect(patient(more).deceased).toEqual(expected)
  })

  it('reads deceasedDateTime', () => {
    expect(patient({ deceasedDateTime: '2024-05-03' }).deceased?.at?.at).toBe('2024-05-03')
  })

  it('states merges by link in both directions and moves nothing for seealso', () => {
    const other = { ...PATIENT, id: 'p2', identifier: [{ value: '22' }] }
    const link = (type: string, reference: string) => ({ link: [{ type, other: { reference } }] })
    const byOld = readLines({ ...other, ...link('replaced-by', 'Patient/p1') })
    expect(only(byOld, 'patientMerge')).toMatchObject({ patientId: '22', survivingId: CHART })
    const seeAlso = readLines({ ...other, ...link('seealso', 'Patient/p1') })
    expect(all(seeAlso, 'patientMerge')).toEqual([])
    expect(seeAlso.problems[0]).toMatchObject({ text: CHART, patientId: '22' })
    const lost = readLines({ ...other, ...link('replaced-by', 'Patient/gone') })
    expect(all(lost, 'patientMerge')).toEqual([])
    expect(lost.problems[0]?.reason).toContain('not in this backup')
    const files = readSource({
      'Patient.ndjson': [{ ...PATIENT, ...link('replaces', 'Patient/p2') }, other]
        .map((each) => JSON.stringify(each))
        .join('\n'),
    })
    expect(only(expectRecords(files.get('Patient.ndjson')), 'patientMerge')).toMatchObject({
      patientId: '22',
      survivingId: CHART,
    })
  })
})

describe('repeated, deleted and replaced resources', () => {
  const updated = (lastUpdated: string, versionId = '') => ({
    meta: { lastUpdated, ...(versionId && { versionId }) },
  })

  it('carry one key and a time that sorts, so that the newest wins', () => {
    const reading = readLines(
      lab(SUBJECT.subject, updated('2024-05-03T09:00:00+09:00')),
      lab(SUBJECT.subject, updated('2024-05-03T00:00:00.5Z')),
      lab(SUBJECT.subject, updated('2024-05-03T00:00:00.5Z', '12')),
      lab(SUBJECT.subject, updated('2024-05-03T00:00:00.5Z', '9')),
      lab(SUBJECT.subject),
    )
    const versions = all(reading, 'observationGroup').map(({ version }) => version)
    expect(new Set(versions.map((version) => version?.key))).toEqual(new Set(['x/|Observation/o1']))
    const ordered = [...versions].sort((a, b) => ((a?.time ?? '') < (b?.time ?? '') ? -1 : 1))
    expect(ordered.map((version) => versions.indexOf(version))).toEqual([4, 0, 1, 3, 2])
  })

  it('of a hand-made Bundle are not taken for those of another', () => {
    const files = readSource({
      'a.json': bundle('collection', [{ resource: PATIENT }, { resource: lab(SUBJECT.subject) }]),
      'b.json': bundle('collection', [{ resource: PATIENT }, { resource: lab(SUBJECT.subject) }]),
    })
    const keys = ['a.json', 'b.json'].map(
      (path) => only(expectRecords(files.get(path)), 'observationGroup').version?.key,
    )
    expect(keys[0]).not.toBe(keys[1])
  })

  it('lists deletions of transactions and Bulk Data deleted files', () => {
    const deletion = { request: { method: 'DELETE', url: 'Observation/o1' } }
    const { parts, records } = readLines({
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [deletion],
    })
    expect(records).toEqual([])
    expect(parts.deletions).toEqual([{ key: 'x/|Observation/o1', time: '', replaces: [] }])
  })

  it('name what they replace', () => {
    const document = {
      resourceType: 'DocumentReference',
      id: 'new',
      status: 'current',
      ...SUBJECT,
      relatesTo: [
        { code: 'replaces', target: { reference: 'DocumentReference/old' } },
        { code: 'appends', target: { reference: 'DocumentReference/kept' } },
      ],
      content: [{ attachment: { contentType: 'text/plain', data: 'YQ==' } }],
    }
    expect(only(readLines(document), 'documentPart').version?.replaces).toEqual([
      'x/|DocumentReference/old',
    ])
  })
})
