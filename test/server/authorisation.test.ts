/**
 * Every endpoint × every role × every place × every phase × signed out, expired, disabled, locked, against a table of its own: what the
 * product promises, not what the server's table says.
 */
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TerminalsAnswer } from '../../model/api/administration.ts'
import { Problem } from '../../model/api/common.ts'
import { Status } from '../../model/api/session.ts'
import { PLACE_IDS } from '../../model/codes/places.ts'
import { openAccounts, type Role } from '../../server/access/accounts.ts'
import { AUTHORISATION } from '../../server/access/authorisation.ts'
import { type EnrolledPlaces, startEnrolledPlaces } from './enrolled-places.ts'
import { PASSWORD, startTestServer, type Terminal, type TestServer } from './running-server.ts'
import { buildSmallHospital, HANAKO } from './small-hospital.ts'

const ROLES: readonly Role[] = ['clinician', 'desk', 'coordinator', 'it', 'auditor']

/** Letters: c clinician, d desk, o coordinator, i it, a auditor. `clinical` = only where and when charts open. */
const EXPECTED: Readonly<Record<string, { who: string; clinical: boolean; body?: unknown }>> = {
  'GET /session': { who: 'cdoia', clinical: false },
  'POST /phase': { who: 'o', clinical: false, body: {} },
  'POST /places': { who: 'o', clinical: false, body: {} },
  'GET /notices': { who: 'o', clinical: false },
  'POST /notices': { who: 'o', clinical: false, body: {} },
  'DELETE /notices/99': { who: 'o', clinical: false },
  'POST /notices/99/acknowledgement': { who: 'cdoia', clinical: false, body: {} },
  'GET /accounts': { who: 'i', clinical: false },
  'POST /accounts': { who: 'i', clinical: false, body: {} },
  'POST /accounts/disable': { who: 'i', clinical: false, body: {} },
  'POST /accounts/unlock': { who: 'i', clinical: false, body: {} },
  'POST /accounts/passphrase': { who: 'i', clinical: false, body: {} },
  'POST /accounts/second-factor/removal': { who: 'i', clinical: false, body: {} },
  'POST /badges': { who: 'i', clinical: false, body: {} },
  'POST /badges/revocation': { who: 'i', clinical: false, body: {} },
  'GET /sessions': { who: 'i', clinical: false },
  'POST /sessions/end': { who: 'i', clinical: false, body: {} },
  'GET /terminals': { who: 'i', clinical: false },
  'POST /terminals/revocation': { who: 'i', clinical: false, body: {} },
  'POST /log/search': { who: 'a', clinical: false, body: {} },
  'POST /log/verification': { who: 'a', clinical: false, body: {} },
  'GET /log/delivery': { who: 'ia', clinical: false },
  'POST /patients/search': { who: 'cd', clinical: true, body: { query: '1' } },
  'POST /patients/similar': { who: 'cd', clinical: true, body: { patientId: HANAKO } },
  'GET /patients/recent': { who: 'cd', clinical: true },
  'GET /wards': { who: 'cdo', clinical: true },
  'GET /wards/none': { who: 'cd', clinical: true },
  'GET /lists': { who: 'cd', clinical: true },
  'GET /lists/admitted': { who: 'cd', clinical: true },
  'POST /charts': { who: 'cd', clinical: true, body: { patientId: HANAKO } },
  'GET /charts/x/summary': { who: 'cd', clinical: true },
  'GET /charts/x/labs': { who: 'cd', clinical: true },
  'GET /charts/x/medications': { who: 'cd', clinical: true },
  'GET /charts/x/problems': { who: 'cd', clinical: true },
  'GET /charts/x/timeline': { who: 'cd', clinical: true },
  'GET /charts/x/vitals': { who: 'cd', clinical: true },
  'GET /charts/x/images': { who: 'cd', clinical: true },
  'GET /charts/x/images/1.2': { who: 'cd', clinical: true },
  'GET /charts/x/images/1.2/instances/ab': { who: 'cd', clinical: true },
  'GET /charts/x/pacs': { who: 'cd', clinical: true },
  'GET /charts/x/pacs/1.2': { who: 'cd', clinical: true },
  'GET /charts/x/pacs/1.2/instances/ab': { who: 'cd', clinical: true },
  'GET /charts/x/dicomweb/studies': { who: 'cd', clinical: true },
  'GET /charts/x/dicomweb/studies/1.2/series': { who: 'cd', clinical: true },
  'GET /charts/x/dicomweb/studies/1.2/series/1.3/instances': { who: 'cd', clinical: true },
  'GET /charts/x/dicomweb/studies/1.2/series/1.3/instances/1.4': { who: 'cd', clinical: true },
  'GET /charts/x/dicomweb/studies/1.2': { who: 'cd', clinical: true },
  'GET /charts/x/dicomweb/studies/1.2/metadata': { who: 'cd', clinical: true },
  'GET /charts/x/dicomweb/studies/1.2/instances': { who: 'cd', clinical: true },
  'GET /charts/x/dicomweb/studies/1.2/series/1.3': { who: 'cd', clinical: true },
  'GET /charts/x/dicomweb/studies/1.2/series/1.3/metadata': { who: 'cd', clinical: true },
  'GET /charts/x/dicomweb/studies/1.2/series/1.3/instances/1.4/metadata': {
    who: 'cd',
    clinical: true,
  },
  'GET /charts/x/dicomweb/studies/1.2/series/1.3/instances/1.4/frames/1': {
    who: 'cd',
    clinical: true,
  },
  'GET /charts/x/dicomweb/studies/1.2/series/1.3/instances/1.4/rendered': {
    who: 'cd',
    clinical: true,
  },
  'GET /charts/x/dicomweb/studies/1.2/series/1.3/instances/1.4/thumbnail': {
    who: 'cd',
    clinical: true,
  },
  'GET /charts/x/dicomweb/studies/1.2/series/1.3/instances/1.4/frames/1/rendered': {
    who: 'cd',
    clinical: true,
  },
  'GET /charts/x/dicomweb/studies/1.2/series/1.3/instances/1.4/frames/1/thumbnail': {
    who: 'cd',
    clinical: true,
  },
  'GET /charts/x/dicomweb/studies/1.2/series/1.3/rendered': { who: 'cd', clinical: true },
  'GET /charts/x/dicomweb/studies/1.2/rendered': { who: 'cd', clinical: true },
  'GET /charts/x/dicomweb/studies/1.2/series/1.3/thumbnail': {
    who: 'cd',
    clinical: true,
  },
  'GET /charts/x/dicomweb/studies/1.2/thumbnail': { who: 'cd', clinical: true },
  'GET /charts/x/dicomweb/studies/1.2/series/1.3/instances/1.4/bulkdata/00420011': {
    who: 'cd',
    clinical: true,
  },
  'POST /charts/x/prints': { who: 'cd', clinical: true, body: {} },
  'POST /charts/x/handovers': { who: 'd', clinical: true, body: {} },
  'GET /charts/x/documents': { who: 'cd', clinical: true },
  'GET /charts/x/documents/1': { who: 'cd', clinical: true },
  'GET /charts/x/documents/1/text': { who: 'cd', clinical: true },
  'GET /charts/x/documents/1/parts/0': { who: 'cd', clinical: true },
  'POST /fhir/R4/Patient/_search': { who: 'cd', clinical: true, body: 'identifier=nobody' },
  'GET /fhir/R4/Patient/y.1': { who: 'cd', clinical: true },
  'GET /fhir/R4/Encounter': { who: 'cd', clinical: true },
  'GET /fhir/R4/Encounter/y.1': { who: 'cd', clinical: true },
  'GET /fhir/R4/Condition': { who: 'cd', clinical: true },
  'GET /fhir/R4/Condition/y.1': { who: 'cd', clinical: true },
  'GET /fhir/R4/AllergyIntolerance': { who: 'cd', clinical: true },
  'GET /fhir/R4/AllergyIntolerance/y.1': { who: 'cd', clinical: true },
  'GET /fhir/R4/Observation': { who: 'cd', clinical: true },
  'GET /fhir/R4/Observation/y.1': { who: 'cd', clinical: true },
  'GET /fhir/R4/MedicationRequest': { who: 'cd', clinical: true },
  'GET /fhir/R4/MedicationRequest/y.1': { who: 'cd', clinical: true },
  'GET /fhir/R4/MedicationAdministration': { who: 'cd', clinical: true },
  'GET /fhir/R4/MedicationAdministration/y.1': { who: 'cd', clinical: true },
  'GET /fhir/R4/MedicationDispense': { who: 'cd', clinical: true },
  'GET /fhir/R4/MedicationDispense/y.1': { who: 'cd', clinical: true },
  'GET /fhir/R4/Immunization': { who: 'cd', clinical: true },
  'GET /fhir/R4/Immunization/y.1': { who: 'cd', clinical: true },
  'GET /fhir/R4/Procedure': { who: 'cd', clinical: true },
  'GET /fhir/R4/Procedure/y.1': { who: 'cd', clinical: true },
  'GET /fhir/R4/DocumentReference': { who: 'cd', clinical: true },
  'GET /fhir/R4/DocumentReference/y.1': { who: 'cd', clinical: true },
  'GET /fhir/R4/ImagingStudy': { who: 'cd', clinical: true },
  'GET /fhir/R4/ImagingStudy/y.1': { who: 'cd', clinical: true },
  'GET /fhir/R4/Binary/y.1': { who: 'cd', clinical: true },
  'POST /session/passphrase': { who: 'cdoia', clinical: false, body: {} },
  'POST /session/second-factor': { who: 'cdoia', clinical: false, body: {} },
  'POST /session/second-factor/confirmation': { who: 'cdoia', clinical: false, body: {} },
  // The matrix asks with no right secret: refused as bad input, not by the table.
  'POST /session/unlock': { who: 'cdoia', clinical: false, body: {} },
  // Last: they lock and end the session.
  'POST /session/lock': { who: 'cdoia', clinical: false, body: {} },
  'DELETE /session': { who: 'cdoia', clinical: false },
}
/** Where charts open before the coordinator changes anything. */
const OPEN: Readonly<Record<number, readonly string[]>> = {
  1: ['it'],
  2: ['it', 'reference-centre'],
  3: ['reference-centre', 'er', 'or', 'ward', 'desk', 'it'],
  4: [],
}
const WHY_CLOSED: Readonly<Record<number, string>> = {
  1: 'not-open-yet',
  2: 'place-not-open',
  4: 'closed',
}
const LETTER: Readonly<Record<Role, string>> = {
  clinician: 'c',
  desk: 'd',
  coordinator: 'o',
  it: 'i',
  auditor: 'a',
}

