/** Every sentence of the viewer in Japanese; the shape that the other language must have. */

import { chartParts } from './ja/chart-parts.ts'
import { finding } from './ja/finding.ts'
import { firstScreen } from './ja/first-screen.ts'
import { general } from './ja/general.ts'
import { signingIn } from './ja/signing-in.ts'
import type { Said } from './said.ts'

/** The same sentences in any language. */
export type Words = Said<typeof ja>

export const ja = {
  ...general,
  ...signingIn,
  ...finding,
  ...firstScreen,
  ...chartParts,
}
