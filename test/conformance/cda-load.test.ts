/**
 * HL7's own C-CDA examples loaded whole: every entry has its fate, and facts drawn from the raw XML by another way than the
 * format reads it are what the chart API answers.
 */
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAccounts } from '../../server/access/accounts.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { type RunningServer, startServer } from '../../server/start.ts'
import { query, sansho, temporaryFolder } from '../loader/load/medium.ts'
import { makeTerminal, PASSWORD, type Terminal } from '../server/running-server.ts'
import { agrees, saidIn } from './api-facts.ts'
import type { Raw } from './raw-facts.ts'

const DATA = new URL('../../../shared/data/fhir/ccda_hl7/', import.meta.url).pathname

/** An observation with a quantity, as its XML says; null for others. */
function saidBy(body: string) {
  const [, text, unit] = /<value xsi:type="PQ" value="([^"]+)" unit="([^"]+)"/.exec(body) ?? []
  const [, observedText] = /<effectiveTime value="([^"]+)"/.exec(body) ?? []
  if (text === undefined || observedText === undefined) return null
  const [, year, month, day, hour, minute, zone] =
    /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(?:\d\d)?([+-]\d{4})?)?/.exec(observedText) ?? []
  const date = `${year}-${month}-${day}`
  const offset = zone === undefined ? '+0900' : zone
  const moment = new Date(`${date}T${hour}:${minute}:00${offset.slice(0, 3)}:${offset.slice(3)}`)
  const inJapan = moment.toLocaleDateString('sv-SE', { timeZone: 'Asia/Tokyo' })
  return {
    day: hour === undefined ? date : inJapan,
    says: {
      text,
      unit: unit === '1' ? '' : (unit ?? ''),
      observedText,
      flag: /<interpretationCode code="([^"]+)"/.exec(body)?.[1] ?? '',
      status: /<statusCode code="([^"]+)"/.exec(body)?.[1] ?? '',
    },
  }
}

