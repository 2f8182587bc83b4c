/** Height and weight in the banner are the newest that are known, each with the day it was measured. */
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { labSegments, temporaryFolder, writeMessage } from '../loader/load/medium.ts'
import { type LoadedServer, startLoadedServer } from './loaded-server.ts'

const master = (weight: string, measured: string, height = '') => [
  'PV1|0001|I',
  `OBX|1|NM|9N006000000000001^体重^JC10||${weight}|kg^kg^ISO+|||||F|||${measured}`,
  ...(height === ''
    ? []
    : [`OBX|2|NM|9N001000000000001^身長^JC10||${height}|cm^cm^ISO+|||||F|||${measured}`]),
]
const MASTERS = {
  '0000000401': master('12.8', '20210503', '95.0'),
  '0000000402': master('60.0', '20220901'),
  '0000000403': master('50.0', ''),
  '0000000404': master('50.0', ''),
  '0000000405': master('50.0', ''),
  '0000000406': master('50.0', ''),
}
/** PID-33 */
const CHANGED: Readonly<Record<string, string>> = {
  '0000000405': '20221101',
  '0000000406': '20221101',
}
const VITALS = `patient,item,value,unit,collected
0000000401,体重,21.5,kg,2022-04-05 09:00
0000000401,体重,20.9,kg,2022-03-01 09:00
0000000402,体重,58.0,kg,2022-04-05 09:00
0000000403,標準体重,55.0,kg,2022-04-05 09:00
0000000404,体重,55,,2022-04-05 09:00
0000000405,体重,55,kg,2022-04-05 09:00
0000000406,体重,12,kg,2019-04-05 09:00
`
const MAPPING = `sansho: 1
name: ward
tables:
  - files: "vitals.csv"
    kind: vitals
    columns: { patient: patient, item: item, value: value, unit: unit, collected: collected }
`

let loaded: LoadedServer
beforeAll(async () => {
  const root = temporaryFolder()
  const preliminary = writeMessage(root, {
    patientId: '0000000403',
    type: 'OML-11',
    date: '20220501',
    segments: [
      ...labSegments('1.0').slice(0, 2),
      `OBR|1|1||3^VITALS^99X|||202205010900${'|'.repeat(18)}P`,
      'OBX|1|NM|9N006000000000001^体重^JC10||99.0|kg^kg^ISO+|||||',
    ],
  })
  const masters = Object.entries(MASTERS).map(([patientId, segments]) => {
    const name = writeMessage(root, { patientId, type: 'ADT-00', segments })
    const message = fs.readFileSync(path.join(root, name), 'latin1')
    return [
      name,
      message.replace('|M\r', `|M${'|'.repeat(25)}${CHANGED[patientId] ?? ''}\r`),
    ] as const
  })
  const files = [
    ...masters,
    [preliminary, fs.readFileSync(path.join(root, preliminary), 'latin1')] as const,
  ]
  fs.rmSync(root, { recursive: true })
  loaded = await startLoadedServer(
    {
      ...Object.fromEntries(files),
      'ward/sansho-mapping.yaml': MAPPING,
      'ward/vitals.csv': VITALS,
    },
    { asOf: '2022-11-10T03:00' },
  )
}, 120_000)
afterAll(async () => {
  await loaded?.stop()
})

async function measures(patientId: string) {
  const { banner } = SummaryAnswer.parse(await loaded.part(patientId, 'summary'))
  return { height: banner.height, weight: banner.weight }
}

test('a weight measured after the patient master is told in its place; the height keeps its own day', async () => {
  expect(await measures('0000000401')).toEqual({
    height: { text: '95.0cm', at: '2021-05-03' },
    weight: { text: '21.5kg', at: '2022-04-05T09:00' },
  })
})

test('a weight measured before the one of the patient master is not', async () => {
  expect(await measures('0000000402')).toEqual({
    height: { text: '', at: null },
    weight: { text: '60.0kg', at: '2022-09-01' },
  })
})

test('a master without a time of measurement has none; neither another kind of weight, nor one without a unit, nor one of a report that is not final takes its place', async () => {
  for (const patientId of ['0000000403', '0000000404']) {
    expect((await measures(patientId)).weight, patientId).toEqual({ text: '50.0kg', at: null })
  }
})

test('a dated weight stands in the place of one without a time, unless it is over a year older than the last change of the master', async () => {
  expect((await measures('0000000405')).weight).toEqual({ text: '55kg', at: '2022-04-05T09:00' })
  expect((await measures('0000000406')).weight).toEqual({ text: '50.0kg', at: null })
})
