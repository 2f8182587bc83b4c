import zlib from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { cda } from '../../../loader/formats/cda/format.ts'
import type { ParsedFile } from '../../../loader/formats/format.ts'
import type { ClinicalRecord } from '../../../model/records.ts'
import { createRandom } from '../../../scripts/demo-hospital/random.ts'
import {
  allergy,
  cdaDocument,
  type DocumentParts,
  immunization,
  medication,
  NAMES,
  observation,
  PENICILLIN,
  problem,
  procedure,
  results,
  section,
} from './cda-document.ts'

function parse(content: string | Uint8Array, path = 'a/summary.xml'): ParsedFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const facts = cda.claimContent?.(bytes.subarray(0, 4096), path) ?? null
  if (facts === null) throw new Error('not claimed')
  return cda.parse(bytes, path, facts)
}

function read(parts: DocumentParts) {
  const parsed = parse(cdaDocument(parts))
  if (parsed.outcome !== 'records' || parsed.parts === undefined) {
    throw new Error(JSON.stringify(parsed))
  }
  return { ...parsed, parts: parsed.parts }
}

function of<Kind extends ClinicalRecord['kind']>(records: readonly ClinicalRecord[], kind: Kind) {
  return records.filter(
    (each): each is Extract<ClinicalRecord, { kind: Kind }> => each.kind === kind,
  )
}

const inSection = (code: string, ...entries: string[]) =>
  read({
    sections: [section(code, '欄', '<paragraph ID="m1">アムロジピン5mg</paragraph>', ...entries)],
  })
const allergiesOf = (...entries: string[]) => inSection('48765-2', ...entries)

describe('what is a CDA document', () => {
  test.each([
    ['by its root', cdaDocument()],
    ['with a prefix', cdaDocument().replaceAll(/<(\/?)(?=[A-Za-z])/g, '<$1v3:')],
    [
      'behind a long comment',
      cdaDocument().replace('<ClinicalDocument', `<!--${'x'.repeat(9000)}--><ClinicalDocument`),
    ],
  ])('is told %s', (_, xml) => {
    expect(parse(xml)).toMatchObject({ outcome: 'records' })
  })

  test.each(['Shift_JIS', 'EUC-JP', 'UTF-16LE'])('is read in %s', (encoding) => {
    const xml = cdaDocument({ encoding })
    const bytes =
      encoding === 'UTF-16LE'
        ? Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(xml, 'utf16le')])
        : encode(xml, encoding)
    const parsed = parse(bytes)
    if (parsed.outcome !== 'records') throw new Error(JSON.stringify(parsed))
    expect(parsed.mention?.names[0]).toMatchObject({ family: '山田', given: '太郎' })
  })

  test('other XML is left alone, and not lost', () => {
    const claimed = (text: string, path: string) =>
      cda.claimContent?.(Buffer.from(text).subarray(0, 4096), path) ?? null
    expect(
      claimed('<?xml version="1.0"?><Patient xmlns="http://hl7.org/fhir"/>', 'a.xml'),
    ).toBeNull()
    expect(claimed('<html><body>ClinicalDocument</body></html>', 'a.html')).toBeNull()
    const hidden = `<?xml version="1.0"?><!--${'x'.repeat(9000)}--><other/>`
    expect(parse(hidden)).toMatchObject({ outcome: 'notInterpreted' })
  })
})

describe('the header', () => {
  test('says whose it is, with the names in every script', () => {
    const names = `${NAMES}<name use="SYL"><family>ヤマダ</family><given>タロウ</given></name><name use="P"><family>Anon</family></name>`
    const { mention } = read({ names, birth: '1970' })
    expect(mention).toMatchObject({
      patientId: '0000012345',
      authority: 'mention',
      sex: 'M',
      birthDate: { text: '1970', at: '1970' },
      names: [
        { representation: 'I', family: '山田', given: '太郎' },
        { representation: 'P', family: 'ヤマダ', given: 'タロウ' },
      ],
    })
  })

  test('is born on the day that is written, whatever the zone, and has people to be reached', () => {
    const participant = (classCode: string, name: string) =>
      `<participant typeCode="IND"><associatedEntity classCode="${classCode}"><code code="MTH" displayName="mother"/><telecom value="(999)555-1212"/><telecom value="mailto:a@b"/><associatedPerson><name>${name}</name></associatedPerson></associatedEntity></participant>`
    const { mention } = read({
      birth: '19700101230000-0500',
      header: `${participant('NOK', '山田 花子')}${participant('PROV', '医師')}`,
    })
    expect(mention).toMatchObject({
      birthDate: { text: '19700101230000-0500', at: '1970-01-01' },
      contacts: [{ name: '山田 花子', relation: 'mother', phone: '(999)555-1212' }],
    })
    expect(read({ birth: '19701340' }).problems).toMatchObject([{ where: 'birthTime' }])
  })

  test('a patient without any number is of nobody, and counted', () => {
    const xml = cdaDocument({ patient: ' ' })
    const parsed = parse(xml)
    expect(parsed).toMatchObject({ outcome: 'records', records: [], mention: null })
    expect(parsed).toMatchObject({
      parts: { seen: 1, refused: 1, unread: [{ reason: 'unknown-patient', patientId: '' }] },
    })
  })

  test('numbers of a health insurance, which colleagues share, name no patient', () => {
    const insured = (...more: string[]) =>
      parse(
        cdaDocument().replace(
          /<patientRole><id[^>]*>/,
          `<patientRole><id extension="06132013" root="1.2.392.200119.6.101"/><id extension="１３１" root="1.2.392.200119.6.204"/><id extension="1" root="1.2.392.200119.6.205"/><id extension="7" root="1.2.392.200119.6.209.100263129"/>${more.join('')}`,
        ),
      )
    expect(insured()).toMatchObject({
      mention: null,
      records: [],
      parts: {
        refused: 1,
        unread: [
          {
            detail:
              'the document gives its patient insurance numbers alone, which families and colleagues share',
          },
        ],
      },
    })
    const numbered = insured(
      '<id extension="0000000777" root="1.2.392.100495.20.3.51.11310000000"/>',
    )
    expect(numbered).toMatchObject({ mention: { patientId: '0000000777' } })
  })

  test('a document about several patients is of neither, and counted', () => {
    const one = cdaDocument()
    const [target = ''] = /<recordTarget>[\s\S]*<\/recordTarget>/.exec(one) ?? []
    expect(parse(one.replace(target, target + target))).toMatchObject({
      mention: { patientId: '0000012345' },
    })
    const twins = one.replace(target, target + target.replace('0000012345', '0000012346'))
    expect(parse(twins)).toMatchObject({
      records: [],
      mention: null,
      parts: { unread: [{ detail: 'the document is about several patients' }] },
    })
  })

  test('a patient who is numbered by a UUID alone has that for a number', () => {
    const uuid = '5a1f6c3e-9c1b-4f0a-8a51-0d9a3a2f7b11'
    const xml = cdaDocument({ patient: '' }).replace('1.2.392.100495.20.3.51.11310000000', uuid)
    expect(parse(xml)).toMatchObject({ mention: { patientId: uuid } })
  })

  test('a name whose end is not known is in use, one that ended is not', () => {
    const name = (family: string, high: string) =>
      `<name><family>${family}</family><validTime><low nullFlavor="UNK"/><high ${high}/></validTime></name>`
    const parsed = parse(
      cdaDocument({ names: name('旧姓', 'value="20100101"') + name('山田', 'nullFlavor="UNK"') }),
    )
    expect(parsed).toMatchObject({ mention: { names: [{ family: '山田' }] } })
  })

  test('one document, with its author, time and text', () => {
    const { records } = inSection('8648-8')
    expect(of(records, 'documentPart')).toMatchObject([
      {
        role: 'main',
        title: '退院時サマリー',
        category: 'discharge-summary',
        documentAt: { text: '20220503101500+0900', at: '2022-05-03T10:15:00' },
        author: { code: 'd01', name: '鈴木 一郎' },
        department: { display: '内科' },
        text: expect.stringContaining('アムロジピン5mg'),
      },
    ])
  })

  test('a time in another zone is told in the hospital’s', () => {
    const { records } = read({ written: '201409060030-0500' })
    expect(of(records, 'documentPart')[0]?.documentAt?.at).toBe('2014-09-06T14:30')
  })

  test('versions of a set, and what replaces what', () => {
    const versionOf = (parts: DocumentParts) => read(parts).records[0]?.version
    const first = versionOf({ id: '1', set: 'S', version: '1' })
    const second = versionOf({ id: '2', set: 'S', version: '2', replaces: '1' })
    expect(second?.key).toBe(first?.key)
    expect((second?.time ?? '') > (first?.time ?? '')).toBe(true)
    const alone = versionOf({ id: '1' })?.key
    expect(versionOf({ id: '3', replaces: '1' })?.replaces).toEqual([alone])
    // Authors give all their documents one set, or one id, whatever they are of and whoever they are about.
    for (const set of ['S', undefined]) {
      const keys = [{}, { kind: '11504-8' }, { patient: '0000099999' }].map(
        (other) => versionOf({ ...(set === undefined ? {} : { set }), ...other })?.key,
      )
      expect(new Set(keys).size).toBe(3)
    }
  })

  test.each([
    ['AMB', '', ['outpatient-visit']],
    ['IMP', '<high value="20220503"/>', ['admission', 'discharge']],
    ['IMP', '', []],
    ['99213', '<high value="20220503"/>', []],
  ])('a visit of class %s%s', (code, high, events) => {
    const header = `<componentOf><encompassingEncounter><code code="${code}"/><effectiveTime><low value="20220428"/>${high}</effectiveTime></encompassingEncounter></componentOf>`
    const { records } = read({ header })
    expect(of(records, 'encounterEvent').map(({ event }) => event)).toEqual(events)
  })

  test('what a restricted document says is read with its mark', () => {
    const sections = [section('48765-2', 'アレルギー', '', allergy())]
    const { records } = read({ confidentiality: 'V', sections })
    expect(records.map(({ kind }) => kind)).toEqual(['documentPart', 'allergy'])
    expect(records.every(({ confidentiality }) => confidentiality === 'V')).toBe(true)
  })
})

