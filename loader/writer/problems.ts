/**
 * One problem of several messages. HL7 v2.5 ch. 12 PRB-4 is the problem's own key: the newest file that carries it says
 * what it is, older ones are superseded. A newest one with PRB-1 `DE` (HL7 table 0287, delete) is deleted.
 *
 * Some senders number the problems of each message anew. A key under which another disease is added (PRB-1 `AD`, another code) names another problem: both stay. An update (`UP`, `CO`) may change the disease. A problem without a key
 * is known by its disease and the day of its diagnosis, for a deletion to find it.
 */
import type { Connection } from './generation-database.ts'

interface Statement {
  readonly id: number
  readonly patient: number
  readonly instance_id: string
  readonly action: string
  readonly condition_id: number
  readonly diagnosed_at: string | null
  readonly code: string
  readonly display: string
  readonly format: string
  readonly source_id: number
}

/** Format whose keys are the EHR's own in every source; others number the problems of each source anew (FHIR ids, lines of a table). */
const ONE_NUMBERING = 'ssmix2'
const SUPERSEDED = 2
const DELETED = 0

export function settleProblems(db: Connection): void {
  const oldestFirst = db
    .prepare<[], Statement>(
      `SELECT p.id, p.patient, p.instance_id, p.action, p.condition_id, p.diagnosed_at, t.code, t.display, f.format, f.source_id
       FROM problem p JOIN manifest.file f ON f.id = p.file_id JOIN term t ON t.id = p.condition_id
       WHERE p.standing = 1 AND (p.instance_id <> '' OR p.action = 'DE' OR p.patient IN
         (SELECT patient FROM problem WHERE standing = 1 AND instance_id = '' AND action = 'DE'))
       ORDER BY p.patient, f.version_time, f.path, f.source_id, p.id`,
    )
    .iterate()
  const settled: { id: number; standing: number }[] = []
  let patient = 0
  let valid = new Map<string, Statement[]>()
  for (const said of oldestFirst) {
    if (said.patient !== patient) valid = new Map()
    patient = said.patient
    const key = keyOf(said)
    const earlier = valid.get(key) ?? []
    const replaced = earlier.filter((each) => isReplacedBy(each, said))
    for (const { id } of replaced) settled.push({ id, standing: SUPERSEDED })
    const kept = earlier.filter((each) => !replaced.includes(each))
    if (said.action === 'DE') settled.push({ id: said.id, standing: DELETED })
    valid.set(key, said.action === 'DE' ? kept : [...kept, said])
  }
  const setStanding = db.prepare('UPDATE problem SET standing = @standing WHERE id = @id')
  for (const each of settled) setStanding.run(each)
}

function keyOf({ instance_id, condition_id, diagnosed_at, format, source_id }: Statement): string {
  if (instance_id === '') return `\0${condition_id} ${diagnosed_at ?? ''}`
  return format === ONE_NUMBERING ? instance_id : `${source_id}|${instance_id}`
}

function isReplacedBy(earlier: Statement, later: Statement): boolean {
  if (later.instance_id === '') return later.action === 'DE'
  return later.action !== 'AD' || diseaseOf(earlier) === diseaseOf(later)
}

function diseaseOf({ code, display }: Statement): string {
  return code === '' ? display : code
}
