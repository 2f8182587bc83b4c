/** Whose the rows of a departmental export are: by the number as the hospital writes it, and by the birth date that each row repeats. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LabsAnswer } from '../../model/api/chart/labs.ts'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { SearchAnswer } from '../../model/api/patients.ts'
import { fhirPatient, type LoadedServer, lines, startLoadedServer } from './loaded-server.ts'

const [SAME, OTHER, SHORT] = ['0000000001', '0000000002', '0000000003'] as const
const [BARE, YEAR] = ['0000000004', '0000000005'] as const

const FILES = {
  'ehr/Patient.ndjson': lines(
    ...[SAME, OTHER, SHORT].map(fhirPatient),
    { ...fhirPatient(BARE), birthDate: undefined },
    { ...fhirPatient(YEAR), birthDate: '1960', gender: 'female' },
  ),
  'lab/sansho-mapping.yaml': `sansho: 1
name: lab
tables:
  - files: results.csv
    kind: labs
    patientDigits: 10
    columns: { patient: 番号, patientBirth: 生年月日, item: 項目, value: 結果, collected: 採取日 }
  - files: patients.csv
    kind: patients
    columns: { patient: 番号, birth: 生年月日, sex: 性別, bloodAbo: 血液型, kana: カナ, otherNumbers: [検査番号, 旧番号] }
`,
  'lab/results.csv': `番号,生年月日,項目,結果,採取日
${SAME},S25.1.1,K,4.1,2024/4/30
${OTHER},1990/12/31,K,4.2,2024/4/30
3,1950年1月1日,K,4.3,2024/4/30
3,19500101,Na,140,2024/4/30
`,
  'lab/patients.csv': `番号,生年月日,検査番号,旧番号,性別,血液型,カナ
${SAME},S25.1.1,LX-77,,,,
${BARE},1980/1/1,LX-78,OLD-4,男,AB,ヤマダ　タロウ
${YEAR},1960/3/3,,,,,
`,
}

let loaded: LoadedServer
beforeAll(async () => {
  loaded = await startLoadedServer(FILES, { asOf: '2024-05-01', labels: ['ehr', 'lab'] })
})
afterAll(() => loaded.stop())

async function results(patientId: string): Promise<string[]> {
  const { results: found } = LabsAnswer.parse(await loaded.part(patientId, 'labs'))
  return found.map(({ text }) => text).sort()
}

async function found(query: string): Promise<string[]> {
  const answer = await loaded.terminal.send('POST', '/api/patients/search', { query, limit: 50 })
  const { patients } = SearchAnswer.parse(await answer.json())
  return patients.map(({ patientId }) => patientId)
}

test('rows whose birth date agrees stand in the chart of that number, however it is written', async () => {
  expect(await results(SAME)).toEqual(['4.1'])
  expect(await results(SHORT)).toEqual(['140', '4.3'])
})

test('rows whose birth date contradicts stand apart, and both charts say so', async () => {
  expect(await results(OTHER)).toEqual([])
  expect(await results(`lab|${OTHER}`)).toEqual(['4.2'])
  for (const patientId of [OTHER, `lab|${OTHER}`]) {
    const { patientGaps } = SummaryAnswer.parse(await loaded.part(patientId, 'summary'))
    expect(JSON.stringify(patientGaps)).toContain('birth date 1950-01-01 / 1990-12-31')
  }
})

test("the other system's number of a patient is kept under its head, and finds the patient", async () => {
  expect(await found('LX-77')).toEqual([SAME])
  const { banner } = SummaryAnswer.parse(await loaded.part(SAME, 'summary'))
  expect(banner.identifiers).toContainEqual({
    value: 'LX-77',
    system: '検査番号',
    use: 'current',
  })
})

test('what one source leaves out of a person is told by the other, whichever is the newer', async () => {
  const banner = async (patientId: string) =>
    SummaryAnswer.parse(await loaded.part(patientId, 'summary')).banner
  expect(await banner(BARE)).toMatchObject({
    ...{ name: `患者　${BARE}`, kana: 'ヤマダ　タロウ', birthDate: { at: '1980-01-01' } },
    ...{ sex: 'M', bloodAbo: 'AB' },
  })
  expect(await banner(YEAR)).toMatchObject({ birthDate: { at: '1960-03-03' }, sex: 'F' })
  for (const query of ['LX-78', 'OLD-4', 'ヤマダ', BARE]) expect(await found(query)).toEqual([BARE])
})