/** As exporters write an entry of an empty list. */
function emptied(entry: string): string {
  return entry.replaceAll(/<(observation|substanceAdministration) /g, '<$1 nullFlavor="NI" ')
}

describe('allergies', () => {
  test('are to every agent that was taken, whoever else took part and whatever comes first', () => {
    const place = '<participant typeCode="LOC"><participantRole/></participant>'
    const second =
      '<participant typeCode="CSM"><participantRole><playingEntity><name>セフェム</name></playingEntity></participantRole></participant>'
    const written = allergy().replace('<participant', `${place}<participant`)
    const { records } = allergiesOf(written, written.replace('</participant>\n', `$&${second}`))
    expect(of(records, 'allergy').map(({ substance }) => substance?.display)).toEqual([
      'ペニシリン',
      'ペニシリン、セフェム',
    ])
    const none = second.replace('<name>', '<code code="716186003" displayName="なし"/><name>')
    const mixed = allergiesOf(written.replace('</participant>\n', `$&${none}`)).records
    expect(of(mixed, 'allergy')).toMatchObject([
      { state: 'present', substance: { display: 'ペニシリン' } },
    ])
  })

  const reaction = `<entryRelationship typeCode="MFST"><observation><templateId root="2.16.840.1.113883.10.20.22.4.9"/><value xsi:type="CD" displayName="蕁麻疹"/></observation></entryRelationship>`

  test('an agent, its reaction, since when', () => {
    const { records } = allergiesOf(allergy({ inside: reaction }))
    expect(of(records, 'allergy')).toMatchObject([
      {
        state: 'present',
        substance: { display: 'ペニシリン', codings: [{ code: '7980' }] },
        reaction: '蕁麻疹',
        onset: { text: '201503', at: '2015-03' },
        clinicalStatus: { display: 'active' },
        origin: 'list',
      },
    ])
  })

  test.each([
    [
      'a negated allergy to any substance',
      { negated: true, agent: '<code nullFlavor="NA"/>' },
      'Allergy to substance',
    ],
    [
      'a negated drug allergy',
      { negated: true, agent: '', kind: 'code="416098002" displayName="Drug allergy"' },
      'Drug allergy',
    ],
    [
      'the code for it',
      { agent: '<code code="716186003" displayName="No known allergy"/>' },
      'No known allergy',
    ],
    [
      'a negated allergy to the substance of all substances',
      { negated: true, agent: '<code code="105590001" displayName="Substance"/>' },
      'Allergy to substance',
    ],
    [
      'a negated allergy to drugs as such',
      { negated: true, agent: '<code code="410942007" displayName="drug or medication"/>' },
      'drug or medication',
    ],
  ])('none known: %s', (_, parts, words) => {
    const { records } = allergiesOf(allergy(parts))
    expect(of(records, 'allergy')).toMatchObject([
      { state: 'none-known', substance: { display: words } },
    ])
  })

  test('an allergen that is only a name is not hidden by the words of a code that is null', () => {
    const unnamed = (name: string, words: string) =>
      allergy({
        agent: `<code code="UNK" nullFlavor="UNK"><originalText>${words}</originalText></code><name>${name}</name>`,
      })
    const { records } = allergiesOf(
      unnamed('ラテックス', 'Coded Allergy Name Not Available'),
      unnamed('蜂毒', 'Coded Allergy Name Not Available'),
      unnamed('サバ', 'サバ'),
    )
    expect(of(records, 'allergy').map(({ substance }) => substance)).toEqual([
      { display: 'ラテックス（Coded Allergy Name Not Available）', codings: [] },
      { display: '蜂毒（Coded Allergy Name Not Available）', codings: [] },
      { display: 'サバ', codings: [] },
    ])
  })

  test('the kind is told by the statement’s code where its value is empty', () => {
    const older = allergy({ kind: '' }).replace(
      '<statusCode code="completed"/>',
      '<code code="414285001" codeSystem="2.16.840.1.113883.6.96" displayName="Food allergy"/><statusCode code="completed"/>',
    )
    const { records } = allergiesOf(older)
    expect(of(records, 'allergy')[0]?.category?.display).toBe('Food allergy')
  })

  test('"not allergic to penicillin" is no denial of allergies', () => {
    const { records, parts } = allergiesOf(allergy({ negated: true }))
    expect(of(records, 'allergy')).toEqual([])
    expect(parts.unread).toMatchObject([
      { detail: 'negated: ペニシリン', reason: 'not-interpreted' },
    ])
  })

  test('a section that says nothing says nothing', () => {
    expect(of(allergiesOf().records, 'allergy')).toEqual([])
  })

  test('one of unknown substance is one all the same', () => {
    const { records } = allergiesOf(allergy({ agent: '<code nullFlavor="UNK"/>' }))
    expect(of(records, 'allergy')).toMatchObject([{ state: 'present', substance: null }])
  })

  test('one that says of itself that nothing is known is none, unless it names what it is about', () => {
    const { records, parts } = allergiesOf(
      emptied(allergy({ agent: '<code nullFlavor="NI"/>' })),
      emptied(allergy({ agent: '<name>ペニシリン</name>' })),
    )
    expect(of(records, 'allergy').map(({ substance }) => substance?.display)).toEqual([
      'ペニシリン',
    ])
    expect(parts.unread).toMatchObject([
      { dataType: 'AllergyIntolerance', detail: 'nullFlavor NI: nothing is said' },
    ])
  })

  test('a concern without a template of its own is told by what it holds, in a section for it', () => {
    const bare = allergy().replace(/<templateId[^>]*4\.30"\/>/, '')
    expect(of(allergiesOf(bare).records, 'allergy')).toHaveLength(1)
    expect(of(inSection('11450-4', bare).records, 'allergy')).toEqual([])
    const hypertension = problem('displayName="高血圧症"').replace(/<templateId[^>]*4\.3"\/>/, '')
    expect(of(inSection('11450-4', hypertension).records, 'problem')).toHaveLength(1)
    expect(of(inSection('18776-5', hypertension).records, 'problem')).toEqual([])
  })

  test('nullified never looks valid; ended is said', () => {
    const { records } = allergiesOf(allergy({ status: 'nullified' }), allergy({ ended: '2018' }))
    expect(of(records, 'allergy')).toMatchObject([
      { standing: 'deleted' },
      { clinicalStatus: { display: 'resolved' } },
    ])
  })
})

describe('entries', () => {
  test('how it was measured stands with a result, and a comment with a problem', () => {
    const measured = inSection(
      '30954-2',
      results(
        observation(
          'K',
          '<value xsi:type="PQ" value="5.8" unit="mmol/L"/>',
          '<methodCode code="ISE" displayName="電極法"/>',
        ),
      ),
    )
    expect(of(measured.records, 'observationGroup')[0]?.results[0]?.method?.display).toBe('電極法')
    const comment =
      '<entryRelationship typeCode="SUBJ"><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.64"/><code code="48767-8"/><text>他院で加療</text></act></entryRelationship>'
    const commented = problem('displayName="肺炎"').replace(
      '</observation>',
      `${comment}</observation>`,
    )
    expect(of(inSection('11450-4', commented).records, 'problem')[0]?.note).toBe('他院で加療')
  })

  test('what the clinician wrote of a problem stands beside the name of its code', () => {
    const noteOf = (original: string) => {
      const entry = problem('displayName="肺炎"').replace(
        /(<value[^>]*)\/>/,
        `$1><originalText>${original}</originalText></value>`,
      )
      return of(inSection('11450-4', entry).records, 'problem')[0]?.note
    }
    expect(noteOf('肺炎 右下葉、軽快中')).toBe('肺炎 右下葉、軽快中')
    expect(noteOf('肺炎')).toBe('')
    expect(noteOf('肺炎の経過。'.repeat(60))).toBe('')
  })

  test('what a code says to be absent or unknown is no allergen, problem or medicine', () => {
    const code = (value: string) =>
      `code="${value}" codeSystem="2.16.840.1.113883.5.1150.1" displayName="X"`
    const unknown = allergiesOf(allergy({ agent: `<code ${code('no-allergy-info')}/>` }))
    expect(of(unknown.records, 'allergy')).toEqual([])
    expect(unknown.parts.unread).toMatchObject([{ detail: 'no information: X' }])
    const none = allergiesOf(allergy({ agent: `<code ${code('no-known-allergies')}/>` }))
    expect(of(none.records, 'allergy')[0]?.state).toBe('none-known')
    const problems = inSection('11450-4', problem(code('no-known-problems')))
    expect(of(problems.records, 'problem')).toEqual([])
    const drug = `<code ${code('no-medication-info')}/>`
    expect(of(inSection('10160-0', medication({ drug })).records, 'medicationOrder')).toEqual([])
  })

  test('that there is none, told in words alone, is no medicine, problem, procedure or vaccine', () => {
    const name = (words: string) => `<code nullFlavor="NI"/><name>${words}</name>`
    const medicine = inSection('10160-0', medication({ drug: name('No known medications') }))
    expect(of(medicine.records, 'medicationOrder')).toEqual([])
    expect(medicine.parts.unread).toMatchObject([{ detail: 'negated: No known medications' }])
    const told = medication({ drug: '<code nullFlavor="NI"/>', inside: '' }).replace(
      '<id root="8"',
      '<text>Patient is on no medications.</text><id root="8"',
    )
    expect(of(inSection('10160-0', told).records, 'medicationOrder')).toEqual([])
    const vaccine = inSection('11369-6', immunization('No known immunizations', false))
    expect(of(vaccine.records, 'administration')).toEqual([])
    const problems = inSection('11450-4', problem('displayName="特記事項なし"'))
    expect(of(problems.records, 'problem')).toEqual([])
    expect(of(inSection('47519-4', procedure('手術歴なし')).records, 'procedure')).toEqual([])
  })

  test('how often a medicine may be supplied in all', () => {
    const supply = (mood: string, times: string) =>
      `<entryRelationship><supply classCode="SPLY" moodCode="${mood}"><repeatNumber value="${times}"/><quantity value="30"/></supply></entryRelationship>`
    const noteOf = (inside: string) =>
      of(inSection('10160-0', medication({ inside })).records, 'medicationOrder')[0]?.note
    expect(noteOf(supply('INT', '3'))).toBe('調剤: 初回を含め3回まで')
    expect(noteOf(supply('INT', '1'))).toBe('')
    expect(noteOf(supply('EVN', '3'))).toBe('')
  })

  test('problems: how they ended; a negated one is none', () => {
    const { records, parts } = inSection(
      '11450-4',
      problem('code="I10" codeSystem="2.16.840.1.113883.6.3" displayName="高血圧症"'),
      problem('displayName="肺炎"', '<high value="2020-02"/>'),
      problem('displayName="糖尿病"', '', true),
    )
    expect(of(records, 'problem')).toMatchObject([
      { condition: { display: '高血圧症' }, icd10: 'I10', onsetAt: { at: '2019' }, endedAt: null },
      { condition: { display: '肺炎' }, endedAt: { text: '2020-02', at: null } },
    ])
    expect(parts).toMatchObject({ seen: 3, loaded: 2, notInterpreted: 1 })
  })

  test('problems and medicines that say of themselves that nothing is known are none', () => {
    const nameless = '<code nullFlavor="NI"><originalText>No data</originalText></code>'
    const medicines = inSection(
      '10160-0',
      emptied(medication({ drug: nameless })),
      emptied(medication({ drug: PENICILLIN })),
    )
    const drugs = of(medicines.records, 'medicationOrder').flatMap(({ components }) => components)
    expect(drugs.map(({ drug }) => drug.display)).toEqual(['ペニシリン'])
    const problems = inSection('11450-4', emptied(problem('nullFlavor="NI"')), problem(''))
    expect(of(problems.records, 'problem').map(({ condition }) => condition.display)).toEqual([
      '病名の記載なし',
    ])
    expect(medicines.parts.unread).toMatchObject([{ detail: 'nullFlavor NI: No data', count: 1 }])
    expect(problems.parts.unread).toMatchObject([
      { detail: 'nullFlavor NI: nothing is said', count: 1 },
    ])
  })

  test('a name in words alone of what says that nothing is known stands in its gap', () => {
    const typed = problem('nullFlavor="NI"').replace(
      /(templateId [^>]*4\.4"\/>)/,
      '$1<text>高血圧症</text>',
    )
    const { records, parts } = inSection('11450-4', emptied(typed))
    expect(of(records, 'problem')).toEqual([])
    expect(parts.unread).toMatchObject([{ detail: 'nullFlavor NI: 高血圧症', count: 1 }])
  })

  test('what has no code is named by the words of a translation, or of the statement itself', () => {
    const words = '<originalText><reference value="#m1"/></originalText>'
    const nameless = problem('nullFlavor="UNK"')
    const said = (entry: string) =>
      entry.replace(/(templateId [^>]*4\.(?:4|7|16)"\/>)/, '$1<text>言葉</text>')
    const translated = nameless.replace(
      'nullFlavor="UNK"/>',
      `nullFlavor="UNK"><translation nullFlavor="NA">${words}</translation></value>`,
    )
    const problems = of(inSection('11450-4', translated, said(nameless)).records, 'problem')
    expect(problems.map(({ condition }) => condition.display)).toEqual(['アムロジピン5mg', '言葉'])
    const unnamed = '<code nullFlavor="UNK"/>'
    const medicine = inSection('10160-0', said(medication({ drug: unnamed }))).records
    expect(of(medicine, 'medicationOrder')[0]?.components[0]?.drug.display).toBe('言葉')
    const { records } = allergiesOf(said(allergy({ agent: unnamed })))
    expect(of(records, 'allergy')[0]).toMatchObject({
      state: 'present',
      substance: { display: '言葉' },
    })
  })

  test('what has a code without a name is named by the words of the statement', () => {
    const bare = problem('code="786.2" codeSystem="2.16.840.1.113883.6.103"').replace(
      '<id root="9"',
      '<text><reference value="#m1"/></text><id root="9"',
    )
    const { records } = inSection('11450-4', bare)
    expect(of(records, 'problem')[0]?.condition).toEqual({
      display: 'アムロジピン5mg',
      codings: [{ code: '786.2', name: '', system: 'http://hl7.org/fhir/sid/icd-9-cm' }],
    })
  })

  test('a null flavour in the place of a code is no code that two things share', () => {
    const unknown = (name: string) =>
      observation('UNK', '<value xsi:type="PQ" value="1"/>').replace(
        'displayName="UNK"/>',
        `><originalText>${name}</originalText></code>`,
      )
    const { records } = inSection('30954-2', results(unknown('GLUCOSE'), unknown('SODIUM')))
    expect(of(records, 'observationGroup')[0]?.results.map(({ item }) => item)).toEqual([
      { display: 'GLUCOSE', codings: [] },
      { display: 'SODIUM', codings: [] },
    ])
  })

  test('problems that all have one id, or none, do not replace each other', () => {
    const none = (name: string, year: string) =>
      problem(`displayName="${name}"`)
        .replace('<id root="9" extension="p1"/>', '<id nullFlavor="NI"/>')
        .replace('2019', year)
    const { records } = inSection(
      '11450-4',
      problem('displayName="高血圧症"'),
      problem('displayName="肺炎"'),
      none('高血圧症', '2019'),
      none('肺炎', '2019'),
      none('肺炎', '2021'),
    )
    const ids = of(records, 'problem').map(({ instanceId }) => instanceId)
    expect(new Set(ids).size).toBe(5)
  })

  test('medicines: dose, rhythm, the drug by the words it refers to; negated and nullified', () => {
    const { records, parts } = inSection(
      '10160-0',
      medication({}),
      medication({ status: 'nullified' }),
      medication({ attributes: 'negationInd="1"', drug: PENICILLIN }),
    )
    expect(of(records, 'medicationOrder')).toMatchObject([
      {
        control: 'active',
        components: [
          { drug: { display: 'アムロジピン5mg' }, dose: { text: '1', unit: { display: '錠' } } },
        ],
        route: { display: '経口' },
        startAt: { at: '2022-04-01' },
        endAt: null,
        usage: [{ display: '8時間毎 every 8 h' }],
      },
      { standing: 'deleted' },
    ])
    expect(parts.unread).toMatchObject([{ detail: 'negated: not taken ペニシリン' }])
  })

  test.each([
    [
      'a quantity',
      '<value xsi:type="PQ" value="24.0" unit="U/L"/>',
      { text: '24.0', number: 24, comparator: '', unit: { display: 'U/L' } },
    ],
    [
      'an open interval',
      '<value xsi:type="IVL_PQ"><high value="5" unit="mg/dL" inclusive="false"/></value>',
      { text: '<5', number: 5, comparator: '<' },
    ],
    [
      'a bound',
      '<value xsi:type="IVL_PQ"><low value="100" unit="mg/dL"/></value>',
      { text: '>=100', number: 100, comparator: '>=' },
    ],
    [
      'an interval',
      '<value xsi:type="IVL_PQ"><low value="1"/><high value="2"/></value>',
      { text: '1-2', number: null, comparator: '' },
    ],
    [
      'an interval without its ends',
      '<value xsi:type="IVL_PQ"><low value="0" unit="mg" inclusive="false"/><high value="5" unit="mg" inclusive="false"/></value>',
      { text: '>0-<5', number: null, comparator: '', unit: { display: 'mg' } },
    ],
    [
      'an interval whose ends have two units',
      '<value xsi:type="IVL_PQ"><low value="500" unit="mg"/><high value="1" unit="g"/></value>',
      { text: '500 mg-1 g', number: null, unit: null },
    ],
    [
      'an interval with the unit at one end',
      '<value xsi:type="IVL_PQ"><low value="0"/><high value="5" unit="mg"/></value>',
      { text: '0-5', unit: { display: 'mg' } },
    ],
    [
      'a code',
      '<value xsi:type="CD" code="260385009" displayName="陰性"/>',
      { text: '陰性', number: null },
    ],
    ['words', '<value xsi:type="ST">混濁あり</value>', { text: '混濁あり', number: null }],
    [
      'a ratio',
      '<value xsi:type="RTO_PQ_PQ"><numerator value="1"/><denominator value="128"/></value>',
      { text: '1/128' },
    ],
    ['a whole number', '<value xsi:type="INT" value="7"/>', { text: '7', number: 7 }],
    [
      'nothing, with a reason',
      '<value xsi:type="PQ" nullFlavor="NI"/>',
      { text: '', number: null, note: 'nullFlavor NI' },
    ],
    ['nothing at all', '', { text: '', number: null, note: '' }],
  ])('a result: %s', (_, value, expected) => {
    const { records } = inSection('30954-2', results(observation('K', value)))
    expect(of(records, 'observationGroup')[0]?.results).toMatchObject([expected])
  })

  test('a medicine is as current as its own status says, not as the note of it', () => {
    const said = (code: string, status: string) =>
      medication({
        status,
        inside: `<entryRelationship typeCode="REFR"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.1.47"/><value xsi:type="CE" code="${code}"/></observation></entryRelationship>`,
      })
    const { records } = inSection(
      '10160-0',
      said('55561003', 'completed'),
      said('73425007', 'active'),
      said('421139008', 'completed'),
      said('1', 'completed'),
    )
    expect(of(records, 'medicationOrder').map(({ control }) => control)).toEqual([
      'active',
      'stopped',
      'on-hold',
      'completed',
    ])
  })

  test('directions in words, steps of a dose, what it is for and how much was ordered stand with a medicine', () => {
    const step = (dose: string, low: string, high: string) =>
      `<entryRelationship typeCode="COMP"><substanceAdministration classCode="SBADM" moodCode="INT"><effectiveTime xsi:type="IVL_TS"><low value="${low}"/><high value="${high}"/></effectiveTime><doseQuantity value="${dose}" unit="mg"/></substanceAdministration></entryRelationship>`
    const free = `<entryRelationship typeCode="COMP"><substanceAdministration classCode="SBADM" moodCode="INT"><templateId root="2.16.840.1.113883.10.20.22.4.147"/><text>食後に噛まずに</text></substanceAdministration></entryRelationship>`
    const reason = `<entryRelationship typeCode="RSON"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.19"/><value xsi:type="CD" code="38341003" displayName="高血圧"/></observation></entryRelationship>`
    const supply = (mood: string, amount: string) =>
      `<entryRelationship typeCode="REFR"><supply classCode="SPLY" moodCode="${mood}"><quantity value="${amount}" unit="錠"/></supply></entryRelationship>`
    const told = (words: string) =>
      medication({
        inside: `${step('10', '20220401', '20220407')}${step('5', '20220408', '')}${free}${reason}${supply('EVN', '14')}${supply('INT', '28')}`,
      }).replace('<statusCode', `<text>${words}</text><statusCode`)
    const { records } = inSection('10160-0', told('朝食後 1錠'), told('アムロジピン5mg'))
    const [first, second] = of(records, 'medicationOrder')
    const inside = ['10 mg 20220401–20220407', '5 mg 20220408–', '食後に噛まずに']
    expect(first?.usage.map(({ display }) => display)).toEqual([
      '8時間毎 every 8 h',
      '朝食後 1錠',
      ...inside,
    ])
    expect(second?.usage.map(({ display }) => display)).toEqual(['8時間毎 every 8 h', ...inside])
    expect(first).toMatchObject({
      note: '理由: 高血圧',
      total: { text: '28', unit: { display: '錠' } },
    })
  })

  test('a row of the narrative is no directions beside a dose; steps that an organizer holds are each read', () => {
    const table =
      '<table><tbody><tr ID="row"><td>薬</td><td>1日1回 2022-04-01</td></tr></tbody></table>'
    const step = (text: string) =>
      medication({ drug: PENICILLIN }).replace('<statusCode', `<text>${text}</text><statusCode`)
    const cluster = (...steps: string[]) =>
      `<organizer classCode="CLUSTER" moodCode="EVN"><statusCode code="active"/>${steps.map((each) => `<component>${each}</component>`).join('')}</organizer>`
    const other = '<supply classCode="SPLY" moodCode="EVN"/>'
    const { records, parts, problems } = read({
      sections: [
        section(
          '10160-0',
          '薬',
          table,
          cluster(step('<reference value="#row"/>'), step('2錠')),
          cluster(step('1錠'), other),
        ),
      ],
    })
    const usage = of(records, 'medicationOrder').map((each) => each.usage.map((u) => u.display))
    expect(usage).toEqual([
      ['8時間毎 every 8 h'],
      ['8時間毎 every 8 h', '2錠'],
      ['8時間毎 every 8 h', '1錠'],
    ])
    expect(parts).toMatchObject({ seen: 2, loaded: 2, notInterpreted: 0 })
    expect(problems).toMatchObject([{ reason: 'a part of an entry that is not read' }])
  })

  test('what a drug is dissolved in is a part of the mix', () => {
    const vehicle =
      '<participant typeCode="CSM"><participantRole><templateId root="2.16.840.1.113883.10.20.22.4.24"/><playingEntity><code code="1807639" displayName="生食"/></playingEntity></participantRole></participant>'
    const { records } = inSection('10160-0', medication({ drug: PENICILLIN, inside: vehicle }))
    const [order] = of(records, 'medicationOrder')
    expect(order?.components.map(({ role, drug }) => [role, drug.display])).toEqual([
      ['', 'ペニシリン'],
      ['B', '生食'],
    ])
  })

  test('vital signs of an older CCD have the templates of results, too, and are none', () => {
    const older = results(
      observation('8867-4', '<value xsi:type="PQ" value="85" unit="/min"/>'),
    ).replace(
      /<templateId[^>]*>/,
      '<templateId root="2.16.840.1.113883.10.20.1.32"/><templateId root="2.16.840.1.113883.10.20.1.35"/>',
    )
    const { records } = inSection('8716-3', older)
    expect(of(records, 'observationGroup')[0]?.category).toBe('vital-signs')
  })

  test('results in sections about what a patient can do are of no laboratory', () => {
    const { records } = inSection(
      '47420-5',
      results(observation('1', '<value xsi:type="ST">可</value>')),
    )
    expect(of(records, 'observationGroup')[0]?.category).toBe('other')
  })

  test('the parts of a score stand under its name, and what only holds them together is no result', () => {
    const part = (name: string, value: string, more = '') =>
      observation(name, value, more).replace('22.4.2"', '22.4.86"')
    const inside = (...parts: string[]) =>
      parts.map((each) => `<entryRelationship typeCode="COMP">${each}</entryRelationship>`).join('')
    const eyes = part('開眼', '<value xsi:type="INT" value="4"/>')
    const scored = observation('GCS', '<value xsi:type="INT" value="15"/>', inside(eyes))
    const held = observation(
      '喫煙歴',
      '',
      inside(part('喫煙', '<value xsi:type="ST">なし</value>')),
    )
    const { records } = inSection(
      '47420-5',
      ...[scored, held].map((each) => each.replace('22.4.2"', '22.4.69"')),
    )
    const groups = of(records, 'observationGroup').map(({ panel, parent, results }) => [
      panel?.display ?? '',
      parent,
      results.map(({ item, text }) => `${item.display} ${text}`),
    ])
    expect(groups).toEqual([
      ['', '', ['GCS 15']],
      ['GCS', '', ['開眼 4']],
      ['喫煙歴', '', ['喫煙 なし']],
    ])
  })

  test('an interpretation in words is a flag as well', () => {
    const { records } = inSection(
      '30954-2',
      results(
        observation(
          '1',
          '<value xsi:type="ST">155 MG/DL</value>',
          '<interpretationCode nullFlavor="UNK"><originalText>H</originalText></interpretationCode>',
        ),
      ),
    )
    expect(of(records, 'observationGroup')[0]?.results[0]?.flag).toBe('H')
  })

  test('a device, a relative and what is asserted are named in the gap of what is not read', () => {
    const device =
      '<supply classCode="SPLY" moodCode="EVN"><participant typeCode="DEV"><participantRole><playingDevice><code code="72506001" displayName="植込み型除細動器"/></playingDevice></participantRole></participant></supply>'
    const relative =
      '<organizer classCode="CLUSTER" moodCode="EVN"><subject><relatedSubject><code code="FTH" displayName="父"/></relatedSubject></subject></organizer>'
    const asserted =
      '<observation classCode="OBS" moodCode="EVN"><code code="ASSERTION"/><value xsi:type="CD" code="1" displayName="聴力低下"/></observation>'
    const { parts } = inSection('46264-8', device, relative, asserted)
    expect(parts.unread.map(({ detail }) => detail)).toEqual([
      'supply 植込み型除細動器',
      'organizer 父',
      'observation 聴力低下',
    ])
  })

  test('what is not read is told with its value, that it is denied, and a medicine by its label', () => {
    const plain = (attributes: string, value: string) =>
      `<observation classCode="OBS" moodCode="EVN" ${attributes}><code code="1" displayName="診断"/>${value}</observation>`
    const labelled =
      '<substanceAdministration classCode="SBADM" moodCode="INT"><consumable><manufacturedProduct><manufacturedLabeledDrug><name>アムロジピン錠</name></manufacturedLabeledDrug></manufacturedProduct></consumable></substanceAdministration>'
    const { parts } = inSection(
      '10164-2',
      plain('', '<value xsi:type="CD" code="J189" displayName="肺炎"/>'),
      plain('negationInd="true"', '<value xsi:type="CD" displayName="糖尿病"/>'),
      plain('', '<value xsi:type="PQ" value="0.4" unit="mg/dL"/>'),
      plain('', `<value xsi:type="ST">${'長'.repeat(200)}</value>`),
      labelled,
    )
    expect(parts.unread.map(({ detail }) => detail)).toEqual([
      'observation 診断: 肺炎',
      'observation 否定 negated: 診断: 糖尿病',
      'observation 診断: 0.4 mg/dL',
      'observation 診断',
      'substanceAdministration アムロジピン錠',
    ])
  })

  test('a result that is negated does not read as found', () => {
    const found = observation('K', '<value xsi:type="CD" displayName="増殖あり"/>')
    const { records } = inSection(
      '30954-2',
      results(found.replace('<observation ', '<observation negationInd="true" ')),
    )
    expect(of(records, 'observationGroup')[0]?.results).toMatchObject([
      { text: '否定 not: 増殖あり', number: null },
    ])
  })

  test('a discharge medicine and a discharge diagnosis are read out of what holds them', () => {
    const holder = (root: string, inside: string) =>
      `<act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.${root}"/><statusCode code="active"/><entryRelationship>${inside}</entryRelationship></act>`
    const concern = problem('displayName="肺炎"')
    const diagnosis = concern.slice(
      concern.indexOf('<observation'),
      concern.indexOf('</entryRelationship>'),
    )
    const { records, parts } = read({
      sections: [
        section(
          '10183-2',
          '退院時処方',
          '',
          holder('35', medication({ drug: PENICILLIN })),
          holder('35', ''),
        ),
        section('11535-2', '退院時診断', '', holder('33', diagnosis)),
      ],
    })
    const drugs = of(records, 'medicationOrder').map(
      ({ components }) => components[0]?.drug.display,
    )
    expect(drugs).toEqual(['ペニシリン'])
    expect(of(records, 'problem').map(({ condition }) => condition.display)).toEqual(['肺炎'])
    // What is not read is missing where the chart shows medicines.
    expect(parts.unread).toMatchObject([
      { dataType: 'MedicationStatement', detail: 'no medicine in it' },
    ])
  })

  test('a value in a unit that UCUM has not stands in its translation', () => {
    const result = `<organizer><templateId root="2.16.840.1.113883.10.20.22.4.1"/><component><observation>
      <code code="1" displayName="服用数"/><statusCode code="completed"/>
      <value xsi:type="PQ" nullFlavor="OTH"><translation value="2" code="C48542"><originalText>錠</originalText></translation></value>
      </observation></component></organizer>`
    const [group] = of(inSection('30954-2', result).records, 'observationGroup')
    expect(group?.results[0]).toMatchObject({ text: '2', number: 2, unit: { display: '錠' } })
  })

  test('results with range, flag and time; nullified ones are left out', () => {
    const more =
      '<interpretationCode code="H"/><referenceRange><observationRange><value xsi:type="IVL_PQ"><low value="3.5" unit="mmol/L"/><high value="5.0" unit="mmol/L"/></value></observationRange></referenceRange>'
    const { records } = inSection(
      '30954-2',
      results(
        observation('K', '<value xsi:type="PQ" value="5.8" unit="mmol/L"/>', more),
        observation('Na', '<value xsi:type="PQ" value="140" unit="mmol/L"/>', '', 'nullified'),
      ),
    )
    expect(of(records, 'observationGroup')).toMatchObject([
      {
        category: 'laboratory',
        panel: { display: '生化学' },
        collectedAt: { at: '2022-05-02T08:30:00' },
        results: [
          { range: '3.5-5.0 mmol/L', flag: 'H', observedAt: { at: '2022-05-02T08:30:00' } },
        ],
      },
    ])
    expect(of(records, 'observationGroup')[0]?.results).toHaveLength(1)
  })

  test('a range says its numbers beside its words, and which interpretation it is of', () => {
    const range = (text: string, more = '') =>
      `<referenceRange><observationRange>${text}<value xsi:type="IVL_PQ"><low value="34.9" unit="%"/><high value="44.5" unit="%"/></value>${more}</observationRange></referenceRange>`
    const low = '<interpretationCode code="L"/>'
    const value = '<value xsi:type="PQ" value="35.3" unit="%"/>'
    const rangesOf = (...each: string[]) =>
      of(
        inSection('30954-2', results(observation('Ht', value, each.join('')))).records,
        'observationGroup',
      )[0]?.results[0]?.range
    expect(rangesOf(range('<text>Low</text>', low))).toBe('34.9-44.5 % Low')
    expect(rangesOf(range('', low))).toBe('L: 34.9-44.5 %')
    expect(rangesOf(range('<text>34.9 - 44.5 %</text>'))).toBe('34.9 - 44.5 %')
  })

  test('results stand alone, in batteries of a battery and below an organism, which they name', () => {
    const value = (text: string) => `<value xsi:type="ST">${text}</value>`
    const inner = results(observation('MIC', value('&lt;=0.5'), '<interpretationCode code="S"/>'))
    const organism = observation(
      '菌',
      value('大腸菌'),
      `<entryRelationship typeCode="COMP">${inner}</entryRelationship>`,
    )
    const battery = results(observation('K', value('5.8'))).replace(
      '</organizer>',
      `<component>${results(observation('Na', value('140')))}</component></organizer>`,
    )
    const { parts, records } = inSection('30954-2', observation('Cl', value('100')), battery)
    expect(parts).toMatchObject({ seen: 2, loaded: 2 })
    const told = (found: typeof records) =>
      of(found, 'observationGroup').map(({ category, parent, results: each }) => [
        category,
        parent,
        each.map(({ text }) => text).join(),
      ])
    expect(told(records)).toEqual([
      ['laboratory', '', '100'],
      ['laboratory', '', '5.8'],
      ['laboratory', '', '140'],
    ])
    expect(told(inSection('30954-2', results(organism)).records)).toEqual([
      ['laboratory', '', '大腸菌'],
      ['microbiology', '大腸菌', '<=0.5'],
    ])
  })

  test('a side and a site are said with what they are of', () => {
    const left =
      '<qualifier><name code="272741003" displayName="Laterality"/><value code="7771000" displayName="Left"/></qualifier>'
    const hip = procedure('人工股関節置換術').replace(
      /(<code [^>]*)\/>/,
      `$1>${left}</code><targetSiteCode code="1" displayName="股関節"/>`,
    )
    expect(of(inSection('47519-4', hip).records, 'procedure')[0]).toMatchObject({
      name: { display: '人工股関節置換術（Laterality: Left）' },
    })
    const pneumonia = problem('code="1" displayName="肺炎"').replace(
      '</observation>',
      '<targetSiteCode code="2" displayName="左下葉"/></observation>',
    )
    expect(of(inSection('11450-4', pneumonia).records, 'problem')[0]?.suffixes).toEqual([
      '（左下葉）',
    ])
  })

  test('smoking and pregnancy are results of their own kind', () => {
    const smoking = observation('喫煙', '<value xsi:type="CD" displayName="過去に喫煙"/>').replace(
      '.22.4.2"',
      '.22.4.78"',
    )
    expect(of(inSection('29762-2', smoking).records, 'observationGroup')).toMatchObject([
      { category: 'other', results: [{ text: '過去に喫煙' }] },
    ])
  })

  test.each([
    [
      'half an hour after breakfast',
      '<effectiveTime xsi:type="EIVL_TS" operator="A"><event code="PCM"/><offset xsi:type="PQ" value="30" unit="min"/></effectiveTime>',
      '朝食後 after breakfast PCM 30 min',
    ],
    [
      'the width of an offset',
      '<effectiveTime xsi:type="EIVL_TS"><event code="AC"/><offset><width value="1" unit="h"/></offset></effectiveTime>',
      '食前 before meal AC 1 h',
    ],
    [
      'an event of no table',
      '<effectiveTime xsi:type="EIVL_TS"><event code="X1"/></effectiveTime>',
      'X1',
    ],
    [
      'daily at a time of day',
      '<effectiveTime xsi:type="PIVL_TS"><phase><low value="202204010800"/></phase><period value="1" unit="d"/></effectiveTime>',
      '1日毎 every 1 day 始点 from 202204010800',
    ],
    [
      'three times in a day',
      '<effectiveTime xsi:type="PIVL_TS"><frequency><numerator value="3"/><denominator value="1" unit="d"/></frequency></effectiveTime>',
      '1日に3回 3 × per 1 day',
    ],
  ])('a rhythm: %s', (_, times, expected) => {
    const [order] = of(inSection('10160-0', medication({ times })).records, 'medicationOrder')
    expect(order?.usage.map(({ display }) => display)).toEqual([expected])
  })

  test('times inside an expression are read as those beside each other', () => {
    const times =
      '<effectiveTime xsi:type="SXPR_TS"><comp xsi:type="IVL_TS"><low value="20220401"/><high value="20220410"/></comp><comp xsi:type="SXPR_TS" operator="A"><comp xsi:type="PIVL_TS"><period value="12" unit="h"/></comp><comp xsi:type="EIVL_TS"><event code="HS"/></comp></comp></effectiveTime>'
    const [order] = of(inSection('10160-0', medication({ times })).records, 'medicationOrder')
    expect(order).toMatchObject({
      startAt: { at: '2022-04-01' },
      endAt: { at: '2022-04-10' },
      usage: [{ display: '12時間毎 every 12 h' }, { display: '就寝前 before sleep HS' }],
    })
  })

  test.each([
    ['aborted', 'stopped'],
    ['suspended', 'on-hold'],
    ['held', 'on-hold'],
    ['cancelled', 'cancelled'],
    ['active', 'active'],
  ])('a medicine that is %s is %s', (status, control) => {
    const [order] = of(inSection('10160-0', medication({ status })).records, 'medicationOrder')
    expect(order?.control).toBe(control)
  })

  test('a reason is told by its relationship where its template is a problem’s', () => {
    const reason = (relation: string) =>
      `<entryRelationship typeCode="${relation}"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.1.28"/><code code="ASSERTION"/><value xsi:type="CD" displayName="気管支炎"/></observation></entryRelationship>`
    const noteOf = (inside: string) =>
      of(inSection('10160-0', medication({ inside })).records, 'medicationOrder')[0]?.note
    expect(noteOf(reason('RSON'))).toBe('理由: 気管支炎')
    expect(noteOf(reason('CAUS'))).toBe('関連: 気管支炎（CAUS）')
  })

  test('the least date of a program is no end', () => {
    const times =
      '<effectiveTime xsi:type="IVL_TS"><low value="20220401"/><high value="00010101000000"/></effectiveTime>'
    const { records, problems } = inSection('10160-0', medication({ times }))
    expect(of(records, 'medicationOrder')[0]?.endAt).toEqual({ text: '00010101000000', at: null })
    expect(problems).toMatchObject([{ text: '00010101000000', reason: 'no such day or time' }])
  })

  test('what a list was left out with is no medicine, procedure or problem, and not denied either', () => {
    const left = (list: string) =>
      `<code nullFlavor="OTH"><originalText>${list} excluded/not available</originalText><translation code="410942007" codeSystem="2.16.840.1.113883.6.96"/></code>`
    const medicines = inSection(
      '10160-0',
      medication({ drug: left('Medications'), attributes: 'negationInd="true"' }),
    )
    expect(medicines.records.filter(({ kind }) => kind === 'medicationOrder')).toEqual([])
    expect(medicines.parts.unread).toMatchObject([
      { detail: 'no information: Medications excluded/not available' },
    ])
    const device = procedure('Medical Equipment excluded/not available')
    expect(of(inSection('46264-8', device).records, 'procedure')).toEqual([])
  })

  test('what is named by its kind alone is named by its words, and is nothing without them', () => {
    const drug = (words: string) =>
      `<code nullFlavor="OTH">${words}<translation code="410942007" codeSystem="2.16.840.1.113883.6.96" displayName="drug or medication"/></code>`
    const typed = medication({ drug: drug('<originalText>どくだみ茶</originalText>') })
    const medicines = inSection(
      '10160-0',
      typed,
      medication({ drug: drug('') }),
      medication({ drug: drug(''), attributes: 'negationInd="true"' }),
    )
    const names = of(medicines.records, 'medicationOrder').flatMap(({ components }) =>
      components.map((component) => component.drug.display),
    )
    expect(names).toEqual(['どくだみ茶'])
    expect(medicines.parts.unread).toMatchObject([
      { detail: 'no information: drug or medication', count: 1 },
      { detail: 'negated: not taken drug or medication', count: 1 },
    ])
    const placeholder = procedure('Procedure').replace('code="1"', 'code="71388002"')
    expect(of(inSection('47519-4', placeholder).records, 'procedure')).toEqual([])
  })

  test('how bad it was is told in the words of the statement where it has no code', () => {
    const severity =
      '<entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.1.55"/><text>MODERATE</text><value xsi:type="CD"/></observation></entryRelationship>'
    expect(of(allergiesOf(allergy({ inside: severity })).records, 'allergy')).toMatchObject([
      { severity: { display: 'MODERATE' } },
    ])
  })

  test('a problem that its status calls active is not over for the sake of a date', () => {
    const withStatus = (words: string) =>
      problem('displayName="喘息"', '<high value="20200103"/>').replace(
        '</observation>',
        `<entryRelationship typeCode="REFR"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.6"/><value xsi:type="CD" displayName="${words}"/></observation></entryRelationship></observation>`,
      )
    const { records } = inSection('11450-4', withStatus('Active'), withStatus('Resolved'))
    expect(of(records, 'problem')).toMatchObject([
      { endedAt: null, outcome: null, note: '終了日 20200103（状態は Active）' },
      { endedAt: { at: '2020-01-03' }, outcome: { display: 'Resolved' }, note: '' },
    ])
  })

  test('the gap of a problem that is denied names it', () => {
    const { parts } = inSection('11450-4', problem('displayName="糖尿病"', '', true))
    expect(parts.unread).toMatchObject([{ detail: 'negated: 糖尿病' }])
  })

  test('a planned medicine is named in its gap', () => {
    const planned = medication({ drug: PENICILLIN }).replace('22.4.16"', '22.4.42"')
    const { parts } = inSection('18776-5', planned)
    expect(parts.unread).toMatchObject([{ detail: 'substanceAdministration ペニシリン' }])
  })

  test('a value without the name of its item is not lost among others', () => {
    const nameless = observation('X', '<value xsi:type="PQ" value="7.1" unit="g/dL"/>').replace(
      /<code [^>]*\/>/,
      '<code nullFlavor="UNK"/>',
    )
    const empty = nameless.replace(/<value [^>]*\/>/, '')
    const { records } = inSection('30954-2', results(observation('K', ''), nameless, empty))
    const [group] = of(records, 'observationGroup')
    expect(group?.results.map(({ item, text }) => [item.display, text])).toEqual([
      ['K', ''],
      ['項目名の記載なし', '7.1'],
    ])
  })

  test.each([
    ['78', '喫煙状況 Smoking status'],
    ['85', '喫煙 Tobacco use'],
  ])('what only asserts is named by its template .%s', (template, name) => {
    const asserted = observation('ASSERTION', '<value xsi:type="CD" displayName="Former smoker"/>')
      .replace('.22.4.2"', `.22.4.${template}"`)
      .replace('displayName="ASSERTION"', '')
    expect(of(inSection('29762-2', asserted).records, 'observationGroup')).toMatchObject([
      { results: [{ item: { display: name }, text: 'Former smoker' }] },
    ])
  })

  test('where it was measured, and every interpretation, stand with a result', () => {
    const more =
      '<interpretationCode code="H"/><interpretationCode code="A" displayName="Abnormal"/><targetSiteCode code="1" displayName="左腕"/>'
    const { records } = inSection(
      '30954-2',
      results(observation('K', '<value xsi:type="PQ" value="6.1" unit="mmol/L"/>', more)),
    )
    expect(of(records, 'observationGroup')[0]?.results).toMatchObject([
      { flag: 'H', note: '判定: H、Abnormal\n部位: 左腕' },
    ])
  })

  test('a range that is a word or a code is one', () => {
    const range = (value: string) =>
      `<referenceRange><observationRange>${value}</observationRange></referenceRange>`
    const { records } = inSection(
      '30954-2',
      results(
        observation(
          'ANA',
          '<value xsi:type="ST">1:80</value>',
          range('<value xsi:type="ST">&lt;1:80</value>'),
        ),
        observation(
          'Color',
          '<value xsi:type="ST">Red</value>',
          range('<value xsi:type="CD" displayName="Yellow"/>'),
        ),
      ),
    )
    expect(of(records, 'observationGroup')[0]?.results.map(({ range: said }) => said)).toEqual([
      '<1:80',
      'Yellow',
    ])
  })

  test('the most that may be taken is said', () => {
    const most =
      '<maxDoseQuantity><numerator value="6" unit="錠"/><denominator value="1" unit="d"/></maxDoseQuantity>'
    const { records } = inSection(
      '10160-0',
      medication({}).replace('<consumable>', `${most}<consumable>`),
    )
    expect(of(records, 'medicationOrder')[0]?.usage).toContainEqual({
      display: '最大 max 6 錠 / 1 d',
      codings: [],
    })
  })

  test('vaccines given and not given, procedures done and only planned', () => {
    const { records, parts } = read({
      sections: [
        section(
          '11369-6',
          '予防接種',
          '',
          immunization('インフルエンザ', false),
          immunization('肺炎球菌', true),
        ),
        section(
          '47519-4',
          '処置',
          '',
          procedure('胆嚢摘出'),
          procedure('透析', 'INT'),
          procedure('輸血', 'EVN', true),
        ),
      ],
    })
    expect(of(records, 'administration')).toMatchObject([
      { drug: { display: 'インフルエンザ' }, status: 'completed', note: '予防接種\nLot L1' },
      { drug: { display: '肺炎球菌' }, status: 'not-done' },
    ])
    expect(of(records, 'procedure').map(({ name }) => name.display)).toEqual(['胆嚢摘出'])
    expect(parts.unread.map(({ detail }) => detail)).toEqual([
      'INT: not done yet 透析',
      'negated: not done 輸血',
    ])
  })

  test('what is of no kind that is read is named by section', () => {
    const other = '<observation><code code="1" displayName="喫煙"/></observation>'
    const { parts } = inSection('29762-2', other, other)
    expect(parts).toMatchObject({ seen: 2, notInterpreted: 2 })
    expect(parts.unread).toMatchObject([
      { where: 'section 欄', detail: 'observation 喫煙', count: 2 },
    ])
  })
})

describe('a body that is not XML', () => {
  const body = (text: string) => `<component><nonXMLBody>${text}</nonXMLBody></component>`

  test('is the document; the XML around it goes along', () => {
    const content = Buffer.from('手術記録の本文').toString('base64')
    const { records } = read({
      body: body(`<text mediaType="text/plain" representation="B64">${content}</text>`),
    })
    const parts = of(records, 'documentPart')
    expect(parts).toMatchObject([
      { role: 'main', name: 'body.txt', mediaType: 'text/plain', text: '手術記録の本文' },
      { role: 'attachment', name: 'summary.xml' },
    ])
    expect(Buffer.from(parts[0]?.content ?? []).toString()).toBe('手術記録の本文')
  })

  test('in base64 that nobody called so is read all the same; a text of such letters stays text', () => {
    const content = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n').toString(
      'base64',
    )
    const pdf = read({ body: body(`<text mediaType="application/pdf">\n${content}\n</text>`) })
    expect(of(pdf.records, 'documentPart')[0]?.mediaType).toBe('application/pdf')
    const text = read({ body: body(`<text mediaType="text/plain">${content}</text>`) })
    expect(of(text.records, 'documentPart')[0]?.text).toBe(content)
  })

  test('that lies elsewhere is said', () => {
    const { problems, records } = read({
      body: body('<text mediaType="application/pdf"><reference value="scan.pdf"/></text>'),
    })
    expect(problems).toMatchObject([{ where: 'body', text: 'scan.pdf' }])
    expect(of(records, 'documentPart')).toMatchObject([{ role: 'main', name: 'summary.xml' }])
  })

  test('that is damaged is said', () => {
    const { parts, records } = read({
      body: body('<text mediaType="application/pdf" representation="B64">JVBERi0xLjQK</text>'),
    })
    expect(parts).toMatchObject({
      seen: 1,
      refused: 1,
      unread: [{ patientId: '0000012345', reason: 'truncated', where: 'body', count: 1 }],
    })
    expect(of(records, 'documentPart')).toHaveLength(2)
  })
})

describe('a document that cannot be read to its end', () => {
  const whole = cdaDocument({
    sections: [section('48765-2', 'アレルギー', '<paragraph>ペニシリン</paragraph>', allergy())],
  })
  const body = whole.indexOf('<structuredBody>')

  test.each([
    ['is cut in its body', whole.slice(0, body + 60), 'truncated'],
    ['is broken in its body', whole.replace('</entry>', '</entree>'), 'unparsable'],
    [
      'is overwritten by zeros from its body on',
      whole.slice(0, body) + '\0'.repeat(500),
      'truncated',
    ],
  ])('is known by its header to whom it belongs when it %s', (_, xml, refusal) => {
    expect(parse(xml)).toMatchObject({
      outcome: 'quarantined',
      refusal,
      otherPatientId: '0000012345',
    })
  })

  test('is so when it is packed, too', () => {
    // As many words as gzip needs to have given the header away before its end.
    const noise = Array.from({ length: 9000 }, (_, at) => `${at * 7919}`).join(' ')
    const packed = zlib.gzipSync(whole.replace('<structuredBody>', `<!--${noise}-->$&`))
    const cut = packed.subarray(0, packed.length - 2000)
    expect(parse(cut, 'a/summary.xml.gz')).toMatchObject({
      outcome: 'quarantined',
      refusal: 'truncated',
      otherPatientId: '0000012345',
    })
  })

  test('is of nobody when another patient could have followed, or is named', () => {
    const target = /<recordTarget>[\s\S]*<\/recordTarget>/.exec(whole)?.[0] ?? ''
    const endsAt = whole.indexOf(target) + target.length
    expect(parse(whole.slice(0, endsAt))).toMatchObject({ otherPatientId: '' })
    expect(parse(whole.slice(0, endsAt - 20))).toMatchObject({ otherPatientId: '' })
    const two = whole.replace(target, `${target}${target.replace('0000012345', '777')}`)
    expect(parse(two.slice(0, two.length - 60))).toMatchObject({ otherPatientId: '' })
  })
})

describe('hostile and broken documents', () => {
  const whole = cdaDocument({
    sections: [
      section(
        '48765-2',
        'アレルギー',
        '<table><tr><td ID="m1">x</td></tr></table>',
        allergy(),
        medication({}),
      ),
    ],
  })

  test('cut anywhere, a document is refused by name', () => {
    const bytes = Buffer.from(whole)
    for (let share = 1; share < 100; share++) {
      const cut = bytes.subarray(0, Math.floor((bytes.length * share) / 100))
      if (cda.claimContent?.(cut.subarray(0, 4096), 'a.xml') === null) continue
      const parsed = cda.parse(
        cut,
        'a.xml',
        cda.claimContent?.(cut.subarray(0, 4096), 'a.xml') as never,
      )
      expect(parsed.outcome, `${share} %`).toBe('quarantined')
    }
  })

  test('changed anywhere, it is read or refused, and never throws', () => {
    const random = createRandom(5, 'cda')
    for (let round = 0; round < 500; round++) {
      const bytes = Buffer.from(whole)
      for (let i = 0; i < 4; i++) bytes[random.int(0, bytes.length - 1)] = random.int(0, 255)
      const facts = cda.claimContent?.(bytes.subarray(0, 4096), 'a.xml') ?? null
      if (facts !== null)
        expect(['records', 'quarantined', 'notInterpreted']).toContain(
          cda.parse(bytes, 'a.xml', facts).outcome,
        )
    }
  })

  test('entities multiply nothing and fetch nothing', () => {
    const bomb = whole.replace(
      '<ClinicalDocument',
      '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]><ClinicalDocument',
    )
    const parsed = parse(bomb.replace('>x</td>', '>&b;&f;</td>'))
    expect(JSON.stringify(parsed)).not.toContain('aaaaaaaaaa')
    expect(JSON.stringify(parsed)).not.toContain('root:')
  })

  test.each([
    ['comments before no root', `<?xml version="1.0"?>${'<!---->'.repeat(580)}x`, null],
    [
      'a comment that is never closed',
      `<?xml version="1.0"?><!--${'-- '.repeat(2000)}`,
      expect.anything(),
    ],
  ])('%s are told from a document at once', (_, text, expected) => {
    const head = Buffer.from(text).subarray(0, 4096)
    // A pattern that tries every combination of ends would never come back.
    expect(cda.claimContent?.(head, 'a.xml') ?? null).toEqual(expected)
  })

  test('words that are referred to again and again, and many siblings, cost no more than their length', () => {
    const deep = `${'<content ID="m1">'.repeat(20_000)}x${'</content>'.repeat(20_000)}`
    const wide = '<br/>'.repeat(200_000)
    const sections = [section('10160-0', 'x', deep + wide, ...Array(200).fill(medication({})))]
    expect(parse(cdaDocument({ sections })).outcome).toBe('records')
  })

  test('nesting costs no stack', () => {
    const deep = `${'<content>'.repeat(50_000)}x${'</content>'.repeat(50_000)}`
    expect(parse(cdaDocument({ sections: [section('1', 'x', deep)] })).outcome).toBe('records')
  })
})

/** By the table of the decoder, turned round: the platform only decodes these sets. */
function encode(text: string, encoding: string): Buffer {
  const decoder = new TextDecoder(encoding)
  const table = new Map<string, Buffer>()
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      const pair = Buffer.from([high, low])
      const character = decoder.decode(pair)
      if (character.length === 1 && !table.has(character)) table.set(character, pair)
    }
  }
  return Buffer.concat(
    [...text].map((character) =>
      character.charCodeAt(0) < 0x80
        ? Buffer.from(character)
        : (table.get(character) ?? Buffer.from('?')),
    ),
  )
}

describe('a specific health checkup', () => {
  const ITEMS = 'codeSystem="1.2.392.200119.6.1005"'
  const item = (code: string, name: string, value: string, system = ITEMS, more = '') =>
    `<observation classCode="OBS" moodCode="EVN"${more}><code code="${code}" ${system} displayName="${name}"/>${value}</observation>`
  const weight = item('9N006000000000001', '体重', '<value xsi:type="PQ" value="62.5" unit="kg"/>')
  const sugar = item(
    '3D010000001926101',
    '空腹時血糖',
    '<value xsi:type="PQ" value="98" unit="mg/dl"/><interpretationCode code="N"/>',
  )
  const header =
    '<documentationOf><serviceEvent><effectiveTime value="20240510"/></serviceEvent></documentationOf>'
  const checkup = (...entries: string[]) =>
    read({
      header,
      sections: [
        section('01010', '検査・問診結果', '', ...entries).replace(
          '2.16.840.1.113883.6.1"',
          '1.2.392.200119.6.1010"',
        ),
      ],
    })

  test('items with a number and its unit are results of the day of the checkup', () => {
    const { records, parts } = checkup(weight, sugar)
    expect(of(records, 'observationGroup')).toMatchObject([
      {
        category: 'vital-signs',
        collectedAt: { at: '2024-05-10' },
        results: [{ item: { display: '体重' }, number: 62.5, unit: { display: 'kg' } }],
      },
      { category: 'laboratory', results: [{ text: '98', flag: 'N' }] },
    ])
    expect(parts).toMatchObject({ seen: 2, loaded: 2, unread: [] })
  })

  test('words, answers with their words, several in an organizer, without the system in its own sections', () => {
    const words = item('9N511000000000049', '医師の診断', '<value xsi:type="ST">要再検</value>', '')
    const answer = item(
      '9N056000000000011',
      '既往歴',
      '<value xsi:type="CD" code="2" codeSystem="1.2.392.200119.6.2001" displayName="特記すべきことなし"/>',
    )
    const organizer = `<organizer classCode="BATTERY" moodCode="EVN"><component>${words}</component><component>${answer}</component></organizer>`
    const { records } = checkup(organizer)
    expect(
      of(records, 'observationGroup').map(({ category, results }) => [category, results[0]?.text]),
    ).toEqual([
      ['other', '要再検'],
      ['other', '特記すべきことなし'],
    ])
  })

  test('what was not done, or could not be measured, says so', () => {
    const { records } = checkup(
      item('3D010000001926101', '空腹時血糖', '', ITEMS, ' negationInd="true"'),
      item('3F077000002327101', 'LDL', '<value xsi:type="PQ" nullFlavor="NI"/>'),
    )
    expect(of(records, 'observationGroup').flatMap(({ results }) => results)).toMatchObject([
      { text: '未実施', number: null },
      { text: '', note: 'nullFlavor NI' },
    ])
  })

  test('a number without a unit and a code without its words say so, and take nothing along', () => {
    const bare = item('3D010000001926101', '空腹時血糖', '<value xsi:type="PQ" value="98"/>')
    const protein = (system: string) =>
      item('1A010000000190111', '尿蛋白', `<value xsi:type="CO" code="1" ${system}/>`)
    const organizer = (...items: string[]) =>
      `<organizer classCode="BATTERY" moodCode="EVN">${items.map((each) => `<component>${each}</component>`).join('')}</organizer>`
    const { records, parts } = checkup(
      organizer(weight, bare, protein('codeSystem="1.2.392.200119.6.2101"')),
      protein(''),
    )
    const said = of(records, 'observationGroup').flatMap(({ results }) => results)
    expect(said).toMatchObject([
      { text: '62.5', number: 62.5 },
      { text: '98', unit: null, note: '単位の記載なし' },
      { text: '回答コード 1（意味の記載なし）', number: null },
      { text: '回答コード 1（意味の記載なし）', number: null },
    ])
    expect(parts).toMatchObject({ seen: 2, loaded: 2, unread: [] })
  })

  test('several values, or one of what was not done, are gaps that tell them', () => {
    const two = item(
      '3D010000001926101',
      '空腹時血糖',
      '<value xsi:type="PQ" value="98" unit="mg/dl"/><value xsi:type="PQ" value="99" unit="mg/dl"/>',
    )
    const { records, parts } = checkup(two)
    expect(of(records, 'observationGroup')).toEqual([])
    expect(parts.unread).toMatchObject([
      { dataType: 'Observation', detail: 'unclear value: 空腹時血糖 98 mg/dl' },
    ])
  })

  test('its code of the sex is told by its system', () => {
    const sexOf = (gender: string) => {
      const xml = cdaDocument().replace('<administrativeGenderCode code="M"/>', gender)
      const parsed = parse(xml)
      return parsed.outcome === 'records' ? parsed.mention?.sex : undefined
    }
    const system = 'codeSystem="1.2.392.200119.6.1104"'
    expect(sexOf(`<administrativeGenderCode code="1" ${system}/>`)).toBe('M')
    expect(sexOf(`<administrativeGenderCode code="2" ${system}/>`)).toBe('F')
    expect(sexOf('<administrativeGenderCode code="2"/>')).toBe('2')
  })

  test('items without their system elsewhere, or of another system, are not taken for these', () => {
    const { records, parts } = inSection(
      '10164-2',
      item('3D010000001926101', '空腹時血糖', '<value xsi:type="PQ" value="98" unit="mg/dl"/>', ''),
    )
    expect(of(records, 'observationGroup')).toEqual([])
    expect(parts.unread).toMatchObject([{ detail: 'observation 空腹時血糖: 98 mg/dl' }])
  })
})
