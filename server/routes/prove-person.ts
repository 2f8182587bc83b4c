/** That somebody is who they say: the one place where a secret is looked at, and where wrong ones are counted. */
import type { Request } from 'express'
import type { z } from 'zod'
import { BadgeClaim, type SignInRequest } from '../../model/api/session.ts'
import { readBadgeSecret } from '../../model/codes/badge-secret.ts'
import type { Account } from '../access/accounts.ts'
import type { ListedBadge } from '../access/badges.ts'
import { makeTurns } from '../access/in-turn.ts'
import { weaknessOf } from '../access/passphrase-rules.ts'
import type { AuditDetail } from '../audit/entry.ts'
import { HttpProblem, parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { terminalLabel, terminalOf } from '../terminal-guard.ts'
import { writeLog } from './access-log.ts'

/** What somebody gives for it. */
export type Claim = SignInRequest | BadgeClaim

export interface Proven {
  readonly account: Account
  /** How, for the log: `{ badge: 17 }`. */
  readonly by: AuditDetail
  /** Serial of the badge; 0 = by none. */
  readonly badge: number
}

/**
 * @param entering at a sign-in: by passphrase, the second factor is asked for where there is one, and a one-time password is exchanged for the
 * person's own. At a screen that they have unlocked before, the passphrase alone is enough.
 * @returns whose claim it is
 * @throws HttpProblem when it is not right or the person is locked out, which is logged
 */
export type Proof = (request: Request, claim: Claim, entering?: boolean) => Promise<Proven>

/** A claim by badge, or whatever else this endpoint takes. @throws HttpProblem 400 that names the field */
export function readClaim<Schema extends z.ZodType>(
  request: Request,
  otherwise: Schema,
): z.output<Schema> | BadgeClaim {
  const body: unknown = request.body
  const isBadge = typeof body === 'object' && body !== null && Object.hasOwn(body, 'badge')
  return parseInput(isBadge ? BadgeClaim : otherwise, body, 'body')
}

/**
 * The same answer, after the same time, for an unknown user and a wrong password. A locked user is told so plainly, whether the user
 * exists or not; by the badge, too, for it is the person who is locked. Made once: guesses at one user, and at one terminal, wait for each
 * other wherever they come in.
 */
export function makeProof(services: Services): Proof {
  const inTurn = makeTurns()
  return (request, claim, entering = false) => {
    const { name } = terminalOf(request)
    const who = 'user' in claim ? claim : identify(services, claim)
    const attempt = () => inTurn(`user ${who.user}`, () => prove(services, request, who, entering))
    // This machine itself may be many terminals (a drill): its people do not wait for each other.
    return name === '' ? attempt() : inTurn(`terminal ${name}`, attempt)
  }
}

type Identified =
  | SignInRequest
  | { readonly user: string; readonly badge: ListedBadge | null; readonly pin: string }

/** Whose badge it is; '' = nobody's. */
function identify({ badges }: Services, claim: BadgeClaim): Identified {
  const secret = readBadgeSecret(claim.badge)
  const badge = secret === null ? null : badges.find(secret)
  return { user: badge?.user ?? '', badge, pin: claim.pin }
}

async function prove(
  services: Services,
  request: Request,
  who: Identified,
  entering: boolean,
): Promise<Proven> {
  const { lockout, terminalLockout } = services
  const badge = 'badge' in who ? (who.badge?.serial ?? 0) : 0
  const by: AuditDetail = 'badge' in who ? { badge } : {}
  const log = (action: string, detail: AuditDetail = by) =>
    writeLog(services, request, who, { action, detail })
  const terminal = terminalOf(request).name || terminalLabel(request)
  const closed = terminalLockout.secondsLeft(terminal)
  if (closed > 0) {
    log('session.locked')
    throw new HttpProblem('terminal-locked', { retryAfterSeconds: closed })
  }
  // Nobody's badge locks nobody: its secret can't be guessed.
  const wait = who.user === '' ? 0 : lockout.secondsLeft(who.user)
  if (wait > 0) {
    log('session.locked')
    throw new HttpProblem('locked', { retryAfterSeconds: wait })
  }
  const wrong = (code: 'wrong-badge' | 'wrong-login' | 'wrong-code') => {
    if (who.user !== '') lockout.recordFailure(who.user)
    terminalLockout.recordFailure(terminal)
    log('session.refused', { ...by, ...(code === 'wrong-code' && { why: code }) })
    return new HttpProblem(code)
  }
  const account = await authenticate(services, who)
  if (account === null || (account.demo && !services.demo)) {
    throw wrong('badge' in who ? 'wrong-badge' : 'wrong-login')
  }
  if ('badge' in who || !entering) return { account, by, badge }
  // What follows is only said to who gave the right passphrase.
  const refuse = (code: 'code-needed' | 'own-passphrase-needed' | 'one-time-over') => {
    log(code === 'one-time-over' ? 'session.refused' : 'session.asked', { ...by, why: code })
    return new HttpProblem(code)
  }
  const isOneTime = requireOwn(services, who, refuse)
  const hasCode = services.secondFactors.has(account.user)
  if (hasCode) {
    if (who.code === undefined) throw refuse('code-needed')
    if (!services.secondFactors.accept(account.user, who.code)) throw wrong('wrong-code')
  }
  if (isOneTime) {
    log('passphrase.set')
    const { password, next = '' } = who
    if (!(await services.accounts.changePassword(account.user, password, next))) {
      throw wrong('wrong-login')
    }
  }
  return { account, by: hasCode ? { ...by, secondFactor: true } : by, badge }
}

/**
 * A password that is good once is exchanged for the person's own before anything opens.
 * @returns whether it is one. @throws HttpProblem when it is over, or their own is missing or weak
 */
function requireOwn(
  { accounts }: Services,
  { user, password, next }: SignInRequest,
  refuse: (code: 'own-passphrase-needed' | 'one-time-over') => HttpProblem,
): boolean {
  const until = accounts.oneTimeUntil(user)
  if (until === '') {
    if (next !== undefined) throw new HttpProblem('bad-request', { field: 'next' })
    return false
  }
  if (Date.parse(until) <= Date.now()) throw refuse('one-time-over')
  if (next === undefined) throw refuse('own-passphrase-needed')
  if (next === password || weaknessOf(next, user) !== null) {
    throw new HttpProblem('weak-passphrase', { field: 'next' })
  }
  return true
}

async function authenticate(
  { accounts, badges }: Services,
  who: Identified,
): Promise<Account | null> {
  if (!('badge' in who)) return accounts.authenticate(who.user, who.password)
  const isRight = await badges.isPin(who.badge, who.pin.normalize('NFKC'))
  return isRight ? accounts.active(who.user) : null
}
