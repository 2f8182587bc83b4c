/**
 * The same fact from several sources, from the media to the chart: an EHR's archive (SS-MIX2), the laboratory's own table and a FHIR
 * export are loaded by the program and read over HTTP. Each patient is one case.
 */
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LabResult, LabsAnswer } from '../../model/api/chart/labs.ts'
import { MedicationsAnswer } from '../../model/api/chart/medications.ts'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { labSegments, sansho, temporaryFolder, writeMessage } from '../loader/load/medium.ts'
import { startTestServer, type Terminal, type TestServer } from './running-server.ts'

const JLAC10 = 'urn:oid:1.2.392.200119.4.504'
const CREATININE = '3C015000002327101'
const HEAD = 'patient,item,code,value,unit,range,flag,when,specimen,result status,comment,status'

/** What differs from {@link EHR} or {@link LAB}, by field. */
type Said = Readonly<Record<string, string>>

interface Case {
  readonly name: string
  readonly ehr: readonly Said[]
  readonly lab?: readonly Said[]
  readonly fhir?: readonly Said[]
  /** Results of the chart, in any order: `text unit flag @sources | what each other source says`. */
  readonly expected: readonly string[]
}

const EHR = { code: CREATININE, name: 'CREATININE', value: '1.3', unit: 'mg/dL', range: '0.6-1.1' }
const LAB = { ...EHR, when: '2022/05/01 9:00', flag: 'H', specimen: '', status: 'ok', comment: '' }

