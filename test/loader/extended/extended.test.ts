/** SS-MIX2 extended storage through the format's own door: paths, documents, vitals, operations. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ParsedFile } from '../../../loader/formats/format.ts'
import { extendedStorage } from '../../../loader/formats/ssmix2/extended/format.ts'
import type { DocumentPartRecord } from '../../../model/records/documents.ts'
import type { ObservationGroupRecord, ProcedureRecord } from '../../../model/records/results.ts'
import { element, part10, slice } from '../dicom/dicom-writer.ts'
import { jpeg, pdf } from '../files/document-files.ts'

const PATIENT = '001/241/0012417394/20221030'
const NOTE = '^経過記録^^11506-3^経過記録^LN'
const CONTENT = '0012417394_20221030_11506-3_NOTE0001_20221030101500123_01_1'

function pathOf(type = NOTE, content = CONTENT, name = 'main_document.html'): string {
  return `ext/${PATIENT}/${type}/${content}/${name}`
}

function read(bytes: Uint8Array | string, path = pathOf()): ParsedFile {
  const facts = extendedStorage.claim(path)
  if (facts === null) throw new Error(`not claimed: ${path}`)
  return extendedStorage.parse(Buffer.from(bytes), path, facts)
}

function recordsOf(bytes: Uint8Array | string, path = pathOf()) {
  const file = read(bytes, path)
  if (file.outcome !== 'records') throw new Error(JSON.stringify(file))
  return file.records
}

function partOf(bytes: Uint8Array | string, path = pathOf()): DocumentPartRecord {
  return recordsOf(bytes, path)[0] as DocumentPartRecord
}

function cda(patientId: string, body = '', service = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <code code="18842-5" displayName="退院時サマリー"/><title>退院時サマリー</title>
  <effectiveTime value="20221031103000+0900"/>
  <recordTarget><patientRole><id extension="${patientId}" root="1.2.3"/>
    <patient><name><family>山田</family><given>太郎</given></name></patient></patientRole></recordTarget>
  <author><assignedAuthor><id extension="D01"/><assignedPerson><name>内科 一郎</name></assignedPerson></assignedAuthor></author>
  <author><assignedAuthor><id extension="D02"/><assignedPerson><name>外科 二郎</name></assignedPerson></assignedAuthor></author>
  ${service}
  <component><structuredBody><component><section><title>経過</title>
    <text><paragraph>軽快退院。</paragraph><table><tbody><tr><th>CRP</th><td>0.1</td></tr></tbody></table></text>
  </section></component>${body}</structuredBody></component>
</ClinicalDocument>`
}

describe('a path of the extended storage', () => {
  it('tells patient, date, type, version and standing', () => {
    expect(extendedStorage.claim(pathOf())).toEqual({
      patientId: '0012417394',
      date: '2022-10-30',
      dataType: NOTE,
      versionKey: `0012417394|20221030|${NOTE}|NOTE0001`,
      versionTime: '20221030101500123',
      standing: 'current',
    })
  })

  it.each([
    [
      'six parts and a 15-digit timestamp',
      '0012417394_20221030_11506-3_K1_202210301015001_1',
      'K1',
    ],
    [
      '14-digit timestamp and a dotted key',
      '0012417394_20221030_LJCS-100_20231205101112.94.14239.1002_20231205101112_03_1',
      '20231205101112.94.14239.1002',
    ],
    ['underscores in the key', '0012417394_20221030_X_A_B_20221030101500123_01_1', 'A_B'],
  ])('survives %s', (_, content, key) => {
    expect(extendedStorage.claim(pathOf(NOTE, content))?.versionKey.split('|').at(-1)).toBe(key)
  })

  it('never lets contents without a key of their own supersede each other', () => {
    for (const key of ['999999999999999', '-', '']) {
      const content = `0012417394_20221030_11506-3_${key}_20221030101500123_01_1`
      expect(extendedStorage.claim(pathOf(NOTE, content))?.versionKey).toBe('')
    }
  })

  it.each([
    ['1', 'current'],
    ['2', 'superseded'],
    ['0', 'deleted'],
  ])('reads the condition flag %s', (flag, standing) => {
    const content = CONTENT.replace(/1$/, flag)
    expect(extendedStorage.claim(pathOf(NOTE, content))?.standing).toBe(standing)
  })

  it.each([
    [
      'a standardized file',
      `${PATIENT}/OML-11/0012417394_20221030_OML-11_1_20221030101500123_01_1`,
    ],
    ['no patient folders', `docs/${NOTE}/${CONTENT}/main_document.html`],
    ['an image tree', `001/241/0012417394/20221030/images/1.2.3.dcm`],
  ])('is not %s', (_, path) => {
    expect(extendedStorage.claim(path)).toBeNull()
  })

  it('may have nested attachments, undated folders and no content folder', () => {
    expect(partOf(jpeg(), pathOf(NOTE, CONTENT, 'img/schema.jpg')).role).toBe('attachment')
    const undated = pathOf().replace('/20221030/', '/-/')
    expect(extendedStorage.claim(undated)?.date).toBe('')
    const direct = `${PATIENT}/${NOTE}/${CONTENT}.html`
    expect(partOf('<html><body>a</body></html>', direct).documentKey).toBe(direct)
  })

  it('is quarantined when its content folder names another patient', () => {
    const path = pathOf(NOTE, CONTENT.replace('0012417394', '0099999999'))
    expect(read('<html></html>', path)).toMatchObject({ refusal: 'path-mismatch' })
    expect(read('<html></html>', pathOf(NOTE, CONTENT.replace('00124', '124'))).outcome).toBe(
      'records',
    )
  })
})

describe('a document', () => {
  it('is one part with text, title, type and time', () => {
    const html = '<html><head><title>外来経過記録</title></head><body><p>S: 咳</p></body></html>'
    expect(partOf(html)).toEqual({
      kind: 'documentPart',
      patientId: '0012417394',
      documentKey: `ext/${PATIENT}/${NOTE}/${CONTENT}`,
      role: 'main',
      name: 'main_document.html',
      mediaType: 'text/html',
      category: 'progress-note',
      type: {
        display: '経過記録',
        codings: [
          { code: '11506-3', name: '経過記録', system: 'LN' },
          { code: '', name: '経過記録', system: '' },
        ],
      },
      title: '外来経過記録',
      documentAt: { text: '20221030', at: '2022-10-30' },
      department: { display: '01', codings: [{ code: '01', name: '', system: '' }] },
      author: null,
      status: '',
      text: 'S: 咳',
    })
  })

  it.each([
    ['main_document.pdf', pdf(), 'main'],
    ['main_document.jpg', jpeg(), 'main'],
    ['letter.pdf', pdf(), 'main'],
    ['scan.jpg', jpeg(), 'attachment'],
    ['style.css', Buffer.from('p { color: red }'), 'attachment'],
  ])('has its role by name and kind: %s', (name, bytes, role) => {
    expect(partOf(bytes as Buffer, pathOf(NOTE, CONTENT, name as string)).role).toBe(role)
  })

  it.each([
    ['p.old{text-decoration:line-through}', '取消線', 'struck out'],
    [
      '.off{display:none} s{text-decoration:line-through}',
      '取消線・非表示',
      'struck out or hidden',
    ],
  ])('a style sheet that marks text says that the plain text is without it: %s', (css, ja, en) => {
    const { text } = partOf(css, pathOf(NOTE, CONTENT, 'style.css'))
    expect(text).toContain(`（style.css）による${ja}の区別がありません`)
    expect(text).toContain(`style.css makes ${en}: open`)
  })

  it.each([
    'p{color:red}',
    'a:hover{text-decoration:line-through}',
    '@media print{p{display:none}}',
  ])('a style sheet that marks none says nothing: %s', (css) =>
    expect(partOf(css, pathOf(NOTE, CONTENT, 'style.css')).text).toBe(''),
  )

  it('reads a CDA: title, time, first author, sections', () => {
    const part = partOf(cda('12417394'))
    expect(part).toMatchObject({
      title: '退院時サマリー',
      documentAt: { text: '20221031103000+0900', at: '2022-10-31T10:30:00' },
      author: { code: 'D01', name: '内科 一郎' },
      mediaType: 'application/xml',
    })
    expect(part.text).toBe('経過\n軽快退院。\nCRP\t0.1')
  })

  it('that names another patient than its folder is quarantined', () => {
    expect(read(cda('9999013'))).toEqual({
      outcome: 'quarantined',
      refusal: 'identity-mismatch',
      detail: 'the folder and recordTarget/patientRole/id name different patients',
      otherPatientId: '9999013',
    })
  })

  it('that is cut is quarantined, not shown in part', () => {
    const whole = Buffer.from(cda('0012417394'))
    expect(read(whole.subarray(0, whole.length - 30))).toMatchObject({ refusal: 'truncated' })
    expect(read(pdf().subarray(0, -12))).toMatchObject({ refusal: 'truncated' })
  })

  it('says who wrote it and when in its own lines, and whose number it carries', () => {
    const html =
      '<html><body><h1>看護記録</h1><p>患者ID：0099999999</p><p>記載 2022/10/30 10:15　看護 花子</p><p>睡眠良好</p></body></html>'
    const file = read(html)
    expect(file.outcome === 'records' && file.records[0]).toMatchObject({
      documentAt: { text: '2022/10/30 10:15', at: '2022-10-30T10:15' },
      author: { code: '', name: '看護 花子' },
    })
    expect(file.outcome === 'records' && file.problems).toEqual([
      { where: 'text', text: '0099999999', reason: 'the document names another patient number' },
    ])
    expect(read(html.replace('0099999999', '12417394'))).toMatchObject({ problems: [] })
  })

  it.each([
    ['^看護記録^', 'nursing-record'],
    ['^看護サマリー^', 'nursing-record'],
    ['^手術同意書^', 'consent'],
    ['^手術記録^', 'operation-note'],
    ['^麻酔記録^', 'anesthesia-record'],
    ['^温度板^', 'temperature-chart'],
    ['^診療情報提供書^', 'referral'],
    ['^退院時サマリー^', 'discharge-summary'],
    ['^CT読影レポート^', 'imaging-report'],
    ['^病理診断報告書^', 'pathology-report'],
    ['LJCS-100D^^LJCS', 'examination-report'],
    ['^^^57133-1^^LN', 'referral'],
    ['99X^何か^99L', 'other'],
  ])('of type %s is a %s', (type, category) => {
    expect(partOf('本文', pathOf(type)).category).toBe(category)
  })
})

describe('an operation or anaesthesia record', () => {
  const OPERATION = '^手術記録^^11504-8^手術記録^LN'

  it('states name, surgeon and times in its own lines', () => {
    const html =
      '<html><body><table><tr><th>手術日</th><td>2022年10月29日</td></tr><tr><th>術式</th><td>腹腔鏡下胆嚢摘出術</td></tr>' +
      '<tr><th>執刀医</th><td>外科 二郎</td></tr></table><p>手術開始：9時05分</p><p>手術終了：2022/10/29 10:40</p></body></html>'
    const [part, procedure] = recordsOf(html, pathOf(OPERATION)) as [
      DocumentPartRecord,
      ProcedureRecord,
    ]
    expect(procedure).toMatchObject({
      kind: 'procedure',
      category: 'operation',
      name: { display: '腹腔鏡下胆嚢摘出術' },
      startAt: { text: '9時05分', at: '2022-10-29T09:05' },
      endAt: { text: '2022/10/29 10:40', at: '2022-10-29T10:40' },
      performer: { code: '', name: '外科 二郎' },
      documentKey: part.documentKey,
    })
  })

  it('takes them from a CDA service event and section', () => {
    const service =
      '<documentationOf><serviceEvent><effectiveTime><low value="202210290905"/><high value="202210291040"/></effectiveTime></serviceEvent></documentationOf>'
    const section =
      '<component><section><title>術式</title><text>腹腔鏡下胆嚢摘出術</text></section></component>'
    const procedure = recordsOf(cda('0012417394', section, service), pathOf(OPERATION))[1]
    expect(procedure).toMatchObject({
      name: { display: '腹腔鏡下胆嚢摘出術' },
      startAt: { at: '2022-10-29T09:05' },
      endAt: { at: '2022-10-29T10:40' },
    })
  })

  it('reads both ends of one line, and no end that would lie before the start', () => {
    const at = (span: string) =>
      recordsOf(
        `手術日：2022/10/29\n執刀：外科 二郎\n手術時間：${span}`,
        pathOf(OPERATION, CONTENT, 'a.txt'),
      )[1]
    expect(at('9:05～10:40（95分）')).toMatchObject({
      startAt: { text: '9:05', at: '2022-10-29T09:05' },
      endAt: { text: '10:40（95分）', at: '2022-10-29T10:40' },
    })
    expect(at('22:30～1:10')).toMatchObject({ endAt: { text: '1:10', at: null } })
  })

  it('is named by its type and dated by its folder when it is a scan', () => {
    expect(recordsOf(pdf(), pathOf('^麻酔記録^'))[1]).toMatchObject({
      category: 'anesthesia',
      name: { display: '麻酔記録' },
      startAt: { text: '20221030', at: '2022-10-30' },
      endAt: null,
    })
  })

  it('comes from the main part only', () => {
    const attachment = pathOf(OPERATION, CONTENT, 'img/1.jpg')
    expect(recordsOf(jpeg(), attachment)).toHaveLength(1)
  })
})

describe('vitals', () => {
  const VITALS = 'L-OBSERVATIONS^OBSERVATIONS^99ZL01'
  const path = pathOf(VITALS, CONTENT, 'main_document.hl7')
  const message = (pid = '0012417394') =>
    [
      'MSH|^~\\&|HIS|SEND|GW|RCV|20221030101500||ORU^R30^ORU_R30|1|P|2.5||||||~ISO IR87||ISO 2022-1994',
      `PID|1||${pid}||YAMADA^TARO^^^^^L^A||19701231|M`,
      'ORC|NW',
      'OBR|1|||VITALS^vital signs^99ZL01|||202210300600',
      'OBX|1|NM|9A751000000000001^SBP^JC10||128|mm[Hg]^mmHg^ISO+|||||F|||202210300600',
      'OBX|2|NM|9P10100000000000X^BT^JC10||36.8|Cel^C^ISO+|||||F|||202210300600',
      'OBX|3|NM|URINE^urine^99ZL01||350|mL^mL^ISO+|||||F|||202210300600',
      'OBX|4|NM|MEAL1^meal^99ZL01||8||||||F|||202210300700',
    ].join('\r')

  it('become observation groups by kind, and no document', () => {
    const groups = recordsOf(message(), path) as ObservationGroupRecord[]
    expect(groups.map(({ kind, category, results }) => [kind, category, results.length])).toEqual([
      ['observationGroup', 'vital-signs', 2],
      ['observationGroup', 'intake-output', 1],
      ['observationGroup', 'meal', 1],
    ])
    expect(groups[0]?.results[0]).toMatchObject({
      text: '128',
      number: 128,
      observedAt: { at: '2022-10-30T06:00' },
    })
  })

  it('of another patient are quarantined', () => {
    expect(read(message('9999013'), path)).toMatchObject({
      outcome: 'quarantined',
      refusal: 'identity-mismatch',
      otherPatientId: '9999013',
    })
  })

  it('that are cut off are quarantined, or say where they may end', () => {
    const whole = message()
    const noResult = whole.slice(0, whole.indexOf('OBX'))
    expect(read(noResult, path)).toMatchObject({ refusal: 'truncated' })
    const torn = read(whole.slice(0, whole.length - 30), path)
    expect(torn.outcome === 'records' && torn.problems.length).toBe(1)
  })

  it('in another kind of message are kept, not interpreted', () => {
    const file = read(message().replace('ORU^R30^ORU_R30', 'MDM^T02'), path)
    expect(file).toMatchObject({ outcome: 'notInterpreted' })
  })
})

describe('images in a content folder', () => {
  it('become image instances of the folder’s patient', () => {
    const path = pathOf('^画像^', CONTENT, 'IM1.dcm')
    expect(recordsOf(part10(slice()), path)[0]).toMatchObject({ kind: 'imageInstance' })
    expect(extendedStorage.claim(path)?.versionKey).toBe('')
    const other = part10(slice(element(0x00100020, 'LO', '42')))
    expect(read(other, path)).toMatchObject({ refusal: 'identity-mismatch', otherPatientId: '42' })
  })
})

describe('any bytes and any path', () => {
  it('never throw', () => {
    const name = fc.constantFrom('main_document.xml', 'main_document.hl7', 'a.dcm', 'x')
    const text = fc.string({ maxLength: 300 })
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 500 }),
      text.map((t) => Buffer.from(`MSH|^~\\&|${t}`)),
      text.map((t) => Buffer.from(`<ClinicalDocument>${t}</ClinicalDocument>`)),
    )
    fc.assert(
      fc.property(bytes, name, (content, file) => {
        return read(content, pathOf('^手術記録^', CONTENT, file)).outcome !== undefined
      }),
      { numRuns: 800 },
    )
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 12 }), { maxLength: 9 }), (parts) => {
        extendedStorage.claim(parts.join('/'))
        return true
      }),
    )
  })
})
