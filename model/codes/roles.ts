/** What somebody may do here, as it stands on badges and lists. */
import type { WordTable } from './word.ts'

export const ROLE_WORDS = {
  clinician: { ja: '診療', en: 'clinician' },
  desk: { ja: '窓口', en: 'desk' },
  coordinator: { ja: '統括', en: 'coordinator' },
  it: { ja: '情報部門', en: 'IT' },
  auditor: { ja: '監査', en: 'auditor' },
} as const satisfies WordTable