const CASES: readonly Case[] = [
  { name: 'in one source only', ehr: [{}], expected: ['1.3 mg/dL H'] },
  {
    name: 'another item in each source',
    ehr: [{}],
    lab: [{ code: '3B035000002327201', name: 'AST', value: '40', unit: 'U/L' }],
    expected: ['1.3 mg/dL H', '40 U/L H'],
  },
  {
    name: 'the same, typed otherwise: once, and both are named',
    ehr: [{}],
    lab: [{ value: '１．３', unit: 'mg/dl', range: '0.6～1.1', name: 'クレアチニン' }],
    expected: ['1.3 mg/dL H @ehr,lab'],
  },
  {
    name: 'from three sources, one of them in another zone',
    ehr: [{}],
    lab: [{}],
    fhir: [{ when: '2022-05-01T00:00:00Z' }],
    expected: ['1.3 mg/dL H @ehr,lab,fhir'],
  },
  {
    name: 'a comparator is part of the value',
    ehr: [{ value: '<0.1' }],
    lab: [{ value: '＜0.1' }],
    fhir: [{ value: '0.1' }],
    expected: [
      '<0.1 mg/dL H @ehr,lab | fhir 0.1 mg/dL current',
      '0.1 mg/dL H @fhir | ehr,lab <0.1 mg/dL current',
    ],
  },
  {
    name: 'another value: both, and each tells of the other',
    ehr: [{}],
    lab: [{ value: '3.1' }],
    expected: [
      '1.3 mg/dL H @ehr | lab 3.1 mg/dL current',
      '3.1 mg/dL H @lab | ehr 1.3 mg/dL current',
    ],
  },
  {
    name: 'digits are not rounded away',
    ehr: [{}],
    lab: [{ value: '1.30' }],
    expected: [
      '1.3 mg/dL H @ehr | lab 1.30 mg/dL current',
      '1.30 mg/dL H @lab | ehr 1.3 mg/dL current',
    ],
  },
  {
    name: 'another unit: both',
    ehr: [{}],
    lab: [{ unit: 'umol/L' }],
    expected: [
      '1.3 mg/dL H @ehr | lab 1.3 umol/L current',
      '1.3 umol/L H @lab | ehr 1.3 mg/dL current',
    ],
  },
  {
    name: 'another flag, another range: both',
    ehr: [{}],
    lab: [{ flag: 'HH' }],
    fhir: [{ range: '0.5-1.1' }],
    expected: [
      '1.3 mg/dL H @ehr | lab 1.3 mg/dL current | fhir 1.3 mg/dL current',
      '1.3 mg/dL HH @lab | ehr 1.3 mg/dL current | fhir 1.3 mg/dL current',
      '1.3 mg/dL H @fhir | ehr 1.3 mg/dL current | lab 1.3 mg/dL current',
    ],
  },
  {
    name: 'corrected in one: both, with the word',
    ehr: [{}],
    lab: [{ 'result status': 'C' }],
    expected: [
      '1.3 mg/dL H @ehr | lab 1.3 mg/dL C current',
      '1.3 mg/dL H C @lab | ehr 1.3 mg/dL F current',
    ],
  },
  {
    name: 'corrected in both',
    ehr: [{ 'result status': 'C' }],
    fhir: [{ 'result status': 'corrected' }],
    expected: ['1.3 mg/dL H C @ehr,fhir'],
  },
  {
    name: 'cancelled in the EHR, valid in the laboratory: both',
    ehr: [{ 'result status': 'X' }],
    lab: [{}],
    expected: [
      '1.3 mg/dL H X @ehr | lab 1.3 mg/dL current',
      '1.3 mg/dL H @lab | ehr 1.3 mg/dL X current',
    ],
  },
  {
    name: 'deleted in the laboratory: the EHR’s is shown, and the deletion is told',
    ehr: [{}],
    lab: [{ status: 'gone' }],
    expected: ['1.3 mg/dL H @ehr | lab 1.3 mg/dL deleted'],
  },
  {
    name: 'entered in error in one, valid in two',
    ehr: [{}],
    lab: [{}],
    fhir: [{ 'result status': 'entered-in-error' }],
    expected: ['1.3 mg/dL H @ehr,lab | fhir 1.3 mg/dL entered-in-error deleted'],
  },
  {
    name: 'deleted and written again: only the valid one counts',
    ehr: [{}],
    lab: [{ value: '9.9', status: 'gone' }, {}],
    expected: ['1.3 mg/dL H @ehr,lab'],
  },
  {
    name: 'a day without a clock, and nothing else that it could be',
    ehr: [{}],
    lab: [{ when: '2022/05/01' }],
    expected: ['1.3 mg/dL H @ehr,lab'],
  },
  {
    name: 'a day without a clock, and two that it could be: nothing is joined',
    ehr: [{}, { when: '202205011800' }],
    lab: [{ when: '2022/05/01' }],
    expected: ['1.3 mg/dL H', '1.3 mg/dL H', '1.3 mg/dL H'],
  },
  {
    name: 'measured again, each with its own',
    ehr: [{}, { when: '202205011800', value: '1.5' }],
    lab: [{}, { when: '2022/05/01 18:00', value: '1.5' }],
    expected: ['1.3 mg/dL H @ehr,lab', '1.5 mg/dL H @ehr,lab'],
  },
  {
    name: 'another minute is another measurement',
    ehr: [{}],
    lab: [{ when: '2022/05/01 9:01' }],
    expected: ['1.3 mg/dL H', '1.3 mg/dL H'],
  },
  {
    name: 'twice in one source: each is another event',
    ehr: [{}, {}],
    lab: [{}],
    expected: ['1.3 mg/dL H @ehr,lab', '1.3 mg/dL H'],
  },
  {
    name: 'one says less: the other one is shown',
    ehr: [{}],
    lab: [{ flag: '', range: '' }],
    expected: ['1.3 mg/dL H @ehr,lab'],
  },
  {
    name: 'one says more: its note is told with its source',
    ehr: [{}],
    lab: [{ comment: '溶血あり' }],
    expected: ['1.3 mg/dL H (［lab］溶血あり) @ehr,lab'],
  },
  {
    name: 'the other one says more: that one is shown',
    ehr: [{ flag: '' }],
    lab: [{ specimen: 'SERUM' }],
    expected: ['1.3 mg/dL H @lab,ehr'],
  },
  {
    name: 'each says something that the other does not: both',
    ehr: [{ range: '' }],
    lab: [{ flag: '' }],
    expected: [
      '1.3 mg/dL H @ehr | lab 1.3 mg/dL current',
      '1.3 mg/dL @lab | ehr 1.3 mg/dL current',
    ],
  },
  {
    name: 'another item under the same name',
    ehr: [{}],
    lab: [{ code: '3C016000002327101' }],
    expected: ['1.3 mg/dL H', '1.3 mg/dL H'],
  },
  {
    name: 'another specimen',
    ehr: [{}],
    lab: [{ specimen: 'URINE' }],
    expected: ['1.3 mg/dL H', '1.3 mg/dL H'],
  },
  {
    name: 'no code in one of them: a name alone is not enough',
    ehr: [{}],
    lab: [{ code: '' }],
    expected: ['1.3 mg/dL H', '1.3 mg/dL H'],
  },
]

