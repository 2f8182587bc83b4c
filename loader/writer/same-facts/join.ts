/** The same fact from several sources is shown once, with all of them named. Runs when every source's own versions are settled. */
import type { Connection } from '../generation-database.ts'
import { joinAdministrations } from './administrations.ts'
import { joinAllergies } from './allergies.ts'
import { joinCultures } from './cultures.ts'
import { joinDispenses } from './dispenses.ts'
import { joinDocuments } from './documents.ts'
import { joinEncounterEvents } from './encounters.ts'
import { joinMedications } from './medications.ts'
import { joinOrders } from './orders.ts'
import { joinProblems } from './problems.ts'
import { joinProcedures } from './procedures.ts'
import { joinResults } from './results.ts'
import { readTerms } from './terms.ts'

export function joinSameFacts(db: Connection): void {
  if (!isOfSeveral(db)) return
  const terms = readTerms(db)
  joinResults(db, terms)
  joinCultures(db, terms)
  joinAllergies(db, terms)
  joinProblems(db, terms)
  joinMedications(db, terms)
  joinAdministrations(db, terms)
  joinDispenses(db, terms)
  joinEncounterEvents(db, terms)
  joinOrders(db, terms)
}

/** Runs when documents are put together from their parts. */
export function joinSameDocuments(db: Connection): void {
  if (!isOfSeveral(db)) return
  const terms = readTerms(db)
  joinDocuments(db, terms)
  joinProcedures(db, terms)
}

function isOfSeveral(db: Connection): boolean {
  const sources = db.prepare('SELECT count(*) FROM manifest.source').pluck().get() as number
  return sources > 1
}
