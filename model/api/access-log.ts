/** POST /api/log/search, POST /api/log/verification and GET /api/log/delivery: the access log, for the auditor. */
import { z } from 'zod'

/** What is left empty is not asked for. */
export const LogSearchRequest = z.strictObject({
  /** However it is written: wide digits, with or without leading zeros. */
  patientId: z.string().max(64),
  /** Who did it, or whose account it was done to. */
  user: z.string().max(64),
  /** `chart.open`, or the beginning of several: `chart.` */
  action: z.string().max(64),
  /** UTC, ISO 8601; `from` is included, `to` is not. */
  from: z.union([z.literal(''), z.iso.datetime()]),
  to: z.union([z.literal(''), z.iso.datetime()]),
  /** Only entries before this number: `next` of the answer before. */
  before: z.number().int().min(1).nullable(),
})
export type LogSearchRequest = z.infer<typeof LogSearchRequest>

const LogEntry = z.object({
  sequence: z.number().int(),
  /** UTC, ISO 8601. */
  at: z.string(),
  /** Of the machine, then: `+09:00`. */
  utcOffset: z.string(),
  actor: z.string(),
  role: z.string(),
  terminal: z.string(),
  action: z.string(),
  patientId: z.string(),
  /** JSON as it is kept. */
  detail: z.string(),
})
export type LogEntry = z.infer<typeof LogEntry>

export const LogSearchAnswer = z.object({
  /** Newest first. */
  entries: z.array(LogEntry),
  /** Where to go on; null = the log has no more of them. */
  next: z.number().int().nullable(),
})
export type LogSearchAnswer = z.infer<typeof LogSearchAnswer>

export const LogVerdict = z.object({
  whole: z.boolean(),
  entries: z.number().int(),
  /** Signed, and holding. */
  checkpoints: z.number().int(),
  /** Entries after the last of them: chained, not yet signed. */
  unsealed: z.number().int(),
  /** The last entry; for paper. Null where there is none, or none that can be read. */
  head: z.object({ sequence: z.number().int(), hash: z.string(), at: z.string() }).nullable(),
  publicKey: z.string(),
  /** The first hundred. */
  faults: z.array(
    z.object({
      kind: z.enum([
        'changed',
        'missing',
        'misplaced',
        'checkpoint',
        'witness',
        'truncated',
        'file',
      ]),
      sequence: z.number().int(),
      last: z.number().int(),
    }),
  ),
  faultCount: z.number().int(),
})
export type LogVerdict = z.infer<typeof LogVerdict>

/** GET /api/log/delivery: the copy on another system, for auditor and IT. */
export const LogDelivery = z.object({
  /** Null = none is configured. */
  collector: z
    .object({
      address: z.string(),
      connected: z.boolean(),
      /** Entries that it has not got yet. */
      behind: z.number().int(),
      /** UTC of the oldest of them; '' = none. */
      oldestAt: z.string(),
      /** What the last failure said, in the system's words; '' = connected. */
      problem: z.string(),
    })
    .nullable(),
})
export type LogDelivery = z.infer<typeof LogDelivery>
