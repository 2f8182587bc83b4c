/**
 * A hospital that was handed over as FHIR and loaded again has the same charts: the demo hospital's SS-MIX2 medium is loaded, every
 * patient goes out as a FHIR document, the documents are loaded, and the charts are compared fact by fact. Each field that
 * differs stands in CAUSES with its reason; a field that differs and is not there fails, and so does one there that no longer differs.
 */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findPatient } from '../../server/charts/patient.ts'
import { type Generation, openGeneration } from '../../server/generations/open-generation.ts'
import { type Handover, readHandover } from '../../server/handover/facts.ts'
import { fhirFiles } from '../../server/handover/fhir-document.ts'

const CAUSES: Readonly<Record<string, string>> = {
  'allergy.category': "FHIR has four codes of its own; the source's words stand in the note",
  'allergy.clinicalStatus': 'FHIR asks for one: active',
  'allergy.reaction': 'the loader writes severity and notes behind it',
  'allergy.severity':
    'FHIR has three degrees of its own; the word of the source stands in the note',
  'banner.bloodAbo': "R4's Patient has no blood type: it is an Observation",
  'banner.bloodRh': "R4's Patient has no blood type: it is an Observation",
  'banner.height': "R4's Patient has no height: it is an Observation",
  'banner.weight': "R4's Patient has no weight: it is an Observation",
  'document.status': 'FHIR asks for one: current',
  'given.note':
    'the word of the status is written there, and the amount where it is no plain number',
  'given.rate': 'amount and unit are two fields',
  'given.status': 'FHIR has its own codes',
  'order.components': 'FHIR has no role (base, additive) in a mix; a dose of a mix is by one time',
  'order.control': 'FHIR has its own codes; the days that are over make it completed',
  'order.device': 'stands in the text of the dosage',
  'order.dosageForm': 'MedicationRequest of R4 has it only for a Medication with a code',
  'order.duration': 'a number of times (10 回) is no time: it stands in the text of the dosage',
  'order.note': 'why it is completed is written there',
  'order.usage': 'the whole dosage in one line stands before it',
  'procedure.documentTitle': 'the loader does not follow Procedure.report',
  'procedure.hasDocument': 'the loader does not follow Procedure.report',
  'procedure.status': 'FHIR asks for one: unknown, where only a note tells of it',
  'result.status': 'FHIR has its own codes',
  'result.subId': 'is an extension of ours, which the loader does not know',
  'study.inBackup': 'a document carries no DICOM files',
  'study.series': 'a document carries no DICOM files',
}

const root = fs.mkdtempSync(path.join(tmpdir(), 'sansho-again-'))
let before: Generation
let after: Generation
let patients: string[]

beforeAll(async () => {
  sansho('demo-hospital', '--out', path.join(root, 'medium'), '--patients', '12')
  before = load('medium')
  patients = before
    .all<{ id: string }>({ sql: 'SELECT patient_id AS id FROM patient WHERE merged_into IS NULL' })
    .map(({ id }) => id)
  fs.mkdirSync(path.join(root, 'documents'))
  for (const id of patients) {
    const handover = await chartOf(before, id)
    const making = { handover, format: 'fhir', at: new Date(), restricted: false } as const
    for await (const { name, content } of fhirFiles(making)) {
      if (name !== 'bundle.json') continue
      const file = path.join(root, 'documents', `${id}.json`)
      for await (const chunk of content) fs.appendFileSync(file, chunk)
    }
  }
  after = load('documents')
}, 120_000)
afterAll(() => {
  before.close()
  after.close()
  fs.rmSync(root, { recursive: true })
})

function sansho(...args: string[]): void {
  execFileSync(path.resolve(import.meta.dirname, '../../scripts/sansho'), args, { stdio: 'pipe' })
}

function load(medium: string, ...more: string[]): Generation {
  const data = path.join(root, `${medium}-data`)
  sansho('load', path.join(root, medium), '--data', data, ...more)
  return openGeneration(fs.realpathSync(path.join(data, 'generations/current')))
}

function chartOf(generation: Generation, id: string): Promise<Handover> {
  const patient = findPatient(generation, id)
  if (patient === null) throw new Error(`the generation has no patient ${id}`)
  return readHandover(generation, patient, { images: false })
}

type Fact = Readonly<Record<string, unknown>>
type Facts = Readonly<Record<string, readonly { readonly key: string; readonly fact: Fact }[]>>

/** A moment as it is known: FHIR fills seconds with zeros and writes times in a form of its own. */
const at = (time: { at: string | null } | null) => {
  const known = time?.at ?? ''
  return known.length === 16 ? `${known}:00` : known
}

