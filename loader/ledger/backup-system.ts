/** One line of the backup register (バックアップ管理台帳): a system whose backup the hospital relies on. */
import { z } from 'zod'

const Text = z.string().max(500)
/** UTC, ISO 8601; '' = never. */
const Moment = z.union([z.literal(''), z.iso.datetime()])

export const BackupSystem = z.strictObject({
  /** What people call it: 電子カルテ, 検査部門システム. Its key in the register. */
  name: Text.trim().min(1),
  /** Label of the source by which `watch` and `drill` see it: `ehr` of `ehr=/media/a`; '' = they never do. */
  source: z.union([z.literal(''), z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/)]),
  department: Text,
  vendor: Text,
  /** Where its backup lies and on what. */
  medium: Text,
  /** When it is made, in words. */
  schedule: Text,
  /** Where the contract says what is backed up. */
  contract: Text,
  /** Who answers for it. */
  responsible: Text,
  /** Hours after which a backup that was not proved readable is an alarm. */
  alarmHours: z.number().int().min(1).max(87_600),
  /** When its medium was last opened. */
  lastSeenAt: Moment,
  /** When all of it was last read to the end without an alarm. */
  lastProvedAt: Moment,
})
export type BackupSystem = z.infer<typeof BackupSystem>

export type LedgerAlarm = 'never-proved' | 'too-old'

/** Why a system's backup can't be relied on; null = it was proved readable within its hours. */
export function alarmOf(system: BackupSystem, now: Date): LedgerAlarm | null {
  if (system.lastProvedAt === '') return 'never-proved'
  const hours = (now.getTime() - Date.parse(system.lastProvedAt)) / 3_600_000
  return hours > system.alarmHours ? 'too-old' : null
}