let server: TestServer
let state: Database.Database
let places: EnrolledPlaces
beforeAll(async () => {
  server = await startTestServer(buildSmallHospital)
  places = await startEnrolledPlaces(server.dataDirectory)
  state = new Database(`${server.dataDirectory}/state/state.sqlite`)
  state.pragma('journal_mode = WAL')
  const accounts = openAccounts(state)
  for (const role of ROLES) {
    await accounts.add({ user: `user-${role}`, displayName: role, role, demo: false }, PASSWORD)
  }
})
afterAll(async () => {
  state.close()
  await places.stop()
  await server.stop()
})

async function signIn(role: Role): Promise<Terminal> {
  const terminal = server.visitor()
  const body = { user: `user-${role}`, password: PASSWORD }
  const answer = await terminal.send('POST', '/api/session', body)
  expect(answer.status).toBe(200)
  return terminal
}

async function ask(
  terminal: Pick<Terminal, 'send'>,
  endpoint: string,
): Promise<{ status: number; type: string }> {
  const answer = await send(terminal, endpoint)
  const text = await answer.text()
  return { status: answer.status, type: answer.status < 400 ? '' : refusalOf(JSON.parse(text)) }
}

function send(
  terminal: Pick<Terminal, 'send'>,
  endpoint: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const [method = '', path = ''] = endpoint.split(' ')
  const isFhir = path.startsWith('/fhir/')
  const form = {
    'Content-Type': 'application/x-www-form-urlencoded',
    Accept: 'application/fhir+json',
  }
  const sent = isFhir && method === 'POST' ? { ...form, ...headers } : headers
  return terminal.send(method, isFhir ? path : `/api${path}`, EXPECTED[endpoint]?.body, sent)
}

