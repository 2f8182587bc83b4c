/** The FHIR R4 door, asked by the public `fhir-kit-client`, its answers judged by HL7's R4 definitions. */
import type { Bundle, Observation, OperationOutcome, Patient, Resource } from '@medplum/fhirtypes'
import { Client } from 'fhir-kit-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHART_TYPES } from '../../../server/fhir/resources.ts'
import { PASSWORD, startTestServer, type TestServer } from '../running-server.ts'
import {
  buildSmallHospital,
  DEAD,
  HANAKO,
  NONE_KNOWN,
  SUPERSEDED_ALLERGY,
  UNREADABLE,
} from '../small-hospital.ts'
import { faultsOf } from './r4-validator.ts'

/** A patient of a study, with numbers that others have in other systems. */
const STUDIED = '0000000777'
let server: TestServer
let client: Client
let cookie: string
beforeAll(async () => {
  server = await startTestServer((generation) => {
    buildSmallHospital(generation)
    const identify = (patient: number, value: string, system: string) =>
      generation.insert('patient_identifier', {
        ...{ patient, value, system, use: 'current', search_value: value.replaceAll('-', '') },
      })
    const first = generation.patient({ id: STUDIED, kanji: ['研究', '太郎'] })
    const second = generation.patient({ id: 'lab|0000000777', kanji: ['検査', '次郎'] })
    identify(first, 'R-7', '1.2.3')
    identify(first, 'R-8', '1.2.9')
    identify(second, 'R-8', '1.2.3')
  })
  cookie = await signIn()
  client = clientOf(cookie)
})
afterAll(() => server.stop())

