/** What each summary of a patient repeats stands once on the chart, in the words of the newest; what differs in a word that matters stands beside it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MedicationsAnswer } from '../../model/api/chart/medications.ts'
import { ProblemsAnswer } from '../../model/api/chart/problems.ts'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import {
  allergy,
  cdaDocument,
  type DocumentParts,
  immunization,
  medication,
  observation,
  problem,
  procedure,
  results,
  section,
} from '../loader/cda/cda-document.ts'
import { type LoadedServer, startLoadedServer } from './loaded-server.ts'

const reaction = (words: string) =>
  `<entryRelationship typeCode="MFST"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.9"/><value xsi:type="CD" displayName="${words}"/></observation></entryRelationship>`
const ASPIRIN = '<code code="1191" codeSystem="2.16.840.1.113883.6.88" displayName="Aspirin"/>'
const allergies = (...entries: string[]) => section('48765-2', 'Allergies', 'x', ...entries)
const document = (id: string, day: string, parts: DocumentParts) =>
  cdaDocument({ id, written: `${day}101500+0900`, ...parts })

const summary = (id: string, day: string, medicineIs: string, hives: string) =>
  document(id, day, {
    patient: '931',
    sections: [
      allergies(allergy({ inside: reaction(hives) })),
      section('11450-4', 'Problems', 'x', problem('code="J45" displayName="Asthma"')),
      section('10160-0', 'Medicines', 'x', medication({ drug: ASPIRIN, status: medicineIs })),
      section(
        '30954-2',
        'Results',
        'x',
        results(observation('K', '<value xsi:type="PQ" value="5.1" unit="mmol/L"/>')),
        results(observation('K', '<value xsi:type="PQ" value="5.1" unit="mmol/L"/>')),
      ),
    ],
  })
const listed = (id: string, day: string, ...entries: string[]) =>
  document(id, day, { patient: '932', sections: [allergies(...entries)] })

const DRUG = (name: string) =>
  medication({ drug: `<code code="1" codeSystem="2.16.840.1.113883.6.88" displayName="${name}"/>` })
const TWO = DRUG('Digoxin').replace('doseQuantity value="1"', 'doseQuantity value="2"')
const visit = (id: string, day: string, ...medicines: string[]) =>
  document(id, day, {
    patient: '933',
    sections: [
      section('10160-0', 'Medicines', 'x', ...medicines),
      section('47519-4', 'Procedures', 'x', procedure('Appendectomy')),
      section('11369-6', 'Immunizations', 'x', immunization('Influenza', false)),
    ],
  })

const episode = (id: string, day: string, end: string) =>
  document(id, day, {
    patient: '934',
    sections: [
      section(
        '11450-4',
        'Problems',
        'x',
        problem('code="J18" displayName="Pneumonia"')
          .replace('<statusCode code="active"/>', '<statusCode code="completed"/>')
          .replace('<low value="2019"/>', `<low nullFlavor="UNK"/><high value="${end}"/>`),
      ),
    ],
  })

const FILES = {
  '1.xml': summary('1', '20220301', 'active', 'Hives'),
  '2.xml': summary('2', '20220401', 'active', 'Hives'),
  '3.xml': summary('3', '20220501', 'aborted', 'Anaphylaxis'),
  '4.xml': listed('4', '20220301', allergy()),
  '5.xml': listed('5', '20220401', allergy()),
  '6.xml': document('6', '20220501', { patient: '932', replaces: '5', sections: [] }),
  'a.xml': episode('a', '20190601', '20190510'),
  'b.xml': episode('b', '20210601', '20210510'),
  'c.xml': episode('c', '20220401', '20210510'),
  '7.xml': visit('7', '20220301', DRUG('Digoxin')),
  '8.xml': visit('8', '20220401', DRUG('Digoxin')),
  '9.xml': visit('9', '20220501', TWO, DRUG('Warfarin'), DRUG('Warfarin')),
}

let loaded: LoadedServer
beforeAll(async () => {
  loaded = await startLoadedServer(FILES, { asOf: '2022-06-01' })
}, 60_000)
afterAll(() => loaded.stop())

const summaryOf = async (patient: string) =>
  SummaryAnswer.parse(await loaded.part(patient, 'summary'))

test('a problem of three summaries is one', async () => {
  expect((await summaryOf('931')).problems).toMatchObject([{ name: 'Asthma' }])
})

test('a medicine is as its newest summary calls it', async () => {
  const { orders } = MedicationsAnswer.parse(await loaded.part('931', 'medications'))
  expect(orders).toMatchObject([{ control: 'stopped', components: [{ drug: 'Aspirin' }] }])
})

test('two reactions to one substance are both told', async () => {
  const { allergies: found } = await summaryOf('931')
  expect(found.map(({ reaction }) => reaction).sort()).toEqual(['Anaphylaxis', 'Hives'])
})

test('two equal results of one document stay two', async () => {
  const { groups } = (await loaded.part('931', 'labs')) as { groups: unknown[] }
  expect(groups).toHaveLength(2)
})

test('what only a replaced document repeats hides nothing of the document before it', async () => {
  expect((await summaryOf('932')).allergies).toMatchObject([{ substance: 'ペニシリン' }])
})

test('another dose stands beside the one before, and what one document orders twice stays two', async () => {
  const { orders } = MedicationsAnswer.parse(await loaded.part('933', 'medications'))
  const said = orders.flatMap(({ components }) =>
    components.map(({ drug, dose }) => `${drug} ${dose}`),
  )
  expect(said.sort()).toEqual(['Digoxin 1', 'Digoxin 2', 'Warfarin 1', 'Warfarin 1'])
})

test('a procedure and a vaccination of three documents are one each', async () => {
  const { procedures } = ProblemsAnswer.parse(await loaded.part('933', 'problems'))
  expect(procedures.map(({ name }) => name)).toEqual(['Appendectomy'])
  const { administrations } = MedicationsAnswer.parse(await loaded.part('933', 'medications'))
  expect(administrations.map(({ drug }) => drug)).toEqual(['Influenza'])
})

test('two episodes whose beginning nobody wrote are two, by their ends', async () => {
  const { problems } = ProblemsAnswer.parse(await loaded.part('934', 'problems'))
  expect(problems.map(({ endedAt }) => endedAt.at).sort()).toEqual(['2019-05-10', '2021-05-10'])
})
