/** POST /api/log/search and /verification: the auditor reads the access log, which is itself an entry. GET /api/log/delivery: how far it is sent. */
import type { RequestHandler } from 'express'
import {
  type LogDelivery,
  type LogSearchAnswer,
  LogSearchRequest,
  type LogVerdict,
} from '../../model/api/access-log.ts'
import { makeTurns } from '../access/in-turn.ts'
import { runAside } from '../audit/aside.ts'
import { shareWork } from '../audit/shared-work.ts'
import type { Verdict } from '../audit/verify.ts'
import { parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { writeLog } from './access-log.ts'
import { sessionOf } from './gate.ts'

const SEARCH = new URL('../audit/search-thread.ts', import.meta.url)
const VERIFY = new URL('../audit/verify-thread.ts', import.meta.url)

/** One search is under way at a time: the other processor is for charts. */
export function searchAccessLog(services: Services): RequestHandler {
  const inTurn = makeTurns()
  /** By session: the question that asks for the next page of its last answer. */
  const nextPages = new Map<string, string>()
  return async (request, response) => {
    const asked = parseInput(LogSearchRequest, request.body, 'body')
    const { patientId, user, action, from, to } = asked
    const session = sessionOf(response)
    // Going on to the next page is the same reading; to any other is one of its own.
    if (nextPages.get(session.key) !== JSON.stringify(asked)) {
      const detail = { what: 'search', of: user, actions: action, from, to }
      writeLog(services, request, session, { action: 'audit.read', patientId, detail })
    }
    const answer = await inTurn('search', () =>
      runAside<LogSearchAnswer>(SEARCH, { path: services.auditFile, asked }),
    )
    if (answer.next === null) nextPages.delete(session.key)
    else nextPages.set(session.key, JSON.stringify({ ...asked, before: answer.next }))
    response.json(answer)
  }
}

/** However many ask: who asks while one is under way shares the one after it with all others who wait. */
export function verifyAccessLog(services: Services): RequestHandler {
  const verify = shareWork(() => runAside<Verdict>(VERIFY, services.auditFile))
  return async (request, response) => {
    const detail = { what: 'verify' }
    writeLog(services, request, sessionOf(response), { action: 'audit.read', detail })
    const { head, faults, ...verdict } = await verify()
    const answer: LogVerdict = {
      ...verdict,
      head: head === null ? null : { sequence: head.sequence, hash: head.hash, at: head.at },
      faults: faults.map(({ kind, sequence, last }) => ({ kind, sequence, last })),
    }
    response.json(answer)
  }
}

/** Says nothing of what stands in the log: no entry is made. */
export function showLogDelivery({ collector }: Services): RequestHandler {
  return (_request, response) => {
    const answer: LogDelivery = { collector: collector?.state() ?? null }
    response.json(answer)
  }
}
