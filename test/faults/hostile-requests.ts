/** Requests that nobody who means well sends: every endpoint, with parts of it exchanged for what breaks servers. */
import type { Random } from '../../scripts/demo-hospital/random.ts'
import { AUTHORISATION, type Endpoint } from '../../server/access/authorisation.ts'

export interface HostileRequest {
  readonly method: string
  /** As it goes over the wire. */
  readonly target: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

/** They end sessions, phases or accounts: asked for now and then, so that the rest of the campaign has somebody to ask as. */
const ENDING: ReadonlySet<string> = new Set<Endpoint>([
  'DELETE /session',
  'POST /session/lock',
  'POST /session/unlock',
  'POST /session',
  'POST /phase',
  'GET /events',
])

const ODD = [
  '',
  '0',
  '-1',
  '1e999',
  '9007199254740993',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  'toString',
  '..',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '..%5c..%5cwindows',
  '%00',
  '%',
  '%ff%fe',
  '%c0%ae',
  "'%20OR%201=1--",
  '%22%3E%3Cscript%3Ealert(1)%3C/script%3E',
  '%E3%81%82'.repeat(30),
  '%F0%9F%98%80',
  '%E2%80%AE',
  'a'.repeat(3_000),
  '1.2.840.10008.1.2'.repeat(20),
  '*',
  '1,2,3,'.repeat(200),
]
const NAMES = [
  ...['from', 'to', 'limit', 'offset', 'item', 'query', 'days', 'group', '_count', '_getpages'],
  ...['patient', 'category', 'includefield', 'PatientID', 'StudyDate', 'fuzzymatching'],
  ...['__proto__', 'constructor[prototype]', 'a[b][c]', 'a[]', '', 'code', 'identifier', 'accept'],
]
const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  ['Range', ['bytes=0-', 'bytes=-1', 'bytes=9-1', 'bytes=0-1,2-3', 'bytes=0-99999999999999', 'x']],
  ['If-None-Match', ['*', '"x"', 'W/"', '"'.repeat(500)]],
  ['Accept', ['multipart/related; type="application/dicom"', '*/*;q=0', ',,,', 'a/b;'.repeat(300)]],
  ['Accept-Language', ['en', 'ja', '*', 'x;q=9', `${'ja,'.repeat(800)}en`]],
  ['Origin', ['http://evil.example', 'null', 'http://127.0.0.1', '']],
  ['Host', ['evil.example', '127.0.0.1:1', '[::1]', 'a'.repeat(300), '127.0.0.1:99999']],
  ['X-Forwarded-For', ['10.0.0.1', '::1, 127.0.0.1']],
  ['X-HTTP-Method-Override', ['DELETE', 'PUT']],
  ['X-Forwarded-Proto', ['https']],
  ['Content-Encoding', ['gzip', 'br', 'identity', 'x']],
  ['Expect', ['100-continue', 'something']],
  ['Transfer-Encoding', ['chunked', 'gzip, chunked', 'identity']],
  ['Sec-Fetch-Site', ['cross-site', 'none']],
  ['Cookie', ['sansho-loopback=x', '__Host-sansho=x', '='.repeat(200), 'sansho-loopback=']],
]
const TYPES = [
  ...['application/json', 'application/json; charset=utf-7', 'application/fhir+json', 'text/plain'],
  ...[
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    '',
  ],
]
const FIELDS = [
  ...[
    'user',
    'password',
    'badge',
    'pin',
    'patientId',
    'reason',
    'query',
    'limit',
    'text',
    'places',
  ],
  ...['phase', 'place', 'open', 'users', 'serial', 'id', 'name', 'role', 'displayName', 'lastDay'],
  ...[
    'action',
    'from',
    'to',
    'before',
    'form',
    'parts',
    'preset',
    'format',
    'passphrase',
    'current',
  ],
  ...['next', '__proto__', 'constructor', 'family', 'birthDate', 'patients'],
]

