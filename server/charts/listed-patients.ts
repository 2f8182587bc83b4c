/** Rows of a list of patients out of stays, visits and bookings. */
import type { ListedPatient } from '../../model/api/lists.ts'
import type { Generation } from '../generations/open-generation.ts'
import { readPatientRow } from './banner.ts'
import { countGaps } from './gaps.ts'
import { type IsRestricted, readListedFacts } from './listed-facts.ts'
import { refOfRow } from './patient.ts'
import { readStay } from './stays.ts'

/** What brings a patient onto a list. */
export interface ListedEncounter {
  readonly row: number
  readonly at: string | null
  /** The source's own text of the time, where it is kept. */
  readonly atText?: string
  readonly title: string
  readonly departmentId: number | null
  readonly attendingId: number | null
  /** Of what was to come when its source was saved and lies before as-of: as of when that source speaks. */
  readonly bookedAsOf?: string
}

/** One row an entry, in the order given. */
export function listedPatients(
  generation: Generation,
  entries: readonly ListedEncounter[],
  isRestricted: IsRestricted,
): ListedPatient[] {
  return entries.flatMap((entry) => {
    const patient = refOfRow(generation, entry.row)
    if (patient === null) return []
    const stay = readStay(generation, patient)
    const since = stay?.startAt ?? null
    const facts = readListedFacts(generation, patient, isRestricted)
    return [
      {
        ...readPatientRow(generation, patient),
        facts,
        gapCount: countGaps(generation, patient),
        at: { at: entry.at, text: entry.atText ?? entry.at ?? '' },
        title: facts === null ? null : entry.title,
        admittedAt: stay === undefined ? null : { at: since, text: since ?? '' },
        ...(entry.bookedAsOf === undefined ? {} : { bookedAsOf: entry.bookedAsOf }),
        onLeave: stay?.status === 'on-leave',
        department: generation.department(entry.departmentId),
        attending: generation.staff(entry.attendingId),
      },
    ]
  })
}
