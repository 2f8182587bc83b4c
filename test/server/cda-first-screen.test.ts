/** The first screen of a chart that only C-CDAs speak of: body measures, blood type, and medicines that nobody can call over. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import {
  cdaDocument,
  medication,
  observation,
  results,
  section,
} from '../loader/cda/cda-document.ts'
import { type LoadedServer, startLoadedServer } from './loaded-server.ts'

const drug = (name: string) =>
  `<code code="1" codeSystem="2.16.840.1.113883.6.88" displayName="${name}"/>`
const since2019 = (high: string) =>
  `<effectiveTime xsi:type="IVL_TS"><low value="20190212"/>${high}</effectiveTime>`
const medicine = (name: string, high: string, version = '') =>
  medication({ drug: drug(name), status: 'completed', times: since2019(high) }).replace(
    '.4.16"',
    `.4.16"${version}`,
  )
const vital = (code: string, value: string, unit: string) =>
  observation(code, `<value xsi:type="PQ" value="${value}" unit="${unit}"/>`).replace(
    '.4.2"',
    '.4.27"',
  )

let loaded: LoadedServer
let summary: SummaryAnswer
beforeAll(async () => {
  const sections = [
    section(
      '10160-0',
      'Medications',
      'x',
      medicine('Metoprolol', '<high nullFlavor="UNK"/>'),
      medicine('Over', '<high value="20190301"/>'),
      medicine('Of C-CDA 2.1', '', ' extension="2014-06-09"'),
      medicine('Called over', '').replace(
        '</substanceAdministration>',
        '<entryRelationship typeCode="REFR"><observation classCode="OBS" moodCode="EVN"><code code="33999-4"/><value xsi:type="CE" code="392521001"/></observation></entryRelationship></substanceAdministration>',
      ),
    ),
    section(
      '8716-3',
      'Vital signs',
      'x',
      vital('3141-9', '62.5', 'kg'),
      vital('8302-2', '168', 'cm'),
    ),
    section(
      '30954-2',
      'Results',
      'x',
      results(observation('883-9', '<value xsi:type="ST">AB</value>')),
    ),
  ]
  loaded = await startLoadedServer(
    { 'ccd.xml': cdaDocument({ patient: '941', birth: '19700101230000-0500', sections }) },
    { asOf: '2022-06-01' },
  )
  summary = SummaryAnswer.parse(await loaded.part('941', 'summary'))
}, 60_000)
afterAll(() => loaded.stop())

test('a medicine that is written down as completed, and names no end, may go on, however old', () => {
  const told = summary.medications.map(({ components, ...order }) => ({
    ...order,
    drug: components[0]?.drug,
  }))
  expect(told).toMatchObject(
    ['Metoprolol', 'Of C-CDA 2.1'].map((drug) => ({
      drug,
      control: 'completed',
      currentBy: null,
      note: '「completed」は終了とは限らない（終了日の記載なし）',
    })),
  )
})

test('height, weight and blood type of completed results stand in the banner', () => {
  expect(summary.banner).toMatchObject({
    height: { text: '168cm' },
    weight: { text: '62.5kg' },
    bloodAbo: 'AB',
  })
})

test('a birth of the evening in another zone is on the day that is written', () => {
  expect(summary.banner.birthDate).toMatchObject({ at: '1970-01-01' })
})