let work = ''
let server: TestServer
let terminal: Terminal
beforeAll(async () => {
  work = temporaryFolder()
  CASES.forEach(writeCase)
  writeTable()
  writeBulk()
  server = await startTestServer(null, (data) => expect(load(data).code).toBe(0))
  terminal = await server.clinician()
}, 60_000)
afterAll(async () => {
  await server.stop()
  fs.rmSync(work, { recursive: true, force: true })
})

const at = (name: string) => path.join(work, name)

function load(data: string) {
  return sansho(
    'load',
    `ehr=${at('ehr')}`,
    `lab=${at('lab')}`,
    `fhir=${at('fhir')}`,
    '--data',
    data,
  )
}

const numberOf = (index: number) => String(index + 1).padStart(10, '0')

function writeCase({ ehr }: Case, index: number): void {
  const patientId = numberOf(index)
  writeMessage(at('ehr'), { patientId, type: 'ADT-00', segments: ['PV1|1|O'] })
  ehr.forEach((said, report) => {
    const { code, name, value, unit, range, ...more } = { ...EHR, ...said } as Said
    const { flag = 'H', when = '202205010900' } = more
    const status = more['result status'] ?? 'F'
    const order = `00000000000000${report + 1}`
    writeMessage(at('ehr'), {
      ...{ patientId, type: 'OML-11', date: '20220501', order },
      segments: [
        'PV1|0001|O|01^^^^^C',
        `SPM|1|1||023^SERUM^JC10|||||||||||||${when}`,
        `OBR|1|${order}||3^CHEMISTRY^99X|||${when}|||||||||||||||20220501110000`,
        `OBX|1|NM|${code}^${name}^JC10||${value}|${unit}^${unit}^99X|${range}|${flag}|||${status}|||${when}`,
      ],
    })
  })
}

function writeTable(): void {
  fs.mkdirSync(at('lab'))
  fs.writeFileSync(
    at('lab/sansho-mapping.yaml'),
    `sansho: 1
name: lab
tables:
  - files: "*.csv"
    kind: labs
    codeSystem: JC10
    columns: { patient: patient, item: item, code: code, value: value, unit: unit, range: range, flag: flag,
      collected: when, specimen: specimen, resultStatus: result status, comment: comment }
    status: { column: status, valid: [ok], deleted: [gone] }
`,
  )
  const rows = CASES.flatMap(({ lab = [] }, index) =>
    lab.map((said) => {
      const row: Said = { ...LAB, ...said, patient: numberOf(index) }
      return HEAD.split(',').map((name) => row[name === 'item' ? 'name' : name] ?? '')
    }),
  )
  fs.writeFileSync(at('lab/results.csv'), [HEAD, ...rows.map((row) => row.join(','))].join('\n'))
}

function writeBulk(): void {
  fs.mkdirSync(at('fhir'))
  const lines = CASES.flatMap(({ fhir = [] }, index) => {
    if (fhir.length === 0) return []
    const patient = {
      resourceType: 'Patient',
      id: `p${index}`,
      identifier: [{ use: 'usual', value: numberOf(index) }],
      birthDate: '1970-01-01',
    }
    return [patient, ...fhir.map((said, report) => observation(said, `p${index}`, report))]
  })
  fs.writeFileSync(at('fhir/all.ndjson'), lines.map((each) => JSON.stringify(each)).join('\n'))
}

function observation(said: Said, patient: string, report: number) {
  const { code, value, unit, range, ...more } = { ...EHR, ...said } as Said
  return {
    resourceType: 'Observation',
    id: `${patient}-${report}`,
    status: more['result status'] ?? 'final',
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { coding: [{ system: JLAC10, code }], text: 'クレアチニン' },
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: more.when ?? '2022-05-01T09:00:00+09:00',
    valueQuantity: { value: Number(value), unit },
    interpretation: [{ coding: [{ code: 'H' }] }],
    referenceRange: [{ text: range }],
  }
}

