/**
 * One look at a backup in peacetime: whether it could be relied on today. Finds the tape that was never loaded, the job that
 * writes nothing, the archive that shrank, the files that nobody can read, before they are needed.
 */
import type { Inspection } from '../inspect.ts'
import type { MediumVerdict } from '../screening/medium-verdict.ts'

/** What of a look is kept to compare the next one with. */
export interface BackupCounts {
  readonly files: number
  readonly bytes: number
  readonly patients: number
  /** Files that were understood, by data type. */
  readonly dataTypes: Readonly<Record<string, number>>
  readonly medium: MediumVerdict
  /** When the newest thing in it was written, UTC; '' = nothing says. */
  readonly newest: string
}

export type BackupAlarmKind =
  | 'unreadable'
  | 'empty'
  | 'damaged'
  | 'stale'
  | 'shrunken'
  | 'kind-gone'

export interface BackupAlarm {
  readonly kind: BackupAlarmKind
  /** What was found, with its numbers; no words. */
  readonly detail: string
}

/** Less than this share of what was there before is an alarm: a backup of charts only grows. */
const SHRUNKEN_BELOW = 0.98

export function countsOf(inspection: Inspection): BackupCounts {
  const dataTypes: Record<string, number> = {}
  for (const [dataType, counts] of Object.entries(inspection.dataTypes)) {
    const understood = (counts.loaded ?? 0) + (counts.superseded ?? 0) + (counts.deleted ?? 0)
    if (understood > 0) dataTypes[dataType] = understood
  }
  const { files, bytes, patients, medium } = inspection
  return { files, bytes, patients, dataTypes, medium, newest: newestOf(inspection) }
}

/** What a file's name says of its version comes before the medium's own times: copying a medium makes those new. */
function newestOf({ newestVersion, newestModified }: Inspection): string {
  const digits = newestVersion.padEnd(14, '0')
  const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)/.exec(digits) ?? []
  // SS-MIX2 writes the facility's clock: Japan has one zone and no summer time.
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:00+09:00`)
  return Number.isNaN(at.getTime()) ? newestModified : at.toISOString()
}

/**
 * @param before what the last look counted; null = there was none.
 * @param staleHours the newest thing in the backup may be this old.
 */
export function alarmsOf(
  counts: BackupCounts,
  before: BackupCounts | null,
  staleHours: number,
  now: Date,
): BackupAlarm[] {
  const understood = Object.values(counts.dataTypes).reduce((sum, files) => sum + files, 0)
  if (understood === 0) return [{ kind: 'empty', detail: `files ${counts.files}` }]
  const alarms: BackupAlarm[] = []
  if (counts.medium !== 'clean') alarms.push({ kind: 'damaged', detail: counts.medium })
  const age = (now.getTime() - Date.parse(counts.newest)) / 3_600_000
  if (!(age <= staleHours)) {
    const hours = Number.isNaN(age) ? '?' : String(Math.floor(age))
    alarms.push({
      kind: 'stale',
      detail: `newest ${counts.newest || '?'}, ${hours} h > ${staleHours} h`,
    })
  }
  return before === null ? alarms : [...alarms, ...lossesSince(before, counts)]
}

function lossesSince(before: BackupCounts, counts: BackupCounts): BackupAlarm[] {
  const alarms: BackupAlarm[] = []
  for (const what of ['patients', 'files', 'bytes'] as const) {
    if (counts[what] < before[what] * SHRUNKEN_BELOW) {
      alarms.push({ kind: 'shrunken', detail: `${what} ${before[what]} → ${counts[what]}` })
    }
  }
  for (const [dataType, files] of Object.entries(before.dataTypes)) {
    const now = counts.dataTypes[dataType] ?? 0
    if (now === 0) alarms.push({ kind: 'kind-gone', detail: `${dataType} ${files} → 0` })
  }
  return alarms
}
