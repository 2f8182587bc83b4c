/** Small SS-MIX2 media for tests of the load, and the `sansho` program run on them. */
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'

export const SANSHO = fileURLToPath(new URL('../../../scripts/sansho', import.meta.url))

export function temporaryFolder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'sansho-load-'))
}

export interface MessageFile {
  readonly patientId: string
  readonly type: string
  /** `YYYYMMDD` or `-`. */
  readonly date?: string
  readonly order?: string
  readonly timestamp?: string
  readonly flag?: string
  /** Segments behind MSH and PID. */
  readonly segments?: readonly string[]
  /** PID-3, when it is to differ from the folder. */
  readonly pid?: string
  /** PID-7 */
  readonly birth?: string
  readonly suffix?: string
}

/** Writes one message where SS-MIX2 would have it; returns its path within the medium. */
export function writeMessage(root: string, file: MessageFile): string {
  const { patientId, type, date = '-', suffix = '' } = file
  const { order = '999999999999999', timestamp = '20220501120000000', flag = '1' } = file
  const folder = path.join(patientId.slice(0, 3), patientId.slice(3, 6), patientId, date, type)
  const name = `${patientId}_${date}_${type}_${order}_${timestamp}_01_${flag}${suffix}`
  const relative = path.join(folder, name)
  fs.mkdirSync(path.join(root, folder), { recursive: true })
  fs.writeFileSync(path.join(root, relative), message(file))
  return relative
}

const MESSAGE_TYPES: Readonly<Record<string, string>> = {
  'ADT-00': 'ADT^A08^ADT_A01',
  'ADT-22': 'ADT^A01^ADT_A01',
  'ADT-52': 'ADT^A03^ADT_A03',
  'OML-11': 'OUL^R22^OUL_R22',
  'PPR-01': 'PPR^ZD1',
}

function message(file: MessageFile): string {
  const { patientId, type, pid = patientId, birth = '19700101', segments = [] } = file
  const head = `MSH|^~\\&|HIS|A|GW|B|20220501120000||${MESSAGE_TYPES[type] ?? ''}|1|P|2.5||||||~ISO IR87||ISO 2022-1994|SS-MIX2_1.20^SS-MIX2^1.2.392.200250.2.1.100.1.2.120^ISO`
  const person = `PID|0001||${pid}^^^^PI||YAMADA^TARO^^^^^L^A||${birth}|M`
  return `${[head, ...(type === 'ADT-00' ? ['EVN||20220501120000|||||'] : []), person, ...segments].join('\r')}\r`
}

/** A laboratory report with one result. */
export function labSegments(value: string): string[] {
  return [
    'PV1|0001|O|01^^^^^C',
    'SPM|1|1||023^SERUM^JC10|||||||||||||202205010900',
    'OBR|1|000000000000001||3^CHEMISTRY^99X|||202205010900|||||||||||||||20220501110000',
    `OBX|1|NM|3C015000002327101^CREATININE^JC10||${value}|mg/dL^mg/dL^99X|0.6-1.1|H|||F`,
  ]
}

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the program to its end, in English. */
export function sansho(...args: string[]): Outcome {
  const run = spawnSync(SANSHO, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
  return { code: run.status, stdout: run.stdout, stderr: run.stderr }
}

/** Starts the program and does not wait. */
export function startSansho(...args: string[]) {
  return spawn(SANSHO, args, {
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** The last line of a `--json` run. */
export function report(outcome: Outcome) {
  return JSON.parse(outcome.stdout.trim().split('\n').at(-1) ?? '')
}

/** Reads the current generation of a data directory. */
export function query<Row>(data: string, sql: string, database = 'chart'): Row[] {
  const file = path.join(data, 'generations', 'current', `${database}.sqlite`)
  const db = new Database(file, { readonly: true })
  try {
    return db.prepare<[], Row>(sql).all()
  } finally {
    db.close()
  }
}