function inWords(result: LabResult, unit: string): string {
  const { text, flag, status, note, sources, otherwise = [] } = result
  const word = ['', 'F', 'final', 'corrected'].includes(status) ? '' : status
  const own = [
    text,
    unit,
    flag,
    status === 'corrected' ? 'C' : word,
    note === '' ? '' : `(${note})`,
  ]
  const said = sources === undefined ? '' : `@${sources.join(',')}`
  const others = otherwise.map((other) => {
    const state = ['', 'F'].includes(other.status) && status !== 'C' ? '' : other.status
    const words = [other.sources.join(','), other.text, other.unit, state, other.standing]
    return `| ${words.filter((each) => each !== '' && each !== 'final').join(' ')}`
  })
  return [...own, said, ...others].filter((each) => each !== '').join(' ')
}

async function labsOf(index: number): Promise<LabsAnswer> {
  const chart = await terminal.open(numberOf(index))
  return LabsAnswer.parse(await (await terminal.send('GET', `/api/charts/${chart}/labs`)).json())
}

describe('a laboratory result', () => {
  test.each(CASES.map((each, index) => [each.name, index, each.expected] as const))(
    '%s',
    async (_, index, expected) => {
      const { items, results } = await labsOf(index)
      const units = new Map(items.map(({ id, unit }) => [id, unit]))
      const found = results.map((each) => inWords(each, units.get(each.item) ?? ''))
      expect(found.sort()).toEqual([...expected].sort())
    },
  )

  const indexOf = (wanted: string) => CASES.findIndex(({ name }) => name === wanted)

  test('one source alone tells of a result: it is named, as more of them speak of the patient', async () => {
    const index = indexOf('another item in each source')
    const { groups, sources } = await labsOf(index)
    expect(groups.map(({ source }) => source).sort()).toEqual(['ehr', 'lab'])
    expect(sources.map(({ label }) => label)).toEqual(['ehr', 'lab', 'fhir'])
    const chart = await terminal.open(numberOf(index))
    const answer = await terminal.send('GET', `/api/charts/${chart}/summary`)
    const { labs } = SummaryAnswer.parse(await answer.json())
    expect(labs.map(({ latest }) => latest.sources).sort()).toEqual([['ehr'], ['lab']])
  })

  test('of whom one source alone speaks names none', async () => {
    const index = indexOf('in one source only')
    const { groups } = await labsOf(index)
    expect(groups.map(({ source }) => source)).toEqual([undefined])
    const chart = await terminal.open(numberOf(index))
    const answer = await terminal.send('GET', `/api/charts/${chart}/summary`)
    const { labs } = SummaryAnswer.parse(await answer.json())
    expect(labs.map(({ latest }) => latest.sources)).toEqual([undefined])
  })

  test('the first screen names the sources of the newest value, and its trend counts it once', async () => {
    const measured = CASES.findIndex(({ name }) => name.startsWith('measured again'))
    const chart = await terminal.open(numberOf(measured))
    const answer = await terminal.send('GET', `/api/charts/${chart}/summary`)
    const { labs } = SummaryAnswer.parse(await answer.json())
    expect(labs).toHaveLength(1)
    expect(labs[0]?.latest).toMatchObject({ text: '1.5', sources: ['ehr', 'lab'] })
    expect(labs[0]?.trend.map(({ number }) => number)).toEqual([1.3, 1.5])
  })
})

