/**
 * What the last look at a watched backup found, in `<data>/watch/<label>.json`: for a monitor, and for the next look.
 *
 * A monitor alarms when `ok` is false, and when `validUntil` has passed: then nobody has looked.
 */
import fs from 'node:fs'
import path from 'node:path'
import { replaceFile } from '../replace-file.ts'
import type { BackupAlarm, BackupCounts } from './check-backup.ts'

export interface WatchStatus {
  readonly source: string
  readonly location: string
  /** UTC. */
  readonly checkedAt: string
  /** UTC; '' = a single look, which promises no next one. */
  readonly validUntil: string
  readonly ok: boolean
  readonly alarms: readonly BackupAlarm[]
  /** Null when it could not be read at all. */
  readonly counts: BackupCounts | null
  /** Of the last look without an alarm: what the next one is compared with, so that a loss stays an alarm. */
  readonly reference: BackupCounts | null
}

/** @returns null when there was no look yet. @throws Error naming the file when it is no status. */
export function readWatchStatus(dataDirectory: string, source: string): WatchStatus | null {
  const file = statusFile(dataDirectory, source)
  if (!fs.existsSync(file)) return null
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as WatchStatus
  } catch (cause) {
    throw new Error(`${file} is no status of a watched backup; move it away to begin anew`, {
      cause,
    })
  }
}

/** @returns where it stands. */
export function writeWatchStatus(dataDirectory: string, status: WatchStatus): string {
  const file = statusFile(dataDirectory, status.source)
  replaceFile(file, `${JSON.stringify(status, null, 2)}\n`)
  return file
}

function statusFile(dataDirectory: string, source: string): string {
  return path.join(path.resolve(dataDirectory), 'watch', `${source}.json`)
}
