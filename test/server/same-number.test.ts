/**
 * One patient number in several sources, from the media to the charts: whose facts join in one chart, whose stand apart, and what both
 * charts say of it. Each number is one case; no fact may cross between persons.
 */
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { SearchAnswer } from '../../model/api/patients.ts'
import { sansho, temporaryFolder } from '../loader/load/medium.ts'
import { startTestServer, type Terminal, type TestServer } from './running-server.ts'

/** What a source says of the person; the fields of a FHIR Patient. */
type Person = Readonly<Record<string, unknown>>

const kanji = (family: string, given: string) => ({ name: [{ family, given: [given] }] })
const JP = 'urn:oid:1.2.392.100495.20.3.51.'
const HANAKO = { ...kanji('山田', '花子'), birthDate: '1958-03-02', gender: 'female' }

interface Case {
  readonly ehr: Person
  readonly other: Person
  readonly third?: Person
  /** By chart: the sources whose allergies stand on it. */
  readonly charts: Readonly<Record<string, string>>
  /** A word of what the charts say of it; '' = nothing */
  readonly said: string
}

const joined = { '': 'ehr other' }
const apart = { '': 'ehr', 'other|': 'other' }
const APART = 'kept-apart'
const DIFFERS = 'identity-differs'

const CASES: Readonly<Record<string, Case>> = {
  '0001': { ehr: HANAKO, other: HANAKO, charts: joined, said: '' },
  '0002': {
    ehr: HANAKO,
    other: { ...HANAKO, birthDate: '1958-03-20' },
    charts: apart,
    said: APART,
  },
  // The same day of birth by chance: other names and another sex.
  '0003': {
    ehr: HANAKO,
    other: { ...kanji('鈴木', '一郎'), birthDate: '1958-03-02', gender: 'male' },
    charts: apart,
    said: APART,
  },
  // A family name changes by marriage; 斎 and 齋 are one.
  '0004': {
    ehr: { ...HANAKO, ...kanji('斎藤', '花子') },
    other: { ...HANAKO, ...kanji('齋藤', '花子') },
    charts: joined,
    said: '',
  },
  '0005': { ehr: HANAKO, other: { ...HANAKO, ...kanji('佐藤', '花子') }, charts: joined, said: '' },
  '0006': {
    ehr: HANAKO,
    other: { ...kanji('鈴木', '一郎'), gender: 'male' },
    charts: apart,
    said: APART,
  },
  '0007': { ehr: HANAKO, other: { ...kanji('山田', '花子') }, charts: joined, said: '' },
  '0008': { ehr: HANAKO, other: { ...HANAKO, birthDate: '1958' }, charts: joined, said: '' },
  // One sex may be a slip, and a name an alias.
  '0009': { ehr: HANAKO, other: { ...HANAKO, gender: 'male' }, charts: joined, said: DIFFERS },
  '0010': {
    ehr: HANAKO,
    other: { ...HANAKO, ...kanji('鈴木', '良子') },
    charts: joined,
    said: DIFFERS,
  },
  // Each agrees with the year of the first, and not with each other.
  '0011': {
    ehr: { ...HANAKO, birthDate: '1958' },
    other: HANAKO,
    third: { ...HANAKO, birthDate: '1958-07-07' },
    charts: { '': 'ehr other', 'third|': 'third' },
    said: APART,
  },
  // Numbers that two institutions gave, each by its own rules.
  '0012': {
    ehr: { ...HANAKO, institution: '11311234567' },
    other: { ...HANAKO, ...kanji('鈴木', '良子'), institution: '12799999999' },
    charts: apart,
    said: APART,
  },
  // Nothing but the number: a department's table. It joins.
  '0013': { ehr: HANAKO, other: {}, charts: joined, said: '' },
}

