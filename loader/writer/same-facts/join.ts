/** The same fact from several sources is shown once, with all of them named. Runs when every source's own versions are settled. */
import type { Connection } from '../generation-database.ts'
import { joinResults } from './results.ts'
import { readTerms } from './terms.ts'

export function joinSameFacts(db: Connection): void {
  const sources = db.prepare('SELECT count(*) FROM manifest.source').pluck().get() as number
  if (sources < 2) return
  joinResults(db, readTerms(db))
}
