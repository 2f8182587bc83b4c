/** Which documents stand together: by category in the order they are asked for, versions behind the valid one. */
import type { DocumentRow } from '../../../model/api/chart/documents.ts'

/** The order in which an emergency asks for them; a category that is not here comes last. */
const ORDER = [
  'discharge-summary',
  'operation-note',
  'anesthesia-record',
  'imaging-report',
  'pathology-report',
  'examination-report',
  'progress-note',
  'nursing-record',
  'referral',
  'temperature-chart',
  'consent',
  'other',
]

export interface Versions {
  readonly newest: DocumentRow
  readonly older: readonly DocumentRow[]
}

export interface DocumentShelf {
  readonly category: string
  readonly documents: readonly Versions[]
}

/** Shelves in `ORDER`; within one, documents keep the order they came in. */
export function shelve(documents: readonly DocumentRow[]): DocumentShelf[] {
  const categories = [...new Set(documents.map((each) => each.category))]
  categories.sort((a, b) => rank(a) - rank(b))
  return categories.map((category) => ({
    category,
    documents: gatherVersions(documents.filter((each) => each.category === category)),
  }))
}

/** Rows with the same version key become one entry led by the valid one; without a key each stands alone. */
function gatherVersions(rows: readonly DocumentRow[]): Versions[] {
  const byVersion = new Map<string, DocumentRow[]>()
  for (const row of rows) {
    const key = row.version === '' ? `document ${row.document}` : `version ${row.version}`
    byVersion.set(key, [...(byVersion.get(key) ?? []), row])
  }
  return [...byVersion.values()].flatMap((versions) => {
    const valid = versions.filter((each) => each.standing === 'current')
    const [newest, ...others] = valid.length > 0 ? valid : versions
    if (newest === undefined) return []
    const replaced = versions.filter((each) => each !== newest && !others.includes(each))
    // Two valid rows of one version would be a contradiction of the source: both stay in sight.
    const rest = valid.length > 0 ? replaced : others
    const siblings = valid.length > 0 ? others.map((each) => ({ newest: each, older: [] })) : []
    return [{ newest, older: rest }, ...siblings]
  })
}

function rank(category: string): number {
  const at = ORDER.indexOf(category)
  return at < 0 ? ORDER.length : at
}
