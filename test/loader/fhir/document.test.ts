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

const base64 = (text: string) => Buffer.from(text).toString('base64')
const PDF = '%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n'
const contentOf = (part: { content?: Uint8Array }) => Buffer.from(part.content ?? []).toString()

describe('Composition', () => {
  const composition = (more: object) => ({
    resourceType: 'Composition',
    id: 'c1',
    status: 'final',
    type: { coding: [{ system: 'http://loinc.org', code: '18842-5' }], text: '退院時サマリー' },
    title: '退院時サマリー',
    date: '2024-05-09',
    ...SUBJECT,
    ...more,
  })
  const section = (title: string, div: string, more: object = {}) => ({
    title,
    text: { div },
    ...more,
  })

  it('is its sections in order, nested ones below, made harmless', () => {
    const part = only(
      readLines(
        composition({
          section: [
            section(
              '経過',
              '<div xmlns="http://www.w3.org/1999/xhtml"><p>良好<script>alert(1)</script><img src="http://evil/x.png" onerror="x"/></p></div>',
              {
                section: [section('詳細', '<div>熱 38&lt;40</div>')],
              },
            ),
            { title: '既往', emptyReason: { text: '聴取できず' } },
            {
              title: '検査',
              entry: [{ reference: 'Observation/1' }, { reference: 'Observation/2' }],
            },
          ],
        }),
      ),
      'documentPart',
    )
    const html = contentOf(part)
    expect(part).toMatchObject({
      category: 'discharge-summary',
      mediaType: 'text/html',
      role: 'main',
    })
    expect(html).toMatch(/<h2>経過<\/h2>[\s\S]*良好[\s\S]*<h3>詳細<\/h3>[\s\S]*38&lt;40/)
    expect(html).toMatch(/<h2>検査<\/h2>\s*<p>（本文なし no text: データ項目 2 件/)
    expect(html).not.toMatch(/script|img|onerror|evil/)
    expect(part.text).toBe('経過\n良好\n\n詳細\n熱 38<40\n\n既往\n（記載なし: 聴取できず）\n\n検査')
  })

  it('without sections is its own narrative, and its title is text', () => {
    const part = only(
      readLines(composition({ title: '<b>要約', text: { div: '<div>本文</div>' } })),
      'documentPart',
    )
    expect(part.text).toBe('本文')
    expect(contentOf(part)).toContain('<h1>&lt;b&gt;要約</h1>')
  })

  it('keeps what its author struck out struck out', () => {
    const div = '<div>A <span style="color:red;text-decoration:line-through">B</span></div>'
    const part = only(readLines(composition({ text: { div } })), 'documentPart')
    expect(part.text).toBe('A [取消線 struck out: B]')
    expect(contentOf(part)).toContain('<span style="text-decoration:line-through">B</span>')
  })

  it('marks what its author hid', () => {
    const div = '<div>A <span style="display:none">B</span></div>'
    const part = only(readLines(composition({ text: { div } })), 'documentPart')
    expect(part.text).toBe('A [原本では非表示 hidden in the original: B]')
    expect(contentOf(part)).toContain('<span style="display:none">B</span>')
  })

  it('in a document Bundle stands beside its other entries', () => {
    const content = bundle('document', [
      { resource: composition({}) },
      { resource: PATIENT },
      { resource: { resourceType: 'Condition', id: 'c', code: { text: '肺炎' }, ...SUBJECT } },
    ])
    const reading = expectRecords(readSource({ 'd.json': content }).get('d.json'))
    expect(reading.records.map(({ kind }) => kind).sort()).toEqual([
      'documentPart',
      'patient',
      'problem',
    ])
  })
})