/** @param charts handles that are good, to be asked for among the bad ones */
export function hostileRequest(random: Random, charts: readonly string[]): HostileRequest {
  const [method = 'GET', path = '/'] = endpointFor(random).split(' ')
  const base = path.startsWith('/fhir/') ? '' : '/api'
  const target = `${base}${filled(random, path, charts)}${queryOf(random)}`
  const sent = random.chance(0.06)
    ? random.pick(['PUT', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'get', 'PROPFIND', 'DELETE'])
    : method
  const body = method === 'POST' || random.chance(0.05) ? bodyOf(random) : ''
  return { method: sent, target, headers: headersOf(random, body !== '', base === ''), body }
}

function endpointFor(random: Random): string {
  if (random.chance(0.04)) return `GET /${random.pick(ODD)}/${random.pick(ODD)}`
  const endpoint = random.pick(Object.keys(AUTHORISATION))
  return ENDING.has(endpoint) && !random.chance(0.02) ? 'GET /session' : endpoint
}

function filled(random: Random, path: string, charts: readonly string[]): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => {
    if (name === 'chart' && random.chance(0.7)) return random.pick(charts)
    if (name === 'id' && random.chance(0.5)) return `${random.pick(charts)}.${random.pick(ODD)}`
    if (random.chance(0.3)) return String(random.int(0, 50))
    return random.pick(ODD)
  })
}

function queryOf(random: Random): string {
  if (random.chance(0.5)) return ''
  const pairs = Array.from(
    { length: random.int(1, 4) },
    () => `${random.pick(NAMES)}=${random.pick(ODD)}`,
  )
  return `?${pairs.join(random.chance(0.9) ? '&' : ';')}`
}

function headersOf(random: Random, hasBody: boolean, isFhir: boolean) {
  const headers: [string, string][] = []
  const usual = isFhir ? 'application/x-www-form-urlencoded' : 'application/json'
  if (hasBody) headers.push(['Content-Type', random.chance(0.85) ? usual : random.pick(TYPES)])
  if (isFhir && random.chance(0.8)) headers.push(['Accept', 'application/fhir+json'])
  while (random.chance(0.25)) {
    const [name, values] = random.pick(HEADERS)
    headers.push([name, random.pick(values)])
  }
  return headers
}

function bodyOf(random: Random): string {
  const kind = random.next()
  if (kind < 0.6) return JSON.stringify(objectOf(random, 0))
  if (kind < 0.7) return JSON.stringify(anyValue(random, 0))
  if (kind < 0.8) return `identifier=${random.pick(ODD)}&${random.pick(NAMES)}=${random.pick(ODD)}`
  if (kind < 0.84) return '['.repeat(random.int(1, 5_000))
  if (kind < 0.88) return `{"a":${'{"a":'.repeat(500)}1${'}'.repeat(501)}`
  if (kind < 0.91) return `{"query":"${'あ'.repeat(random.int(1, 9_000))}"}`
  if (kind < 0.94) return '{"__proto__":{"role":"it"},"constructor":{"prototype":{"user":"x"}}}'
  return Buffer.from(random.bytes(random.int(0, 400))).toString('latin1')
}

function objectOf(random: Random, depth: number): object {
  const entries = Array.from({ length: random.int(0, 5) }, () => [
    random.pick(FIELDS),
    anyValue(random, depth + 1),
  ])
  return Object.fromEntries(entries)
}

function anyValue(random: Random, depth: number): unknown {
  const plain = [
    null,
    true,
    0,
    -1,
    1e308,
    1.5,
    '',
    'x',
    '\u0000',
    '\ud800',
    '２０２６',
    '2026-13-45',
  ]
  const kind = random.next()
  if (kind < 0.5 || depth > 3) return random.pick(plain)
  if (kind < 0.75) return decodeLoosely(random.pick(ODD))
  if (kind < 0.85) return Array.from({ length: random.int(0, 30) }, () => random.pick(plain))
  return objectOf(random, depth)
}

function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // It is meant to be no text.
    return text
  }
}
