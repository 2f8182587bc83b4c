/**
 * Public FHIR R4 data loaded whole: every resource counted in the raw files has its fate in the report, and the chart API
 * answers with what the raw files say.
 */
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAccounts } from '../../server/access/accounts.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { type RunningServer, startServer } from '../../server/start.ts'
import { sansho, temporaryFolder } from '../loader/load/medium.ts'
import { makeTerminal, PASSWORD, type Terminal } from '../server/running-server.ts'
import { agrees, saidIn } from './api-facts.ts'
import { factsIn, type Raw, type RawFact, rawOf } from './raw-facts.ts'

const DATA = new URL('../../../shared/data/fhir/', import.meta.url).pathname
const SETS = ['jp_clinosim_A', 'synthea2019_us', 'synthea2025_bulk10', 'hl7_r4_spec_examples']

const work = temporaryFolder()
afterAll(() => fs.rmSync(work, { recursive: true, force: true }))

function load(set: string): string {
  const data = path.join(work, set)
  const outcome = sansho('load', path.join(DATA, set), '--data', data, '--json')
  expect(outcome.stderr).toBe('')
  expect([0, 3]).toContain(outcome.code)
  return data
}

for (const set of SETS) {
  test.skipIf(!fs.existsSync(path.join(DATA, set)))(
    `${set}: every resource is accounted for`,
    () => {
      const data = load(set)
      const current = path.join(data, 'generations', 'current', 'report.json')
      const { files, resources, dataTypes } = JSON.parse(fs.readFileSync(current, 'utf8'))
      const { seen, loaded, supporting, notInterpreted, refused } = resources
      expect(seen).toBe(resourcesOf(set))
      expect(loaded + supporting + notInterpreted + refused).toBe(seen)
      expect(files.loaded + files.notInterpreted).toBe(files.seen)
      const counted = (dataTypes as { seen: number }[]).reduce((sum, row) => sum + row.seen, 0)
      expect(counted).toBe(seen + files.notInterpreted)
    },
    120_000,
  )
}

/** Sets whose patients have numbers; HL7's examples are of nobody in particular. */
const OF_PEOPLE = SETS.slice(0, 3)
const SEED = Number(process.env.SANSHO_SEED ?? 20_221_031)
const DRAWN = 200

