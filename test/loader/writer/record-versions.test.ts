/** One resource that replaces another is looked up by its key: a hospital has millions of resources. */
import fs from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Connection, createDatabases } from '../../../loader/writer/generation-database.ts'
import { settleRecordVersions } from '../../../loader/writer/record-versions.ts'
import { temporaryFolder } from '../load/medium.ts'

let folder = ''
let db: Connection
beforeEach(() => {
  folder = temporaryFolder()
  db = createDatabases(folder)
})
afterEach(() => {
  db.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** Steps of plans that walk through all of a source's resources, or all of their fates, for each row of the step before. */
const WALKS_THROUGH_ALL = /^(SEARCH \w+ USING INDEX \w+ \(source_id=\?\)$|SCAN f$)/

test('what one resource replaces is found by its key, not by comparing all with all', () => {
  fileWithResources(['a', 'b', 'c'])
  db.exec("INSERT INTO work.record_replaces VALUES (1, 'a', 1, 'b')")
  const plans: string[] = []
  const watched = new Proxy(db, {
    get(target, name) {
      if (name !== 'exec') return Reflect.get(target, name).bind(target)
      return (sql: string) => {
        for (const statement of sql.split(';').map((each) => each.trim())) {
          if (/^INSERT[^;]*record_replaces/.test(statement)) {
            const plan = target.prepare(`EXPLAIN QUERY PLAN ${statement}`).all()
            plans.push(...(plan as { detail: string }[]).map(({ detail }) => detail))
          }
          if (statement !== '') target.exec(statement)
        }
      }
    },
  })
  settleRecordVersions(watched)
  expect(plans.length).toBeGreaterThan(0)
  expect(plans.filter((step) => WALKS_THROUGH_ALL.test(step))).toEqual([])
  expect(db.prepare('SELECT record, standing FROM work.row_fate').all()).toEqual([
    { record: 2, standing: 2 },
  ])
})

function fileWithResources(keys: readonly string[]): void {
  db.prepare("INSERT INTO manifest.source VALUES (1, 'fhir', '/medium', 'folder', '')").run()
  const columns = db.pragma('manifest.table_info(file)') as {
    name: string
    type: string
    notnull: number
  }[]
  const needed = columns.filter(({ name, notnull }) => notnull === 1 || name === 'id')
  const values = needed.map(({ type }) => (type === 'INTEGER' ? 1 : ''))
  db.prepare(
    `INSERT INTO manifest.file (${needed.map(({ name }) => name)}) VALUES (${needed.map(() => '?')})`,
  ).run(...values)
  const insert = db.prepare(
    "INSERT INTO work.record_version VALUES (1, ?, '2026-01-01', ?, 1, 'allergy', ?)",
  )
  for (const [at, key] of keys.entries()) insert.run(key, at + 1, at + 1)
}
