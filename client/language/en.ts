/** Every sentence of the viewer in English. */

import { chartParts } from './en/chart-parts.ts'
import { finding } from './en/finding.ts'
import { firstScreen } from './en/first-screen.ts'
import { general } from './en/general.ts'
import { signingIn } from './en/signing-in.ts'
import type { Words } from './ja.ts'

export const en: Words = {
  ...general,
  ...signingIn,
  ...finding,
  ...firstScreen,
  ...chartParts,
}
