/** POST /api/charts/{chart}/handovers: the patient's record as an encrypted ZIP for another hospital. */
import { z } from 'zod'
import { HANDOVER_FORMATS } from '../codes/handover-formats.ts'

export const HandoverRequest = z.strictObject({
  format: z.enum(HANDOVER_FORMATS),
  /** Printable ASCII: programs that open ZIP files disagree about everything else. */
  passphrase: z
    .string()
    .max(200)
    .regex(/^[\x20-\x7e]+$/),
})
