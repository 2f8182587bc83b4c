/**
 * One hospital, two vendors: the demo hospital's SS-MIX2 medium and its FHIR Bulk Data, written from the same events and not from each
 * other, give charts that agree. What differs stands in CAUSES with its reason and the values that it explains; a difference that is not
 * there fails, and so does one there that is no more.
 */
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readMeasurements } from '../../../server/charts/measurements.ts'
import { findPatient } from '../../../server/charts/patient.ts'
import { type Generation, openGeneration } from '../../../server/generations/open-generation.ts'
import { sansho, temporaryFolder } from '../../loader/load/medium.ts'
import { faultsOf } from '../../server/fhir/r4-validator.ts'
import { factsOf } from './chart-facts.ts'
import { CAUSES } from './format-causes.ts'

/** Facts that stand once when both are loaded together. */
const JOINED = [
  ...(['allergy', 'problem', 'order', 'given', 'lab', 'vital', 'culture', 'finding'] as const),
  ...(['encounter', 'document'] as const),
]

const work = temporaryFolder()
const medium = path.join(work, 'ssmix2')
const bulk = path.join(work, 'fhir')
let ssmix2: Generation
let fhir: Generation

beforeAll(() => {
  const made = sansho('demo-hospital', '--out', medium, '--patients', '15', '--fhir', bulk)
  expect(made.code).toBe(0)
  ssmix2 = load(medium)
  fhir = load(bulk, '--as-of', ssmix2.facts.asOf)
}, 400_000)
afterAll(() => {
  ssmix2.close()
  fhir.close()
  fs.rmSync(work, { recursive: true, force: true })
})

function load(folder: string, ...more: string[]): Generation {
  const data = `${folder}-data`
  const outcome = sansho('load', folder, '--data', data, ...more)
  expect(outcome.code, outcome.stderr).toBe(0)
  return openGeneration(fs.realpathSync(path.join(data, 'generations/current')))
}

function patientsOf(generation: Generation): string[] {
  return generation
    .all<{ id: string }>({
      sql: 'SELECT patient_id AS id FROM patient WHERE merged_into IS NULL ORDER BY patient_id',
    })
    .map(({ id }) => id)
}

/** Events and orders are told apart by their kind: `event leave`, `request laboratory`. */
function nameOf(kind: string, key: string): string {
  const isOfKinds = kind === 'event' || kind === 'request' || kind === 'procedure'
  return isOfKinds ? `${kind} ${key.split(' ')[0]}` : kind
}

test('both hold the same patients', () => {
  expect(patientsOf(fhir)).toEqual(patientsOf(ssmix2))
})

test('every fact of one is in the other, and differs only where a cause is named', () => {
  const different = new Map<string, string>()
  const unexplained: string[] = []
  let compared = 0
  for (const id of patientsOf(ssmix2)) {
    const [one, other] = [factsOf(ssmix2, id), factsOf(fhir, id)]
    for (const kind of Object.keys(one) as (keyof typeof one)[]) {
      for (const key of other[kind].keys()) {
        if (!one[kind].has(key)) different.set(`${nameOf(kind, key)} only in FHIR`, `${id} ${key}`)
      }
      for (const [key, fact] of one[kind]) {
        const again = other[kind].get(key)
        const name = kind === 'request' ? nameOf(kind, key) : kind
        if (again === undefined)
          different.set(`${nameOf(kind, key)} only in SS-MIX2`, `${id} ${key}`)
        for (const [field, value] of Object.entries(again === undefined ? {} : fact)) {
          compared += 1
          const [a, b] = [String(value), String(again?.[field])]
          if (a === b) continue
          const what = `${name}.${field}`
          const where = `${id} ${key}: ${a} | ${b}`
          different.set(what, where)
          if (CAUSES[what]?.explains(a, b) === false) unexplained.push(`${what} ${where}`)
        }
      }
    }
  }
  expect(compared).toBeGreaterThan(400_000)
  expect([...different].filter(([what]) => CAUSES[what] === undefined)).toEqual([])
  expect(unexplained).toEqual([])
  expect(
    Object.keys(CAUSES).filter((what) => !different.has(what)),
    'differ no more',
  ).toEqual([])
})

test('loaded together, what FHIR states stands once: with the archive’s own row', () => {
  const data = path.join(work, 'both')
  const sources = [`ehr=${medium}`, `fhir=${bulk}`]
  expect(sansho('load', ...sources, '--data', data).code).toBe(0)
  const both = openGeneration(fs.realpathSync(path.join(data, 'generations/current')))
  const one = (sql: string) => both.get<{ n: number }>({ sql })?.n
  expect(one('SELECT count(*) AS n FROM other_statement WHERE agrees = 0')).toBe(0)
  for (const [kind, table] of [
    ['allergy', 'allergy'],
    ['problem', 'problem'],
    ['medication', 'medication_order'],
    ['result', 'observation_group'],
    ['administration', 'administration'],
    ['encounter', 'encounter_event'],
    ['document', 'document'],
    ['procedure', 'procedure'],
  ]) {
    const said = `SELECT count(DISTINCT other_record) AS n FROM other_statement WHERE kind = '${kind}'`
    const hidden = one(`SELECT count(*) AS n FROM ${table} WHERE standing = 3`)
    expect(hidden, kind).toBeGreaterThan(kind === 'procedure' ? 0 : 10)
    expect(one(said), kind).toBe(hidden)
  }
  for (const id of patientsOf(ssmix2)) {
    const [alone, joint] = [factsOf(ssmix2, id), factsOf(both, id)]
    for (const kind of JOINED) {
      expect([...joint[kind].keys()].sort(), `${id} ${kind}`).toEqual(
        [...alone[kind].keys()].sort(),
      )
    }
    expect(readMeasurements(both, findPatient(both, id) ?? never()).length).toBe(
      readMeasurements(ssmix2, findPatient(ssmix2, id) ?? never()).length,
    )
  }
  both.close()
}, 400_000)

function never(): never {
  throw new Error('no such patient')
}

test('what the hospital writes is valid R4', () => {
  const faults = fs.readdirSync(bulk).flatMap((name) =>
    fs
      .readFileSync(path.join(bulk, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .slice(0, 300)
      .flatMap((line) => faultsOf(JSON.parse(line))),
  )
  expect(faults.slice(0, 10)).toEqual([])
})
