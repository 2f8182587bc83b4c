/**
 * Which places may open charts in which phase. Defaults: IT's room in 1 (it checks what was loaded); the reference centre in 2, where the
 * coordinator opens the others one by one as staff arrive; every place in 3; none in 4. What the coordinator opens or closes holds whenever that
 * phase is in force. Roles are asked besides: IT's room shows charts only to those whose role may read them.
 */
import { PLACE_IDS, type Place } from '../../model/codes/places.ts'
import type { Phase } from './phases.ts'
import type { StateDatabase } from './state-database.ts'

const DEFAULTS: Readonly<Record<Phase, readonly Place[]>> = {
  1: ['it'],
  2: ['it', 'reference-centre'],
  3: PLACE_IDS,
  4: [],
}

/** In 1 and 4 nobody opens another place: nothing is loaded yet, or all is over. */
export function placesCanChange(phase: Phase): boolean {
  return phase === 2 || phase === 3
}

export interface PlaceOpenings {
  open(phase: Phase): Place[]
  /** To be asked for only when places can change in that phase. */
  set(change: PlaceChange): void
}

export interface PlaceChange {
  readonly phase: Phase
  readonly place: Place
  readonly open: boolean
  readonly setBy: string
  readonly reason: string
}

const NEWEST = `SELECT place, open FROM place_opening
  WHERE id IN (SELECT max(id) FROM place_opening WHERE phase = @phase GROUP BY place)`
const INSERT = `INSERT INTO place_opening (phase, place, open, set_by, at, reason)
  VALUES (@phase, @place, @open, @setBy, @at, @reason)`

/** Reads the database each time: another program (`sansho phase open`) may have changed it. */
export function openPlaceOpenings(database: StateDatabase): PlaceOpenings {
  const newest = database.prepare<{ phase: Phase }, { place: Place; open: number }>(NEWEST)
  const insert = database.prepare(INSERT)
  return {
    open(phase) {
      const places = new Set(DEFAULTS[phase])
      if (placesCanChange(phase)) {
        for (const { place, open } of newest.all({ phase })) {
          if (open === 1) places.add(place)
          else places.delete(place)
        }
      }
      return PLACE_IDS.filter((place) => places.has(place))
    },
    set(change) {
      insert.run({ ...change, open: change.open ? 1 : 0, at: new Date().toISOString() })
    },
  }
}
