import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CHAIN_START, chainHash, type HashedRow } from '../../server/audit/entry.ts'
import { openAuditLog } from '../../server/audit/log.ts'
import { ALL_ROWS } from '../../server/audit/schema.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sansho-audit-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const ENTRY = { actor: 'yamada', terminal: '127.0.0.1', action: 'chart.open', detail: { n: 1 } }

function readRows(): HashedRow[] {
  const database = new Database(join(directory, 'audit/audit.sqlite'), { readonly: true })
  const rows = database.prepare<[], HashedRow>(ALL_ROWS).all()
  database.close()
  return rows
}

describe('the audit log', () => {
  test('chains every row to the one before it, across two writers and a reopening', () => {
    const first = openAuditLog(directory)
    const second = openAuditLog(directory)
    expect(first.append(ENTRY)).toBe(1)
    expect(second.append({ ...ENTRY, patientId: '0001', detail: { b: '炎', a: true } })).toBe(2)
    first.close()
    second.close()
    const third = openAuditLog(directory)
    expect(third.append(ENTRY)).toBe(3)
    third.close()
    let previous = CHAIN_START.hash
    for (const row of readRows()) {
      expect(row.hash).toBe(chainHash(previous, row))
      previous = row.hash
    }
    expect(readRows().map((row) => row.detail)[1]).toBe('{"a":true,"b":"炎"}')
  })

  test('refuses to change, delete, replace or skip a row, whoever asks', () => {
    const log = openAuditLog(directory)
    log.append(ENTRY)
    log.append(ENTRY)
    log.close()
    const database = new Database(join(directory, 'audit/audit.sqlite'))
    const row = `at, utc_offset, actor, role, terminal, action, patient_id, detail, hash) VALUES`
    for (const sql of [
      `UPDATE audit SET actor = 'nobody'`,
      `DELETE FROM audit WHERE sequence = 1`,
      `INSERT OR REPLACE INTO audit (sequence, ${row} (1, '', '', '', '', '', '', '', '{}', '')`,
      `INSERT INTO audit (sequence, ${row} (9, '', '', '', '', '', '', '', '{}', '')`,
    ]) {
      expect(() => database.exec(sql), sql).toThrow('append-only')
    }
    database.close()
    expect(readRows()).toHaveLength(2)
  })

  test('is readable by its owner only', () => {
    openAuditLog(directory).close()
    expect(statSync(join(directory, 'audit/audit.sqlite')).mode & 0o777).toBe(0o600)
    expect(statSync(join(directory, 'audit')).mode & 0o777).toBe(0o700)
  })
})