async function signIn(): Promise<string> {
  const answer = await fetch(`${server.address}api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user: 'yamada', password: PASSWORD }),
  })
  return (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
}

function clientOf(Cookie: string): Client {
  return new Client({ baseUrl: `${server.address}fhir/R4`, customHeaders: { Cookie } })
}

/** Opens the chart of the patient with this number. @returns the Patient's logical id */
async function open(identifier: string, by = client): Promise<string> {
  const found = await by.search({
    resourceType: 'Patient',
    searchParams: { identifier },
    options: { postSearch: true },
  })
  return (found as unknown as Bundle).entry?.[0]?.resource?.id ?? ''
}

async function all(type: string, patient: string): Promise<Resource[]> {
  const found = await client.search({ resourceType: type, searchParams: { patient } })
  return matches(found)
}

function matches(bundle: unknown): Resource[] {
  return ((bundle as Bundle).entry ?? [])
    .filter(({ search }) => search?.mode === 'match')
    .flatMap(({ resource }) => (resource === undefined ? [] : [resource]))
}

function saidOf(bundle: unknown): string {
  const outcome = (bundle as Bundle).entry?.at(-1)?.resource as OperationOutcome
  return outcome.issue.map(({ details }) => details?.text).join('\n')
}

test('the judge finds what R4 forbids', () => {
  const allergy = { resourceType: 'AllergyIntolerance', patient: { reference: 'Patient/a' } }
  expect(faultsOf({ resourceType: 'Observation', code: { text: 'x' } })).not.toEqual([])
  expect(faultsOf({ resourceType: 'Patient', birthday: '1958-03-02' })).not.toEqual([])
  expect(faultsOf({ resourceType: 'Patient', birthDate: '2.3.1958' })).not.toEqual([])
  expect(faultsOf(allergy)).not.toEqual([])
})

describe('what a client is given', () => {
  test('every resource of every patient is valid R4', async () => {
    let judged = 0
    for (const number of [HANAKO, UNREADABLE, NONE_KNOWN, DEAD, SUPERSEDED_ALLERGY]) {
      const patient = await open(number)
      const read = await client.read({ resourceType: 'Patient', id: patient })
      expect(faultsOf(read)).toEqual([])
      for (const resourceType of CHART_TYPES) {
        const bundle = await client.search({ resourceType, searchParams: { patient } })
        expect(faultsOf(bundle)).toEqual([])
        for (const resource of matches(bundle)) {
          expect(faultsOf(resource)).toEqual([])
          const again = await client.read({ resourceType, id: String(resource.id) })
          expect(again).toEqual(resource)
          judged += 1
        }
      }
    }
    expect(judged).toBeGreaterThan(30)
    expect(faultsOf(await client.capabilityStatement())).toEqual([])
  })

  test('the patient comes by number in the body of a search, and as the banner tells', async () => {
    const id = await open(HANAKO)
    expect(id).toMatch(/^[0-9a-f]{32}$/)
    const patient = await client.read({ resourceType: 'Patient', id })
    expect(patient).toMatchObject({
      birthDate: '1958-03-02',
      gender: 'female',
      name: [{ text: '斎藤　花子', family: '斎藤', given: ['花子'] }, { text: 'サイトウ　ハナコ' }],
    })
    expect(server.audit().at(-1)).toMatchObject({
      action: 'chart.read',
      patientId: HANAKO,
      detail: expect.stringContaining('"part":"fhir/Patient"'),
    })
  })

  test('results keep comparator, digits, unit, range, flag and status', async () => {
    const observations = (await all('Observation', await open(HANAKO))) as Observation[]
    const crp = observations.filter(({ code }) => code?.text === 'CRP')
    const [below] = crp.filter(({ valueQuantity }) => valueQuantity?.comparator === '<')
    expect(below?.valueQuantity).toEqual({ value: 0.05, comparator: '<', unit: 'mg/dL' })
    expect(below?.code?.coding?.[0]).toEqual({
      system: 'urn:oid:1.2.392.200119.4.504',
      code: '5C070000002306201',
      display: 'CRP',
    })
    expect(below?.effectiveDateTime).toBe('2022-11-01T07:00:00+09:00')
    expect(crp.map(({ status, valueQuantity }) => `${valueQuantity?.value} ${status}`)).toContain(
      '1.5 entered-in-error',
    )
    const raised = crp.find(({ referenceRange }) => referenceRange !== undefined)
    expect(raised?.referenceRange).toEqual([{ text: '0.00-0.14' }])
    expect(raised?.interpretation?.[0]?.coding?.[0]?.code).toBe('H')
    expect(observations.map(({ valueString }) => valueString)).toEqual(
      expect.arrayContaining(['陽性(+)', '抗E', '8割']),
    )
    expect(JSON.stringify(observations)).not.toContain('99.9')
    const susceptibility = observations.find(({ code }) => code?.text === 'VCM')
    expect(susceptibility?.derivedFrom).toEqual([{ display: '1 MRSA' }])
    const text = await (
      await fetch(`${server.address}fhir/R4/Observation?patient=${await open(HANAKO)}`, {
        headers: { Cookie: cookie },
      })
    ).text()
    expect(text).toContain('"value":12.30,"unit":"mg/dL"')
  })

  test('orders say truthfully how they stand', async () => {
    const orders = await all('MedicationRequest', await open(HANAKO))
    const status = new Map(
      orders.map((order) => {
        const { identifier, status } = order as {
          identifier?: { value?: string }[]
          status: string
        }
        return [identifier?.[0]?.value, status]
      }),
    )
    expect(Object.fromEntries(status)).toEqual({
      P1: 'active',
      P2: 'completed',
      P3: 'cancelled',
      P4: 'unknown',
      P5: 'active',
      J1: 'active',
      J2: 'completed',
    })
    const mix = JSON.stringify(orders.find((order) => 'contained' in order))
    expect(mix).toContain('フルオロウラシル')
    expect(mix).toContain(
      '"numerator":{"value":500,"unit":"mL"},"denominator":{"value":1,"unit":"回"}',
    )
  })

  test('problems: 疑い is provisional, an ended one inactive, a deleted one not there', async () => {
    const problems = await all('Condition', await open(HANAKO))
    expect(problems).toMatchObject([
      {
        code: { text: '進行胃癌' },
        clinicalStatus: { coding: [{ code: 'active' }] },
        verificationStatus: { coding: [{ code: 'provisional' }], text: '疑い' },
      },
      { code: { text: '感冒' }, clinicalStatus: { coding: [{ code: 'inactive' }] } },
    ])
  })

  test('documents: an old version is superseded, a deleted one only counted; bytes come in a Binary', async () => {
    const patient = await open(HANAKO)
    const found = await client.search({
      resourceType: 'DocumentReference',
      searchParams: { patient },
    })
    const told = matches(found) as { description?: string; status: string }[]
    expect(told.find(({ description }) => description === '旧版')?.status).toBe('superseded')
    expect(JSON.stringify(told)).not.toContain('消した記録')
    expect(saidOf(found)).toContain('1 件')
    const url = /"url":"(Binary\/[^"]+)"/.exec(JSON.stringify(told[0]))?.[1] ?? ''
    const binary = await client.request(url)
    expect(faultsOf(binary)).toEqual([])
    const { data } = binary as unknown as { data: string }
    expect(Buffer.from(data, 'base64').toString()).toContain('<script>')
    expect(server.audit().at(-1)).toMatchObject({ action: 'document.read', patientId: HANAKO })
  })
})

describe('allergies', () => {
  const stateOf = async (number: string) => {
    const patient = await open(number)
    const found = await client.search({
      resourceType: 'AllergyIntolerance',
      searchParams: { patient },
    })
    return { told: JSON.stringify(matches(found)), said: saidOf(found) }
  }

  test('present ones are active; those struck off are in error; a copy in the master counts', async () => {
    const patient = await open(HANAKO)
    const told = (await all('AllergyIntolerance', patient)) as {
      code: { text: string }
      clinicalStatus?: { coding: { code: string }[] }
      verificationStatus?: { coding: { code: string }[] }
    }[]
    const standing = told.map(({ code, clinicalStatus, verificationStatus }) => [
      code.text,
      clinicalStatus?.coding[0]?.code ?? '',
      verificationStatus?.coding[0]?.code ?? '',
    ])
    expect(standing).toEqual(
      expect.arrayContaining([
        ['ペニシリン', 'active', ''],
        ['ラテックス', 'active', ''],
        ['そば', '', 'entered-in-error'],
        ['大豆', '', 'entered-in-error'],
      ]),
    )
  })

  test('"none" is a coded statement only where the source makes it and nothing is missing', async () => {
    expect((await stateOf(NONE_KNOWN)).told).toContain('716186003')
  })

  test('an unreadable list is never "none", though its readable part denies allergies', async () => {
    const { told, said } = await stateOf(UNREADABLE)
    expect(told).toBe('[]')
    expect(said).toContain('記録が読めない。「なし」ではない')
    expect(said).toContain('that must not be relied on')
  })

  test('no record is said to be no record', async () => {
    const { told, said } = await stateOf(DEAD)
    expect(told).toBe('[]')
    expect(said).toContain('「なし」と確認されてはいない')
  })

  test('one from a superseded list is unconfirmed', async () => {
    const { told } = await stateOf(SUPERSEDED_ALLERGY)
    expect(told).toContain('"code":"unconfirmed"')
  })
})

describe('the door itself', () => {
  test('pages are followed by opaque links until every result has come once', async () => {
    const patient = await open(HANAKO)
    const whole = (await all('Observation', patient)).map(({ id }) => id)
    let page = (await client.search({
      resourceType: 'Observation',
      searchParams: { patient, _count: 3 },
    })) as unknown as Bundle
    const ids: (string | undefined)[] = []
    for (;;) {
      expect(page.total).toBe(whole.length)
      expect(saidOf(page)).toContain('2022-11-10 03:15 時点')
      ids.push(...matches(page).map(({ id }) => id))
      const next = (await client.nextPage({ bundle: page as never })) as unknown as
        | Bundle
        | undefined
      if (next === undefined) break
      page = next
    }
    expect(ids).toEqual(whole)
    const self = page.link?.find(({ relation }) => relation === 'self')?.url ?? ''
    const status = async (url: string) => (await fetch(url, { headers: { Cookie: cookie } })).status
    expect(await status(self)).toBe(200)
    expect(await status(`${self}&category=laboratory`)).toBe(400)
    const total = async (category: string) => {
      const found = await client.search({
        resourceType: 'Observation',
        searchParams: { patient, category },
      })
      return (found as unknown as Bundle).total ?? 0
    }
    const vital = await total('vital-signs')
    expect(vital).toBe(3)
    const either = await total('vital-signs,laboratory')
    expect(either).toBeGreaterThan(vital)
    expect(either).toBe(vital + (await total('laboratory')))
  })

  test('a gap stands in the answer it belongs to', async () => {
    const found = await client.search({
      resourceType: 'Observation',
      searchParams: { patient: await open(HANAKO) },
    })
    expect(saidOf(found)).toContain(
      '検査 / Labs · 検体検査結果 / laboratory results (OML-11) · 2022-10-31 · 暗号化または上書きされている',
    )
  })

  test.each([
    ['GET', 'Patient?identifier=0000012345', 404, 'not-found'],
    ['GET', 'Observation', 400, 'invalid'],
    ['GET', 'Observation?patient=PATIENT&code=5C070', 400, 'invalid'],
    ['GET', 'Condition?patient=PATIENT&category=x', 400, 'invalid'],
    ['GET', 'Observation?page=bm8', 400, 'invalid'],
    ['GET', 'Condition?patient=PATIENT&subject=Patient/0000012345', 400, 'invalid'],
    ['GET', 'AllergyIntolerance?subject=PATIENT', 400, 'invalid'],
    ['GET', 'Condition?patient=0000012345', 404, 'not-found'],
    ['GET', 'Condition/PATIENT.1-00000000', 404, 'not-found'],
    ['GET', 'Binary/PATIENT.1-00000000-0', 404, 'not-found'],
    ['POST', 'Observation', 404, 'not-found'],
    ['PUT', 'Patient/PATIENT', 404, 'not-found'],
    ['DELETE', 'Patient/PATIENT', 404, 'not-found'],
  ])('%s %s is answered %i with an OperationOutcome', async (method, path, status, code) => {
    const patient = await open(HANAKO)
    const answer = await fetch(`${server.address}fhir/R4/${path.replace('PATIENT', patient)}`, {
      method,
      headers: {
        Cookie: cookie,
        Accept: 'application/fhir+json',
        ...(method === 'POST' ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
      },
    })
    const outcome = await answer.json()
    expect(answer.status).toBe(status)
    expect(outcome).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ code }] })
    expect(faultsOf(outcome)).toEqual([])
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
  })

  test.each([
    ['application/fhir+xml', '', 406],
    ['application/fhir+xml, application/fhir+json;q=0.5', '', 200],
    ['application/fhir+json;q=0, text/turtle', '', 406],
    ['application/fhir+json; fhirVersion=4.0', '', 200],
    ['application/fhir+json; fhirVersion=5.0', '', 406],
    ['application/*', '', 200],
    ['application/fhir+json', 'xml', 406],
    ['application/fhir+json', 'application/fhir%2Bxml', 406],
    ['application/fhir+xml', 'json', 200],
    ['application/fhir+xml', 'application/fhir+json', 200],
  ])('asked for %s and _format=%s: %i', async (accept, format, status) => {
    const patient = await open(HANAKO)
    const before = server.audit().length
    for (const path of ['metadata?', `Condition?patient=${patient}&`]) {
      const query = format === '' ? '' : `_format=${format}`
      const answer = await fetch(`${server.address}fhir/R4/${path}${query}`, {
        headers: { Cookie: cookie, Accept: accept },
      })
      expect(answer.status).toBe(status)
      expect(answer.headers.get('Content-Type')).toContain('application/fhir+json')
      if (status === 200) continue
      const outcome = await answer.json()
      expect(outcome).toMatchObject({
        resourceType: 'OperationOutcome',
        issue: [{ code: 'not-supported' }],
      })
      expect(faultsOf(outcome)).toEqual([])
      expect(server.audit().length).toBe(before)
    }
  })

  test.each([
    ['from another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['with a foreign origin', { Origin: 'https://evil.example' }, 403],
    ['as a page would send a form', { Accept: 'text/html,*/*' }, 415],
    ['as JSON', { 'Content-Type': 'application/json' }, 415],
  ])('a search %s opens nothing', async (_how, headers, status) => {
    const before = server.audit().length
    const answer = await fetch(`${server.address}fhir/R4/Patient/_search`, {
      method: 'POST',
      headers: {
        Cookie: cookie,
        Accept: 'application/fhir+json',
        'Content-Type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      body: `identifier=${HANAKO}`,
    })
    expect(answer.status).toBe(status)
    expect(server.audit().length).toBe(before)
  })

  test('a logical id of another session is worth nothing', async () => {
    const patient = await open(HANAKO)
    const other = clientOf(await signIn())
    await expect(other.read({ resourceType: 'Patient', id: patient })).rejects.toMatchObject({
      response: { status: 404 },
    })
  })

  test('an identifier of another system leads to whose it is, and to nobody where it may be anybody’s', async () => {
    const nameOf = async (identifier: string) => {
      const id = await open(identifier)
      if (id === '') return ''
      const patient = (await client.read({ resourceType: 'Patient', id })) as Patient
      return patient.name?.[0]?.text
    }
    expect(await nameOf('R-7')).toBe('研究　太郎')
    expect(server.audit().at(-2)).toMatchObject({ action: 'chart.open', patientId: STUDIED })
    expect(await nameOf('urn:oid:1.2.9|R-8')).toBe('研究　太郎')
    expect(await nameOf('urn:oid:1.2.3|R-8')).toBe('検査　次郎')
    expect(await nameOf('lab|0000000777')).toBe('検査　次郎')
    expect(await nameOf(`urn:oid:1.2.3|${STUDIED}`)).toBe('')
    await expect(open('R-8')).rejects.toMatchObject({ response: { status: 400 } })
  })

  test('nobody found is an empty Bundle and stands in the log', async () => {
    const found = await client.search({
      resourceType: 'Patient',
      searchParams: { identifier: '4711' },
      options: { postSearch: true },
    })
    expect((found as unknown as Bundle).total).toBe(0)
    expect(server.audit().at(-1)).toMatchObject({ action: 'chart.not-found', patientId: '4711' })
    const system = `urn:oid:9.9|${HANAKO}`
    expect(await open(system)).toBe('')
  })

  test('the process log holds neither number nor handle', async () => {
    const patient = await open(HANAKO)
    await all('Condition', patient)
    const lines = server.processLog.join('\n')
    expect(lines).toContain('GET /fhir/R4/Condition 200')
    expect(lines).not.toContain(patient)
    expect(lines).not.toContain(HANAKO)
  })
})
