/**
 * The closing of phase 4, step by step: accounts and terminals end, the log is exported and read back, patient data is erased, the log is sealed
 * and exported once more, a signed report says what was done. A closing that was interrupted is gone on with by the same call.
 */
import fs from 'node:fs'
import path from 'node:path'
import { currentGeneration, generationsFolder } from '../../loader/generations/place.ts'
import { replaceFile } from '../../loader/replace-file.ts'
import { signedReport } from '../../loader/seal/signed-report.ts'
import { openTerminals } from '../../server/access/terminals.ts'
import type { AuditDetail } from '../../server/audit/entry.ts'
import { auditFile, openOwnLog } from '../../server/audit/read-log.ts'
import { type Verdict, verifyLog } from '../../server/audit/verify.ts'
import { type Closing, readClosing, writeClosing } from '../../server/data-in-use.ts'
import { type Access, withAccess } from '../accounts.ts'
import { operatorEntry } from '../operator.ts'
import { removeDeadPages } from '../print-to-pdf.ts'
import { type ClosingReport, closingPage } from './closing-report.ts'
import { type Erased, erase } from './erase-folder.ts'
import { type ExportedFile, exportLog } from './export-log.ts'
import { mediumWord } from './medium-word.ts'

/** What stays in a closed data directory: nothing of it speaks of a patient but the access log. */
const KEPT = ['audit', 'state', 'ledger', 'watch', 'settings.json']

export interface ClosingOptions {
  readonly dataDirectory: string
  /** A folder on another disk; made when it is not there. */
  readonly exportFolder: string
  readonly by: string
  readonly reason: string
  /** Why it is closed though the log is not whole; '' = then it is not. */
  readonly acceptLog: string
  readonly onStep: (step: Step) => void
}

export type Step = 'ending' | 'exporting' | 'erasing' | 'sealing'

/** The access log is not whole: nothing was ended or erased. */
export class LogNotWhole extends Error {}

/** What would be erased: names in the data directory. */
export function doomed(dataDirectory: string): string[] {
  return fs.readdirSync(dataDirectory).filter((name) => !KEPT.includes(name))
}

/** Names in the data directory that lead out of it: what they lead to is not this program's to erase. */
export function linksOut(dataDirectory: string): string[] {
  return doomed(dataDirectory).filter((name) =>
    fs.lstatSync(path.join(dataDirectory, name)).isSymbolicLink(),
  )
}

/** @throws LogNotWhole, or the system's error: then the same call goes on. */
export async function closeData(options: ClosingOptions): Promise<ClosingReport> {
  const { dataDirectory, onStep } = options
  const verdict = await verifiedLog(options)
  const closing = begin(options)
  return withAccess(dataDirectory, async (access) => {
    const log = (action: string, detail: AuditDetail) =>
      access.audit.append(operatorEntry(action, detail))
    onStep('ending')
    log('closing.begin', {
      generation: closing.generation,
      reason: options.reason,
      logWhole: verdict.whole,
      acceptedLog: options.acceptLog,
    })
    const ended = endAccess(access, options)
    onStep('exporting')
    exportLog(dataDirectory, options.exportFolder, reportsOf(dataDirectory))
    log('closing.exported', { folder: options.exportFolder })
    onStep('erasing')
    const word = mediumWord(dataDirectory)
    const names = doomed(dataDirectory)
    const erased: Erased = { files: 0, bytes: 0 }
    for (const name of names) erase(path.join(dataDirectory, name), erased)
    removeDeadPages()
    erasePatientsFromState(access)
    const left = doomed(dataDirectory)
    if (left.length > 0) throw new Error(`could not erase ${left.join(', ')}`)
    log('closing.erased', { ...erased, names: names.join(' ') })
    onStep('sealing')
    log('closing.done', { ...erased })
    access.audit.seal()
    const files = exportLog(dataDirectory, options.exportFolder, reportsOf(dataDirectory))
    const done: Closing = { ...closing, doneAt: new Date().toISOString() }
    const report = signedReport(dataDirectory, {
      ...done,
      ...ended,
      erased: { ...erased, names },
      kept: fs.readdirSync(dataDirectory).sort(),
      log: headOf(await readVerdict(dataDirectory), options.acceptLog),
      exported: { folder: options.exportFolder, files: files.map(withoutBytes) },
      medium: word,
    })
    writeReport(options, report)
    writeClosing(dataDirectory, done)
    return report
  })
}

