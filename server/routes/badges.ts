/** POST /api/badges and POST /api/badges/revocation: emergency badges, issued and revoked by IT. */
import type { RequestHandler } from 'express'
import {
  type BadgesAnswer,
  IssueBadgesRequest,
  RevokeBadgeRequest,
} from '../../model/api/administration.ts'
import { HttpProblem, parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { writeLog } from './access-log.ts'
import { sessionOf } from './gate.ts'

/** A person's earlier badge ends with the new one, and with it the sessions it opened or unlocked. All of them or, where one may not have one, none. */
export function issueBadges(services: Services): RequestHandler {
  const { accounts, badges } = services
  return async (request, response) => {
    const { users } = parseInput(IssueBadgesRequest, request.body, 'body')
    const session = sessionOf(response)
    const people = [...new Set(users)].map((user) => {
      const account = accounts.active(user)
      if (account === null || account.demo) throw new HttpProblem('not-found', { field: 'users' })
      return account
    })
    const answer: BadgesAnswer = { badges: [] }
    for (const { user, displayName, role } of people) {
      writeLog(services, request, session, { action: 'badge.issue', detail: { user } })
      const badge = await badges.issue(user, session.user)
      services.sessions.endOfBadgesBefore(user, badge.serial)
      answer.badges.push({ ...badge, user, displayName, role })
    }
    response.status(201).json(answer)
  }
}

/** The person's sessions end too: whoever found the badge may have opened one. */
export function revokeBadge(services: Services): RequestHandler {
  return (request, response) => {
    const { serial, reason } = parseInput(RevokeBadgeRequest, request.body, 'body')
    const session = sessionOf(response)
    const detail = { badge: serial, reason }
    writeLog(services, request, session, { action: 'badge.revoke', detail })
    const user = services.badges.revoke(serial, session.user, reason)
    if (user === null) throw new HttpProblem('not-found')
    services.sessions.endOthers(user, '')
    response.status(204).end()
  }
}
