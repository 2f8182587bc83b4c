/** The same fact from several sources is shown once, with all of them named. Runs when every source's own versions are settled. */
import type { Connection } from '../generation-database.ts'
import { joinAdministrations } from './administrations.ts'
import { joinAllergies } from './allergies.ts'
import { joinCultures } from './cultures.ts'
import { joinEncounterEvents } from './encounters.ts'
import { joinMedications } from './medications.ts'
import { joinProblems } from './problems.ts'
import { joinResults } from './results.ts'
import { readTerms } from './terms.ts'

export function joinSameFacts(db: Connection): void {
  const sources = db.prepare('SELECT count(*) FROM manifest.source').pluck().get() as number
  if (sources < 2) return
  const terms = readTerms(db)
  joinResults(db, terms)
  joinCultures(db, terms)
  joinAllergies(db, terms)
  joinProblems(db, terms)
  joinMedications(db, terms)
  joinAdministrations(db, terms)
  joinEncounterEvents(db, terms)
}
