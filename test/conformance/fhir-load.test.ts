/**
 * Public FHIR R4 data loaded whole: every resource counted in the raw files has its fate in the report, and the chart API
 * answers with what the raw files say.
 */
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DocumentsAnswer, LabsAnswer } from '../../model/api/chart.ts'
import type { WardsAnswer } from '../../model/api/patients.ts'
import { openAccounts } from '../../server/access/accounts.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { type RunningServer, startServer } from '../../server/start.ts'
import { sansho, temporaryFolder } from '../loader/load/medium.ts'
import { makeTerminal, PASSWORD, type Terminal } from '../server/running-server.ts'

const DATA = new URL('../../../shared/data/fhir/', import.meta.url).pathname
const SETS = ['jp_clinosim_A', 'synthea2019_us', 'synthea2025_bulk10', 'hl7_r4_spec_examples']
const DRAWN = 25

// biome-ignore lint/suspicious/noExplicitAny: raw data, read by another way than the format reads it
type Raw = Record<string, any>

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

const CLINOSIM = path.join(DATA, 'jp_clinosim_A')
describe.skipIf(!fs.existsSync(CLINOSIM))('the chart API over jp_clinosim_A', () => {
  let server: RunningServer
  let terminal: Terminal

  beforeAll(async () => {
    const loaded = path.join(work, 'jp_clinosim_A')
    const data = fs.existsSync(loaded) ? loaded : load('jp_clinosim_A')
    const state = openStateDatabase(data)
    const account = { user: 'yamada', displayName: '山田', role: 'clinician', demo: false } as const
    await openAccounts(state).add(account, PASSWORD)
    state.close()
    const viewerDirectory = path.join(work, 'dist')
    const options = { dataDirectory: data, host: '127.0.0.1', port: 0, https: false, demo: false }
    server = await startServer({ ...options, viewerDirectory, log: () => {} })
    terminal = makeTerminal(server.address)
    const answer = await terminal.send('POST', '/api/session', {
      user: 'yamada',
      password: PASSWORD,
    })
    expect(answer.status).toBe(200)
  }, 120_000)
  afterAll(() => server?.stop())

  async function read<Answer>(address: string): Promise<Answer> {
    const answer = await terminal.send('GET', address)
    expect(answer.status).toBe(200)
    return (await answer.json()) as Answer
  }

  test('in-patients are the unfinished in-patient encounters, each in a ward', async () => {
    const raw = linesOf('Encounter').filter(
      ({ class: { code }, status }) => code === 'IMP' && status === 'in-progress',
    )
    const { inpatients, wards } = await read<WardsAnswer>('/api/wards')
    expect(inpatients).toBe(raw.length)
    expect(wards.map(({ name }) => name)).not.toContain('')
  })

  test(`${DRAWN} drawn results stand in the chart as the raw line says`, async () => {
    const labs = linesOf('Observation').filter(
      ({ category, valueQuantity }) =>
        valueQuantity !== undefined &&
        category[0].coding.some((coding: Raw) => /^(laboratory|LAB)$/.test(coding.code)),
    )
    expect(labs.length).toBeGreaterThan(DRAWN)
    const numbers = chartNumbers()
    for (let i = 0; i < DRAWN; i++) {
      const raw = labs[(i * 7_919_777 + 104_729) % labs.length] as Raw
      const id = raw.subject.reference.split('/')[1]
      const chart = await terminal.open(numbers.get(id) ?? '')
      const { groups, items, results } = await read<LabsAnswer>(`/api/charts/${chart}/labs`)
      const [, written = ''] = /"valueQuantity": ?\{"value": ?([^,}]+)/.exec(raw.line) ?? []
      const found = results.filter((result) => {
        const item = items.find((each) => each.id === result.item)
        const at = result.observedAt ?? groups.find((each) => each.id === result.group)?.collectedAt
        return (
          result.text === `${raw.valueQuantity.comparator ?? ''}${written}` &&
          item?.unit === raw.valueQuantity.unit &&
          at?.text === raw.effectiveDateTime &&
          [raw.code.text, ...raw.code.coding.map((each: Raw) => each.display)].includes(item?.name)
        )
      })
      expect([raw.id, found.length > 0]).toEqual([raw.id, true])
    }
  }, 60_000)

  test('a document is listed with its own text and can be read', async () => {
    const raw = linesOf('DocumentReference').find(({ content }) =>
      content[0].attachment.contentType.startsWith('text/plain'),
    )
    const written = Buffer.from(raw?.content[0].attachment.data, 'base64').toString('utf8')
    const chart = await terminal.open(
      chartNumbers().get(raw?.subject.reference.split('/')[1]) ?? '',
    )
    const { documents } = await read<DocumentsAnswer>(`/api/charts/${chart}/documents`)
    const found = documents.filter(({ excerpt }) => written.startsWith(excerpt.slice(0, 100)))
    const texts = await Promise.all(
      found.map(({ document }) =>
        read<{ text: string }>(`/api/charts/${chart}/documents/${document}/text`),
      ),
    )
    expect(texts.map(({ text }) => text)).toContain(written)
  })
})

function linesOf(type: string): Raw[] {
  return zlib
    .gunzipSync(fs.readFileSync(path.join(CLINOSIM, `${type}.ndjson.gz`)))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ ...JSON.parse(line), line }))
}

function chartNumbers(): Map<string, string> {
  return new Map(linesOf('Patient').map(({ id, identifier }) => [id, identifier[0].value]))
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
