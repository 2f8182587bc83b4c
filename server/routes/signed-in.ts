/**
 * The gates in front of every clinical answer, in this order: session, generation, input, access log.
 * A route says what it logs and what it answers; it can't answer without having gone through all four.
 */
import type { Request, RequestHandler, Response } from 'express'
import { readSessionCookie } from '../access/session-cookie.ts'
import type { SignedIn } from '../access/sessions.ts'
import type { AuditEntry } from '../audit/entry.ts'
import { findPatient, type PatientRef } from '../charts/patient.ts'
import type { Generation } from '../generations/open-generation.ts'
import { HttpProblem } from '../http-problem.ts'
import type { Services } from '../services.ts'

/** What is logged of a request: the rest of an audit entry is known here. */
export type Logged = Pick<AuditEntry, 'action' | 'patientId' | 'detail'>

export interface Asked {
  readonly services: Services
  readonly session: SignedIn
  readonly generation: Generation
  readonly request: Request
  readonly response: Response
  /** Writes to the access log. @throws HttpProblem 503 when it can't: nothing may be shown then. */
  log(entry: Logged): void
}

export interface AskedOfChart extends Asked {
  readonly patient: PatientRef
}

/** A handler for people who have signed in; holds one generation until the answer has been sent. */
export function signedIn(
  services: Services,
  answer: (asked: Asked) => void | Promise<void>,
): RequestHandler {
  return async (request, response) => {
    const session = services.sessions.find(readSessionCookie(request))
    if (session === null) throw new HttpProblem('not-signed-in')
    const lent = services.generations.borrow()
    if (lent === null) throw new HttpProblem('not-ready')
    try {
      const { generation } = lent
      const log = (entry: Logged) => writeLog(services, request, session, entry)
      await answer({ services, session, generation, request, response, log })
    } finally {
      lent.giveBack()
    }
  }
}

/** The same for a chart that this session has opened. An unknown handle and a foreign one are both 404. */
export function ofChart(
  services: Services,
  answer: (asked: AskedOfChart) => void | Promise<void>,
): RequestHandler {
  return signedIn(services, (asked) => {
    const handle = String(asked.request.params.chart)
    const patientId = services.handles.patientOf(asked.session.key, handle)
    const patient = patientId === null ? null : findPatient(asked.generation, patientId)
    if (patient === null) throw new HttpProblem('not-found')
    return answer({ ...asked, patient })
  })
}

/** Appends to the access log, or refuses the request. */
export function writeLog(
  services: Services,
  request: Request,
  who: Pick<SignedIn, 'user'> & Partial<Pick<SignedIn, 'role'>>,
  entry: Logged,
): void {
  const { user: actor, role = '' } = who
  try {
    services.audit.append({ actor, role, terminal: request.socket.remoteAddress ?? '', ...entry })
  } catch (cause) {
    throw new HttpProblem('not-logged', {}, { cause })
  }
}
