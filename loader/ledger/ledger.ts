/**
 * The backup register of a data directory, `<data>/ledger/ledger.json`.
 *
 * Guarantees: a reader sees the register before a change or after it; what cannot be read is never overwritten.
 */
import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { replaceFile } from '../replace-file.ts'
import { BackupSystem } from './backup-system.ts'

const Ledger = z.strictObject({ systems: z.array(BackupSystem) })

/** @returns the systems in their order; none where there is no register yet. @throws Error naming the file and what is wrong in it. */
export function readLedger(dataDirectory: string): BackupSystem[] {
  const file = ledgerFile(dataDirectory)
  if (!fs.existsSync(file)) return []
  try {
    return Ledger.parse(JSON.parse(fs.readFileSync(file, 'utf8'))).systems
  } catch (cause) {
    throw new Error(`the backup register ${file} cannot be read; it is left as it is`, { cause })
  }
}

export function writeLedger(dataDirectory: string, systems: readonly BackupSystem[]): void {
  replaceFile(ledgerFile(dataDirectory), `${JSON.stringify({ systems }, null, 2)}\n`)
}

/** Notes that the medium of these sources was opened, and whether all of it proved readable. */
export function noteSeen(
  dataDirectory: string,
  seen: readonly { readonly source: string; readonly proved: boolean }[],
  at: Date,
): void {
  const systems = readLedger(dataDirectory)
  const proofs = new Map(seen.map(({ source, proved }) => [source, proved]))
  if (!systems.some(({ source }) => proofs.has(source))) return
  const moment = at.toISOString()
  const noted = systems.map((system) => {
    const proved = proofs.get(system.source)
    if (system.source === '' || proved === undefined) return system
    return { ...system, lastSeenAt: moment, ...(proved ? { lastProvedAt: moment } : {}) }
  })
  writeLedger(dataDirectory, noted)
}

function ledgerFile(dataDirectory: string): string {
  return path.join(path.resolve(dataDirectory), 'ledger', 'ledger.json')
}
