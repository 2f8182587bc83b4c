/**
 * Visits, operations, what was given, and entries that name no template or another guide's: what a clinician looks for in a C-CDA, from a
 * document of a backup to the API.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LabsAnswer } from '../../model/api/chart/labs.ts'
import { MedicationsAnswer } from '../../model/api/chart/medications.ts'
import { ProblemsAnswer } from '../../model/api/chart/problems.ts'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { VitalsAnswer } from '../../model/api/chart/vitals.ts'
import {
  allergy,
  cdaDocument,
  immunization,
  medication,
  observation,
  PENICILLIN,
  problem,
  results,
  section,
} from '../loader/cda/cda-document.ts'
import { type LoadedServer, startLoadedServer } from './loaded-server.ts'

const RXNORM = 'codeSystem="2.16.840.1.113883.6.88"'
const ASPIRIN = `<code code="1191" ${RXNORM} displayName="Aspirin"/>`
const CPT = 'codeSystem="2.16.840.1.113883.6.12"'
const untold = (entry: string) => entry.replaceAll(/<templateId [^>]*>/g, '')
const asIhe = (entry: string, ...templates: string[]) =>
  templates.reduce(
    (text, each) =>
      text.replace(
        /<templateId root="2[^>]*>/,
        `<templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.${each}"/>`,
      ),
    entry,
  )

const encounter = (code: string, time: string, inside = '', mood = 'EVN') =>
  `<encounter classCode="ENC" moodCode="${mood}"><templateId root="2.16.840.1.113883.10.20.22.4.49"/><id root="1.5" extension="E1"/>${code}<effectiveTime ${time}</effectiveTime>
<performer><assignedEntity><id extension="d1"/><assignedPerson><name>Dale Owens</name></assignedPerson></assignedEntity></performer>
<participant typeCode="LOC"><participantRole><playingEntity><name>Local Hospital</name></playingEntity></participantRole></participant>${inside}</encounter>`
const diagnosis = `<entryRelationship typeCode="COMP"><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.80"/><code code="29308-4"/><entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.4"/><value xsi:type="CD" nullFlavor="OTH"><translation code="413.9" codeSystem="2.16.840.1.113883.6.103" displayName="Angina pectoris"/></value></observation></entryRelationship></act></entryRelationship>`
const OFFICE = `<code code="99213" ${CPT} displayName="Office visit"/>`
const INPATIENT = '<code nullFlavor="UNK"><originalText>Inpatient</originalText></code>'

const encounters = (patient: string, ...entries: string[]) =>
  cdaDocument({ patient, sections: [section('46240-8', 'Encounters', 'x', ...entries)] })
const JLAC = 'codeSystem="1.2.392.200119.4.504"'
const bare = (code: string, value: string) =>
  `<observation classCode="OBS" moodCode="EVN"><code ${code}/><effectiveTime value="20220501"/>${value}</observation>`

/** As a Japanese prescription has it. */
const PRESCRIBED = `<substanceAdministration classCode="SBADM" moodCode="RQO"><id root="1.2.392.100495.20.3.81" extension="1"/><code code="1013044400000000" codeSystem="1.2.392.200250.2.2.20.20" displayName="内服・経口・1日3回朝昼夕食後"/>
<effectiveTime xsi:type="IVL_TS"><low value="20220530"/><width value="7" unit="d"/></effectiveTime><doseQuantity value="1" unit="錠"/>
<consumable><manufacturedProduct><manufacturedLabeledDrug><code code="103835401" codeSystem="1.2.392.100495.20.2.74" displayName="ムコダイン錠250mg"/></manufacturedLabeledDrug></manufacturedProduct></consumable></substanceAdministration>`