/** The other source merged its own 0021 into its own 0022: both numbers are of other persons in the first source. */
const ICHIRO = { ...kanji('鈴木', '一郎'), birthDate: '1971-11-23', gender: 'male' }
const MERGED: Readonly<Record<string, Case>> = {
  '0021': {
    ehr: HANAKO,
    other: {
      ...ICHIRO,
      link: [{ type: 'replaced-by', other: { reference: 'Patient/other-0022' } }],
    },
    charts: { '': 'ehr', 'other|': 'other other' },
    said: APART,
  },
  '0022': {
    ehr: { ...HANAKO, ...kanji('高橋', '恵子') },
    other: ICHIRO,
    charts: { '': 'ehr', 'other|': 'other other' },
    said: APART,
  },
}

const work = temporaryFolder()
let server: TestServer
let clinician: Terminal

beforeAll(async () => {
  const lines = { ehr: [] as string[], other: [] as string[], third: [] as string[] }
  for (const [number, each] of Object.entries({ ...CASES, ...MERGED })) {
    for (const source of ['ehr', 'other', 'third'] as const) {
      const said = each[source]
      if (said === undefined) continue
      const { institution, ...person } = said
      const id = `${source}-${number}`
      const system = institution === undefined ? 'urn:hospital' : `${JP}${institution}`
      const type = { coding: [{ code: 'MR' }] }
      const patient = { resourceType: 'Patient', id, identifier: [{ type, system, value: number }] }
      const allergy = {
        resourceType: 'AllergyIntolerance',
        id: `a-${id}`,
        patient: { reference: `Patient/${id}` },
        clinicalStatus: { coding: [{ code: 'active' }] },
        code: { text: `allergy of ${source} ${number}` },
      }
      lines[source].push(JSON.stringify({ ...patient, ...person }), JSON.stringify(allergy))
    }
  }
  const sources = Object.entries(lines).map(([source, each]) => {
    fs.mkdirSync(path.join(work, source))
    fs.writeFileSync(path.join(work, source, 'all.ndjson'), each.join('\n'))
    return `${source}=${path.join(work, source)}`
  })
  server = await startTestServer(null, (data) => {
    expect([0, 3]).toContain(sansho('load', ...sources, '--data', data).code)
  })
  clinician = await server.clinician()
}, 60_000)
afterAll(async () => {
  await server.stop()
  fs.rmSync(work, { recursive: true })
})

async function summaryOf(patientId: string) {
  const chart = await clinician.open(patientId)
  const answer = await clinician.send('GET', `/api/charts/${chart}/summary`)
  return SummaryAnswer.parse(await answer.json())
}

async function found(query: string): Promise<string[]> {
  const answer = await clinician.send('POST', '/api/patients/search', { query })
  return SearchAnswer.parse(await answer.json())
    .patients.map(({ patientId }) => patientId)
    .sort()
}

test.each(Object.entries(CASES))('number %s', async (number, { charts, said }) => {
  const ids = Object.keys(charts).map((prefix) => `${prefix}${number}`)
  expect(await found(number)).toEqual(ids.sort())
  for (const [prefix, sources] of Object.entries(charts)) {
    const { allergies, ...summary } = await summaryOf(`${prefix}${number}`)
    const from = allergies.map(({ substance }) => substance.split(' ')[2])
    expect(from.sort().join(' ')).toBe(sources)
    const words = JSON.stringify(summary.patientGaps)
    expect(words.includes(APART)).toBe(said === APART)
    expect(words.includes(DIFFERS)).toBe(said === DIFFERS)
  }
})

test.each(Object.entries(MERGED))(
  'merged in one source, number %s is nobody else’s in the other',
  async (number, { charts }) => {
    for (const [prefix, sources] of Object.entries(charts)) {
      const { allergies } = await summaryOf(`${prefix}${number}`)
      expect(allergies.map(({ substance }) => substance.split(' ')[2]).join(' ')).toBe(sources)
    }
  },
)

test('a number is found in any width, with and without its zeros', async () => {
  expect(await found('２')).toEqual(await found('0002'))
  expect(await found('other|0002')).toEqual(['other|0002'])
})