/** Two departments' tables of the same patient: who writes what, and what the chart tells of it. */
const TABLES: Readonly<Record<string, readonly [head: string, kind: string, codes: string]>> = {
  allergies: ['patient,substance,reaction,severity,status', 'allergies', ''],
  problems: ['patient,name,icd10,onset,end,status', 'problems', ''],
  medications: [
    'patient,order,drug,code,dose,doseUnit,usage,start,days,status',
    'medications',
    'HOT9',
  ],
  encounters: ['patient,type,start,department,doctor,status', 'encounters', ''],
}
const ROWS: Readonly<Record<string, readonly [ward: string, clinic: string]>> = {
  'encounters same': [
    '1,outpatient,2022-05-01 09:00,内科,牧野 秀樹,ok',
    '1,outpatient,2022-05-01 09:00:00,内科,,ok',
  ],
  'encounters other doctor': [
    '1,outpatient,2022-05-02 09:00,内科,牧野 秀樹,ok',
    '1,outpatient,2022-05-02 09:00,内科,三浦 亮,ok',
  ],
  'encounters other department': [
    '1,outpatient,2022-05-03 09:00,内科,,ok',
    '1,outpatient,2022-05-03 09:00,外科,,ok',
  ],
  'allergies same': ['1,ペニシリン,アナフィラキシー,重度,ok', '1,ﾍﾟﾆｼﾘﾝ,アナフィラキシー,,ok'],
  'allergies other reaction': ['1,そば,発疹,,ok', '1,そば,呼吸困難,,ok'],
  'allergies deleted': ['1,卵,蕁麻疹,,ok', '1,卵,蕁麻疹,,gone'],
  'problems same': ['1,高血圧症,I10,2019,,ok', '1,高血圧症,I10,2019-04,,ok'],
  'problems ended in one': ['1,肺炎,J189,2022-01-05,,ok', '1,肺炎,J189,2022-01-05,2022-02-01,ok'],
  'medications same': [
    '1,R1,アムロジピン錠５ｍｇ,103835401,1,錠,朝食後,2022-05-01,28,ok',
    '1,,アムロジピン5mg,103835401,1,錠,,2022-05-01,28,ok',
  ],
  'medications other dose': [
    '1,R2,ワルファリン錠１ｍｇ,104060401,2,錠,夕食後,2022-05-01,28,ok',
    '1,R2,ワルファリン錠１ｍｇ,104060401,3,錠,夕食後,2022-05-01,28,ok',
  ],
  'medications another order': [
    '1,R3,ロキソプロフェン錠６０ｍｇ,111853301,1,錠,頓用,2022-05-01,5,ok',
    '1,R4,ロキソプロフェン錠６０ｍｇ,111853301,1,錠,頓用,2022-05-01,5,ok',
  ],
}

function writeDepartment(folder: string, which: 0 | 1): void {
  fs.mkdirSync(folder)
  const tables = Object.entries(TABLES).map(([name, [head, kind, codes]]) => {
    const own = Object.entries(ROWS).filter(([what]) => what.startsWith(name))
    fs.writeFileSync(
      path.join(folder, `${name}.csv`),
      [head, ...own.map(([, rows]) => rows[which])].join('\n'),
    )
    const columns = head
      .split(',')
      .slice(0, -1)
      .map((each) => `${each}: ${each}`)
    return `  - { files: ${name}.csv, kind: ${kind}, codeSystem: "${codes}", columns: { ${columns.join(', ')} }, status: { column: status, valid: [ok], deleted: [gone] } }`
  })
  const mapping = `sansho: 1\nname: department\ntables:\n${tables.join('\n')}\n`
  fs.writeFileSync(path.join(folder, 'sansho-mapping.yaml'), mapping)
}