/** A data directory that was closed before only repeats its report. @returns null when it was not closed to its end */
export function closedReport(dataDirectory: string): string | null {
  const closing = readClosing(dataDirectory)
  return closing === null || closing.doneAt === '' ? null : reportFile(dataDirectory, 'html')
}

async function verifiedLog({ dataDirectory, acceptLog }: ClosingOptions): Promise<Verdict> {
  const verdict = await readVerdict(dataDirectory)
  if (!verdict.whole && acceptLog === '') {
    throw new LogNotWhole(
      verdict.faults.map(({ sequence, detail }) => `${sequence}: ${detail}`).join('; '),
    )
  }
  return verdict
}

async function readVerdict(dataDirectory: string): Promise<Verdict> {
  const log = openOwnLog(auditFile(dataDirectory))
  try {
    return await verifyLog(log, { witnesses: [], publicKey: '' })
  } finally {
    log.close()
  }
}

/** From here on nothing is served from the directory or loaded into it. */
function begin({ dataDirectory, by, reason }: ClosingOptions): Closing {
  const before = readClosing(dataDirectory)
  if (before !== null) return before
  const closing: Closing = {
    generation: currentGeneration(generationsFolder(dataDirectory)),
    begunAt: new Date().toISOString(),
    by,
    reason,
    doneAt: '',
  }
  writeClosing(dataDirectory, closing)
  return closing
}

/** Nobody signs in by any account, and no terminal is let in, whatever becomes of this machine. */
function endAccess({ database, accounts, audit }: Access, { by, reason }: ClosingOptions) {
  let [ended, revoked] = [0, 0]
  for (const { user, disabledAt } of accounts.list()) {
    if (disabledAt !== '') continue
    audit.append(operatorEntry('account.disable', { user, reason: 'closing' }))
    accounts.disable(user)
    ended++
  }
  const terminals = openTerminals(database)
  for (const { name, revokedAt } of terminals.list()) {
    if (revokedAt !== '') continue
    audit.append(operatorEntry('terminal.revoke', { name, reason: 'closing' }))
    terminals.revoke(name, by, reason)
    revoked++
  }
  return { accountsEnded: ended, terminalsRevoked: revoked }
}

/** What people wrote to each other may name a patient, and the list of restricted charts does; nobody signs in by a second factor again. */
function erasePatientsFromState({ database }: Access): void {
  database.pragma('secure_delete = ON')
  database.exec(
    `UPDATE notice SET text = ''; DELETE FROM restricted_chart; DELETE FROM second_factor`,
  )
  database.exec('VACUUM')
  database.pragma('wal_checkpoint(TRUNCATE)')
}

/** For the letters to the affected, which are written afterwards. */
function reportsOf(dataDirectory: string): Map<string, string> {
  const current = path.join(generationsFolder(dataDirectory), 'current')
  return new Map(
    ['report.html', 'report.json', 'affected-patients.csv'].map((name) => [
      `reports/${name}`,
      path.join(current, name),
    ]),
  )
}

function headOf({ whole, head, publicKey }: Verdict, acceptedLog: string) {
  return {
    whole,
    acceptedLog,
    sequence: head?.sequence ?? 0,
    hash: head?.hash ?? '',
    checkpointKey: publicKey,
  }
}

function withoutBytes({ name, sha256 }: ExportedFile) {
  return { name, sha256 }
}

function writeReport({ dataDirectory, exportFolder }: ClosingOptions, report: ClosingReport): void {
  const json = `${JSON.stringify(report, null, 2)}\n`
  const html = closingPage(report)
  for (const [kind, text] of [
    ['json', json],
    ['html', html],
  ] as const) {
    replaceFile(reportFile(dataDirectory, kind), text)
    fs.writeFileSync(path.join(exportFolder, `closing-report.${kind}`), text, { flush: true })
  }
}

function reportFile(dataDirectory: string, kind: 'json' | 'html'): string {
  return path.join(dataDirectory, 'state', `closing-report.${kind}`)
}
