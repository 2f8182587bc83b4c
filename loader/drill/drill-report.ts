/**
 * What a drill measured, signed by the installation, in `<data>/drills/<id>/`: report.json, and report.html for people, whose
 * hash stands in report.json and so is signed with it.
 */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { removeDeadAsides } from '../dead-asides.ts'
import { replaceFile } from '../replace-file.ts'
import { type Signature, signedReport } from '../seal/signed-report.ts'
import { signingKey } from '../seal/signing-key.ts'
import type { DrillChange, DrillContent } from './drill-content.ts'
import { drillPage } from './drill-page.ts'

const ASIDE = '.report-'

export interface DrillReport extends DrillContent, Signature {
  /** SHA-256 in hex of report.html. */
  readonly page: string
}

/** Both files or none. @returns the report's folder. */
export function writeDrillReport(dataDirectory: string, content: DrillContent): string {
  const { publicKey } = signingKey(dataDirectory)
  const page = drillPage({ ...content, publicKey })
  const signed = { ...content, page: crypto.hash('sha256', page, 'hex') }
  const report: DrillReport = signedReport(dataDirectory, signed)
  const drills = drillsFolder(dataDirectory)
  const folder = path.join(drills, content.id)
  fs.mkdirSync(drills, { recursive: true, mode: 0o750 })
  removeDeadAsides(drills, ASIDE, '')
  const aside = path.join(drills, `${ASIDE}${process.pid}`)
  try {
    replaceFile(path.join(aside, 'report.html'), page)
    replaceFile(path.join(aside, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
    fs.renameSync(aside, folder)
  } catch (error) {
    fs.rmSync(aside, { recursive: true, force: true })
    throw error
  }
  syncFolder(drills)
  return folder
}

function syncFolder(folder: string): void {
  const descriptor = fs.openSync(folder, fs.constants.O_RDONLY)
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

/** Whether the page beside a report is the one that was signed with it. A report that was moved away from it has none. */
export function isPageIntact(file: string, { page }: DrillReport): boolean {
  const beside = path.join(path.dirname(file), 'report.html')
  return !fs.existsSync(beside) || crypto.hash('sha256', fs.readFileSync(beside), 'hex') === page
}

/** @throws Error when the file is no report. */
export function readDrillReport(file: string): DrillReport {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as DrillReport
  } catch (cause) {
    throw new Error(`${file} is no report of a drill`, { cause })
  }
}

/** The newest report whose sources have these labels; null = none. One that cannot be read is none. */
export function lastDrill(dataDirectory: string, labels: readonly string[]): DrillReport | null {
  const folder = drillsFolder(dataDirectory)
  if (!fs.existsSync(folder)) return null
  const ids = fs.readdirSync(folder).filter((name) => /^\d{8}T\d{6}Z$/.test(name))
  for (const id of ids.sort().reverse()) {
    const file = path.join(folder, id, 'report.json')
    const report = fs.existsSync(file) ? readIfWhole(file) : null
    if (report === null) continue
    const own = report.load.sources.map(({ label }) => label)
    if (own.join('\n') === labels.join('\n')) return report
  }
  return null
}

/** Null for a report that a disk has damaged: the drill that asks has measured enough without it. */
function readIfWhole(file: string): DrillReport | null {
  try {
    return readDrillReport(file)
  } catch {
    return null
  }
}

export function changesSince(
  before: DrillReport | null,
  now: Pick<DrillContent, 'load' | 'rtoSeconds' | 'rpoHours'>,
): DrillChange[] {
  if (before === null) return []
  return [
    { what: 'patients', before: before.load.patients, after: now.load.patients },
    { what: 'files', before: before.load.files.seen, after: now.load.files.seen },
    { what: 'gaps', before: before.load.gaps, after: now.load.gaps },
    { what: 'rtoSeconds', before: before.rtoSeconds, after: now.rtoSeconds },
    { what: 'rpoHours', before: before.rpoHours, after: now.rpoHours },
  ]
}

export function drillsFolder(dataDirectory: string): string {
  return path.join(path.resolve(dataDirectory), 'drills')
}
