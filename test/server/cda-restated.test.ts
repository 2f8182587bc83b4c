/** What several summaries of one patient say in the same words stands once on the chart; what differs in anything stands beside it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LabsAnswer } from '../../model/api/chart/labs.ts'
import { MedicationsAnswer } from '../../model/api/chart/medications.ts'
import { ProblemsAnswer } from '../../model/api/chart/problems.ts'
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

const drug = (name: string) =>
  medication({ drug: `<code code="1" codeSystem="2.16.840.1.113883.6.88" displayName="${name}"/>` })
const twice = 'doseQuantity value="2"'

/** A summary of everything, as each visit leaves one behind. */
function summary(id: string, { medicines, value }: { medicines: string[]; value: string }): string {
  const sections = [
    section('48765-2', 'Allergies', 'x', allergy()),
    section('11450-4', 'Problems', 'x', problem('code="1" displayName="Asthma"')),
    section('10160-0', 'Medications', 'x', ...medicines),
    section('30954-2', 'Results', 'x', results(observation('GLU', value))),
    section('47519-4', 'Procedures', 'x', procedure('Appendectomy')),
    section('11369-6', 'Immunizations', 'x', immunization('Influenza', false)),
  ]
  return cdaDocument({ id, patient: '1', written: `2022050${id}101500+0900`, sections })
}

const LOW = '<value xsi:type="PQ" value="98" unit="mg/dL"/>'
const HIGH = '<value xsi:type="PQ" value="198" unit="mg/dL"/>'
const FILES = {
  '1.xml': summary('1', { medicines: [drug('Aspirin'), drug('Digoxin')], value: LOW }),
  '2.xml': summary('2', { medicines: [drug('Aspirin'), drug('Digoxin')], value: LOW }),
  '3.xml': summary('3', {
    medicines: [
      drug('Aspirin'),
      drug('Digoxin').replace('doseQuantity value="1"', twice),
      drug('Warfarin'),
      drug('Warfarin'),
    ],
    value: HIGH,
  }),
}

let loaded: LoadedServer
beforeAll(async () => {
  loaded = await startLoadedServer(FILES, { asOf: '2022-06-01' })
}, 60_000)
afterAll(() => loaded.stop())

test('a medicine of every summary is one; another dose, and what one summary says twice, stay', async () => {
  const { orders } = MedicationsAnswer.parse(await loaded.part('1', 'medications'))
  const said = orders.flatMap(({ components }) =>
    components.map(({ drug, dose }) => `${drug} ${dose}`),
  )
  expect(said.sort()).toEqual(['Aspirin 1', 'Digoxin 1', 'Digoxin 2', 'Warfarin 1', 'Warfarin 1'])
})

test('a result of every summary is one, and another value of that time stands beside it', async () => {
  const { results } = LabsAnswer.parse(await loaded.part('1', 'labs'))
  expect(results.map(({ text }) => text).sort()).toEqual(['198', '98'])
})

test('so are allergies, problems, procedures and vaccinations', async () => {
  const { allergies, problems, procedures } = ProblemsAnswer.parse(
    await loaded.part('1', 'problems'),
  )
  expect(allergies.map(({ substance }) => substance)).toEqual(['ペニシリン'])
  expect(problems.map(({ name }) => name)).toEqual(['Asthma'])
  expect(procedures.map(({ name }) => name)).toEqual(['Appendectomy'])
  const { administrations } = MedicationsAnswer.parse(await loaded.part('1', 'medications'))
  expect(administrations.map(({ drug }) => drug)).toEqual(['Influenza'])
})