describe('DocumentReference', () => {
  const document = (attachments: object[], more: object = {}) => ({
    resourceType: 'DocumentReference',
    id: 'd1',
    status: 'current',
    type: { text: '経過記録' },
    date: '2024-05-03T09:00:00+09:00',
    ...SUBJECT,
    content: attachments.map((attachment) => ({ attachment })),
    ...more,
  })

  it('carries its text, and says the kind by the bytes', () => {
    const part = only(
      readLines(document([{ contentType: 'text/plain', data: base64('Ｓ）頭痛あり') }])),
      'documentPart',
    )
    expect(part).toMatchObject({
      category: 'progress-note',
      mediaType: 'text/plain',
      text: 'Ｓ）頭痛あり',
      role: 'main',
    })
    const pdf = only(
      readLines(document([{ contentType: 'text/plain', data: base64(PDF) }])),
      'documentPart',
    )
    expect(pdf.mediaType).toBe('application/pdf')
    expect(contentOf(pdf)).toBe(PDF)
  })

  it('a style sheet beside it is no text; what it strikes out is told', () => {
    const sheets = ['td { color: red }', '.old { text-decoration: line-through }'].map((css) => ({
      contentType: 'text/css; charset=utf-8',
      title: 'style.css',
      data: base64(css),
    }))
    const page = { contentType: 'text/html', data: base64('<p class="old">5 mg</p>') }
    const parts = all(readLines(document([page, ...sheets])), 'documentPart')
    expect(parts.map(({ text }) => text)).toEqual([
      '5 mg',
      '',
      expect.stringContaining('style.css makes struck out'),
    ])
  })

  it('has one main part, the others are attachments of the same document', () => {
    const parts = all(
      readLines(
        document([
          { data: base64('a'), contentType: 'text/plain' },
          { data: base64(PDF), title: '別紙' },
        ]),
      ),
      'documentPart',
    )
    expect(parts.map(({ role }) => role)).toEqual(['main', 'attachment'])
    expect(new Set(parts.map(({ documentKey }) => documentKey)).size).toBe(1)
  })

  it('superseded ones are superseded, wrong ones deleted', () => {
    const standing = (more: object) => only(readLines(document([], more)), 'documentPart').standing
    expect(standing({ status: 'superseded' })).toBe('superseded')
    expect(standing({ docStatus: 'entered-in-error' })).toBe('deleted')
    expect(standing({})).toBeUndefined()
  })

  it('takes content from a contained Binary and from one in its Bundle', () => {
    const binary = {
      resourceType: 'Binary',
      id: 'b1',
      contentType: 'text/plain',
      data: base64('中身'),
    }
    const inside = document([{ url: '#b1' }], { contained: [binary] })
    expect(only(readLines(inside), 'documentPart').text).toBe('中身')
    const content = bundle('collection', [
      { resource: PATIENT },
      { fullUrl: 'urn:uuid:1', resource: document([{ url: 'Binary/b1' }]) },
      { resource: binary },
    ])
    const reading = expectRecords(readSource({ 'd.json': content }).get('d.json'))
    expect(only(reading, 'documentPart').text).toBe('中身')
    expect(reading.parts).toMatchObject({ loaded: 2, supporting: 1 })
  })

  it('finds content in another file: the same document, the same patient', () => {
    const files = readSource({
      'Patient.ndjson': JSON.stringify(PATIENT),
      'DocumentReference.ndjson': JSON.stringify(document([{ url: 'https://x/fhir/Binary/b1' }])),
      'Binary.ndjson': JSON.stringify({ resourceType: 'Binary', id: 'b1', data: base64(PDF) }),
    })
    const main = only(expectRecords(files.get('DocumentReference.ndjson')), 'documentPart')
    const attached = only(expectRecords(files.get('Binary.ndjson')), 'documentPart')
    expect(attached).toMatchObject({
      patientId: CHART,
      role: 'attachment',
      mediaType: 'application/pdf',
    })
    expect(attached.documentKey).toBe(main.documentKey)
    expect(main.text).toContain('Binary/b1')
  })

  it('says so when content is missing, damaged or not what its hash says', () => {
    const missing = readLines(document([{ url: 'Binary/gone' }]))
    expect(only(missing, 'documentPart').text).toContain('Binary/gone')
    expect(missing.problems[0]).toMatchObject({ text: 'Binary/gone', patientId: CHART })
    const damaged = readLines(
      document([{ contentType: 'application/pdf', data: base64('%PDF-1.4 cut') }]),
    )
    expect(damaged.parts).toMatchObject({ seen: 2, loaded: 1, refused: 1 })
    expect(damaged.parts.unread).toMatchObject([
      { patientId: CHART, dataType: 'DocumentReference', reason: 'truncated', count: 1 },
    ])
    expect(only(damaged, 'documentPart').mediaType).toBe('application/pdf')
    const forged = readLines(
      document([{ contentType: 'text/plain', data: base64('a'), hash: 'AAAA' }]),
    )
    expect(forged.problems[0]?.reason).toContain('hash')
  })
})

