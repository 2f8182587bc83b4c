/** Where a reference terminal stands: decides when it opens (server/access/place-openings.ts) and is written on every list. */
import type { WordTable } from './word.ts'

export const PLACES = {
  'reference-centre': { ja: '参照センター', en: 'reference centre' },
  er: { ja: '救急外来', en: 'emergency room' },
  or: { ja: '手術室', en: 'operating rooms' },
  ward: { ja: '病棟', en: 'ward' },
  desk: { ja: '窓口', en: 'desk' },
  it: { ja: '情報部門', en: 'IT' },
} as const satisfies WordTable

export type Place = keyof typeof PLACES

export const PLACE_IDS = Object.keys(PLACES) as readonly Place[]

export function isPlace(text: string): text is Place {
  return Object.hasOwn(PLACES, text)
}
