/**
 * What every part of a chart carries, and who speaks of a fact where several sources do.
 * Only facts that are valid now, unless a field says otherwise; the source's own text, flags, units and ranges.
 */
import { z } from 'zod'
import { Gap, Provenance, Time } from '../common.ts'

/** Every part of a chart carries these. */
export const Part = Provenance.extend({ patientGaps: z.array(Gap) })

/** What another source says otherwise of the same fact; what is current stands in the chart itself, too. */
export const OtherStatement = z.object({
  /** Labels of the sources that say it. */
  sources: z.array(z.string()),
  at: Time,
  text: z.string(),
  unit: z.string(),
  flag: z.string(),
  status: z.string(),
  /** `superseded`, `deleted`: the source took it back, and has nothing in its place. */
  standing: z.enum(['current', 'superseded', 'deleted']),
})
export type OtherStatement = z.infer<typeof OtherStatement>

/** Who speaks of a fact. Absent: one source alone speaks of the patient. */
export const Voices = {
  /**
   * Labels of all sources that say this: more than one where the same fact came from several and is shown once. Each has its own as-of in
   * the answer's `sources`.
   */
  sources: z.array(z.string()).optional(),
  otherwise: z.array(OtherStatement).optional(),
}
