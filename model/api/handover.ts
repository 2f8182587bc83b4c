/** POST /api/charts/{chart}/handovers: the patient's record as an encrypted ZIP for another hospital. */
import { z } from 'zod'

/** Forms that a terminal can ask for; a packet to print is made at the machine itself, or from the screen. */
export const HandoverFormat = z.enum(['folder', 'fhir'])
export type HandoverFormat = z.infer<typeof HandoverFormat>

export const HandoverRequest = z.strictObject({
  format: HandoverFormat,
  /** Printable ASCII: programs that open ZIP files disagree about everything else. */
  passphrase: z
    .string()
    .max(200)
    .regex(/^[\x20-\x7e]+$/),
})
