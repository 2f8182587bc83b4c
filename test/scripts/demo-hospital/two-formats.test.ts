/**
 * One hospital, two vendors: the demo hospital's SS-MIX2 medium and its FHIR Bulk Data, written from the same events and not from each
 * other, give charts that agree. What differs stands in CAUSES with its reason; a difference that is not there fails, and so does
 * one there that is no more.
 */
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAllergies } from '../../../server/charts/allergies.ts'
import { readBanner } from '../../../server/charts/banner.ts'
import { readMeasurements } from '../../../server/charts/measurements.ts'
import { readMedicationOrders } from '../../../server/charts/medications.ts'
import { findPatient } from '../../../server/charts/patient.ts'
import { readProblems } from '../../../server/charts/problems.ts'
import { type Generation, openGeneration } from '../../../server/generations/open-generation.ts'
import { sansho, temporaryFolder } from '../../loader/load/medium.ts'
import { faultsOf } from '../../server/fhir/r4-validator.ts'

const CAUSES: Readonly<Record<string, string>> = {
  'banner.name': 'ISO-2022-JP has no 髙: the SS-MIX2 system wrote ■, FHIR is UTF-8',
  'lab.name': "in FHIR the text that the clinician saw goes before the codes' own names",
  'order.form':
    'FHIR R4 tells injections by route or rate only: insulin that patients inject themselves is one',
}

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

/** Facts by what makes each one fact; times to the minute, for FHIR fills seconds with zeros. */
function factsOf(generation: Generation, id: string) {
  const patient = findPatient(generation, id)
  if (patient === null) throw new Error(`no patient ${id}`)
  const at = (time: { at: string | null } | null) => (time?.at ?? '').slice(0, 16)
  const { allergies, allergyState } = readAllergies(generation, patient)
  const banner = readBanner(generation, patient, allergyState)
  const keyed = <Fact>(facts: readonly Fact[], key: (fact: Fact) => string) =>
    new Map(facts.map((fact) => [key(fact), fact as Readonly<Record<string, unknown>>]))
  const { name, kana, birthDate, age, sex, deceased, sameName } = banner
  return {
    banner: keyed(
      [{ name, kana, birth: at(birthDate), age, sex, deceased, sameName, allergyState }],
      () => '',
    ),
    allergy: keyed(
      allergies
        .filter((each) => each.current && each.state === 'present')
        .map(({ substance, deleted, reportedAt }) => ({
          substance,
          deleted,
          reported: at(reportedAt),
        })),
      ({ substance }) => substance,
    ),
    problem: keyed(
      readProblems(generation, patient).map(
        ({ name: problem, icd10, suspected, ended, onsetAt, endedAt }) => ({
          ...{ problem, icd10, suspected, ended, onset: at(onsetAt), end: at(endedAt) },
        }),
      ),
      ({ problem, onset }) => `${problem} ${onset}`,
    ),
    order: keyed(
      readMedicationOrders(generation, patient).map((order) => ({
        ...{ number: order.orderNo, group: order.group, form: order.form },
        ...{ cancelled: order.cancelled, current: order.current, until: order.coveredUntil },
        drugs: order.components.map(({ drug }) => drug),
        doses: order.components.map(({ dose }) => dose.replace(/^""$/, '')),
        ...{ start: at(order.startAt), end: at(order.endAt), ordered: at(order.orderedAt) },
        ...{ rate: order.rate, doctor: order.doctor },
      })),
      ({ number, group }) => `${number} ${group}`,
    ),
    lab: keyed(
      readMeasurements(generation, patient)
        .filter(({ group }) => group.category === 'laboratory')
        .map(({ group, item, unit, result }) => ({
          ...{ name: item?.display, codes: item?.codings.map(([code]) => code).sort() },
          ...{
            at: at(result.observedAt ?? group.collectedAt),
            text: result.text,
            number: result.number,
          },
          ...{ comparator: result.comparator, unit: unit?.display ?? '', range: result.range },
          ...{ flag: result.flag, specimen: group.specimen },
        })),
      (result) => `${result.codes} ${result.at} ${result.text}`,
    ),
  }
}

test('both hold the same patients', () => {
  expect(patientsOf(fhir)).toEqual(patientsOf(ssmix2))
})

test('every fact of one is in the other, and differs only where a cause is named', () => {
  const different = new Map<string, string>()
  let compared = 0
  for (const id of patientsOf(ssmix2)) {
    const [one, other] = [factsOf(ssmix2, id), factsOf(fhir, id)]
    for (const kind of Object.keys(one) as (keyof typeof one)[]) {
      for (const key of other[kind].keys()) {
        if (!one[kind].has(key)) different.set(`${kind} only in FHIR`, `${id} ${key}`)
      }
      for (const [key, fact] of one[kind]) {
        const again = other[kind].get(key)
        if (again === undefined) different.set(`${kind} only in SS-MIX2`, `${id} ${key}`)
        for (const [field, value] of Object.entries(again === undefined ? {} : fact)) {
          compared += 1
          const [a, b] = [JSON.stringify(value), JSON.stringify(again?.[field])]
          if (a !== b) different.set(`${kind}.${field}`, `${id} ${key}: ${a} | ${b}`)
        }
      }
    }
  }
  expect(compared).toBeGreaterThan(50_000)
  expect([...different].filter(([what]) => CAUSES[what] === undefined)).toEqual([])
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
  ]) {
    const said = `SELECT count(DISTINCT other_record) AS n FROM other_statement WHERE kind = '${kind}'`
    const hidden = one(`SELECT count(*) AS n FROM ${table} WHERE standing = 3`)
    expect(hidden, kind).toBeGreaterThan(10)
    expect(one(said), kind).toBe(hidden)
  }
  for (const id of patientsOf(ssmix2)) {
    const [alone, joint] = [factsOf(ssmix2, id), factsOf(both, id)]
    for (const kind of ['allergy', 'problem', 'order', 'lab'] as const) {
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
