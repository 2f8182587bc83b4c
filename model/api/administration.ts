/** What IT does about people, badges, sessions and terminals: /api/accounts, /api/badges, /api/sessions, /api/terminals. */

import { z } from 'zod'
import { isDisplayName } from '../codes/display-name.ts'
import { USER_NAME } from '../codes/user-name.ts'
import { PlaceId } from './phase.ts'
import { Role } from './session.ts'

const UserName = z.string().regex(USER_NAME)
/** Kept in the access log. */
const Reason = z.string().trim().min(1).max(500)
/** UTC; '' = has not happened, or does not end by itself. */
const Moment = z.string()

/** GET /api/accounts */
export const AccountsAnswer = z.object({
  accounts: z.array(
    z.object({
      user: z.string(),
      displayName: z.string(),
      role: Role,
      demo: z.boolean(),
      createdAt: Moment,
      expiresAt: Moment,
      disabledAt: Moment,
      /** Seconds until the user may try again after too many failures; 0 = now. */
      lockedSeconds: z.number().int(),
      /** The one that is good; null = none. */
      badge: z
        .object({ serial: z.number().int(), issuedBy: z.string(), issuedAt: Moment })
        .nullable(),
      /** Gives a code of an authenticator app at each sign-in by passphrase. */
      secondFactor: z.boolean(),
      /** Terminals at which they are signed in. */
      signedInAt: z.array(z.string()),
    }),
  ),
})
export type AccountsAnswer = z.infer<typeof AccountsAnswer>

/** POST /api/accounts. A whole staff list is brought in at the machine itself (`sansho user import`). */
export const AddAccountRequest = z.strictObject({
  user: UserName,
  displayName: z.string().trim().refine(isDisplayName),
  role: Role,
  /** The last day, as `2026-12-31`; '' = does not end by itself. */
  lastDay: z.union([z.literal(''), z.iso.date()]),
})
export type AddAccountRequest = z.infer<typeof AddAccountRequest>

/** POST /api/accounts and POST /api/accounts/passphrase: shown once, to be handed over and then changed by its owner. */
export const PassphraseAnswer = z.object({ user: z.string(), passphrase: z.string() })
export type PassphraseAnswer = z.infer<typeof PassphraseAnswer>

/** POST /api/accounts/disable, /unlock, /passphrase and /second-factor/removal */
export const ChangeAccountRequest = z.strictObject({ user: UserName, reason: Reason })

/** POST /api/badges */
export const IssueBadgesRequest = z.strictObject({ users: z.array(UserName).min(1).max(25) })
export const BadgesAnswer = z.object({
  /** Shown once: printed on badges and, apart from them, on the letters with the PIN. */
  badges: z.array(
    z.object({
      serial: z.number().int(),
      user: z.string(),
      displayName: z.string(),
      role: Role,
      /** What its barcode says. */
      secret: z.string(),
      pin: z.string(),
    }),
  ),
})
export type BadgesAnswer = z.infer<typeof BadgesAnswer>

/** POST /api/badges/revocation */
export const RevokeBadgeRequest = z.strictObject({
  serial: z.number().int().min(1),
  reason: Reason,
})

/** GET /api/sessions, oldest first. */
export const SessionsAnswer = z.object({
  sessions: z.array(
    z.object({
      id: z.string(),
      user: z.string(),
      role: Role,
      terminal: z.string(),
      since: Moment,
      lastRequest: Moment,
      locked: z.boolean(),
    }),
  ),
})
export type SessionsAnswer = z.infer<typeof SessionsAnswer>

/** POST /api/sessions/end */
export const EndSessionRequest = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{12}$/),
  reason: Reason,
})

/** GET /api/terminals. Applied for and approved at the machine itself, where the keys are. */
export const TerminalsAnswer = z.object({
  /** The appliance's own; none on plain HTTP. */
  certificates: z.array(
    z.object({ of: z.enum(['server', 'authority']), from: Moment, expiresAt: Moment }),
  ),
  terminals: z.array(
    z.object({
      name: z.string(),
      place: PlaceId,
      addresses: z.array(z.string()),
      requestedBy: z.string(),
      requestedAt: Moment,
      reason: z.string(),
      approvedBy: z.string(),
      approvedAt: Moment,
      expiresAt: Moment,
      revokedBy: z.string(),
      revokedAt: Moment,
      revokedReason: z.string(),
    }),
  ),
})
export type TerminalsAnswer = z.infer<typeof TerminalsAnswer>

/** POST /api/terminals/revocation */
export const RevokeTerminalRequest = z.strictObject({
  name: z.string().min(1).max(64),
  reason: Reason,
})
