/** restic repositories that lie on a server: the same files, nothing written, no password where others could read it. */
import { execFileSync, spawnSync } from 'node:child_process'
import crypto from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import zlib from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  labSegments,
  type Outcome,
  query,
  startSansho,
  temporaryFolder,
  writeMessage,
} from '../load/medium.ts'
import { folderContents } from './archive-door.ts'
import { manifestOf } from './read-model.ts'
import { type RestServer, startRestServer } from './rest-server.ts'

const SFTP_SERVER = '/usr/lib/openssh/sftp-server'
const hasRestic = spawnSync('restic', ['version']).status === 0
const hasSftp = fs.existsSync(SFTP_SERVER)
const SECRET = 'server secret'
const PATIENTS = Array.from({ length: 40 }, (_, i) => `00000${String(i).padStart(3, '0')}01`)

const work = temporaryFolder()
const medium = path.join(work, 'medium')
const repository = path.join(work, 'repository')
const password = path.join(work, 'password')
const serverPassword = path.join(work, 'server-password')
const local = path.join(work, 'local')
let number = 0
let server: RestServer | null = null

function restic(...args: string[]): string {
  const access = ['-r', repository, '--password-file', password, '--no-cache', '-q']
  return execFileSync('restic', [...access, ...args], { cwd: medium, encoding: 'utf8' })
}

/** The server stands in this process: it must not wait for the program. */
async function sansho(...args: string[]): Promise<Outcome> {
  const run = startSansho(...args)
  const [stdout, stderr, [code]] = await Promise.all([
    text(run.stdout),
    text(run.stderr),
    once(run, 'close'),
  ])
  return { code, stdout, stderr }
}

async function load(source: string, ...more: string[]) {
  const data = path.join(work, `data-${number++}`)
  const outcome = await sansho('load', source, '--data', data, '--password-file', password, ...more)
  return { data, outcome }
}

async function serve(options: Partial<Parameters<typeof startRestServer>[1]> = {}) {
  server = await startRestServer(repository, {
    user: '',
    tls: null,
    listed: () => {},
    ...options,
  })
  return server
}

beforeAll(() => {
  if (!hasRestic) return
  for (const patientId of PATIENTS) {
    writeMessage(medium, { patientId, type: 'ADT-00' })
    const noise = crypto.randomBytes(150_000).toString('hex')
    const segments = [...labSegments('0.8'), `NTE|1||${noise}`]
    writeMessage(medium, { patientId, type: 'OML-11', date: '20220501', segments })
  }
  fs.writeFileSync(password, 'long and secret\n')
  fs.writeFileSync(serverPassword, `${SECRET}\n`)
  restic('init')
  restic('backup', '--pack-size', '4', '--time', '2022-10-01 03:00:00', '.')
})
afterEach(async () => {
  await server?.stop()
  server = null
})
afterAll(() => fs.rmSync(work, { recursive: true, force: true }))