/** Every fact of a chart by what makes it one fact, times cut to the moment they mean. */
function factsOf(chart: Handover): Facts {
  const timeless = (fact: Fact) =>
    Object.fromEntries(
      Object.entries(fact).map(([name, value]) => [
        name,
        /At$/.test(name) ? at(value as never) : value,
      ]),
    )
  const keyed = (key: string, fact: Fact) => ({ key, fact: timeless(fact) })
  return {
    banner: [keyed('', { ...chart.banner, birthDate: at(chart.banner.birthDate) })],
    allergy: chart.allergies.map(({ allergy }) => keyed(allergy.substance, allergy)),
    problem: chart.problems.map((each) => keyed(each.name + at(each.diagnosedAt), each)),
    order: chart.orders.map(({ id: _, ...each }) =>
      keyed(`${each.orderNo} ${each.group} ${each.components.map(({ drug }) => drug)}`, each),
    ),
    given: chart.administrations.map((each) =>
      keyed(`${each.drug} ${at(each.startAt)} ${each.amount}`, each),
    ),
    procedure: chart.procedures.map(({ document, ...each }) =>
      keyed(each.name + at(each.startAt), { ...each, hasDocument: document !== '' }),
    ),
    infection: chart.infections.map((each) => keyed(each.name, { ...each, at: at(each.at) })),
    scheduled: chart.scheduled.map((each) => keyed(each.title + at(each.at), each)),
    gap: chart.provenance.patientGaps.map(({ detail: _, ...each }) =>
      keyed(`${each.area} ${each.dataType} ${each.date} ${each.reason}`, each),
    ),
    encounter: chart.encounters.map((each) => keyed(each.class + at(each.startAt), each)),
    result: chart.measurements.map(({ group, item, unit, result }) =>
      keyed(
        `${item?.codings[0]?.[0]} ${at(result.observedAt ?? group.collectedAt)} ${result.text}`,
        {
          ...{
            name: item?.display,
            codings: item?.codings.map(([code]) => code).filter((code) => code !== ''),
          },
          ...{ text: result.text, number: result.number, comparator: result.comparator },
          ...{
            unit: unit?.display ?? '',
            range: result.range,
            flag: result.flag,
            status: result.status,
          },
          ...{
            subId: result.subId,
            specimen: group.specimen,
            category: group.category,
            note: result.note,
          },
        },
      ),
    ),
    document: chart.documents.map(({ row, stored }) =>
      keyed(`${row.title || row.type} ${at(row.documentAt)} ${stored?.parts[0]?.blob}`, {
        ...{
          at: at(row.documentAt),
          category: row.category,
          type: row.type,
          standing: row.standing,
        },
        ...{ department: row.department, author: row.author, status: row.status },
        bytes: stored?.parts.map(({ blob }) => blob),
      }),
    ),
    study: chart.studies.map(({ row }) =>
      keyed(row.studyUid, { ...row, reports: row.reports.length }),
    ),
  }
}

test('every fact is there again, and differs only where FHIR or the loader says it otherwise', async () => {
  const different = new Map<string, string>()
  const lost: string[] = []
  let compared = 0
  for (const id of patients) {
    const [was, is] = [factsOf(await chartOf(before, id)), factsOf(await chartOf(after, id))]
    for (const [kind, facts] of Object.entries(was)) {
      const again = new Map(is[kind]?.map(({ key, fact }) => [key, fact]))
      for (const { key, fact } of facts) {
        const other = again.get(key)
        if (other === undefined) lost.push(`${id} ${kind} ${key}`)
        else {
          for (const [name, value] of Object.entries(fact)) {
            compared += 1
            const [one, two] = [JSON.stringify(value), JSON.stringify(other[name])]
            if (one !== two) different.set(`${kind}.${name}`, `${id} ${key}: ${one} → ${two}`)
          }
        }
      }
    }
  }
  expect(lost).toEqual([])
  expect(compared).toBeGreaterThan(100_000)
  const uncaused = [...different].filter(([name]) => CAUSES[name] === undefined)
  expect(uncaused).toEqual([])
  expect(
    Object.keys(CAUSES).filter((name) => !different.has(name)),
    'differ no more',
  ).toEqual([])
})

test('what decides about life is the same in every chart', async () => {
  expect(after.facts.asOf).toBe(before.facts.asOf)
  for (const id of patients) {
    const [was, is] = [await chartOf(before, id), await chartOf(after, id)]
    expect(is.allergyState).toBe(was.allergyState)
    const taken = ({ orders }: Handover) =>
      orders
        .filter(({ currentBy }) => currentBy !== null)
        .flatMap(({ components }) => components.map(({ drug }) => drug))
        .sort()
    expect(taken(is)).toEqual(taken(was))
    // The handover itself is one document more.
    expect(is.documents.length).toBe(was.documents.length + 1)
  }
})
