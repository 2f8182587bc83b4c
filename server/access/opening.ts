/** Whether charts open at a place now, and if not, why: the one answer for the gate, the status and the terminals' screens. */
import type { Place } from '../../model/codes/places.ts'
import type { Role } from './accounts.ts'
import { READER_ROLES } from './authorisation.ts'
import type { Phases } from './phases.ts'
import type { PlaceOpenings } from './place-openings.ts'

/** Codes of model/codes/problem-types.ts. */
export type Closed = 'not-open-yet' | 'place-not-open' | 'closed'

interface Openings {
  readonly phases: Phases
  readonly places: PlaceOpenings
}

/** Null = charts open here. */
export function closedBecause({ phases, places }: Openings, place: Place): Closed | null {
  const { phase } = phases.current()
  if (places.open(phase).includes(place)) return null
  if (phase === 1) return 'not-open-yet'
  return phase === 4 ? 'closed' : 'place-not-open'
}

/** Why somebody of this role may not sign in here: who only reads has nothing to do where no chart opens. Null = they may. */
export function dormantBecause(openings: Openings, role: Role, place: Place): Closed | null {
  return READER_ROLES.includes(role) ? closedBecause(openings, place) : null
}

/** Whether a session of this role ends here: before the first phase that opens charts, and after the last. */
export function isOver(openings: Openings, role: Role, place: Place): boolean {
  const why = dormantBecause(openings, role, place)
  return why === 'not-open-yet' || why === 'closed'
}
