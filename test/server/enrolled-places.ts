/** A second server on a test server's data that serves enrolled terminals only, one for each place, over real TLS. */
import { Agent, request } from 'node:https'
import { join } from 'node:path'
import { PLACE_IDS, type Place } from '../../model/codes/places.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { openTerminals } from '../../server/access/terminals.ts'
import { startServer } from '../../server/start.ts'
import { ensureAuthority, issueTerminalCertificate } from '../../server/tls/authority.ts'

export interface EnrolledPlaces {
  /** A browser of that place's terminal, not signed in. */
  visitor(place: Place): { send: Send }
  /** Revokes the terminal, as another program would. */
  revoke(place: Place): void
  stop(): Promise<void>
}

export type Send = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Response>

export async function startEnrolledPlaces(dataDirectory: string): Promise<EnrolledPlaces> {
  const authority = await ensureAuthority(dataDirectory)
  const state = openStateDatabase(dataDirectory)
  const terminals = openTerminals(state)
  const agents = new Map<Place, Agent>()
  for (const place of PLACE_IDS) {
    const { key, certificate, ...issued } = await issueTerminalCertificate(authority, place)
    const applied = { name: place, place, addresses: ['127.0.0.1'], reason: 'test' }
    terminals.apply({ ...applied, requestedBy: 'a' })
    terminals.approve(place, 'b', issued)
    const ca = authority.certificate
    agents.set(place, new Agent({ key, cert: certificate, ca, keepAlive: true }))
  }
  const server = await startServer({
    dataDirectory,
    host: '127.0.0.1',
    port: 0,
    https: true,
    enrolledOnly: true,
    demo: false,
    viewerDirectory: join(dataDirectory, 'dist'),
    log: () => {},
  })
  return {
    visitor: (place) => ({ send: makeSender(server.address, agents.get(place) ?? new Agent()) }),
    revoke: (place) => void terminals.revoke(place, 'test', 'test'),
    async stop() {
      await server.stop()
      for (const agent of agents.values()) agent.destroy()
      state.close()
    },
  }
}

function makeSender(address: string, agent: Agent): Send {
  let cookie = ''
  return (method, path, body, more) =>
    new Promise((done, failed) => {
      const headers = { 'Content-Type': 'application/json', Cookie: cookie, ...more }
      const asked = request(new URL(path, address), { method, headers, agent })
      asked.on('error', failed)
      asked.on('response', (answer) => {
        const [set] = answer.headers['set-cookie'] ?? []
        if (set !== undefined) cookie = set.split(';')[0] ?? ''
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => {
          const status = answer.statusCode ?? 0
          done(new Response(status === 204 ? null : Buffer.concat(parts), { status }))
        })
      })
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
      asked.end(text)
    })
}
