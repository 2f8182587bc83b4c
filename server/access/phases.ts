/** The phases of a system failure: a named person sets them, and together with the place they decide whether charts open (opening.ts). */
import type { StateDatabase } from './state-database.ts'

export type Phase = 1 | 2 | 3 | 4

export interface PhaseChange {
  readonly phase: Phase
  /** Name of the person; 'default' while nobody has set a phase. */
  readonly setBy: string
  /** UTC; '' while nobody has set a phase. */
  readonly at: string
  readonly reason: string
}

/** What holds until somebody sets a phase: what was loaded can be read without another step. */
const UNSET: PhaseChange = { phase: 2, setBy: 'default', at: '', reason: '' }

export interface Phases {
  current(): PhaseChange
  set(phase: Phase, setBy: string, reason: string): PhaseChange
}

const CURRENT =
  'SELECT phase, set_by AS setBy, at, reason FROM phase_change ORDER BY id DESC LIMIT 1'
const INSERT =
  'INSERT INTO phase_change (phase, set_by, at, reason) VALUES (@phase, @setBy, @at, @reason)'

/** Reads the database each time: another program (`sansho phase set`) may have changed it. */
export function openPhases(database: StateDatabase): Phases {
  const current = database.prepare<[], PhaseChange>(CURRENT)
  const insert = database.prepare(INSERT)
  return {
    current: () => current.get() ?? UNSET,
    set(phase, setBy, reason) {
      const change: PhaseChange = { phase, setBy, at: new Date().toISOString(), reason }
      insert.run(change)
      return change
    },
  }
}
