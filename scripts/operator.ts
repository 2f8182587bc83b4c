/** Who sits at the machine itself, as the access log names them. */
import os from 'node:os'
import type { AuditDetail, AuditEntry } from '../server/audit/entry.ts'

/** An entry for what the operating system's user does with the `sansho` program. */
export function operatorEntry(action: string, detail: AuditDetail): AuditEntry {
  return { actor: os.userInfo().username, terminal: os.hostname(), action, detail }
}