const FILES = {
  'visit.xml': encounters('911', encounter(OFFICE, '><low value="20220420"/>', diagnosis)),
  'stay.xml': encounters(
    '912',
    encounter(INPATIENT, '><low value="20220401"/><high value="20220405"/>'),
  ),
  'emergency.xml': encounters(
    '921',
    encounter(
      '<code code="50849002" codeSystem="2.16.840.1.113883.6.96" displayName="Emergency room admission"/>',
      '><low value="202204012350"/><high value="202204020130"/>',
    ),
  ),
  'long.xml': encounters(
    '923',
    encounter(
      `<code code="99213" ${CPT} displayName="Office or other outpatient visit for the evaluation and management of an established patient, which requires an examination"/>`,
      'value="20220420">',
    ),
    encounter(OFFICE, 'value="200130311">'),
  ),
  'wound.xml': cdaDocument({
    patient: '924',
    sections: [
      section(
        '10190-7',
        'Findings',
        'x',
        '<observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.70"/><code code="ASSERTION"/><value xsi:type="CD" displayName="stage 3"/></observation>',
        '<observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.67"/><code code="ASSERTION"/><value xsi:type="CD" displayName="Uses a cane"/></observation>',
      ),
    ],
  }),
  'unfinished.xml': encounters('913', encounter(INPATIENT, '><low value="20220401"/>', diagnosis)),
  'unclear.xml': encounters(
    '914',
    encounter('<code nullFlavor="UNK"/>', '><low value="20220401"/><high value="20220409"/>'),
    encounter(OFFICE, '><low value="20230101"/>', '', 'INT'),
  ),
  'both.xml': cdaDocument({
    patient: '915',
    header: `<componentOf><encompassingEncounter><id root="1.5" extension="E1"/><code code="AMB"/><effectiveTime value="20220420"/></encompassingEncounter></componentOf>`,
    sections: [section('46240-8', 'Encounters', 'x', encounter(OFFICE, 'value="20220420">'))],
  }),
  'operation.xml': cdaDocument({
    patient: '916',
    kind: '11504-8',
    header: `<documentationOf><serviceEvent classCode="PROC"><code code="29888" ${CPT} displayName="Knee reconstruction"/><effectiveTime><low value="20220410"/><high value="20220410"/></effectiveTime><performer typeCode="PPRF"><assignedEntity><id extension="s1"/><assignedPerson><name>Sato</name></assignedPerson></assignedEntity></performer></serviceEvent></documentationOf><documentationOf><serviceEvent classCode="PCPR"><code code="010" codeSystem="1.2.392.200119.6.1002" displayName="特定健診"/></serviceEvent></documentationOf>`,
    sections: [],
  }),
  'given.xml': cdaDocument({
    patient: '917',
    sections: [
      section(
        '29549-3',
        'Medications Administered',
        'x',
        medication({ drug: ASPIRIN, status: 'completed' }).replace(
          'moodCode="INT"',
          'moodCode="EVN"',
        ),
      ),
    ],
  }),
  'ihe.xml': cdaDocument({
    patient: '918',
    sections: [
      section('48765-2', 'Allergies', 'x', asIhe(allergy({ agent: PENICILLIN }), '5.3', '6')),
      section(
        '11450-4',
        'Problems',
        'x',
        asIhe(problem('code="J45" displayName="Asthma"'), '5.2', '5'),
      ),
      section('10160-0', 'Medications', 'x', asIhe(medication({ drug: ASPIRIN }), '7')),
      section('11369-6', 'Immunizations', 'x', asIhe(immunization('Influenza', false), '12')),
    ],
  }),
  'untold.xml': cdaDocument({
    patient: '919',
    sections: [
      section('48765-2', 'Allergies', 'x', untold(allergy({ agent: PENICILLIN }))),
      section('11450-4', 'Problems', 'x', untold(problem('code="J45" displayName="Asthma"'))),
      section('10160-0', 'Medications', 'x', untold(medication({ drug: ASPIRIN }))),
      section('11369-6', 'Immunizations', 'x', untold(immunization('Influenza', false))),
      section(
        '30954-2',
        'Results',
        'x',
        untold(results(observation('718-7', '<value xsi:type="ST">陰性</value>'))),
      ),
    ],
  }),
  'referral.xml': cdaDocument({
    patient: '920',
    kind: '57133-1',
    sections: [
      section(
        '10164-2',
        '現病歴',
        'x',
        bare(
          `code="3D0450000019062" ${JLAC} displayName="HbA1c"`,
          '<value xsi:type="PQ" value="7.2" unit="%"/>',
        ),
        bare(
          'code="29463-7" codeSystem="2.16.840.1.113883.6.1" displayName="体重"',
          '<value xsi:type="PQ" value="62.5" unit="kg"/>',
        ),
        bare(
          'code="X1" codeSystem="1.2.3" displayName="院内項目"',
          '<value xsi:type="PQ" value="1" unit="g"/>',
        ),
      ),
    ],
  }),
  'prescription.xml': cdaDocument({
    patient: '922',
    kind: '57833-6',
    sections: [
      section('01', '処方指示', 'x', PRESCRIBED).replace(
        '2.16.840.1.113883.6.1"',
        '1.2.392.100495.20.2.12"',
      ),
    ],
  }),
}

let loaded: LoadedServer
beforeAll(async () => {
  loaded = await startLoadedServer(FILES, { asOf: '2022-06-01' })
}, 60_000)
afterAll(() => loaded.stop())

const summaryOf = async (patient: string) =>
  SummaryAnswer.parse(await loaded.part(patient, 'summary'))
const problemsOf = async (patient: string) =>
  ProblemsAnswer.parse(await loaded.part(patient, 'problems'))
const medicationsOf = async (patient: string) =>
  MedicationsAnswer.parse(await loaded.part(patient, 'medications'))
const gapsOf = async (patient: string) => (await summaryOf(patient)).patientGaps

