/** POST, GET, DELETE /api/session, POST /api/session/lock, /unlock and /passphrase, and GET /api/status. */
import { z } from 'zod'
import { Source } from './common.ts'
import { PhaseState, PlaceId, ShownNotice } from './phase.ts'

export const Role = z.enum(['clinician', 'desk', 'coordinator', 'it', 'auditor'])

const Password = z.string().min(1).max(256)
/** An emergency badge as scanned (model/codes/badge-secret.ts), and its PIN. */
export const BadgeClaim = z.strictObject({
  badge: z.string().min(1).max(64),
  pin: z.string().min(1).max(12),
})
export type BadgeClaim = z.infer<typeof BadgeClaim>

/** Of an authenticator app, as typed. */
const Code = z.string().min(1).max(16)

/** Or a badge: `BadgeClaim`. */
export const SignInRequest = z.strictObject({
  user: z.string().min(1).max(64),
  password: Password,
  /** Where the person has a second factor. */
  code: Code.optional(),
  /** The person's own, where `password` is good once only. */
  next: Password.optional(),
})
export type SignInRequest = z.infer<typeof SignInRequest>

/** Whose session it is stands in the session. Or a badge: `BadgeClaim`. */
export const UnlockRequest = z.strictObject({ password: Password })

/** One's own, by who knows it; what the next must be stands in server/access/passphrase-rules.ts. */
export const ChangePassphraseRequest = z.strictObject({
  current: Password,
  next: Password,
})

/** POST /api/session/second-factor: one's own authenticator app, by who knows the passphrase. */
export const BeginSecondFactorRequest = z.strictObject({ password: Password })
export const SecondFactorAnswer = z.object({
  /** Base32, for typing. Shown once, as is the address. */
  secret: z.string(),
  /** What the QR code says: `otpauth://totp/…`. */
  uri: z.string(),
})
export type SecondFactorAnswer = z.infer<typeof SecondFactorAnswer>
/** POST /api/session/second-factor/confirmation: the app shows a code of it. */
export const ConfirmSecondFactorRequest = z.strictObject({ code: Code })

export const Session = z.object({
  user: z.string(),
  displayName: z.string(),
  role: Role,
  /** UTC; the session ends then whatever happens. */
  expiresAt: z.string(),
  /** Seconds without a sign of life after which the session locks at this terminal's place. */
  lockSeconds: z.number().int(),
  /** Nothing but unlocking and signing out is answered. */
  locked: z.boolean(),
})
export type Session = z.infer<typeof Session>

/** Open to terminals that have not signed in: says nothing of any patient. */
export const Status = z.object({
  product: z.literal('sansho'),
  version: z.string(),
  ready: z.boolean(),
  /** True while the server runs the demo hospital with its printed login. */
  demo: z.boolean(),
  /** null while no generation has been loaded. */
  generation: z.string().nullable(),
  /** The published generation that can't be opened, whatever is served instead; '' = none. */
  unopened: z.string(),
  asOf: z.string().nullable(),
  loadedAt: z.string().nullable(),
  partial: z.string(),
  sources: z.array(Source),
  gapCount: z.number().int(),
  /** Where the terminal that asks stands. */
  place: PlaceId,
  phase: PhaseState,
  /** Shown at this place, newest first. */
  notices: z.array(ShownNotice),
})
export type Status = z.infer<typeof Status>
