/**
 * The search box on a hospital of many patients: `node scripts/bench/search.ts [--patients 1000000] [--rounds 200]`. Invented people are
 * loaded from a CSV by `sansho load`, and found through HTTP letter by letter, as they are typed. The reference in the same run is the
 * same typing in a hospital of a thousand. Prints one JSON object: times in milliseconds, memory in MB.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openAccounts } from '../../server/access/accounts.ts'
import { generatePassphrase } from '../../server/access/passwords.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { startServer } from '../../server/start.ts'
import { drawName } from '../demo-hospital/names.ts'
import { createRandom, type Random } from '../demo-hospital/random.ts'
import { median } from './alternate.ts'

const SANSHO = fileURLToPath(new URL('../sansho', import.meta.url))
const REFERENCE_PATIENTS = 1000
const BEDS = 900
/** What registries write where nobody knows the birth date. */
const UNKNOWN_BIRTH = '1900-01-01'

const MAPPING = `sansho: 1
name: registry
tables:
  - files: "patients.csv"
    kind: patients
    encoding: utf-8
    columns: { patient: id, family: family, given: given, familyKana: familyKana, givenKana: givenKana, birth: birth, sex: sex }
  - files: "stays.csv"
    kind: encounters
    encoding: utf-8
    columns: { patient: id, type: type, start: start, number: number, ward: ward, bed: bed }
`

/** As typed, letter by letter; the longest of each is what the person at the keyboard meant. */
const TYPED = [
  'サイトウ タダシ',
  'さいとう ただし',
  '佐藤 翔太',
  '齋藤',
  '19580302',
  '1958-03-02 サイトウ',
  '男 1958-03-02',
  UNKNOWN_BIRTH,
  `佐藤 ${UNKNOWN_BIRTH}`,
  '00004711',
  '5B',
  'ワタナベ イツキ',
]

const { values } = parseArgs({
  options: {
    patients: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '20' },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'sansho-bench-'))
try {
  const reference = await hospitalOf(REFERENCE_PATIENTS)
  const large = await hospitalOf(Number(values.patients))
  const result = {
    patients: large.patients,
    load: large.load,
    search: large.search,
    slowestQuery: large.slowestQuery,
    reference: { patients: reference.patients, search: reference.search },
    ratioOfMedians: round(large.search.median / reference.search.median),
    loadAverage: loadavg()[0],
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  rmSync(folder, { recursive: true })
}

async function hospitalOf(patients: number) {
  const [medium, data] = [join(folder, `medium-${patients}`), join(folder, `data-${patients}`)]
  await writeMedium(medium, patients)
  const load = await loadOf(medium, data)
  return { patients, load, ...(await typeEverything(data)) }
}

async function loadOf(medium: string, data: string) {
  const begun = performance.now()
  const loading = spawn(SANSHO, ['load', medium, '--data', data], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  let peakMemory = 0
  const watching = setInterval(() => {
    peakMemory = Math.max(peakMemory, mostMemoryOf(loading.pid))
  }, 200)
  const [code] = (await once(loading, 'exit')) as [number | null]
  clearInterval(watching)
  if (code !== 0) throw new Error(`the load ended with ${code}`)
  return { seconds: round((performance.now() - begun) / 1000), peakMemory }
}

/** Most resident memory of a process until now (proc(5), status); 0 once it has ended. */
function mostMemoryOf(pid: number | undefined): number {
  const path = `/proc/${pid}/status`
  if (!existsSync(path)) return 0
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(path, 'utf8'))?.[1] ?? 0) / 1024)
}

async function writeMedium(directory: string, patients: number): Promise<void> {
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'sansho-mapping.yaml'), MAPPING)
  const random = createRandom(20221031, 'search')
  await pipeline(
    Readable.from(peopleOf(random, patients)),
    createWriteStream(join(directory, 'patients.csv')),
  )
  await pipeline(Readable.from(staysOf(patients)), createWriteStream(join(directory, 'stays.csv')))
}

function* peopleOf(random: Random, patients: number): Generator<string> {
  yield 'id,family,given,familyKana,givenKana,birth,sex\n'
  for (let n = 1; n <= patients; n++) {
    const sex = random.chance(0.5) ? 'M' : 'F'
    const year = random.int(1925, 2021)
    const day = `${two(random.int(1, 12))}-${two(random.int(1, 28))}`
    const birth = random.chance(0.02) ? UNKNOWN_BIRTH : `${year}-${day}`
    const { family, given, familyKana, givenKana } = drawName(random, sex, year)
    yield `${idOf(n)},${family},${given},${familyKana},${givenKana},${birth},${sex}\n`
  }
}

function* staysOf(patients: number): Generator<string> {
  yield 'id,type,start,number,ward,bed\n'
  const beds = Math.min(BEDS, patients)
  for (let bed = 0; bed < beds; bed++) {
    const id = idOf(1 + bed * Math.floor(patients / beds))
    const ward = `${1 + (bed % 9)}${'AB'[bed % 2]}`
    yield `${id},inpatient,2022-10-${two(1 + (bed % 28))} 10:00,S${bed},${ward},${1 + Math.floor(bed / 18)}\n`
  }
}

async function typeEverything(data: string) {
  const password = generatePassphrase()
  const state = openStateDatabase(data)
  await openAccounts(state).add(
    { user: 'bench', displayName: 'bench', role: 'clinician', demo: false },
    password,
  )
  state.close()
  const server = await startServer({
    dataDirectory: data,
    host: '127.0.0.1',
    port: 0,
    https: false,
    demo: false,
    viewerDirectory: data,
    log: () => {},
  })
  try {
    const signIn = await ask(server.address, '/api/session', { user: 'bench', password }, '')
    const cookie = signIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const byQuery = new Map<string, number[]>()
    for (let turn = 0; turn < Number(values.rounds); turn++) {
      for (const typed of TYPED) {
        for (let length = 1; length <= typed.length; length++) {
          const query = typed.slice(0, length)
          const begun = performance.now()
          const answer = await ask(server.address, '/api/patients/search', { query }, cookie)
          await answer.arrayBuffer()
          if (answer.status !== 200) throw new Error(`the search answered ${answer.status}`)
          const times = byQuery.get(query) ?? []
          times.push(performance.now() - begun)
          byQuery.set(query, times)
        }
      }
    }
    const all = [...byQuery.values()].flat().sort((a, b) => a - b)
    const at = (share: number) => round(all[Math.floor((all.length - 1) * share)] ?? Number.NaN)
    const slowest = [...byQuery].map(([query, times]) => ({ query, median: round(median(times)) }))
    slowest.sort((a, b) => b.median - a.median)
    const search = { queries: all.length, median: at(0.5), p99: at(0.99), slowest: at(1) }
    return { search, slowestQuery: slowest.slice(0, 5) }
  } finally {
    await server.stop()
  }
}

function ask(address: string, path: string, body: object, cookie: string): Promise<Response> {
  return fetch(new URL(path, address), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Cookie: cookie },
    body: JSON.stringify(body),
  })
}

function idOf(n: number): string {
  return String(n).padStart(8, '0')
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
