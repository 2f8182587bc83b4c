/** Of a patient of several sources everything on the timeline, and every study of images, names the source that it is from. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ImagesAnswer } from '../../model/api/chart/image-studies.ts'
import { OpenChartAnswer } from '../../model/api/chart/opening.ts'
import { TimelineAnswer } from '../../model/api/chart/timeline.ts'
import { part10, slice } from '../loader/dicom/dicom-writer.ts'
import type { GenerationBuilder } from './generation-builder.ts'
import { startLoadedServer } from './loaded-server.ts'
import { startTestServer, type Terminal, type TestServer } from './running-server.ts'

/** First file of the second source. */
const WARD = 100
const DAY = '2022-11-08'

let server: TestServer
let terminal: Terminal
beforeAll(async () => {
  server = await startTestServer((g) => {
    const source = { location: '/media', format: 'fhir', as_of_basis: 'operator', files: 10 }
    g.insert('source', { ...source, id: 2, label: 'ward', as_of: '2022-11-06T12:00' })
    for (const [first_file, source_id] of [
      [0, 1],
      [WARD, 2],
    ] as const) {
      g.insert('source_of_files', { first_file, source_id })
    }
    const several = g.patient({ id: 'several' })
    g.insert('patient_of_sources', { patient: several })
    fill(g, several, WARD)
    fill(g, g.patient({ id: 'one' }), WARD)
    g.patient({ id: 'nothing' })
    const pictured = g.patient({ id: 'images' })
    const study = g.insert('image_study', { patient: pictured, study_uid: '1.2.5', standing: 1 })
    const series = g.insert('image_series', { study_id: study, series_uid: '1.2.5.1' })
    g.insert('image_instance', { series_id: series, seq: 1, file_id: WARD })
    const both = g.patient({ id: 'both' })
    g.insert('patient_of_sources', { patient: both })
    const diagnosis = { patient: both, condition_id: g.term('胃癌'), diagnosed_at: DAY }
    const shown = g.insert('problem', { ...diagnosis, standing: 1, file_id: 1 })
    const same = g.insert('problem', { ...diagnosis, standing: 3, file_id: WARD })
    const said = { kind: 'problem', seq: 0, other_seq: 0, agrees: 1 }
    const of = { record: shown, other_record: same, source_id: 1, other_source_id: 2 }
    g.insert('other_statement', { ...said, ...of })
  })
  terminal = await server.clinician()
})
afterAll(() => server.stop())

/** One of each kind. */
function fill(g: GenerationBuilder, patient: number, file: number): void {
  const common = { patient, standing: 1, file_id: file }
  const name = g.term('何か')
  const order = { ...common, form: 'prescription', order_no: `O${patient}`, ordered_at: DAY }
  const id = g.insert('medication_order', order)
  g.insert('medication_component', { medication_order: id, seq: 1, drug_id: name })
  g.results(patient, { collected_at: DAY, file_id: file }, [{ item_id: name, value: '1.0' }])
  const asked = { category: 'radiology', item_id: name, ordered_at: DAY, scheduled_at: DAY }
  const study = { study_uid: '1.2.3', performed: 1 }
  g.insert('clinical_order', { ...common, ...asked, ...study })
  g.insert('encounter_event', { ...common, event: 'admission', occurred_at: DAY })
  g.insert('procedure', { ...common, category: 'other', name_id: name, start_at: DAY })
  g.insert('problem', { ...common, condition_id: name, diagnosed_at: DAY })
  g.document(patient, { document_at: DAY, file_id: file }, [])
  const images = g.insert('image_study', { patient, study_uid: '1.2.4', standing: 1 })
  const series = g.insert('image_series', { study_id: images, series_uid: '1.2.4.1' })
  g.insert('image_instance', { series_id: series, seq: 1, file_id: file })
}

async function sourcesOf(patient: string) {
  const chart = await terminal.open(patient)
  const read = async (part: string) =>
    (await terminal.send('GET', `/api/charts/${chart}/${part}`)).json()
  const { entries } = TimelineAnswer.parse(await read('timeline'))
  const { studies } = ImagesAnswer.parse(await read('images'))
  return {
    kinds: new Map(entries.map(({ kind, sources }) => [kind, sources])),
    studies: studies.map(({ studyUid, sources }) => [studyUid, sources]),
  }
}

test('each kind of entry and each study names its source', async () => {
  const { kinds, studies } = await sourcesOf('several')
  expect(Object.fromEntries(kinds)).toEqual({
    document: ['ward'],
    prescription: ['ward'],
    lab: ['ward'],
    examination: ['ward'],
    encounter: ['ward'],
    procedure: ['ward'],
    problem: ['ward'],
  })
  expect(studies.sort()).toEqual([
    ['1.2.3', ['ward']],
    ['1.2.4', ['ward']],
  ])
})

test('what two sources say alike names both', async () => {
  expect((await sourcesOf('both')).kinds.get('problem')).toEqual(['ehr', 'ward'])
})

test('of whom one source speaks none is named', async () => {
  const { kinds, studies } = await sourcesOf('one')
  expect([...kinds.values()]).toEqual(Array(7).fill(undefined))
  expect(studies.map(([, sources]) => sources)).toEqual([undefined, undefined])
})

test('a chart of which every source was saved days before says as of when it speaks itself', async () => {
  const ownAsOf = async (patientId: string) => {
    const answer = await terminal.send('POST', '/api/charts', { patientId })
    return OpenChartAnswer.parse(await answer.json()).banner.ownAsOf
  }
  expect(await ownAsOf('one')).toEqual({ source: 'ward', asOf: '2022-11-06T12:00' })
  expect(await ownAsOf('images')).toEqual({ source: 'ward', asOf: '2022-11-06T12:00' })
  expect(await ownAsOf('both')).toBeNull()
  expect(await ownAsOf('nothing')).toBeNull()
})

test('of whom one source has facts and another images, both are named', async () => {
  const number = '0012417394'
  const loaded = await startLoadedServer(
    {
      'ehr/sansho-mapping.yaml':
        'sansho: 1\nname: ehr\ntables:\n  - files: p.csv\n    kind: problems\n    columns: { patient: ID, name: n, onset: at }\n',
      'ehr/p.csv': `ID,n,at\n${number},胃癌,2022-10-01\n0000000002,胃炎,2022-10-01\n`,
      'pacs/1.dcm': part10(slice()),
    },
    { asOf: ['ehr=2022-10-29', 'pacs=2022-10-31'], labels: ['ehr', 'pacs'] },
  )
  const read = async (patientId: string) => {
    const { entries } = TimelineAnswer.parse(await loaded.part(patientId, 'timeline'))
    const { studies } = ImagesAnswer.parse(await loaded.part(patientId, 'images'))
    return [...entries, ...studies].map(({ sources }) => sources)
  }
  expect(await read(number)).toEqual([['ehr'], ['pacs']])
  expect(await read('0000000002')).toEqual([undefined])
  await loaded.stop()
})
