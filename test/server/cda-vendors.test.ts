/**
 * Shapes that vendors' C-CDAs have and the guide's own examples have not: what they say is what the chart answers, from a document of a
 * backup to the API.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LabsAnswer } from '../../model/api/chart/labs.ts'
import { MedicationsAnswer } from '../../model/api/chart/medications.ts'
import { ProblemsAnswer } from '../../model/api/chart/problems.ts'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import {
  allergy,
  cdaDocument,
  immunization,
  medication,
  observation,
  problem,
  procedure,
  results,
  section,
} from '../loader/cda/cda-document.ts'
import { type LoadedServer, startLoadedServer } from './loaded-server.ts'

const document = (patient: string, ...sections: string[]) => cdaDocument({ patient, sections })
const medicines = (text: string, ...entries: string[]) =>
  section('10160-0', 'Medications', text, ...entries)
const allergies = (text: string, ...entries: string[]) =>
  section('48765-2', 'Allergies', text, ...entries)

const DOSE = '<doseQuantity value="1" unit="錠"/>'
const CAPSULE =
  '<doseQuantity value="75.0" unit="1"><translation value="75"><originalText>mg</originalText></translation></doseQuantity>'
const RXNORM = 'codeSystem="2.16.840.1.113883.6.88"'

const within = (statement: string) =>
  `<entryRelationship typeCode="SUBJ" inversionInd="true">${statement}</entryRelationship>`

const FILES = {
  'units.xml': document(
    '901',
    medicines(
      'x',
      medication({ drug: `<code code="1" ${RXNORM} displayName="Clopidogrel"/>` }).replace(
        DOSE,
        CAPSULE,
      ),
    ),
  ),
  'garbled.xml': document(
    '902',
    medicines(
      '<content ID="MED1">lisinopril 10 mg oral tablet</content>',
      medication({
        drug: `<code code="314076" ${RXNORM} displayName="????"><originalText><reference value="#MED1"/></originalText></code>`,
      }),
    ),
  ),
  'references.xml': document(
    '903',
    medicines(
      '<table><tr><td><content ID="n1"/>Warfarin 3 mg</td><td ID="n2">every evening</td></tr></table>',
      medication({
        drug: '<code nullFlavor="UNK"><originalText><reference value="#n1"/></originalText></code>',
        inside:
          '<entryRelationship typeCode="SUBJ" inversionInd="true"><act classCode="ACT" moodCode="INT"><templateId root="2.16.840.1.113883.10.20.22.4.20"/><text><reference value="n2"/></text></act></entryRelationship>',
      }).replace(
        '<routeCode code="C38288" displayName="経口"/>',
        '<routeCode nullFlavor="UNK"><originalText><reference value="Topical Gel"/></originalText></routeCode>',
      ),
    ),
    allergies(
      '<table><tr><td><content ID="a1"/></td><td ID="a2"> </td></tr></table>',
      allergy({
        agent:
          '<code nullFlavor="OTH"><originalText>Eggs<reference value="#a1"/></originalText></code>',
        inside:
          '<entryRelationship typeCode="MFST"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.9"/><text>rash<reference value="#a2"/></text><value xsi:type="CD" nullFlavor="OTH"/></observation></entryRelationship>',
      }),
    ),
  ),
  'besides.xml': document(
    '904',
    section(
      '11450-4',
      'Problems',
      'x',
      problem('code="1" displayName="Asthma"').replace(
        '</observation>',
        `${within('<observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.31"/><code code="445518008" displayName="Age At Onset"/><value xsi:type="PQ" value="57" unit="a"/></observation>')}${within('<act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.502"/><code code="77975-1" displayName="Earliest date of diagnosis"/><effectiveTime value="20100301"/></act>')}${within('<observation classCode="OBS" moodCode="EVN"><code code="33999-4" displayName="Status"/><value xsi:type="CD" code="413322009" displayName="Resolved"/></observation>')}</observation>`,
      ),
    ),
    medicines(
      'x',
      medication({
        drug: `<code code="1" ${RXNORM} displayName="Aspirin"/>`,
        inside: within(
          '<act classCode="ACT" moodCode="EVN"><code code="1" displayName="Prior authorization"/><text>until June</text></act>',
        ),
      }),
    ),
    section(
      '30954-2',
      'Results',
      'x',
      results(
        observation(
          'GLU',
          '<value xsi:type="PQ" value="98"/>',
          `${within('<observation classCode="OBS" moodCode="EVN"><code code="U" displayName="Unit"/><value xsi:type="ST">mg/dL</value></observation>')}${within('<observation classCode="OBS" moodCode="EVN"><code code="48766-0" displayName="Information source"/><value xsi:type="ST">SINGH, K.</value></observation>')}`,
        ),
      ),
    ),
    section(
      '11369-6',
      'Immunizations',
      'x',
      immunization('Influenza', false)
        .replace(
          '</consumable>',
          '</consumable><repeatNumber value="2"/><approachSiteCode code="1" displayName="left deltoid"/>',
        )
        .replace(
          '</manufacturedProduct>',
          '<manufacturerOrganization><name>Maker Inc.</name></manufacturerOrganization></manufacturedProduct>',
        ),
    ),
  ),
  'absent.xml': document(
    '905',
    section(
      '11369-6',
      'Immunizations',
      'x',
      immunization('No immunization data is applicable', false),
      immunization('Influenza', false).replace(
        '</consumable>',
        `</consumable>${within('<observation classCode="OBS" moodCode="EVN"><code code="33999-4" displayName="Status"/><value xsi:type="CE" displayName="Prior History"/></observation>')}`,
      ),
    ),
    medicines(
      'x',
      medication({
        drug: '<code nullFlavor="UNK"/><name>Medication Administration not documented</name>',
      }),
    ),
    section(
      '30954-2',
      'Results',
      'x',
      results(
        observation('ALT', '<value xsi:type="PQ" value="23" unit="IU/L"/>'),
        procedure('生化学'),
        procedure('Venipuncture'),
        procedure('Venipuncture'),
      ),
    ),
  ),
  'brand.xml': document(
    '906',
    allergies(
      'x',
      allergy({
        agent: `<code code="1001473" ${RXNORM} displayName="Ecpirin"/><name>aspirin</name>`,
      }),
      allergy({
        agent: `<code code="2670" ${RXNORM} displayName="Codeine Sulfate"/><name>codeine</name>`,
      }),
    ),
  ),
}

let loaded: LoadedServer
beforeAll(async () => {
  loaded = await startLoadedServer(FILES, { asOf: '2022-06-01' })
}, 60_000)
afterAll(() => loaded.stop())

const ordersOf = async (patient: string) =>
  MedicationsAnswer.parse(await loaded.part(patient, 'medications')).orders
const summaryOf = async (patient: string) =>
  SummaryAnswer.parse(await loaded.part(patient, 'summary'))

test('a unit that stands in a translation of the same number is the unit of the dose', async () => {
  const [order] = await ordersOf('901')
  expect(order?.components).toMatchObject([{ dose: '75.0', unit: 'mg' }])
})

test('a name of question marks is none: the words of the narrative name the drug', async () => {
  const [order] = await ordersOf('902')
  expect(order?.components).toMatchObject([{ drug: 'lisinopril 10 mg oral tablet' }])
})

test('words behind an empty mark, by a reference without its #, in the reference itself, or beside an empty target', async () => {
  const [order] = await ordersOf('903')
  expect(order).toMatchObject({ components: [{ drug: 'Warfarin 3 mg' }], route: 'Topical Gel' })
  expect(order?.usage).toContain('every evening')
  const { allergies: found } = await summaryOf('903')
  expect(found).toMatchObject([{ substance: 'Eggs', reaction: 'rash' }])
})

test('documents of several patients that have one id do not replace each other', async () => {
  const [first, second] = [await summaryOf('901'), await summaryOf('902')]
  expect([first.documentCount, second.documentCount]).toEqual([1, 1])
  expect(first.recentDocuments).toMatchObject([{ standing: 'current' }])
})

test('what stands inside a statement and has no place of its own is told beside it', async () => {
  const { problems } = ProblemsAnswer.parse(await loaded.part('904', 'problems'))
  expect(problems).toMatchObject([
    { note: 'Age At Onset: 57 a', diagnosedAt: { at: '2010-03-01' }, outcome: 'Resolved' },
  ])
  const { orders, administrations } = MedicationsAnswer.parse(
    await loaded.part('904', 'medications'),
  )
  expect(orders[0]?.note).toBe('Prior authorization: until June')
  expect(administrations[0]?.note.split('\n')).toEqual([
    '予防接種',
    'Lot L1',
    '製造: Maker Inc.',
    '2回目',
    '部位: left deltoid',
  ])
  const labs = LabsAnswer.parse(await loaded.part('904', 'labs'))
  expect(labs.items).toMatchObject([{ unit: 'mg/dL' }])
  expect(labs.results).toMatchObject([{ text: '98', note: 'Information source: SINGH, K.' }])
})

test('words that there is nothing to tell are no vaccine and no medicine', async () => {
  const { orders, administrations } = MedicationsAnswer.parse(
    await loaded.part('905', 'medications'),
  )
  expect(orders).toEqual([])
  expect(administrations).toMatchObject([{ drug: 'Influenza' }])
  expect(administrations[0]?.note).toContain('Status: Prior History')
})

test('a battery that is repeated behind each result is told once, and how its specimen was taken', async () => {
  const { groups } = LabsAnswer.parse(await loaded.part('905', 'labs'))
  expect(groups).toMatchObject([{ panel: '生化学', note: 'Venipuncture' }])
})

test('a brand that somebody is allergic to stands with what is in it', async () => {
  const { allergies: found } = await summaryOf('906')
  expect(found.map(({ substance }) => substance)).toEqual(['Ecpirin（aspirin）', 'Codeine Sulfate'])
})
