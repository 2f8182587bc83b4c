/** GET and POST /api/accounts, POST /api/accounts/disable, /unlock, /passphrase and /second-factor/removal: IT about people, all of it logged. */
import type { Request, RequestHandler, Response } from 'express'
import {
  type AccountsAnswer,
  AddAccountRequest,
  ChangeAccountRequest,
  type PassphraseAnswer,
} from '../../model/api/administration.ts'
import { DEMO_USER } from '../access/accounts.ts'
import { endOfDay } from '../access/last-day.ts'
import { generatePassphrase } from '../access/passwords.ts'
import { HttpProblem, parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { writeLog } from './access-log.ts'
import { sessionOf } from './gate.ts'

export function listAccounts(services: Services): RequestHandler {
  const { accounts, badges, lockout, secondFactors, sessions } = services
  return (_request, response) => {
    const badgeOf = new Map(badges.list().map(({ user, ...badge }) => [user, badge]))
    const terminalsOf = Map.groupBy(sessions.list(), (each) => each.user)
    const answer: AccountsAnswer = {
      accounts: accounts.list().map((account) => ({
        ...account,
        lockedSeconds: lockout.secondsLeft(account.user),
        badge: badgeOf.get(account.user) ?? null,
        secondFactor: secondFactors.has(account.user),
        signedInAt: (terminalsOf.get(account.user) ?? []).map((each) => each.terminal),
      })),
    }
    response.json(answer)
  }
}

export function addAccount(services: Services): RequestHandler {
  const { accounts } = services
  return async (request, response) => {
    const { user, displayName, role, lastDay } = parseInput(AddAccountRequest, request.body, 'body')
    if (user === DEMO_USER || accounts.exists(user)) {
      throw new HttpProblem('user-exists', { field: 'user' })
    }
    const expiresAt = lastDay === '' ? '' : endOfDay(lastDay)
    if (expiresAt === null) throw new HttpProblem('bad-request', { field: 'lastDay' })
    const detail = { user, role, expiresAt }
    writeLog(services, request, sessionOf(response), { action: 'account.add', detail })
    const passphrase = generatePassphrase()
    await accounts.add({ user, displayName, role, demo: false, expiresAt }, passphrase)
    const answer: PassphraseAnswer = { user, passphrase }
    response.status(201).json(answer)
  }
}

/** From now on nobody signs in by it, and its sessions end. */
export function disableAccount(services: Services): RequestHandler {
  return (request, response) => {
    const { user } = change(services, request, response, 'account.disable')
    services.accounts.disable(user)
    services.sessions.endOthers(user, '')
    response.status(204).end()
  }
}

/** Failures so far no longer count. */
export function unlockAccount(services: Services): RequestHandler {
  return (request, response) => {
    const { user } = change(services, request, response, 'account.unlock')
    services.lockout.forget(user)
    response.status(204).end()
  }
}

/** For who has forgotten theirs; their sessions end. */
export function resetPassphrase(services: Services): RequestHandler {
  return async (request, response) => {
    const { user } = change(services, request, response, 'passphrase.reset')
    const passphrase = generatePassphrase()
    await services.accounts.setPassword(user, passphrase)
    services.sessions.endOthers(user, '')
    const answer: PassphraseAnswer = { user, passphrase }
    response.json(answer)
  }
}

/** For who has lost the device with their authenticator app: from then on the passphrase alone lets in, until they register another. */
export function removeSecondFactor(services: Services): RequestHandler {
  return (request, response) => {
    const { user } = change(services, request, response, 'second-factor.remove')
    services.secondFactors.remove(user)
    services.sessions.endOthers(user, '')
    response.status(204).end()
  }
}

/** Reads whose account is meant and writes down why, before anything is done. @throws HttpProblem 404, also for the demo's own */
function change(
  services: Services,
  request: Request,
  response: Response,
  action: string,
): { user: string } {
  const { user, reason } = parseInput(ChangeAccountRequest, request.body, 'body')
  if (user === DEMO_USER || !services.accounts.exists(user)) throw new HttpProblem('not-found')
  writeLog(services, request, sessionOf(response), { action, detail: { user, reason } })
  return { user }
}
