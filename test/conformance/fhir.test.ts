/** Public FHIR R4 data: every resource is accounted for, and facts drawn from the raw files stand in the records. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fhir } from '../../loader/formats/fhir/format.ts'
import type { FileParts, ParsedFile } from '../../loader/formats/format.ts'
import type { ObservationGroupRecord } from '../../model/records/results.ts'

const DATA = new URL('../../../shared/data/fhir', import.meta.url).pathname
const SETS = ['jp_clinosim_A', 'synthea2019_us', 'synthea2025_bulk10', 'hl7_r4_spec_examples']
const FACTS = 200

interface Read {
  readonly path: string
  readonly text: string
  readonly parsed: ParsedFile
}

// biome-ignore lint/suspicious/noExplicitAny: raw data, read by another way than the format reads it
type Raw = Record<string, any>

for (const set of SETS) {
  const root = join(DATA, set)
  describe.skipIf(!existsSync(root))(`FHIR R4 data: ${set}`, () => {
    const files = existsSync(root) ? readSet(root) : []

    it('every resource of every file has exactly one fate, and each that is not loaded is named', () => {
      for (const { path, text, parsed } of files) {
        if (parsed.outcome !== 'records') {
          expect([path, parsed.outcome]).toEqual([
            expect.stringContaining('log.'),
            'notInterpreted',
          ])
          continue
        }
        const parts = partsOf(parsed)
        const { seen, loaded, supporting, notInterpreted, refused, unread } = parts
        expect([path, seen]).toEqual([path, resourcesIn(text, path)])
        expect(loaded + supporting + notInterpreted + refused).toBe(seen)
        expect(unread.reduce((sum, { count }) => sum + count, 0)).toBe(notInterpreted + refused)
        for (const { reason, detail } of unread) expect([reason, detail]).not.toContain('')
      }
    })

    it('nothing is refused but what cannot be attached to a patient or must not be shown', () => {
      const reasons = new Set(
        files.flatMap(({ parsed }) =>
          parsed.outcome === 'records' ? partsOf(parsed).unread.map(({ reason }) => reason) : [],
        ),
      )
      const allowed = ['not-interpreted', 'unknown-patient', 'unsafe']
      expect([...reasons].filter((reason) => !allowed.includes(reason))).toEqual([])
      if (set !== 'hl7_r4_spec_examples')
        expect([...reasons]).toEqual([...reasons].filter((reason) => reason === 'not-interpreted'))
    })

    it('who is in hospital now is who has an unfinished in-patient encounter', () => {
      for (const { path, text, parsed } of files.filter(({ path }) => /Encounter\b/.test(path))) {
        if (parsed.outcome !== 'records' || set === 'hl7_r4_spec_examples') continue
        const open = new Set<string>()
        for (const record of parsed.records) {
          if (record.kind !== 'encounterEvent' || record.standing === 'deleted') continue
          if (record.event === 'admission' || record.event === 'transfer') open.add(record.orderNo)
          if (record.event === 'discharge') open.delete(record.orderNo)
        }
        const raw = text
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Raw)
        const inpatients = raw.filter(
          (each) =>
            ['IMP', 'ACUTE', 'NONAC', 'OBSENC', 'SS'].includes(each.class.code) &&
            ['in-progress', 'onleave', 'arrived'].includes(each.status) &&
            each.period?.end === undefined,
        )
        expect([path, [...open].sort()]).toEqual([path, inpatients.map(({ id }) => id).sort()])
      }
    })

    it(`${FACTS} results drawn at random equal the raw files`, () => {
      const groups = new Map<string, ObservationGroupRecord>()
      const raws: { key: string; raw: Raw; line: string; chart: Map<string, string> }[] = []
      const chart = chartsOf(files)
      for (const { path, text, parsed } of files.filter(({ path }) =>
        path.includes('Observation'),
      )) {
        if (parsed.outcome !== 'records') continue
        for (const record of parsed.records) {
          if (record.kind === 'observationGroup') groups.set(record.version?.key ?? '', record)
        }
        const folder = path.slice(0, path.lastIndexOf('/') + 1)
        for (const line of text.split('\n').filter((each) => each.includes('"valueQuantity"'))) {
          const raw = JSON.parse(line) as Raw
          if (raw.valueQuantity === undefined || raw.component !== undefined) continue
          raws.push({ key: `${folder}|Observation/${raw.id}`, raw, line, chart })
        }
      }
      if (raws.length === 0) return
      for (const drawn of draw(raws, FACTS))
        expectSame(drawn.raw, drawn.line, groups.get(drawn.key), drawn.chart)
    })
  })
}

function expectSame(
  raw: Raw,
  line: string,
  group: ObservationGroupRecord | undefined,
  chart: Map<string, string>,
): void {
  const known = chart.get(raw.subject?.reference ?? '')
  if (group === undefined) {
    // Of a patient who is not in the set.
    expect(known).toBeUndefined()
    return
  }
  const [result] = group.results
  const quantity = raw.valueQuantity as Raw
  const literal = /"valueQuantity"\s*:\s*\{[^{}]*?"value"\s*:\s*([-+.\deE]+)/.exec(line)?.[1] ?? ''
  const range = raw.referenceRange?.length === 1 ? (raw.referenceRange[0] as Raw) : undefined
  expect(group.patientId).toBe(known)
  expect(result?.text).toBe((quantity.comparator ?? '') + literal)
  expect(result?.number).toBe(quantity.value ?? null)
  expect(result?.comparator).toBe(quantity.comparator ?? '')
  expect(result?.unit?.display ?? '').toBe(quantity.unit ?? quantity.code ?? '')
  expect(result?.status).toBe(raw.status)
  expect(result?.flag).toBe(flagIn(raw.interpretation?.[0]))
  expect(result?.item.codings.map(({ code }) => code).sort()).toEqual(
    (raw.code.coding ?? []).map(({ code }: Raw) => code).sort(),
  )
  const time = raw.effectiveDateTime ?? raw.effectivePeriod?.start
  expect(result?.observedAt?.text).toBe(time)
  if (time?.includes('T')) {
    // A wall clock of Japan, read by Intl and not by the loader's own arithmetic.
    const wall = new Date(time).toLocaleString('sv-SE', { timeZone: 'Asia/Tokyo' })
    expect(result?.observedAt?.at).toBe(
      wall.replace(' ', 'T').slice(0, result?.observedAt?.at?.length),
    )
  }
  if (
    range?.low !== undefined &&
    range.high !== undefined &&
    range.type === undefined &&
    range.appliesTo === undefined
  ) {
    expect((result?.range ?? '').split('-').map(Number)).toEqual([
      range.low.value,
      range.high.value,
    ])
  }
}

/** The code of HL7's own table, wherever it stands among others. */
function flagIn(interpretation: Raw | undefined): string {
  const codings: Raw[] = interpretation?.coding ?? []
  const own = codings.find(({ system }) => `${system}`.includes('ObservationInterpretation'))
  return own?.code ?? codings[0]?.code ?? interpretation?.text ?? ''
}

