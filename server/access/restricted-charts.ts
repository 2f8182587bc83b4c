/** Charts that open only with a stated reason: named by the hospital, in a list of patient numbers. */
import { idKey } from '../../model/search-keys.ts'
import type { StateDatabase } from './state-database.ts'

export interface RestrictedChart {
  /** As it was given. */
  readonly patientId: string
  /** Why it is restricted; shown to nobody who reads. */
  readonly reason: string
  readonly addedBy: string
  /** UTC. */
  readonly addedAt: string
}

export interface RestrictedCharts {
  /** Asked before `includes` by who would have to look the numbers up first. */
  isEmpty(): boolean
  /** @param ids every number of one patient, those before a merge among them */
  includes(ids: readonly string[]): boolean
  /** Numbers that are listed already stay as they are. @returns how many were new */
  add(patientIds: readonly string[], by: string, reason: string): number
  /** @returns false when it is not in the list */
  remove(patientId: string): boolean
  list(): RestrictedChart[]
}

const INSERT = `INSERT OR IGNORE INTO restricted_chart (id_key, patient_id, reason, added_by, added_at)
  VALUES (@key, @patientId, @reason, @by, @at)`

/** Reads the database each time: another program (`sansho restricted`) may have changed it. */
export function openRestrictedCharts(database: StateDatabase): RestrictedCharts {
  const find = database.prepare<{ key: string }>(
    'SELECT 1 FROM restricted_chart WHERE id_key = @key',
  )
  const any = database.prepare('SELECT 1 FROM restricted_chart LIMIT 1')
  const insert = database.prepare(INSERT)
  const remove = database.prepare('DELETE FROM restricted_chart WHERE id_key = @key')
  const list = database.prepare<[], RestrictedChart>(
    `SELECT patient_id AS patientId, reason, added_by AS addedBy, added_at AS addedAt
      FROM restricted_chart ORDER BY id_key`,
  )
  const addAll = database.transaction((ids: readonly string[], by: string, reason: string) => {
    const at = new Date().toISOString()
    let added = 0
    for (const patientId of ids) {
      added += insert.run({ key: idKey(patientId), patientId, reason, by, at }).changes
    }
    return added
  })
  return {
    isEmpty: () => any.get() === undefined,
    includes: (ids) => ids.some((id) => find.get({ key: idKey(id) }) !== undefined),
    add: (patientIds, by, reason) => addAll.immediate(patientIds, by, reason),
    remove: (patientId) => remove.run({ key: idKey(patientId) }).changes > 0,
    list: () => list.all(),
  }
}
