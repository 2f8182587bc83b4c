/** Whether charts open at a place now, and if not, why: the one answer for the gate, the status and the terminals' screens. */
import type { Place } from '../../model/codes/places.ts'
import type { Phases } from './phases.ts'
import type { PlaceOpenings } from './place-openings.ts'

/** A code of model/codes/problem-types.ts; null = charts open here. */
export function closedBecause(
  { phases, places }: { readonly phases: Phases; readonly places: PlaceOpenings },
  place: Place,
): 'not-open-yet' | 'place-not-open' | 'closed' | null {
  const { phase } = phases.current()
  if (places.open(phase).includes(place)) return null
  if (phase === 1) return 'not-open-yet'
  return phase === 4 ? 'closed' : 'place-not-open'
}
