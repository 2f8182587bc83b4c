/** GET /api/charts/{chart}/timeline: the 2号用紙 view, page by page. */
import { z } from 'zod'
import { Time } from '../common.ts'
import { Part, Voices } from './part.ts'

/** One dated line of the 2号用紙 view: notes on the left, the rest on the right. */
export const TimelineEntry = z.object({
  at: Time,
  side: z.enum(['note', 'act']),
  kind: z.enum([
    'document',
    'prescription',
    'injection',
    'dispense',
    'lab',
    'order',
    'examination',
    'encounter',
    'procedure',
    'problem',
  ]),
  /** Kind-specific code: document category, encounter event, order category. */
  code: z.string(),
  title: z.string(),
  /** Lines of text; for a note its whole readable text. */
  lines: z.array(z.string()),
  department: z.string(),
  author: z.string(),
  /** Set for kind `document`. */
  document: z.string(),
  cancelled: z.boolean(),
  sources: Voices.sources,
})
export type TimelineEntry = z.infer<typeof TimelineEntry>

/** Query: `before=YYYY-MM-DD` (exclusive) for the next page. Whole days only, newest first. */
export const TimelineQuery = z.strictObject({
  before: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
})
export const TimelineAnswer = Part.extend({
  entries: z.array(TimelineEntry),
  /** null = nothing older. */
  nextBefore: z.string().nullable(),
  /** Entries whose date is unknown, given with the first page. */
  undated: z.array(TimelineEntry),
})
export type TimelineAnswer = z.infer<typeof TimelineAnswer>