describe('DiagnosticReport', () => {
  const report = (more: object) => ({
    resourceType: 'DiagnosticReport',
    id: 'r1',
    status: 'final',
    code: { text: '胸部CT' },
    category: [{ coding: [{ code: 'RAD' }] }],
    effectiveDateTime: '2024-05-03',
    ...SUBJECT,
    ...more,
  })

  it('with a presented form is a document that leads with its conclusion, which stands beside the form, too', () => {
    const read = (form: string) =>
      all(
        readLines(
          report({
            conclusion: '肺炎像なし',
            presentedForm: [{ contentType: 'text/plain', data: base64(form) }],
          }),
        ),
        'documentPart',
      )
    const [form, conclusion, ...more] = read('所見')
    expect(form).toMatchObject({ category: 'imaging-report', text: '肺炎像なし\n\n所見' })
    expect(form?.documentAt?.at).toBe('2024-05-03')
    expect(conclusion).toMatchObject({ role: 'attachment', name: '結論 / conclusion', text: '' })
    expect(Buffer.from(conclusion?.content ?? []).toString()).toBe('肺炎像なし')
    expect(more).toEqual([])
    expect(read('所見\n肺炎像なし').length).toBe(1)
  })

  it('with a conclusion alone is a document', () => {
    expect(only(readLines(report({ conclusion: '異常なし' })), 'documentPart').text).toContain(
      '異常なし',
    )
  })

  it('without a text is an examination that was done', () => {
    expect(
      only(readLines(report({ result: [{ reference: 'Observation/1' }] })), 'order'),
    ).toMatchObject({
      performed: true,
      category: 'radiology',
    })
  })

  it('brings the results that are contained in it', () => {
    const observation = {
      resourceType: 'Observation',
      id: 'o',
      status: 'final',
      code: { text: 'K' },
      valueInteger: 4,
    }
    const group = only(
      readLines(report({ contained: [observation], result: [{ reference: '#o' }] })),
      'observationGroup',
    )
    expect(group).toMatchObject({ patientId: CHART })
    expect(group.results[0]?.text).toBe('4')
  })
})

describe('a contained result that is wrong', () => {
  it('is left out and said', () => {
    const contained = [
      { resourceType: 'Observation', id: 'o', status: 'entered-in-error', valueInteger: 4 },
    ]
    const report = {
      resourceType: 'DiagnosticReport',
      id: 'r',
      status: 'final',
      ...SUBJECT,
      contained,
    }
    const reading = readLines(report)
    expect(all(reading, 'observationGroup')).toEqual([])
    expect(reading.problems[0]).toMatchObject({ where: 'line 1 contained #o', patientId: CHART })
  })
})

describe('ImagingStudy, Procedure, Flag', () => {
  it('an imaging study is tied to DICOM by its UID and accession number', () => {
    const study = {
      resourceType: 'ImagingStudy',
      id: 'i1',
      status: 'available',
      ...SUBJECT,
      started: '2024-05-03T09:00:00+09:00',
      identifier: [
        { system: 'urn:dicom:uid', value: 'urn:oid:1.2.840.1' },
        { type: { coding: [{ code: 'ACSN' }] }, value: 'A77' },
      ],
      series: [{ uid: '1.2.840.1.1', modality: { code: 'CT' } }, { modality: { code: 'SR' } }],
    }
    expect(only(readLines(study), 'order')).toMatchObject({
      performed: true,
      studyUid: '1.2.840.1',
      accession: 'A77',
      modality: 'CT\\SR',
    })
  })

  it('a procedure that was not done keeps its status', () => {
    const procedure = {
      resourceType: 'Procedure',
      id: 'p1',
      status: 'not-done',
      ...SUBJECT,
      code: { text: '胃切除', coding: [{ code: 'K655' }] },
      performedString: '昨年',
    }
    const record = only(readLines(procedure), 'procedure')
    expect(record).toMatchObject({ status: 'not-done', category: 'operation' })
    expect(record.startAt).toEqual({ text: '昨年', at: null })
  })

  it('a procedure says of each word beside it what it is', () => {
    const procedure = {
      resourceType: 'Procedure',
      id: 'p1',
      status: 'completed',
      ...SUBJECT,
      code: { text: '電気的除細動' },
      bodySite: [{ coding: [{ code: '302509004' }] }],
      outcome: { text: '成功' },
      reasonReference: [{ reference: 'Condition/c', display: '心房細動' }],
      note: [{ text: '鎮静下' }],
    }
    expect(only(readLines(procedure), 'procedure').note).toBe(
      '部位: 302509004\n結果: 成功\n理由: 心房細動\n鎮静下',
    )
  })

  it('a flag is shown with whether it still holds', () => {
    const flag = {
      resourceType: 'Flag',
      id: 'f',
      status: 'inactive',
      ...SUBJECT,
      code: { text: 'MRSA' },
      period: { end: '2024-05' },
    }
    const [result] = only(readLines(flag), 'observationGroup').results
    expect([result?.item.display, result?.text, result?.status]).toEqual([
      'MRSA',
      '無効 / inactive（until 2024-05 まで）',
      '',
    ])
  })

  it.each([
    ['active', '有効 / active', ''],
    ['entered-in-error', 'entered-in-error', 'entered-in-error'],
  ])('of a flag %s it is told in words of both languages', (status, text, kept) => {
    const flag = { resourceType: 'Flag', id: 'f', status, ...SUBJECT, code: { text: 'MRSA' } }
    const [result] = only(readLines(flag), 'observationGroup').results
    expect([result?.text, result?.status]).toEqual([text, kept])
  })
})