/** The code of a refusal: of the API a problem, of the FHIR door an OperationOutcome. */
function refusalOf(body: { issue?: { details: { coding: { code: string }[] } }[] }): string {
  const [issue] = body.issue ?? []
  if (issue !== undefined) return issue.details.coding[0]?.code ?? ''
  return Problem.parse(body).type.replace('urn:sansho:problem:', '')
}

function setPhase(phase: number): void {
  state
    .prepare('INSERT INTO phase_change (phase, set_by, at, reason) VALUES (?, ?, ?, ?)')
    .run(phase, 'test', '2026-01-01T00:00:00.000Z', 'test')
}

describe('the authorisation matrix', () => {
  test('covers every endpoint that needs a session, and the server has no other', () => {
    const shape = (endpoint: string) =>
      endpoint
        .replace('/charts/x', '/charts/:chart')
        .replace('/wards/none', '/wards/:ward')
        .replace('/lists/admitted', '/lists/:list')
        .replace('/notices/99', '/notices/:notice')
        .replace('/images/1.2', '/images/:study')
        .replace('/pacs/1.2', '/pacs/:study')
        .replace('/studies/1.2', '/studies/:study')
        .replace('/series/1.3', '/series/:series')
        .replace('/instances/1.4', '/instances/:instance')
        .replace('/instances/ab', '/instances/:instance')
        .replace('/documents/1', '/documents/:document')
        .replace('/parts/0', '/parts/:part')
        .replace('/y.1', '/:id')
        .replace('/frames/1', '/frames/:frames')
        .replace('/bulkdata/00420011', '/bulkdata/:path')
    const open = ['GET /status', 'GET /events', 'POST /session', 'GET /fhir/R4/metadata']
    expect([...open, ...Object.keys(EXPECTED).map(shape)].sort()).toEqual(
      Object.keys(AUTHORISATION).sort(),
    )
  })

  test.each(ROLES.flatMap((role) => [1, 2, 3, 4].map((phase) => ({ role, phase }))))(
    '$role in phase $phase, at every place',
    async ({ role, phase }) => {
      for (const place of PLACE_IDS) {
        const reads = 'cd'.includes(LETTER[role])
        const closed = !OPEN[phase]?.includes(place)
        const terminal = places.visitor(place)
        const body = { user: `user-${role}`, password: PASSWORD }
        setPhase(phase)
        const signedIn = await terminal.send('POST', '/api/session', body)
        expect(signedIn.status, `${role}, phase ${phase}, ${place}`).toBe(
          reads && closed ? 403 : 200,
        )
        if (reads && closed) {
          expect(Problem.parse(await signedIn.json()).type).toContain(WHY_CLOSED[phase])
          // Signed in while charts opened here, then the phase changed or the place was closed.
          setPhase(3)
          expect((await terminal.send('POST', '/api/session', body)).status).toBe(200)
          setPhase(phase)
        }
        for (const [endpoint, { who, clinical }] of Object.entries(EXPECTED)) {
          const { status, type } = await ask(terminal, endpoint)
          const name = `${role}, phase ${phase}, ${place}: ${endpoint}`
          const said = `${status} ${type}`
          // Before charts open at all and after it is all over, nothing is left of a reader's session.
          if (reads && closed && phase !== 2) expect(said, name).toBe('401 not-signed-in')
          else if (!who.includes(LETTER[role])) expect(said, name).toBe('403 not-allowed')
          else if (clinical && !OPEN[phase]?.includes(place)) {
            expect(said, name).toBe(`403 ${WHY_CLOSED[phase]}`)
          }
          // Allowed: whatever the endpoint itself says of this input, but no refusal.
          else expect([200, 204, 400, 404], name).toContain(status)
        }
      }
      setPhase(2)
    },
    60_000,
  )

  test.each([
    'signed out',
    'with a forged cookie',
    'idle too long',
    'past its end',
    'disabled',
    'account ended',
  ])('nobody %s gets anything', async (how) => {
    for (const role of ROLES) {
      const terminal = how === 'signed out' ? server.visitor() : await signIn(role)
      const user = `user-${role}`
      const run = (sql: string) => state.prepare(sql).run({ user })
      const forged = { Cookie: `sansho-loopback=${'A'.repeat(43)}` }
      if (how === 'idle too long') run('UPDATE session SET seen_at = 0 WHERE user = @user')
      if (how === 'past its end') run('UPDATE session SET expires_at = 1 WHERE user = @user')
      if (how === 'disabled') run(`UPDATE account SET disabled_at = 'x' WHERE user = @user`)
      if (how === 'account ended') {
        run(`UPDATE account SET expires_at = '2020-01-01T00:00:00.000Z' WHERE user = @user`)
      }
      for (const endpoint of Object.keys(EXPECTED)) {
        const headers = how === 'with a forged cookie' ? forged : {}
        const asked = how === 'with a forged cookie' ? server.visitor() : terminal
        const answer = await send(asked, endpoint, headers)
        await answer.arrayBuffer()
        expect(answer.status, `${role} ${how}: ${endpoint}`).toBe(401)
      }
      run(`UPDATE account SET disabled_at = '', expires_at = '' WHERE user = @user`)
    }
  })

  test('nobody locked, disabled or ended signs in, by the same answer for the last two', async () => {
    const user = 'user-auditor'
    const attempt = async () => {
      const answer = await server
        .visitor()
        .send('POST', '/api/session', { user, password: PASSWORD })
      return { status: answer.status, text: await answer.text() }
    }
    const wrong = await server.visitor().send('POST', '/api/session', { user, password: 'wrong' })
    const text = await wrong.text()
    state.prepare(`UPDATE account SET disabled_at = 'x' WHERE user = ?`).run(user)
    expect(await attempt()).toEqual({ status: 401, text })
    state
      .prepare(`UPDATE account SET disabled_at = '', expires_at = '2020-01-01' WHERE user = ?`)
      .run(user)
    expect(await attempt()).toEqual({ status: 401, text })
    state.prepare(`UPDATE account SET expires_at = '' WHERE user = ?`).run(user)
    await attempt()
    for (let n = 0; n < 5; n += 1) {
      await server.visitor().send('POST', '/api/session', { user, password: 'wrong' })
    }
    expect((await attempt()).status).toBe(429)
  })

  test('nobody signed in at a terminal that was revoked gets anything', async () => {
    const terminal = places.visitor('ward')
    const body = { user: 'user-clinician', password: PASSWORD }
    setPhase(3)
    expect((await terminal.send('POST', '/api/session', body)).status).toBe(200)
    places.revoke('ward')
    for (const endpoint of [...Object.keys(EXPECTED), 'GET /status', 'GET /events']) {
      const { status, type } = await ask(terminal, endpoint)
      expect(`${status} ${type}`, endpoint).toBe('403 not-enrolled')
    }
    setPhase(2)
  })

  test('IT sees until when the appliance’s own certificates are good: back-dated, and longer than any outage', async () => {
    const it = places.visitor('it')
    await it.send('POST', '/api/session', { user: 'user-it', password: PASSWORD })
    const answer = await (await it.send('GET', '/api/terminals')).json()
    const { certificates } = TerminalsAnswer.parse(answer)
    expect(certificates.map(({ of }) => of)).toEqual(['server', 'authority'])
    for (const { from, expiresAt } of certificates) {
      expect(Date.parse(from)).toBeLessThan(Date.now() - 6 * 86_400_000)
      expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 70 * 86_400_000)
    }
  })

  test('a refusal is written down with who, role and endpoint', async () => {
    const terminal = await signIn('it')
    await ask(terminal, 'POST /charts')
    expect(server.audit().at(-1)).toMatchObject({
      actor: 'user-it',
      action: 'access.refused',
      detail: '{"endpoint":"POST /charts","why":"not-allowed"}',
    })
  })
})

