/** What the writer makes of several messages about one thing, through the command line. */
import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  labSegments,
  query,
  report,
  sansho,
  temporaryFolder,
  writeMessage,
} from '../load/medium.ts'

let work = ''
let medium = ''
let data = ''
beforeEach(() => {
  work = temporaryFolder()
  medium = path.join(work, 'medium')
  data = path.join(work, 'data')
  writeMessage(medium, { patientId: PATIENT, type: 'ADT-00', segments: ['PV1|0001|O'] })
})
afterEach(() => fs.rmSync(work, { recursive: true, force: true }))

const PATIENT = '0000000001'

/** Loads the medium and hands back the report. */
function load() {
  const outcome = sansho('load', medium, '--data', data, '--json')
  expect(outcome.stderr).toBe('')
  return report(outcome)
}

function iam(action: string, substance: string): string {
  return `IAM|1|DA^DRUG^HL70127|${substance}^${substance}^99X|SV^^HL70128|RASH|${action}`
}

function writeAllergies(timestamp: string, segments: string[], flag = '1'): void {
  writeMessage(medium, { patientId: PATIENT, type: 'ADT-61', timestamp, segments, flag })
}

test('a deleted allergy is never valid, even when it stood in a superseded list; the others stay', () => {
  writeAllergies('20220101000000000', [iam('A', 'PENICILLIN')], '2')
  writeAllergies('20220102000000000', [iam('A', 'EGG'), iam('A', 'LATEX')])
  writeAllergies('20220103000000000', [iam('D', 'PENICILLIN'), iam('U', 'EGG')])
  load()
  const list = query(
    data,
    `SELECT t.code, a.action, a.standing FROM allergy a JOIN term t ON t.id = a.substance_id
     WHERE a.origin = 'list' ORDER BY t.code, a.action`,
  )
  expect(list).toEqual([
    { code: 'EGG', action: 'A', standing: 2 },
    { code: 'EGG', action: 'U', standing: 1 },
    { code: 'LATEX', action: 'A', standing: 1 },
    { code: 'PENICILLIN', action: 'A', standing: 0 },
    { code: 'PENICILLIN', action: 'D', standing: 0 },
  ])
})

test('an allergy known from a superseded list alone stays as history', () => {
  writeAllergies('20220101000000000', [iam('A', 'PENICILLIN')], '2')
  load()
  expect(query(data, "SELECT standing FROM allergy WHERE origin = 'list'")).toEqual([
    { standing: 2 },
  ])
})

test('one problem in several files is what the newest says, and nothing once it is deleted', () => {
  const prb = (action: string, name: string, instance: string) =>
    `PRB|${action}|20220101|20054174^${name}^MDCDX2|${instance}|||20220101`
  const problem = { patientId: PATIENT, type: 'PPR-01' }
  const first = [prb('AD', 'GASTRITIS', '11'), prb('AD', 'ANAEMIA', '12')]
  writeMessage(medium, { ...problem, timestamp: '20220101000000000', segments: first })
  const second = [prb('UP', 'ULCER', '11'), prb('DE', 'ANAEMIA', '12')]
  writeMessage(medium, { ...problem, timestamp: '20220201000000000', segments: second })
  load()
  const problems = query(
    data,
    `SELECT t.display, p.standing FROM problem p JOIN term t ON t.id = p.condition_id ORDER BY p.standing, t.display`,
  )
  expect(problems).toEqual([
    { display: 'ANAEMIA', standing: 0 },
    { display: 'ULCER', standing: 1 },
    { display: 'ANAEMIA', standing: 2 },
    { display: 'GASTRITIS', standing: 2 },
  ])
})

test('a merged id, padded or not, brings its results to the survivor and stays findable', () => {
  const survivor = '0000000002'
  const merge = ['PV1|0001|O', 'MRG|1^^^^PI']
  writeMessage(medium, { patientId: survivor, type: 'ADT-00', segments: merge })
  const lab = { patientId: PATIENT, type: 'OML-11', date: '20220501', order: '000000000000001' }
  writeMessage(medium, { ...lab, segments: labSegments('1.3') })
  load()
  expect(
    query(data, 'SELECT p.patient_id FROM observation_group g JOIN patient p ON p.id = g.patient'),
  ).toEqual([{ patient_id: survivor }])
  expect(
    query(
      data,
      `SELECT p.patient_id FROM patient_identifier i JOIN patient p ON p.id = i.patient
       WHERE i.value = '${PATIENT}' AND i.use = 'prior'`,
    ),
  ).toEqual([{ patient_id: survivor }])
  expect(
    query(
      data,
      `SELECT s.patient_id FROM patient p JOIN patient s ON s.id = p.merged_into WHERE p.patient_id = '${PATIENT}'`,
    ),
  ).toEqual([{ patient_id: survivor }])
})

test('two patients merged into each other keep their charts, and it is said', () => {
  const other = '0000000002'
  const again = { patientId: PATIENT, type: 'ADT-00', timestamp: '20220601000000000' }
  writeMessage(medium, { ...again, segments: ['PV1|0001|O', `MRG|${other}^^^^PI`] })
  const back = ['PV1|0001|O', `MRG|${PATIENT}^^^^PI`]
  writeMessage(medium, { patientId: other, type: 'ADT-00', segments: back })
  load()
  expect(
    query(data, 'SELECT count(*) AS merged FROM patient WHERE merged_into IS NOT NULL'),
  ).toEqual([{ merged: 0 }])
  expect(query(data, "SELECT DISTINCT reason FROM field_problem WHERE place = 'merge'")).toEqual([
    { reason: 'merged in a circle: left as separate charts' },
  ])
})
