/**
 * Throughput of the FHIR format on NDJSON against `JSON.parse` of each line and nothing else, in one process.
 *
 *   node scripts/bench/fhir.ts [FOLDER [MB]]      *.ndjson and *.ndjson.gz of FOLDER; without it, laboratory results made here
 *
 * MB: each file is grown to about so many megabytes with copies of its lines that have other ids, days and figures. A set of few patients says
 * little of a hospital's export: what is learnt of a file's lines is learnt once, and the first megabytes of each file go there.
 *
 * The ratio is baseline time / format time, of the medians of several rounds, in processor time: 1 = reading a resource into records costs
 * as much as parsing it. Reading only, from bytes to records: unpacking of .gz, screening and the database are in neither. Every file is read
 * before the first round: a hospital's export is gigabytes, and what compiling this program takes is no part of its throughput.
 */
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { fhir } from '../../loader/formats/fhir/format.ts'
import { grownLines } from './grown-ndjson.ts'
import { parseLines } from './parse-lines.ts'

const ROUNDS = 7
const WARMINGS = 3
const MADE_LINES = 40_000

interface NdjsonFile {
  readonly name: string
  readonly bytes: Buffer
}

const [, , folder, megabytes = '0'] = process.argv
const given = folder === undefined ? made() : filesOf(folder)
const files = given.map(({ name, bytes }) => ({ name, bytes: grown(bytes) }))
const context = fhir.preparation?.combine(
  files.map(({ name, bytes }) => fhir.preparation?.gather(bytes, name)),
)

for (let warming = 0; warming < WARMINGS; warming++) {
  for (const { name, bytes } of files) readAll(name, bytes)
}

let baseline = 0
let format = 0
let preparation = 0
for (const { name, bytes } of files) {
  const [parsing = 0, reading = 0, gathering = 0] = medians([
    () => parseLines(bytes),
    () => readAll(name, bytes),
    () => fhir.preparation?.gather(bytes, name),
  ])
  baseline += parsing
  format += reading
  preparation += gathering
  print(name, bytes.length, { parsing, reading, gathering })
}
const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0)
print('all', bytes, { parsing: baseline, reading: format, gathering: preparation })

function print(
  name: string,
  size: number,
  times: { parsing: number; reading: number; gathering: number },
): void {
  const { parsing, reading, gathering } = times
  const columns = [
    name.padEnd(38),
    `${(size / 1e6).toFixed(1)} MB`.padStart(10),
    `JSON.parse ${parsing.toFixed(1)} ms`.padStart(22),
    `format ${reading.toFixed(1)} ms`.padStart(19),
    `gather ${gathering.toFixed(1)} ms`.padStart(18),
    `ratio ${(parsing / reading).toFixed(2)}`,
    `with gather ${(parsing / (reading + gathering)).toFixed(2)}`,
  ]
  process.stdout.write(`${columns.join('  ')}\n`)
}

function grown(bytes: Buffer): Buffer {
  const copies = Math.ceil((Number(megabytes) * 1e6) / Math.max(bytes.length, 1))
  return Buffer.concat([...grownLines(bytes, copies)])
}

function readAll(name: string, buffer: Buffer): void {
  const facts = fhir.claim(name)
  if (facts === null || fhir.parseInPieces === undefined) throw new Error(`${name} is not NDJSON`)
  for (const piece of fhir.parseInPieces(buffer, name, facts, context)) {
    if (piece.outcome === 'quarantined') throw new Error(`${name}: ${piece.detail}`)
  }
}

/**
 * Milliseconds of processor time of each work, on all threads of the process: collecting garbage on the side counts, what else the machine
 * does counts little. The works take turns.
 */
function medians(works: readonly (() => void)[]): number[] {
  const times = works.map(() => [] as number[])
  for (let round = 0; round < ROUNDS; round++) {
    works.forEach((work, i) => {
      const before = process.cpuUsage()
      work()
      const { user, system } = process.cpuUsage(before)
      times[i]?.push((user + system) / 1000)
    })
  }
  return times.map((each) => each.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0)
}

function filesOf(root: string): NdjsonFile[] {
  return fs
    .readdirSync(root)
    .filter((name) => /\.ndjson(\.gz)?$/.test(name))
    .map((name) => {
      const bytes = fs.readFileSync(path.join(root, name))
      return name.endsWith('.gz')
        ? { name: name.slice(0, -3), bytes: zlib.gunzipSync(bytes) }
        : { name, bytes }
    })
}

/** Laboratory results as a Japanese hospital exports them. */
function made(): NdjsonFile[] {
  const patients = Array.from({ length: 200 }, (_, i) => ({
    resourceType: 'Patient',
    id: `p${i}`,
    identifier: [
      { system: 'urn:oid:1.2.392.100495.20.3.51.11310000000', value: `${i}`.padStart(8, '0') },
    ],
  }))
  const results = Array.from({ length: MADE_LINES }, (_, i) => observation(i))
  return [
    { name: 'Patient.ndjson', bytes: lines(patients) },
    { name: 'Observation.ndjson', bytes: lines(results) },
  ]
}

function lines(resources: readonly object[]): Buffer {
  return Buffer.from(resources.map((resource) => JSON.stringify(resource)).join('\n'))
}

function observation(i: number): object {
  const day = `${(i % 28) + 1}`.padStart(2, '0')
  const time = `2024-05-${day}T09:${`${i % 60}`.padStart(2, '0')}:00+09:00`
  const unit = { unit: 'U/L', system: 'http://unitsofmeasure.org', code: 'U/L' }
  return {
    resourceType: 'Observation',
    id: `lab-${i}`,
    meta: {
      profile: ['http://jpfhir.jp/fhir/core/StructureDefinition/JP_Observation_LabResult'],
      lastUpdated: time,
    },
    status: 'final',
    category: [
      {
        coding: [
          {
            system: 'http://jpfhir.jp/fhir/core/CodeSystem/JP_SimpleObservationCategory_CS',
            code: 'laboratory',
          },
        ],
      },
    ],
    code: {
      coding: [
        { system: 'urn:oid:1.2.392.200119.4.504', code: '3B035000002327201', display: 'AST(GOT)' },
        { system: 'http://loinc.org', code: '1920-8' },
      ],
      text: 'AST(GOT)',
    },
    subject: { reference: `Patient/p${Math.floor(i / 200) % 200}` },
    effectiveDateTime: time,
    valueQuantity: { value: 10 + (i % 90) / 10, ...unit },
    referenceRange: [{ low: { value: 13, ...unit }, high: { value: 30, ...unit } }],
    interpretation: [{ coding: [{ code: 'N' }] }],
    specimen: { reference: `Specimen/s${i}` },
  }
}