test('an address is the API’s as it is written: in capitals nothing is answered past the process log', async () => {
  const answer = await server.visitor().send('GET', '/API/status')
  expect(answer.headers.get('Content-Type')).not.toContain('json')
  expect(answer.ok).toBe(false)
})

describe('phases and notices', () => {
  test('until somebody set one, the phase is 2 by default, and charts open', async () => {
    const fresh = await startTestServer(null)
    const status = Status.parse(await (await fresh.visitor().send('GET', '/api/status')).json())
    expect(status.phase).toEqual({
      phase: 2,
      setBy: 'default',
      at: '',
      reason: '',
      opensCharts: true,
      openPlaces: ['reference-centre', 'it'],
    })
    expect(status.place).toBe('reference-centre')
    expect(status.notices).toEqual([])
    await fresh.stop()
  })

  test('the coordinator sets the phase with a reason; every terminal sees it; open charts close', async () => {
    const clinician = await signIn('clinician')
    const chart = await clinician.open(HANAKO)
    const coordinator = await signIn('coordinator')
    const body = { phase: 4, reason: '電子カルテ復旧' }
    const set = await coordinator.send('POST', '/api/phase', body)
    expect(set.status).toBe(200)
    expect(server.audit().at(-1)).toMatchObject({
      actor: 'user-coordinator',
      action: 'phase.set',
      detail: '{"before":2,"phase":4,"reason":"電子カルテ復旧"}',
    })
    const status = Status.parse(await (await server.visitor().send('GET', '/api/status')).json())
    expect(status.phase).toMatchObject({ ...body, setBy: 'coordinator', opensCharts: false })
    const closed = await clinician.send('GET', `/api/charts/${chart}/summary`)
    expect(closed.status).toBe(401)
    expect(server.audit().at(-1)).toMatchObject({
      actor: 'user-clinician',
      action: 'session.ended',
      detail: '{"why":"phase"}',
    })
    const body4 = { user: 'user-clinician', password: PASSWORD }
    const refused = await server.visitor().send('POST', '/api/session', body4)
    expect(refused.status).toBe(403)
    expect(Problem.parse(await refused.json()).title).toContain('第4段階')
    expect(server.audit().at(-1)).toMatchObject({
      action: 'session.refused',
      detail: '{"why":"closed"}',
    })
    expect((await coordinator.send('POST', '/api/phase', { phase: 2, reason: 'x' })).status).toBe(
      200,
    )
    // The session has ended for good: nobody's chart opens again by itself.
    expect((await clinician.send('GET', `/api/charts/${chart}/summary`)).status).toBe(401)
  })

  test('a wrong password is told the same where charts are closed', async () => {
    const ward = places.visitor('er')
    const wrong = { user: 'user-clinician', password: 'wrong' }
    const answer = await ward.send('POST', '/api/session', wrong)
    expect(answer.status).toBe(401)
  })

  test.each([
    [{ phase: 5, reason: 'x' }, 'phase'],
    [{ phase: 2, reason: ' ' }, 'reason'],
    [{ phase: 2 }, 'reason'],
    [{ phase: 2, reason: 'x', place: 'er' }, 'place'],
  ])('%j is refused by the name of %s', async (body, field) => {
    const coordinator = await signIn('coordinator')
    const answer = await coordinator.send('POST', '/api/phase', body)
    expect(answer.status).toBe(400)
    expect(Problem.parse(await answer.json()).field).toBe(field)
  })

  test('the coordinator opens a place and closes it again; its terminals see it at once', async () => {
    const er = places.visitor('er')
    const signInAt = async () => {
      const body = { user: 'user-clinician', password: PASSWORD }
      return (await er.send('POST', '/api/session', body)).status
    }
    const coordinator = await signIn('coordinator')
    const set = (open: boolean) =>
      coordinator.send('POST', '/api/places', { place: 'er', open, reason: '準備' })
    const wards = async () => (await er.send('GET', '/api/wards')).status
    expect(await signInAt()).toBe(403)
    expect(await (await set(true)).json()).toEqual({ openPlaces: ['reference-centre', 'er', 'it'] })
    expect(server.audit().at(-1)).toMatchObject({
      action: 'place.set',
      detail: '{"open":true,"phase":2,"place":"er","reason":"準備"}',
    })
    expect(await signInAt()).toBe(200)
    expect(await wards()).toBe(200)
    const told = Status.parse(await (await er.send('GET', '/api/status')).json())
    expect(told).toMatchObject({ place: 'er', phase: { opensCharts: true } })
    expect((await set(false)).status).toBe(200)
    expect(await wards()).toBe(403)
    setPhase(4)
    expect((await set(true)).status).toBe(409)
    setPhase(2)
  })

  test('a notice is shown to all, acknowledged by name once, and withdrawn', async () => {
    const coordinator = await signIn('coordinator')
    const text = '手術室の端末を開けます'
    const posted = await coordinator.send('POST', '/api/notices', { text })
    expect(posted.status).toBe(201)
    const { id } = (await posted.json()) as { id: number }
    const shown = async () =>
      Status.parse(await (await server.visitor().send('GET', '/api/status')).json()).notices
    expect((await shown())[0]).toMatchObject({ id, text, postedBy: 'coordinator' })
    const clinician = await signIn('clinician')
    const path = `/api/notices/${id}/acknowledgement`
    expect((await clinician.send('POST', path, {})).status).toBe(204)
    expect((await clinician.send('POST', path, {})).status).toBe(204)
    const list = await (await coordinator.send('GET', '/api/notices')).json()
    expect(list.notices[0].acknowledgedBy).toMatchObject([{ user: 'user-clinician' }])
    expect((await coordinator.send('DELETE', `/api/notices/${id}`)).status).toBe(204)
    expect(await shown()).toEqual([])
    expect((await clinician.send('POST', path, {})).status).toBe(404)
  })
})
