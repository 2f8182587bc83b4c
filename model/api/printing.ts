/** POST /api/charts/{chart}/prints: what is about to be printed of a chart. 204 once it is in the access log. */
import { z } from 'zod'
import { PRINT_FORMS, PRINT_PARTS, PRINT_PRESETS } from '../codes/print-forms.ts'

export const PrintRequest = z.strictObject({
  form: z.enum(PRINT_FORMS),
  /** null for paper that has no presets. */
  preset: z.enum(PRINT_PRESETS).nullable(),
  /** Empty for paper that has no parts. */
  parts: z.array(z.enum(PRINT_PARTS)).max(PRINT_PARTS.length),
})
export type PrintRequest = z.infer<typeof PrintRequest>