for (const set of OF_PEOPLE) {
  describe.skipIf(!fs.existsSync(path.join(DATA, set)))(`the chart API over ${set}`, () => {
    let server: RunningServer
    let terminal: Terminal
    const charts = new Map<string, Promise<string>>()
    const answers = new Map<string, Promise<Raw>>()

    beforeAll(async () => {
      const loaded = path.join(work, set)
      const data = fs.existsSync(loaded) ? loaded : load(set)
      const state = openStateDatabase(data)
      const account = {
        user: 'yamada',
        displayName: '山田',
        role: 'clinician',
        demo: false,
      } as const
      await openAccounts(state).add(account, PASSWORD)
      state.close()
      const viewerDirectory = path.join(work, 'dist')
      const options = { dataDirectory: data, host: '127.0.0.1', port: 0, https: false, demo: false }
      server = await startServer({ ...options, viewerDirectory, log: () => {} })
      terminal = makeTerminal(server.address)
      const credentials = { user: 'yamada', password: PASSWORD }
      expect((await terminal.send('POST', '/api/session', credentials)).status).toBe(200)
    }, 120_000)
    afterAll(() => server?.stop())

    async function read(address: string): Promise<Raw> {
      const answer = await terminal.send('GET', address)
      expect(answer.status).toBe(200)
      return (await answer.json()) as Raw
    }

    async function partOf(patient: string, part: string): Promise<Raw> {
      const chart = await known(charts, patient, () => terminal.open(patient))
      const address = `/api/charts/${chart}/${part}`
      return known(answers, address, () => read(address))
    }

    test('in-patients are the unfinished in-patient encounters, each in a ward', async () => {
      const raw = resourcesIn(set).filter(
        (each) =>
          each.resourceType === 'Encounter' &&
          each.class.code === 'IMP' &&
          each.status === 'in-progress',
      )
      const { inpatients, wards } = await read('/api/wards')
      expect(inpatients).toBe(raw.length)
      expect((wards as Raw[]).map(({ name }) => name)).not.toContain('')
    })

    test(`${DRAWN} facts of all kinds, drawn with seed ${SEED}, stand in the chart as the raw line says`, async () => {
      const raw = resourcesIn(set)
      const numbers = numbersOf(raw)
      const facts = Map.groupBy(
        raw.flatMap((each) => factsIn(each, set)).filter(({ subject }) => numbers.has(subject)),
        ({ kind }) => kind,
      )
      const missing: unknown[] = []
      let compared = 0
      const random = randomFrom(SEED)
      for (let i = 0; i < DRAWN; i++) {
        const ofKind = [...facts.values()][i % facts.size] ?? []
        const fact = ofKind[Math.floor(random() * ofKind.length)] as RawFact
        const answer = await partOf(numbers.get(fact.subject) ?? '', fact.part)
        // The first screen shows the newest ones only.
        if (fact.kind === 'encounter' && answer.encounters.length === 50) continue
        compared += 1
        if (!saidIn(answer, fact.list).some((entry) => agrees(entry, fact))) missing.push(fact)
      }
      expect(missing).toEqual([])
      expect(compared).toBeGreaterThan(DRAWN - DRAWN / facts.size)
    }, 120_000)

    test.runIf(set === 'jp_clinosim_A')('a document can be read as it was written', async () => {
      const raw = resourcesIn(set)
      const found = raw.find(
        ({ resourceType, content }) =>
          resourceType === 'DocumentReference' &&
          content[0].attachment.contentType.startsWith('text/plain'),
      )
      const written = Buffer.from(found?.content[0].attachment.data, 'base64').toString('utf8')
      const patient = numbersOf(raw).get(found?.subject.reference) ?? ''
      const { documents } = await partOf(patient, 'documents')
      const texts = await Promise.all(
        (documents as Raw[])
          .filter(({ excerpt }) => written.startsWith(excerpt.slice(0, 100)))
          .map(({ document }) => partOf(patient, `documents/${document}/text`)),
      )
      expect(texts.map(({ text }) => text)).toContain(written)
    })
  })
}

function known<Value>(
  of: Map<string, Promise<Value>>,
  key: string,
  ask: () => Promise<Value>,
): Promise<Value> {
  const answer = of.get(key) ?? ask()
  of.set(key, answer)
  return answer
}

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Every resource of a set's NDJSON files, numbers as they are spelt. */
function resourcesIn(set: string): Raw[] {
  const folder = [path.join(DATA, set, 'ndjson'), path.join(DATA, set)].find((each) =>
    fs.existsSync(each),
  )
  return fs
    .readdirSync(folder ?? '')
    .filter((name) => name.endsWith('.ndjson.gz') && !name.startsWith('log.'))
    .flatMap((name) =>
      zlib
        .gunzipSync(fs.readFileSync(path.join(folder ?? '', name)))
        .toString('utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map(rawOf),
    )
}

/** Reference → the hospital's own number: of type MR, else the first. */
function numbersOf(raw: readonly Raw[]): Map<string, string> {
  return new Map(
    raw
      .filter(({ resourceType }) => resourceType === 'Patient')
      .map(({ id, identifier }) => {
        const own = (identifier as Raw[]).find(({ type }) =>
          type?.coding?.some((coding: Raw) => coding.code === 'MR'),
        )
        return [`Patient/${id}`, (own ?? identifier[0]).value]
      }),
  )
}

/** In the files that hold any: a log that a bulk export left beside them is none. */
function resourcesOf(set: string): number {
  return fs
    .readdirSync(path.join(DATA, set), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('log.'))
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name)
      const text = zlib.gunzipSync(fs.readFileSync(file)).toString('utf8')
      const documents = file.includes('.ndjson')
        ? text.split('\n').filter((line) => line.trim() !== '')
        : [text]
      return documents.reduce((sum, each) => sum + countIn(JSON.parse(each)), 0)
    })
    .reduce((sum, count) => sum + count, 0)
}

function countIn(resource: Raw): number {
  if (resource.resourceType !== 'Bundle') return 1
  return (resource.entry ?? []).reduce(
    (sum: number, { resource: inner }: Raw) => sum + (inner ? countIn(inner) : 0),
    0,
  )
}
