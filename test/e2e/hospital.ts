/** Before all end-to-end tests: a small demo hospital, partly damaged, loaded and served over HTTPS on the loopback. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'

const ROOT = resolve(import.meta.dirname, '../..')
export const USER = 'nurse'
export const PASSWORD = 'violet kettle orbit lantern'
const PATIENTS = '60'

declare module 'vitest' {
  interface ProvidedContext {
    address: string
    dataDirectory: string
    /** Patient ids: the one with the most files, one with a name and nothing else, one whose files were damaged. */
    fullPatient: string
    emptyPatient: string
    damagedPatient: string
    /** One who has a PDF, a picture and markup among the documents. */
    documentPatient: string
    /** One whose letter came by fax: a TIFF of two pages. */
    faxPatient: string
    /** One who has images in the backup. */
    imagePatient: string
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  if (!existsSync(join(ROOT, 'dist/index.html'))) {
    throw new Error('the viewer is not built: run npm run build before the end-to-end tests')
  }
  const scratch = mkdtempSync(join(tmpdir(), 'sansho-e2e-'))
  const medium = join(scratch, 'medium')
  const bookings = join(scratch, 'bookings')
  const data = join(scratch, 'data')
  sansho('demo-hospital', '--out', medium, '--bookings', bookings, '--patients', PATIENTS)
  const patients = patientsByFiles(join(medium, 'standard'))
  const damaged = patients[1]
  const full = patients[0]
  const empty = patients[2]
  if (full === undefined || damaged === undefined || empty === undefined) {
    throw new Error('the demo medium has too few patients')
  }
  damage(damaged.folder)
  emptyChart(empty)
  rmSync(empty.folder.replace(join(medium, 'standard'), join(medium, 'extended')), {
    recursive: true,
    force: true,
  })
  sansho('load', `ehr=${medium}`, `bookings=${bookings}`, '--data', data)
  writeFileSync(join(scratch, 'password'), `${PASSWORD}\n`)
  sansho(
    ...['user', 'add', USER, '--display-name', '看護師 佐藤', '--data', data],
    ...['--password-file', join(scratch, 'password')],
  )
  for (const role of ['clinician', 'coordinator', 'it', 'auditor']) {
    sansho(
      ...['user', 'add', `the-${role}`, '--display-name', `${role} 田中`, '--role', role],
      ...['--data', data, '--password-file', join(scratch, 'password')],
    )
  }
  const server = await serve(data)
  project.provide('address', server.address)
  project.provide('dataDirectory', data)
  project.provide('fullPatient', full.id)
  project.provide('emptyPatient', empty.id)
  project.provide('damagedPatient', damaged.id)
  project.provide(
    'documentPatient',
    patientWithAll(join(medium, 'extended'), ['.pdf', '.jpg', '.html']),
  )
  project.provide('faxPatient', patientWithAll(join(medium, 'extended'), ['.tif']))
  project.provide('imagePatient', readdirSync(join(medium, 'dicom')).sort()[0] ?? '')
  return async () => {
    await server.stop()
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Runs a verb to its end. @throws Error with what it printed, unless it is done, with gaps or without. */
function sansho(...args: string[]): void {
  const done = spawnSync(process.execPath, [join(ROOT, 'scripts/sansho.ts'), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  if (done.status !== 0 && done.status !== 3) {
    throw new Error(`sansho ${args.join(' ')}: exit ${done.status}\n${done.stdout}${done.stderr}`)
  }
}

export interface Served {
  readonly address: string
  stop(): Promise<void>
}

/** Starts the server on a free port and waits until it says where. */
export async function serve(data: string): Promise<Served> {
  const server = spawn(
    process.execPath,
    [join(ROOT, 'scripts/sansho.ts'), 'serve', '--data', data, '--port', '0'],
    { cwd: ROOT, env: { ...process.env, LANG: 'C', LC_ALL: 'C' } },
  )
  const address = await announced(server)
  return {
    address,
    stop: () =>
      new Promise((done) => {
        server.once('exit', () => done())
        server.kill('SIGTERM')
      }),
  }
}

function announced(server: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let said = ''
    const listen = (chunk: Buffer) => {
      said += chunk.toString()
      const address = /https:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]
      if (address !== undefined) found(address)
    }
    server.stdout?.on('data', listen)
    server.stderr?.on('data', listen)
    server.once('exit', (code) => failed(new Error(`the server ended with ${code}\n${said}`)))
  })
}

interface PatientFolder {
  readonly id: string
  readonly folder: string
  readonly files: number
}

/** SS-MIX2 folders: three digits, three digits, patient id, day, data type. Most files first. */
function patientsByFiles(storage: string): PatientFolder[] {
  return folders(storage)
    .flatMap(folders)
    .flatMap(folders)
    .map((folder) => ({
      id: folder.split('/').at(-1) ?? '',
      folder,
      files: filesIn(folder).length,
    }))
    .filter((patient) => /^\d+$/.test(patient.id))
    .sort((a, b) => b.files - a.files || a.id.localeCompare(b.id))
}

function folders(parent: string): string[] {
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(parent, entry.name))
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** The first patient whose documents are of all these kinds. @throws Error when the demo hospital has none. */
function patientWithAll(storage: string, kinds: readonly string[]): string {
  const found = patientsByFiles(storage).find(({ folder }) => {
    const files = filesIn(folder)
    return kinds.every((kind) => files.some((file) => file.endsWith(kind)))
  })
  if (found === undefined) throw new Error(`no patient has documents of all kinds: ${kinds}`)
  return found.id
}

/** Registered, and never more: everything but the patient master goes. */
function emptyChart({ folder }: PatientFolder): void {
  for (const file of filesIn(folder)) if (!file.includes('ADT-00')) rmSync(file)
}

/** As ransomware and broken tapes leave files: emptied, cut, overwritten; the allergy list among them. */
function damage(folder: string): void {
  const files = filesIn(folder)
  const allergies = files.filter((file) => file.includes('ADT-61'))
  const labs = files.filter((file) => file.includes('OML-11'))
  const prescriptions = files.filter((file) => file.includes('OMP-01'))
  for (const file of allergies) truncateSync(file, 0)
  for (const file of labs.slice(-3)) truncateSync(file, 60)
  for (const file of prescriptions.slice(-2)) {
    writeFileSync(
      file,
      readFileSync(file).map((byte, at) => (byte * 131 + at * 89 + 7) % 256),
    )
  }
}