describe.skipIf(!hasRestic)('a repository on a server', () => {
  beforeAll(async () => {
    const args = ['load', repository, '--data', local, '--password-file', password]
    expect((await sansho(...args)).code).toBe(0)
  })

  test('by REST gives the same files; the server is only asked to give', async () => {
    const { port, asked } = await serve({ user: `reader:${SECRET}` })
    const place = `rest:http://reader@127.0.0.1:${port}/repository`
    const { data, outcome } = await load(place, '--server-password-file', serverPassword)
    expect(outcome.code, outcome.stderr).toBe(0)
    expect(manifestOf(data)).toEqual(manifestOf(local))
    expect(asked.filter((line) => !/^(GET|HEAD) /.test(line))).toEqual([])
    expect(asked.filter((line) => line.includes('/locks'))).toEqual([])
    const written = [...folderContents(data).values()].filter((bytes) => bytes.includes(SECRET))
    expect(written).toEqual([])
    expect(outcome.stdout + outcome.stderr).not.toContain(SECRET)
    expect(query(data, 'SELECT location FROM source')).toEqual([{ location: place }])
  }, 120_000)

  test.skipIf(!hasSftp)(
    'by SFTP gives the same files, and is not changed (needs openssh-sftp-server)',
    async () => {
      const before = folderContents(repository)
      const command = `exec ${SFTP_SERVER} -R`
      const { data, outcome } = await load(
        `sftp:reader@backup.example:${repository}`,
        '--sftp-command',
        command,
      )
      expect(outcome.code, outcome.stderr).toBe(0)
      expect(manifestOf(data)).toEqual(manifestOf(local))
      expect(folderContents(repository)).toEqual(before)
    },
    120_000,
  )

  test('its certificate must be of the authority that was named', async () => {
    const key = path.join(work, 'key.pem')
    const cert = path.join(work, 'cert.pem')
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
    const made = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert]
    execFileSync('openssl', ['req', '-x509', ...made, ...subject], { stdio: 'ignore' })
    const tls = { key: fs.readFileSync(key), cert: fs.readFileSync(cert) }
    const { port } = await serve({ tls })
    const place = `rest:https://127.0.0.1:${port}/repository/`
    const trusted = await load(place, '--cacert', cert)
    expect(trusted.outcome.code, trusted.outcome.stderr).toBe(0)
    const unknown = await load(place)
    expect(unknown.outcome.code).toBe(1)
    expect(unknown.outcome.stderr).toContain('self-signed certificate')
  }, 120_000)

  test('a server that goes away publishes nothing, and the same command goes on', async () => {
    const { port, failAfter } = await serve()
    const place = `rest:http://127.0.0.1:${port}/repository/`
    const data = path.join(work, `data-${number++}`)
    const args = ['load', place, '--data', data, '--password-file', password] as const
    failAfter(21)
    const cut = await sansho(...args)
    expect(cut.code).toBe(1)
    expect(cut.stderr).toMatch(/nothing was published.*run the same command again/)
    expect(fs.existsSync(path.join(data, 'generations', 'current'))).toBe(false)
    failAfter(Number.POSITIVE_INFINITY)
    expect((await sansho(...args)).code).toBe(0)
    expect(manifestOf(data)).toEqual(manifestOf(local))
  }, 120_000)

  test('a server that goes away while an entry is read by lines ends the load: what is there still is no gap', async () => {
    const large = path.join(work, 'large')
    const ofLarge = path.join(work, 'repository-of-large')
    fs.mkdirSync(large)
    const lines = Array.from({ length: 70 }, (_, i) =>
      JSON.stringify({
        ...{ resourceType: 'Patient', id: `p${i}`, identifier: [{ use: 'usual', value: `${i}` }] },
        x: crypto.randomBytes(500_000).toString('hex'),
      }),
    )
    // Packed without being made smaller: above 64 MiB it is not held.
    const packed = zlib.gzipSync(lines.join('\n'), { level: 0 })
    fs.writeFileSync(path.join(large, 'Patient.ndjson.gz'), packed)
    for (const args of [['init'], ['backup', '.']]) {
      const access = ['-r', ofLarge, '--password-file', password, '--no-cache', '-q']
      execFileSync('restic', [...access, ...args], { cwd: large })
    }
    const options = { user: '', tls: null, listed: () => {} }
    server = await startRestServer(ofLarge, options)
    const { port, asked, failAfter } = server
    const place = `rest:http://127.0.0.1:${port}/repository/`
    const whole = await load(place)
    expect(whole.outcome.code, whole.outcome.stderr).toBe(0)
    // Each load asks for the same: this one is cut while the entry is read for the last time.
    failAfter(asked.findLastIndex((line) => /\/data\/[0-9a-f]/.test(line)) - 20)
    const { data, outcome } = await load(place)
    expect(outcome.stderr).toMatch(/nothing was published.*run the same command again/)
    expect(outcome.code).toBe(1)
    expect(fs.existsSync(path.join(data, 'generations', 'current'))).toBe(false)
  }, 240_000)

  test('a pack that the server has lost is a gap of its patients', async () => {
    const packs = [...folderContents(path.join(repository, 'data')).keys()]
    const largest = packs
      .map((name) => path.join(repository, 'data', name))
      .toSorted((a, b) => fs.statSync(b).size - fs.statSync(a).size)[0] as string
    const aside = path.join(work, 'aside')
    fs.renameSync(largest, aside)
    const { port } = await serve()
    const { data, outcome } = await load(
      `rest:http://127.0.0.1:${port}/repository/`,
      '--accept-damage',
      'test',
    )
    fs.renameSync(aside, largest)
    expect(outcome.code, outcome.stderr).toBe(3)
    const lost = query<{ patient: string; detail: string }>(
      data,
      'SELECT p.patient_id AS patient, g.detail FROM gap g JOIN patient p ON p.id = g.patient',
    )
    expect(lost.length).toBeGreaterThan(0)
    for (const { detail } of lost) expect(detail).toMatch(/pack [0-9a-f]{8} is missing/)
  }, 120_000)

  test('passwords are refused on the command line, wrong ones and odd addresses named', async () => {
    const told = await load(`rest:http://reader:${SECRET}@127.0.0.1:1/repository/`)
    expect(told.outcome.code).toBe(1)
    expect(told.outcome.stderr).toContain('--server-password-file')
    expect(told.outcome.stderr).not.toContain(SECRET)
    const { port } = await serve({ user: 'reader:another' })
    const wrong = await load(
      `rest:http://reader@127.0.0.1:${port}/repository/`,
      '--server-password-file',
      serverPassword,
    )
    expect(wrong.outcome.code).toBe(1)
    expect(wrong.outcome.stderr).toContain('does not let this user in')
    const option = await load('sftp:-oProxyCommand=x:/repository')
    expect(option.outcome.code).toBe(1)
    expect(option.outcome.stderr).toContain('write sftp:user@host:/folder')
    const silent = await load('sftp:h:/r', '--sftp-command', 'echo no route >&2; exit 255')
    expect(silent.outcome.stderr).toContain('no route')
  }, 120_000)
})

