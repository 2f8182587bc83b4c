/**
 * Actions of the allergy list in the order they were sent (HL7 v2.5 ch. 3 IAM-6, table 0323). D deletes the entries of
 * its substance that came before it, in current and in superseded lists: they and the D itself get standing 0. U replaces
 * them: they get standing 2.
 * Copies in the patient master or in orders are no list and are never deleted by it. A D that names nothing in the list
 * is said as a field problem. Entries of a superseded list keep standing 2, for the chart to show as history.
 */
import { nameKey } from '../../model/search-keys.ts'
import type { Connection } from './generation-database.ts'

const CURRENT = 1

interface Entry {
  readonly id: number
  readonly patient: number
  readonly action: string
  readonly standing: number
  readonly code: string | null
  readonly system: string | null
  readonly display: string | null
  readonly file_id: number
}

export function settleAllergies(db: Connection): void {
  const changed = db
    .prepare<[], Entry>(
      `SELECT a.id, a.patient, a.action, a.standing, t.code, t.system, t.display, a.file_id
       FROM allergy a JOIN manifest.file f ON f.id = a.file_id LEFT JOIN term t ON t.id = a.substance_id
       WHERE a.standing IN (1, 2) AND a.origin = 'list' AND a.patient IN
         (SELECT patient FROM allergy WHERE standing = 1 AND origin = 'list' AND action IN ('U', 'D'))
       ORDER BY a.patient, f.version_time, f.path, f.source_id, a.id`,
    )
    .iterate()
  const setStanding = db.prepare('UPDATE allergy SET standing = ? WHERE id = ?')
  const say = db.prepare('INSERT INTO field_problem VALUES (?, ?, ?, ?, ?)')
  let list: Entry[] = []
  for (const entry of changed) {
    if (list[0]?.patient !== entry.patient) list = []
    const acts = entry.standing === CURRENT
    const named = list.filter((earlier) => isSameSubstance(earlier, entry))
    if (acts && entry.action === 'D') {
      setStanding.run(0, entry.id)
      if (named.length === 0) {
        say.run(
          entry.patient,
          'IAM-6',
          entry.display ?? '',
          'deletes an allergy that is not in the list',
          entry.file_id,
        )
      }
    }
    if (acts && (entry.action === 'D' || entry.action === 'U')) {
      for (const earlier of named) setStanding.run(entry.action === 'D' ? 0 : 2, earlier.id)
      list = list.filter((earlier) => !named.includes(earlier))
    }
    if (entry.action !== 'D' || !acts) list.push(entry)
  }
}

/**
 * Codes tell substances apart, but a code for "other" stands for many: where both entries carry a name of their own, the
 * names must agree as well. Without a code the name alone decides; without either an entry is like no other.
 */
function isSameSubstance(a: Entry, b: Entry): boolean {
  const [nameOfA, nameOfB] = [ownName(a), ownName(b)]
  if (!a.code || !b.code) return !a.code && !b.code && nameOfA !== '' && nameOfA === nameOfB
  if (a.code !== b.code || a.system !== b.system) return false
  return nameOfA === nameOfB || nameOfA === '' || nameOfB === ''
}

/** The substance's name as a key, '' when the source gives its code only. */
function ownName(entry: Entry): string {
  return entry.display === null || entry.display === entry.code ? '' : nameKey(entry.display)
}