describe.skipIf(!fs.existsSync(DATA))('HL7 C-CDA examples', () => {
  const work = temporaryFolder()
  const data = path.join(work, 'data')
  const documents = new Map<string, string>()
  let server: RunningServer
  let terminal: Terminal

  beforeAll(async () => {
    for (const name of fs.readdirSync(DATA)) {
      documents.set(name, zlib.gunzipSync(fs.readFileSync(path.join(DATA, name))).toString('utf8'))
    }
    const outcome = sansho('load', DATA, '--data', data, '--json')
    expect([0, 3], outcome.stderr).toContain(outcome.code)
    const state = openStateDatabase(data)
    const user = { user: 'reader', displayName: 'R', role: 'clinician', demo: false } as const
    await openAccounts(state).add(user, PASSWORD)
    state.close()
    server = await startServer({
      dataDirectory: data,
      host: '127.0.0.1',
      port: 0,
      https: false,
      demo: false,
      viewerDirectory: work,
      log: () => {},
    })
    terminal = makeTerminal(server.address)
    await terminal.send('POST', '/api/session', { user: 'reader', password: PASSWORD })
  }, 60_000)
  afterAll(async () => {
    await server.stop()
    fs.rmSync(work, { recursive: true, force: true })
  })

  const without = (xml: string) => xml.replace(/<!--[\s\S]*?-->/g, '')
  const structured = () => [...documents].map(([name, xml]) => ({ name, xml: without(xml) }))

  test('every document is one, and every entry is accounted for', () => {
    const report = JSON.parse(
      fs.readFileSync(path.join(data, 'generations', 'current', 'report.json'), 'utf8'),
    )
    expect(report.files).toMatchObject({ seen: documents.size, loaded: documents.size })
    const entries = structured().reduce(
      (sum, { xml }) => sum + (xml.match(/<(?:\w+:)?entry[\s>]/g)?.length ?? 0),
      0,
    )
    const { seen, loaded, notInterpreted, refused, supporting } = report.resources
    expect(seen).toBe(entries)
    expect(loaded + notInterpreted + refused + supporting).toBe(seen)
    expect(loaded).toBeGreaterThan(entries / 2)
    const keys = query<{ n: number }>(
      data,
      'SELECT count(DISTINCT document_key) AS n FROM document',
    )
    expect(keys[0]?.n).toBe(documents.size)
  })

  test('names, birth dates and sex are those of the headers', () => {
    const found = query<{ id: string; birth: string; sex: string }>(
      data,
      'SELECT patient_id AS id, birth_at AS birth, sex FROM patient',
    )
    const expected = structured().map(({ xml }) => {
      const role = /<patientRole>[\s\S]*?<\/patientRole>/.exec(xml)?.[0] ?? ''
      const birth = /<birthTime value="(\d{4})(\d\d)(\d\d)/.exec(role)
      return `${birth?.[1]}-${birth?.[2]}-${birth?.[3]}`
    })
    expect(found.length).toBeGreaterThan(3)
    for (const { birth } of found) expect(expected).toContain(birth)
  })

  test('results stand in the chart as the raw files say: item, value as written, unit, flag, status, time', async () => {
    const chartOf = new Map(
      query<{ name: string; patient: string }>(
        data,
        'SELECT d.document_key AS name, p.patient_id AS patient FROM document d JOIN patient p ON p.id = d.patient',
      ).map(({ name, patient }) => [name, terminal.open(patient)]),
    )
    const missing: unknown[] = []
    let compared = 0
    for (const { name, xml } of structured()) {
      const chart = await chartOf.get(name)
      for (const [organizer] of xml.matchAll(
        /<organizer(?:(?!<\/organizer>)[\s\S])*?22\.4\.(?:1|26)"(?:(?!<\/organizer>)[\s\S])*<\/organizer>/g,
      )) {
        const isVital = /<templateId root="[\d.]*22\.4\.26"/.test(organizer)
        for (const [, body = ''] of organizer.matchAll(
          /<observation\b[^>]*>([\s\S]*?)<\/observation>/g,
        )) {
          const said = saidBy(body)
          if (said === null) continue
          const part = isVital ? `vitals?from=${said.day}&to=${said.day}` : 'labs'
          const answer = await terminal.send('GET', `/api/charts/${chart}/${part}`)
          const found = saidIn((await answer.json()) as Raw, isVital ? 'points' : 'results')
          if (!found.some((entry) => agrees(entry, said))) missing.push([name, said])
          compared++
        }
      }
    }
    expect(missing).toEqual([])
    expect(compared).toBeGreaterThan(60)
  })

  test('the chart answers with the allergies, and says of each document what it is', async () => {
    const chart = await terminal.open('998991')
    const summary = (await (await terminal.send('GET', `/api/charts/${chart}/summary`)).json()) as {
      allergyState: string
      allergies: { substance: string }[]
    }
    expect(summary.allergyState).toBe('present')
    const substances = summary.allergies.map(({ substance }) => substance.toLowerCase())
    for (const drug of ['codeine', 'aspirin', 'penicillin g']) expect(substances).toContain(drug)
    const list = await terminal.send('GET', `/api/charts/${chart}/documents`)
    const { documents: shown } = (await list.json()) as {
      documents: { document: string; title: string }[]
    }
    expect(shown.map(({ title }) => title)).toContain(
      'Community Health and Hospitals: Discharge Summary',
    )
    const [first] = shown
    if (first === undefined) throw new Error('no document')
    const part = await terminal.send(
      'GET',
      `/api/charts/${chart}/documents/${first.document}/parts/0`,
    )
    const page = await part.text()
    expect(part.status).toBe(200)
    expect(page).toContain('<table')
    expect(page).not.toContain('<script')
  })

  test('a body that is a PDF is that document', () => {
    const rows = query<{ media_type: string; bytes: number }>(
      data,
      "SELECT media_type, bytes FROM document_part WHERE media_type = 'application/pdf'",
    )
    expect(rows).toHaveLength(2)
    for (const { bytes } of rows) expect(bytes).toBeGreaterThan(50_000)
  })
})