test('a visit stands among the visits, with where, by whom and why, and its diagnosis among the problems', async () => {
  const { encounters: visits } = await summaryOf('911')
  expect(visits).toMatchObject([
    {
      class: 'outpatient',
      status: 'finished',
      startAt: { at: '2022-04-20' },
      department: 'Local Hospital',
      attending: 'Dale Owens',
      reason: 'Office visit',
    },
  ])
  expect((await problemsOf('911')).problems).toMatchObject([{ name: 'Angina pectoris' }])
})

test('a finished stay is a stay, by the words where it has no code', async () => {
  expect((await summaryOf('912')).encounters).toMatchObject([
    {
      class: 'inpatient',
      status: 'finished',
      startAt: { at: '2022-04-01' },
      endAt: { at: '2022-04-05' },
    },
  ])
})

test('an emergency room is no stay, over midnight neither', async () => {
  expect((await summaryOf('921')).encounters).toMatchObject([{ class: 'outpatient' }])
})

test('a visit is called by the beginning of a long name; one without a day is in no list, and told', async () => {
  const { encounters: visits, fieldProblems } = await summaryOf('923')
  expect(visits.map(({ reason }) => reason)).toEqual([
    'Office or other outpatient visit for the evaluation and management of an…',
  ])
  expect(fieldProblems.map(({ text }) => text)).toContain('200130311')
})

test('what is asserted of a patient has a name', async () => {
  const { items } = LabsAnswer.parse(await loaded.part('924', 'labs'))
  expect(items.map(({ name }) => name).sort()).toEqual(
    ['所見 Finding', '褥瘡 Pressure ulcer'].sort(),
  )
})

test('a stay without its end is told as a problem of the document, its diagnosis is not lost', async () => {
  const { encounters: stays, fieldProblems } = await summaryOf('913')
  expect(stays).toEqual([])
  expect(fieldProblems.map(({ text }) => text)).toContain('Inpatient 20220401–')
  expect((await problemsOf('913')).problems).toMatchObject([{ name: 'Angina pectoris' }])
})

test('what may be a visit or a stay, and what is only planned, are gaps that tell their days', async () => {
  expect((await summaryOf('914')).encounters).toEqual([])
  const said = JSON.stringify(await gapsOf('914'))
  expect(said).toContain('20220401–20220409')
  expect(said).toContain('Office visit 20230101–')
})

test('a visit that the header and an entry tell is one', async () => {
  expect((await summaryOf('915')).encounters).toHaveLength(1)
})

test('what an operation note is of is an operation with its surgeon; a checkup is none', async () => {
  expect((await problemsOf('916')).procedures).toMatchObject([
    {
      name: 'Knee reconstruction',
      category: 'operation',
      startAt: { at: '2022-04-10' },
      performer: 'Sato',
    },
  ])
})

test('what was given during a stay is given, and no medicine that the patient takes', async () => {
  const { orders, administrations } = await medicationsOf('917')
  expect(orders).toEqual([])
  expect(administrations).toMatchObject([{ drug: 'Aspirin', status: 'completed', amount: '1 錠' }])
})

test.each([
  ['IHE templates', '918'],
  ['no template in sections of one kind', '919'],
])('entries with %s are read', async (_, patient) => {
  const summary = await summaryOf(patient)
  expect(summary.allergies).toMatchObject([{ substance: 'ペニシリン' }])
  expect(summary.problems).toMatchObject([{ name: 'Asthma' }])
  const { orders, administrations } = await medicationsOf(patient)
  expect(orders.flatMap(({ components }) => components)).toMatchObject([{ drug: 'Aspirin' }])
  expect(administrations).toMatchObject([{ drug: 'Influenza' }])
  if (patient !== '919') return
  expect(LabsAnswer.parse(await loaded.part(patient, 'labs')).results).toMatchObject([
    { text: '陰性' },
  ])
})

test('a code of JLAC10 or LOINC with a number and its unit is a result wherever it stands; a code of the house is a gap', async () => {
  const labs = LabsAnswer.parse(await loaded.part('920', 'labs'))
  expect(labs.items).toMatchObject([{ name: 'HbA1c', unit: '%' }])
  expect(labs.results).toMatchObject([{ text: '7.2', number: 7.2 }])
  const vitals = VitalsAnswer.parse(
    await loaded.part('920', 'vitals?from=2022-05-01&to=2022-05-01'),
  )
  expect(JSON.stringify(vitals)).toContain('"62.5"')
  expect(JSON.stringify(await gapsOf('920'))).toContain('院内項目: 1 g')
})

test('a drug of a Japanese master that is asked for is a prescription, with its usage and days', async () => {
  const { orders } = await medicationsOf('922')
  expect(orders).toMatchObject([
    {
      components: [{ drug: 'ムコダイン錠250mg', dose: '1', unit: '錠' }],
      usage: ['内服・経口・1日3回朝昼夕食後'],
      duration: '7 d',
      coveredUntil: '2022-06-05',
      currentBy: 'period',
    },
  ])
})
