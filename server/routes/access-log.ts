/** Writes to the access log what a request does, before it is answered. */
import type { Request } from 'express'
import type { SignedIn } from '../access/sessions.ts'
import type { AuditEntry } from '../audit/entry.ts'
import { HttpProblem } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { terminalLabel } from '../terminal-guard.ts'

/** What is logged of a request: the rest of an audit entry is known here. */
export type Logged = Pick<AuditEntry, 'action' | 'patientId' | 'detail'>

/** Appends to the access log. @throws HttpProblem 503 when it can't: nothing may be shown or done then. */
export function writeLog(
  services: Services,
  request: Request,
  who: Pick<SignedIn, 'user'> & Partial<Pick<SignedIn, 'role'>>,
  entry: Logged,
): void {
  const { user: actor, role = '' } = who
  try {
    services.audit.append({ actor, role, terminal: terminalLabel(request), ...entry })
  } catch (cause) {
    throw new HttpProblem('not-logged', {}, { cause })
  }
}