describe.skipIf(!hasRestic)('the snapshot to load', () => {
  const originals = new Map<string, Buffer>()
  beforeAll(() => {
    // The attack: a tenth in the second snapshot, with a note in the third.
    for (const patientId of PATIENTS.slice(0, 4)) {
      const folder = path.join(medium, '000/000', patientId, '20220501/OML-11')
      for (const name of fs.readdirSync(folder)) {
        const file = path.join(folder, name)
        originals.set(file, fs.readFileSync(file))
        fs.writeFileSync(file, crypto.randomBytes(4096))
      }
    }
    restic('backup', '--time', '2022-10-02 03:00:00', '.')
    fs.writeFileSync(path.join(medium, 'HOW_TO_RECOVER_FILES.txt'), 'All your files are encrypted')
    restic('backup', '--time', '2022-10-03 03:00:00', '.')
  })

  const timeOf = (data: string) =>
    query(data, "SELECT 1 FROM file WHERE reason = 'encrypted'", 'manifest').length

  test('is the newest that shows no attack, when that is asked for', async () => {
    const { data, outcome } = await load(repository, '--snapshot', 'clean')
    expect(outcome.code, outcome.stderr).toBe(0)
    expect(outcome.stderr.match(/is passed over: 4 encrypted files/g)).toHaveLength(2)
    expect(outcome.stderr).toContain('taking snapshot')
    expect(manifestOf(data)).toEqual(manifestOf(local))
  }, 120_000)

  test('is the newest before a stated time', async () => {
    const newest = await load(repository, '--before', '2022-10-03T02:00')
    expect(newest.outcome.code).toBe(3)
    expect(timeOf(newest.data)).toBe(4)
    const older = await load(repository, '--before', '2022-10-02')
    expect(older.outcome.code, older.outcome.stderr).toBe(0)
    const none = await load(repository, '--before', '2022-09-30')
    expect(none.outcome.code).toBe(1)
    expect(none.outcome.stderr).toContain('no snapshot is older than')
  }, 120_000)

  test('is the newest of when the load began, though a backup ends meanwhile', async () => {
    const snapshots = path.join(repository, 'snapshots')
    const ids = JSON.parse(restic('snapshots', '--json')) as { id: string; time: string }[]
    const newest = ids.sort((a, b) => a.time.localeCompare(b.time)).at(-1)?.id ?? ''
    const aside = path.join(work, newest)
    fs.renameSync(path.join(snapshots, newest), aside)
    let listings = 0
    const { port } = await serve({
      listed: (place) => {
        if (place !== 'snapshots/' || listings++ > 0) return
        fs.copyFileSync(aside, path.join(snapshots, newest))
      },
    })
    const { data, outcome } = await load(`rest:http://127.0.0.1:${port}/repository`)
    expect(outcome.code, outcome.stderr).toBe(3)
    expect(listings).toBeGreaterThan(1)
    const notes = "SELECT path FROM file WHERE path LIKE '%HOW_TO_RECOVER%'"
    expect(query(data, notes, 'manifest')).toEqual([])
  }, 120_000)
})