test('allergies, diagnoses, medicines and visits of two sources: the same once, what differs twice and told', async () => {
  writeDepartment(at('ward'), 0)
  writeDepartment(at('clinic'), 1)
  const own = await startTestServer(null, (data) => {
    const sources = [`ward=${at('ward')}`, `clinic=${at('clinic')}`]
    expect(sansho('load', ...sources, '--data', data).code).toBe(0)
  })
  const clinician = await own.clinician()
  const chart = await clinician.open('1')
  const answer = await clinician.send('GET', `/api/charts/${chart}/summary`)
  const { allergies, problems, encounters } = SummaryAnswer.parse(await answer.json())
  const told = ({ sources = [], otherwise = [] }: Pick<LabResult, 'sources' | 'otherwise'>) => [
    sources.join(','),
    ...otherwise.map(
      ({ sources: others, text, standing }) => `${others.join(',')}: ${text} ${standing}`,
    ),
  ]
  expect(allergies.map((each) => [each.substance, each.reaction, ...told(each)]).sort()).toEqual([
    ['そば', '呼吸困難', 'clinic', 'ward: そば 発疹 current'],
    ['そば', '発疹', 'ward', 'clinic: そば 呼吸困難 current'],
    ['ペニシリン', 'アナフィラキシー', 'ward,clinic'],
    ['卵', '蕁麻疹', 'ward', 'clinic: 卵 蕁麻疹 deleted'],
  ])
  expect(problems.map((each) => [each.name, each.onsetAt.text, ...told(each)]).sort()).toEqual([
    ['肺炎', '2022-01-05', 'clinic', 'ward: 肺炎 J189 current'],
    ['肺炎', '2022-01-05', 'ward', 'clinic: 肺炎 J189 ～2022-02-01 current'],
    ['高血圧症', '2019-04', 'clinic,ward'],
  ])
  expect(
    encounters
      .map((each) => [each.startAt.text.slice(0, 10), each.department, ...told(each)])
      .sort(),
  ).toEqual([
    ['2022-05-01', '内科', 'ward,clinic'],
    ['2022-05-02', '内科', 'clinic', 'ward: 内科 牧野 秀樹 current'],
    ['2022-05-02', '内科', 'ward', 'clinic: 内科 三浦 亮 current'],
    ['2022-05-03', '内科', 'ward'],
    ['2022-05-03', '外科', 'clinic'],
  ])
  const second = await clinician.send('GET', `/api/charts/${chart}/medications`)
  const medications = MedicationsAnswer.parse(await second.json())
  const orders = medications.orders.map(({ orderNo, components, ...each }) => [
    `${orderNo} ${components[0]?.drug} ${components[0]?.dose}`,
    ...told(each),
  ])
  const warfarin = (dose: string) => `ワルファリン錠１ｍｇ ${dose} 錠 夕食後 ～2022-05-28 current`
  expect(orders.sort()).toEqual([
    ['R1 アムロジピン錠５ｍｇ 1', 'ward,clinic'],
    ['R2 ワルファリン錠１ｍｇ 2', 'ward', `clinic: ${warfarin('3')}`],
    ['R2 ワルファリン錠１ｍｇ 3', 'clinic', `ward: ${warfarin('2')}`],
    ['R3 ロキソプロフェン錠６０ｍｇ 1', 'ward'],
    ['R4 ロキソプロフェン錠６０ｍｇ 1', 'clinic'],
  ])
  await own.stop()
}, 60_000)

test('another birth date in some of a source’s messages is a gap of the chart; a corrected one is none', async () => {
  const medium = at('births')
  const lab = { type: 'OML-11', date: '20220501', segments: labSegments('1.0') }
  const [other, corrected, coarse] = ['0000000001', '0000000002', '0000000003'] as const
  for (const patientId of [other, corrected, coarse]) {
    writeMessage(medium, { patientId, type: 'ADT-00', segments: ['PV1|1|O'] })
  }
  writeMessage(medium, { ...lab, patientId: other, birth: '19701231', order: '000000000000001' })
  writeMessage(medium, { ...lab, patientId: other, birth: '19701231', order: '000000000000002' })
  writeMessage(medium, {
    ...{ patientId: corrected, type: 'ADT-00', birth: '19701231', segments: ['PV1|1|O'] },
    timestamp: '20210501120000000',
  })
  writeMessage(medium, { ...lab, patientId: coarse, birth: '1970', order: '000000000000001' })
  const own = await startTestServer(null, (data) =>
    expect([0, 3]).toContain(sansho('load', `ehr=${medium}`, '--data', data).code),
  )
  const clinician = await own.clinician()
  const gapsOf = async (patientId: string) => {
    const chart = await clinician.open(patientId)
    const answer = await clinician.send('GET', `/api/charts/${chart}/summary`)
    return SummaryAnswer.parse(await answer.json())
  }
  const found = await gapsOf(other)
  expect(found.patientGaps).toEqual([
    {
      ...{ area: 'demographics', dataType: 'OML-11', date: '', source: 'ehr' },
      ...{ reason: 'birth-dates-differ', detail: '1970-01-01 / 1970-12-31: 2 messages' },
    },
  ])
  expect(found.allergyState).toBe('no-record')
  expect((await gapsOf(corrected)).patientGaps).toEqual([])
  expect((await gapsOf(coarse)).patientGaps).toEqual([])
  await own.stop()
}, 60_000)