/** Patient reference → the hospital's number, straight from the raw Patients. */
function chartsOf(files: readonly Read[]): Map<string, string> {
  const charts = new Map<string, string>()
  for (const { path, text } of files.filter(({ path }) => /(^|\/)Patient\b/.test(path))) {
    for (const line of text.split('\n').filter(Boolean)) {
      const patient = JSON.parse(line) as Raw
      const numbers = (patient.identifier ?? []).filter(({ type }: Raw) =>
        type?.coding?.some(({ code }: Raw) => code === 'MR'),
      )
      const parsed = files.find((file) => file.path === path)?.parsed
      const record =
        parsed?.outcome === 'records' &&
        parsed.records.find(
          (each) => each.kind === 'patient' && each.version?.key.endsWith(`Patient/${patient.id}`),
        )
      if (record) {
        if (numbers.length === 1 && !record.patientId.includes('|')) {
          expect([numbers[0].value, `Patient/${patient.id}`]).toContain(record.patientId)
        }
        charts.set(`Patient/${patient.id}`, record.patientId)
      }
    }
  }
  return charts
}

/** The same ones every time. */
function draw<T>(from: readonly T[], count: number): T[] {
  let state = 20_221_031
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return from[state % from.length] as T
  })
}

function readSet(root: string): Read[] {
  const claimed = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const file = join(entry.parentPath, entry.name)
      const path = relative(root, file)
      const bytes = readFileSync(file)
      const facts = fhir.claim(path) ?? fhir.claimContent?.(bytes.subarray(0, 4096), path) ?? null
      if (facts === null) throw new Error(`${path} is not claimed`)
      return [{ path, bytes, facts }]
    })
  const context = fhir.preparation?.combine(
    claimed.map(({ bytes, path }) => fhir.preparation?.gather(bytes, path)),
  )
  return claimed.map(({ path, bytes, facts }) => ({
    path,
    text: zlib.gunzipSync(bytes).toString('utf8'),
    parsed: fhir.parse(bytes, path, facts, context),
  }))
}

function partsOf(parsed: Extract<ParsedFile, { outcome: 'records' }>): FileParts {
  if (parsed.parts === undefined) throw new Error('no parts')
  return parsed.parts
}

/** Counted by another way than the format's: lines, and entries of Bundles. */
function resourcesIn(text: string, path: string): number {
  const documents = path.includes('.ndjson')
    ? text.split('\n').filter((line) => line.trim() !== '')
    : [text]
  return documents.reduce((sum, each) => sum + countIn(JSON.parse(each) as Raw), 0)
}

function countIn(resource: Raw): number {
  if (resource.resourceType !== 'Bundle') return 1
  return (resource.entry ?? []).reduce(
    (sum: number, { resource: inner }: Raw) => sum + (inner ? countIn(inner) : 0),
    0,
  )
}
