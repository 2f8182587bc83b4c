/**
 * What stands in front of every clinical answer: the gate (gate.ts), then generation, input, access log.
 * A route says what it logs and what it answers.
 */
import type { Request, RequestHandler, Response } from 'express'
import type { SignedIn } from '../access/sessions.ts'
import type { PatientRef } from '../charts/patient.ts'
import type { Generation } from '../generations/open-generation.ts'
import { HttpProblem } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { type Logged, writeLog } from './access-log.ts'
import { sessionOf } from './gate.ts'
import { openedPatient } from './opened-chart.ts'

export interface Asked {
  readonly services: Services
  readonly session: SignedIn
  readonly generation: Generation
  readonly request: Request
  readonly response: Response
  /** Aborted when the client goes before it has its answer: nothing more is to be done for it. */
  readonly givenUp: AbortSignal
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
    const session = sessionOf(response)
    const lent = services.generations.borrow()
    if (lent === null) throw new HttpProblem('not-ready')
    const givenUp = whenGone(response)
    try {
      const { generation } = lent
      const log = (entry: Logged) => writeLog(services, request, session, entry)
      await answer({ services, session, generation, request, response, givenUp, log })
    } catch (error) {
      // Nobody is there to be told.
      if (!givenUp.aborted || error !== givenUp.reason) throw error
    } finally {
      lent.giveBack()
    }
  }
}

/** The same for a chart that this session has opened. */
export function ofChart(
  services: Services,
  answer: (asked: AskedOfChart) => void | Promise<void>,
): RequestHandler {
  return signedIn(services, (asked) => {
    const patient = openedPatient(asked, String(asked.request.params.chart))
    return answer({ ...asked, patient })
  })
}

function whenGone(response: Response): AbortSignal {
  const control = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) control.abort()
  })
  return control.signal
}
