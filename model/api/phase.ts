/** POST /api/phase, POST /api/places, GET and POST /api/notices, DELETE /api/notices/{notice}, POST /api/notices/{notice}/acknowledgement. */
import { z } from 'zod'
import { PLACE_IDS } from '../codes/places.ts'

/** 1 the past is unknown, 2 information is at hand, 3 minimal orders run again, 4 everything is back. */
export const PhaseNumber = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])

/** What the person in charge wrote; shown on every terminal, so it names no patient. */
const Sentence = z.string().trim().min(1).max(500)

export const PlaceId = z.enum(PLACE_IDS)

export const PhaseState = z.object({
  phase: PhaseNumber,
  /** Display name; 'default' while nobody has set a phase. */
  setBy: z.string(),
  /** UTC; '' while nobody has set a phase. */
  at: z.string(),
  reason: z.string(),
  /** Whether charts open in this phase at the place of the terminal that asks. */
  opensCharts: z.boolean(),
  /** Where charts open now. */
  openPlaces: z.array(PlaceId),
})
export type PhaseState = z.infer<typeof PhaseState>

export const SetPhaseRequest = z.strictObject({ phase: PhaseNumber, reason: Sentence })

/** In phases 2 and 3; in 1 and 4 the phase alone decides. */
export const SetPlaceRequest = z.strictObject({
  place: PlaceId,
  open: z.boolean(),
  reason: Sentence,
})

export const ShownNotice = z.object({
  id: z.number().int(),
  text: z.string(),
  postedBy: z.string(),
  /** UTC. */
  at: z.string(),
  /** Where it is shown; none named = everywhere. */
  places: z.array(PlaceId),
})
export type ShownNotice = z.infer<typeof ShownNotice>

export const PostNoticeRequest = z.strictObject({
  text: Sentence,
  /** None named = everywhere. */
  places: z.array(PlaceId).max(PLACE_IDS.length).default([]),
})

export const NoticesAnswer = z.object({
  /** Newest first, withdrawn ones too. */
  notices: z.array(
    ShownNotice.extend({
      /** UTC; '' = still shown. */
      withdrawnAt: z.string(),
      acknowledgedBy: z.array(z.object({ user: z.string(), at: z.string() })),
    }),
  ),
})
export type NoticesAnswer = z.infer<typeof NoticesAnswer>
