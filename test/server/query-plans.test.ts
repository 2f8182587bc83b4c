/** No statement reads a big table from end to end. */
import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import '../../server/start.ts'
import { declaredStatements } from '../../server/generations/statement.ts'

/**
 * Lists the query itself makes, the two tables of a few rows, and the partial index that holds only the stays in
 * progress.
 */
const SMALL =
  /^SCAN (json_each|wanted|c|m|merged|generation|source|CONSTANT ROW|encounter USING INDEX encounter_in_progress)\b/

/** Read once, when a generation is opened: the counts of the whole backup's gaps, the dictionary's departments. */
const AT_OPENING = /^SELECT area, count\(\*\) AS n FROM gap GROUP BY area$|AS name FROM term/

const model = (name: string) =>
  readFileSync(new URL(`../../model/${name}`, import.meta.url), 'utf8')

test('every statement finds its rows by an index', () => {
  const database = new Database(':memory:')
  database.exec(model('schema.sql'))
  database.exec(model('schema-indexes.sql'))
  const statements = declaredStatements().filter(({ sql }) => !AT_OPENING.test(sql))
  expect(statements.length).toBeGreaterThan(40)
  for (const { sql } of statements) {
    const names = [...new Set([...sql.matchAll(/@(\w+)/g)].map((match) => match[1] ?? ''))]
    const values = Object.fromEntries(names.map((name) => [name, '[]']))
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(values) as { detail: string }[]
    const scans = plan
      .map(({ detail }) => detail)
      .filter((detail) => detail.startsWith('SCAN') && !SMALL.test(detail))
    expect(scans, sql).toEqual([])
  }
  database.close()
})
