/** A log that was touched does not verify, and the verdict names the entry. */
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHECKPOINT_EVERY, openSigner } from '../../server/audit/checkpoint.ts'
import {
  type AuditEntry,
  CHAIN_START,
  chainHash,
  type HashedRow,
  nextRow,
} from '../../server/audit/entry.ts'
import { openAuditLog } from '../../server/audit/log.ts'
import { openLog } from '../../server/audit/read-log.ts'
import { SCHEMA } from '../../server/audit/schema.ts'
import { COPY_FILE } from '../../server/audit/second-copy.ts'
import { type Verdict, verifyLog, type Witness } from '../../server/audit/verify.ts'
import { startServer } from '../../server/start.ts'

const SANSHO = new URL('../../scripts/sansho', import.meta.url).pathname
const ENTRIES = 150

let directory: string
let file: string
let rows: HashedRow[]
let publicKey: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sansho-verify-'))
  const log = openAuditLog(directory)
  for (let n = 1; n <= ENTRIES; n += 1) {
    log.append({
      actor: `yamada${n % 3}`,
      role: 'clinician',
      terminal: '192.0.2.7',
      action: n % 5 === 0 ? 'patients.search' : 'chart.open',
      patientId: n % 5 === 0 ? '' : `00000${n}`,
      detail: n % 5 === 0 ? { query: `斎藤 花子 ${n}` } : { generation: 'g1', asked: String(n) },
    })
  }
  log.seal()
  log.close()
  file = join(directory, 'audit/audit.sqlite')
  publicKey = openSigner(join(directory, 'audit')).publicKey
  rows = rowsOf(file)
})
afterAll(() => rmSync(directory, { recursive: true }))

function rowsOf(path: string): HashedRow[] {
  const log = openLog(path)
  const all = [...log.rows()]
  log.close()
  return all
}

function verify(read: Iterable<HashedRow>, witnesses: Witness[] = [], key = ''): Verdict {
  const reading = { faults: [], rows: () => read, close: () => {} }
  return verifyLog(reading, { witnesses, publicKey: key })
}

function verifyFile(path: string): Verdict {
  const log = openLog(path)
  try {
    return verifyLog(log, { witnesses: [], publicKey: '' })
  } finally {
    log.close()
  }
}

/** A copy of the log on which somebody with full rights works, who puts the triggers back afterwards. */
function tampered(work: (database: Database.Database) => void): string {
  const copy = join(mkdtempSync(join(directory, 'copy-')), 'audit.sqlite')
  copyFileSync(file, copy)
  const database = new Database(copy)
  for (const name of ['audit_no_update', 'audit_no_delete', 'audit_in_order']) {
    database.exec(`DROP TRIGGER ${name}`)
  }
  work(database)
  database.exec(SCHEMA)
  database.pragma('journal_mode = DELETE')
  database.close()
  return copy
}

const namedFaults = (verdict: Verdict) =>
  verdict.faults.map((each) => `${each.kind} ${each.sequence}`)

describe('an untouched log', () => {
  test('is whole, with a checkpoint every 64 entries and one at its end', () => {
    const verdict = verifyFile(file)
    expect(verdict).toMatchObject({ whole: true, faults: [], unsealed: 0, publicKey })
    const sealed = rows.filter((row) => row.action === 'log.checkpoint').map((row) => row.sequence)
    expect(sealed).toEqual([CHECKPOINT_EVERY, 2 * CHECKPOINT_EVERY, rows.length])
    expect(rows.map((row) => row.sequence)).toEqual(rows.map((_, index) => index + 1))
  })

  test('names UTC and the offset of each entry, and the role', () => {
    for (const row of rows) {
      expect(row.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(row.utcOffset).toMatch(/^[+-]\d\d:\d\d$/)
    }
    expect(rows[0]?.role).toBe('clinician')
  })

  test('verifies from a copy of the file alone, and leaves nothing beside it', () => {
    const folder = mkdtempSync(join(directory, 'alone-'))
    copyFileSync(file, join(folder, 'evidence.sqlite'))
    const before = readFileSync(join(folder, 'evidence.sqlite'))
    expect(verifyFile(join(folder, 'evidence.sqlite')).whole).toBe(true)
    expect(readdirSync(folder)).toEqual(['evidence.sqlite'])
    expect(readFileSync(join(folder, 'evidence.sqlite')).equals(before)).toBe(true)
  })

  test('verifies while it is being written', () => {
    const busy = mkdtempSync(join(directory, 'busy-'))
    const log = openAuditLog(busy)
    log.append({ actor: 'a', terminal: '', action: 'x', detail: {} })
    const verdict = verifyFile(join(busy, 'audit/audit.sqlite'))
    expect(verdict).toMatchObject({ whole: true, entries: 1, unsealed: 1 })
    log.close()
  })
})

describe('a log that was touched', () => {
  test('at any character of any column of any entry names that entry', () => {
    const columns = Object.keys(rows[0] ?? {}) as (keyof HashedRow)[]
    let tried = 0
    for (const [index, row] of rows.slice(60, 70).entries()) {
      for (const column of columns) {
        const text = String(row[column])
        for (let at = 0; at < text.length; at += 1) {
          const other = String.fromCharCode(text.charCodeAt(at) ^ 1)
          const changed = text.slice(0, at) + other + text.slice(at + 1)
          const value = column === 'sequence' ? Number.parseInt(changed, 10) || 0 : changed
          const touched = rows.with(60 + index, { ...row, [column]: value } as HashedRow)
          const verdict = verify(touched)
          expect(verdict.whole, `${column} ${at}`).toBe(false)
          if (column !== 'sequence') {
            expect(verdict.faults.map((each) => each.sequence)).toContain(row.sequence)
          }
          tried += 1
        }
      }
    }
    expect(tried).toBeGreaterThan(1_500)
  })

  test('by dropping, swapping, repeating, changing or inserting entries, wherever', () => {
    const at = fc.integer({ min: 0, max: ENTRIES - 1 })
    const touch = fc.oneof(
      fc.record({ kind: fc.constant('drop' as const), at, count: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ kind: fc.constant('swap' as const), at, count: at }),
      fc.record({ kind: fc.constant('insert' as const), at, count: at }),
      fc.record({ kind: fc.constant('graft' as const), at, count: at }),
    )
    fc.assert(
      fc.property(touch, ({ kind, at: place, count }) => {
        const touched = touchRows(kind, place, count)
        const same = touched.every((row, index) => row === rows[index])
        fc.pre(!(same && touched.length === rows.length))
        const end = rows.at(-1) as HashedRow
        const verdict = verify(touched, [end])
        expect(verdict.whole).toBe(false)
        const different = touched.findIndex((row, index) => row !== rows[index])
        const first = (different < 0 ? touched.length : different) + 1
        const named = verdict.faults[0]
        expect(named?.sequence).toBeGreaterThanOrEqual(first)
        expect(named?.sequence).toBeLessThanOrEqual(first + 1)
      }),
      { numRuns: 500 },
    )
  })

  function touchRows(kind: 'drop' | 'swap' | 'insert' | 'graft', at: number, other: number) {
    const [a, b] = [rows[at] as HashedRow, rows[other] as HashedRow]
    if (kind === 'drop') return rows.toSpliced(at, other)
    if (kind === 'swap') return rows.with(at, b).with(other, a)
    // An entry written with its hash rightly computed, the later ones numbered anew with their old hashes.
    const entry: AuditEntry = { actor: 'x', terminal: '', action: 'chart.open', detail: {} }
    const forged = nextRow(rows[at - 1] ?? CHAIN_START, entry, new Date(0))
    if (kind === 'graft') return rows.with(at, forged)
    const moved = rows.slice(at).map((row) => ({ ...row, sequence: row.sequence + 1 }))
    return [...rows.slice(0, at), forged, ...moved]
  }

  test.each([
    ['changed', `UPDATE audit SET patient_id = '9' WHERE sequence = 5`, ['changed 5']],
    ['removed', 'DELETE FROM audit WHERE sequence BETWEEN 5 AND 7', ['missing 5']],
    ['beheaded', 'DELETE FROM audit WHERE sequence < 4', ['missing 1']],
    ['unsealed', 'DELETE FROM audit WHERE sequence = 64', ['missing 64']],
  ])('in the file, %s, is found', (_name, sql, faults) => {
    expect(namedFaults(verifyFile(tampered((database) => database.exec(sql))))).toEqual(faults)
  })

  test('by an entry put before the first', () => {
    const copy = tampered((database) => {
      database.exec(`INSERT INTO audit SELECT -3, at, utc_offset, actor, role, terminal, action,
        patient_id, detail, hash FROM audit WHERE sequence = 1`)
    })
    expect(verifyFile(copy).faults[0]).toMatchObject({ kind: 'misplaced', sequence: -3 })
  })

  test('by dropping the triggers that keep it append-only', () => {
    const copy = join(mkdtempSync(join(directory, 'triggers-')), 'audit.sqlite')
    copyFileSync(file, copy)
    const database = new Database(copy)
    database.exec('DROP TRIGGER audit_no_delete')
    database.close()
    expect(verifyFile(copy).faults[0]).toMatchObject({ kind: 'file' })
  })

  test('by computing the chain anew from an entry on breaks at the next checkpoint', () => {
    const forged = rechained(rows, 70, (row) => ({ ...row, patientId: '1' }))
    const verdict = verify(forged)
    expect(verdict.whole).toBe(false)
    expect(namedFaults(verdict)).toEqual([`checkpoint 128`, `checkpoint ${rows.length}`])
  })

  test('by signing it all anew with another key shows against the key or a witness on paper', () => {
    const other = openSigner(mkdtempSync(join(directory, 'other-')))
    let previous = CHAIN_START as HashedRow
    const forged = rows.map((row) => {
      const { actor, terminal, action } = row
      const entry =
        action === 'log.checkpoint'
          ? other.checkpoint(previous)
          : { actor, terminal, action, detail: {} }
      previous = nextRow(previous, entry, new Date(0))
      return previous
    })
    expect(verify(forged).whole).toBe(true)
    expect(namedFaults(verify(forged, [], publicKey))[0]).toBe('checkpoint 64')
    const witness = { sequence: 99, hash: rows[98]?.hash.slice(0, 16) ?? '' }
    expect(namedFaults(verify(forged, [witness]))).toEqual(['witness 99'])
  })

  test('by cutting its end shows against a witness, with the numbers that are gone', () => {
    const witness = { sequence: 120, hash: rows[119]?.hash ?? '' }
    expect(verify(rows.slice(0, 100)).whole).toBe(true)
    expect(verify(rows.slice(0, 100), [witness]).faults).toEqual([
      { kind: 'truncated', sequence: 101, last: 120, detail: '' },
    ])
    expect(verify(rows.slice(0, 130), [witness]).whole).toBe(true)
  })

  test('at any byte of its file: it fails, or what is read is what was written', () => {
    const small = mkdtempSync(join(directory, 'small-'))
    const log = openAuditLog(small)
    for (let n = 0; n < 6; n += 1) {
      log.append({ actor: 'a', terminal: 't', action: 'chart.open', patientId: '7', detail: { n } })
    }
    log.close()
    const whole = readFileSync(join(small, 'audit/audit.sqlite'))
    const written = JSON.stringify(rowsOf(join(small, 'audit/audit.sqlite')))
    const place = join(small, 'flipped.sqlite')
    let failed = 0
    for (let at = 0; at < whole.length; at += 23) {
      const flipped = Buffer.from(whole)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8))
      writeFileSync(place, flipped)
      const isWhole = isWholeFile(place)
      if (isWhole) expect(JSON.stringify(rowsOf(place)), `byte ${at}`).toBe(written)
      else failed += 1
    }
    expect(failed).toBeGreaterThan(20)
  })

  function isWholeFile(path: string): boolean {
    try {
      return verifyFile(path).whole
    } catch {
      // Not readable as a log at all: the command ends with 1 then.
      return false
    }
  }
})

/** The chain as somebody without the signing key can compute it anew from entry `from` on. */
function rechained(
  all: readonly HashedRow[],
  from: number,
  change: (row: HashedRow) => HashedRow,
): HashedRow[] {
  let previous = CHAIN_START.hash
  return all.map((row) => {
    const made = row.sequence === from ? change(row) : row
    const hash = row.sequence < from ? row.hash : chainHash(previous, made)
    previous = hash
    return { ...made, hash }
  })
}

describe('the second copy', () => {
  const entry = { actor: 'a', terminal: 't', action: 'chart.open', patientId: '7', detail: {} }
  function twoDisks(): { data: string; disk: string; copy: string } {
    const data = mkdtempSync(join(directory, 'data-'))
    const disk = mkdtempSync(join(directory, 'disk-'))
    return { data, disk, copy: join(disk, COPY_FILE) }
  }

  test('holds every entry, those of other programs too, and verifies by itself', () => {
    const { data, disk, copy } = twoDisks()
    const other = openAuditLog(data)
    other.append(entry)
    const log = openAuditLog(data, disk)
    for (let n = 0; n < 70; n += 1) log.append(entry)
    other.append(entry)
    log.append(entry)
    log.seal()
    log.close()
    other.close()
    expect(rowsOf(copy)).toEqual(rowsOf(join(data, 'audit/audit.sqlite')))
    expect(verifyFile(copy)).toMatchObject({ whole: true, checkpoints: 2 })
  })

  test('any byte of it that changes is found', () => {
    const { data, disk, copy } = twoDisks()
    const log = openAuditLog(data, disk)
    log.append(entry)
    log.append(entry)
    log.close()
    const whole = readFileSync(copy)
    const touched = join(disk, 'touched')
    for (let at = 0; at < whole.length - 1; at += 1) {
      const flipped = Buffer.from(whole)
      flipped[at] = (flipped[at] ?? 0) ^ 1
      writeFileSync(touched, flipped)
      expect(isWhole(touched), `byte ${at}`).toBe(false)
    }
    function isWhole(path: string): boolean {
      try {
        return verifyFile(path).whole
      } catch {
        // The first byte decides what kind of file it is taken for.
        return false
      }
    }
  })

  test('that was removed, replaced or put on a missing disk stops the log', () => {
    const { data, disk, copy } = twoDisks()
    expect(() => openAuditLog(data, join(disk, 'not-mounted'))).toThrow('could not be opened')
    const log = openAuditLog(data, disk)
    log.append(entry)
    const whole = readFileSync(copy)
    rmSync(copy)
    expect(() => log.append(entry)).toThrow('could not be written')
    expect(() => log.append(entry)).toThrow('could not be written')
    expect(existsSync(copy)).toBe(false)
    writeFileSync(copy, whole)
    log.append(entry)
    log.close()
    expect(rowsOf(copy)).toEqual(rowsOf(join(data, 'audit/audit.sqlite')))
  })

  test('that cannot be written lets nobody in, until it can', async () => {
    const { data, disk, copy } = twoDisks()
    const server = await startServer({
      dataDirectory: data,
      host: '127.0.0.1',
      port: 0,
      https: false,
      demo: false,
      viewerDirectory: '',
      auditCopyDirectory: disk,
      log: () => {},
    })
    const attempt = async () => {
      const answer = await fetch(new URL('/api/session', server.address), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ user: 'a', password: 'b' }),
      })
      return answer.status
    }
    expect(await attempt()).toBe(401)
    renameSync(copy, `${copy}.away`)
    expect(await attempt()).toBe(503)
    renameSync(`${copy}.away`, copy)
    expect(await attempt()).toBe(401)
    await server.stop()
    expect(rowsOf(copy)).toEqual(rowsOf(join(data, 'audit/audit.sqlite')))
  })

  test('a line half written by a crash is written anew', () => {
    const { data, disk, copy } = twoDisks()
    const log = openAuditLog(data, disk)
    log.append(entry)
    log.append(entry)
    log.close()
    writeFileSync(copy, readFileSync(copy).subarray(0, -20))
    openAuditLog(data, disk).close()
    expect(rowsOf(copy)).toHaveLength(2)
  })

  test('a log that was cut behind its copy is not written to any more', () => {
    const { data, disk } = twoDisks()
    const log = openAuditLog(data, disk)
    for (let n = 0; n < 5; n += 1) log.append(entry)
    log.close()
    rmSync(join(data, 'audit'), { recursive: true })
    expect(() => openAuditLog(data, disk)).toThrow('the log was cut or rewritten')
  })
})

describe('sansho audit', () => {
  const sansho = (...args: string[]) =>
    spawnSync(SANSHO, ['audit', ...args], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    })

  test('verify ends with 0 for a whole log, with 1 and the number for another', () => {
    const whole = sansho('verify', '--data', directory)
    expect(whole.status, whole.stderr).toBe(0)
    expect(whole.stdout).toContain('is whole')
    const copy = tampered((database) =>
      database.exec(`UPDATE audit SET actor = 'x' WHERE sequence = 9`),
    )
    const broken = sansho('verify', '--file', copy)
    expect(broken.status).toBe(1)
    expect(broken.stdout).toContain('entry 9: was changed')
    expect(JSON.parse(sansho('verify', '--file', copy, '--json').stdout)).toMatchObject({
      whole: false,
      faults: [{ kind: 'changed', sequence: 9 }],
    })
  })

  test('head prints a witness, which verify takes', () => {
    const head = sansho('head', '--data', directory)
    const witness = /^witness: (\d+:[0-9a-f]{64})$/m.exec(head.stdout)?.[1] ?? ''
    expect(head.stdout).toContain(`public key: ${publicKey}`)
    const key = ['--key', publicKey]
    expect(sansho('verify', '--data', directory, '--witness', witness, ...key).status).toBe(0)
    const cut = tampered((database) => database.exec('DELETE FROM audit WHERE sequence > 140'))
    expect(sansho('verify', '--file', cut).status).toBe(0)
    const found = sansho('verify', '--file', cut, '--witness', witness)
    expect(found.status).toBe(1)
    expect(found.stdout).toContain(`entries 141 to ${rows.length}: missing (the tail was cut off)`)
  })

  test('verify compares with the second copy', () => {
    const data = mkdtempSync(join(directory, 'pair-'))
    const disk = join(data, 'disk')
    mkdirSync(disk)
    const log = openAuditLog(data, disk)
    for (let n = 0; n < 9; n += 1) log.append({ actor: 'a', terminal: '', action: 'x', detail: {} })
    log.close()
    const copy = join(disk, COPY_FILE)
    expect(sansho('verify', '--data', data, '--copy', copy).status).toBe(0)
    const database = new Database(join(data, 'audit/audit.sqlite'))
    database.exec('DROP TRIGGER audit_no_delete; DELETE FROM audit WHERE sequence > 6')
    database.exec(SCHEMA)
    database.close()
    const cut = sansho('verify', '--data', data, '--copy', copy)
    expect(cut.status).toBe(1)
    expect(cut.stdout).toContain('entries 7 to 9: missing')
  })

  test('patient and user find their entries; reading them is an entry too', () => {
    const data = mkdtempSync(join(directory, 'who-'))
    mkdirSync(join(data, 'audit'))
    copyFileSync(file, join(data, 'audit/audit.sqlite'))
    const patient = sansho('patient', '12', '--data', data)
    const lines = patient.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map((line) => [line.patientId, line.actor])).toEqual([['0000012', 'yamada0']])
    const user = sansho('user', 'yamada1', '--data', data, '--format', 'csv')
    expect(user.stdout.split('\r\n')[0]).toBe(
      '\ufeffsequence,at,utcOffset,actor,role,terminal,action,patientId,detail,hash',
    )
    expect(user.stdout.split('\r\n')).toHaveLength(ENTRIES / 3 + 2)
    const read = rowsOf(join(data, 'audit/audit.sqlite')).filter(
      (row) => row.action === 'audit.read',
    )
    expect(read.map((row) => row.detail)).toEqual([
      '{"of":"12","what":"patient"}',
      '{"of":"yamada1","what":"user"}',
    ])
  })

  test('what was typed at a sign-in is no formula of a Japanese spreadsheet, and moves no cursor of a terminal', () => {
    const data = mkdtempSync(join(directory, 'typed-'))
    const log = openAuditLog(data)
    const typed = '＝HYPERLINK("http://x")\u009b2K\u202e\u001b[2K\rroot'
    log.append({ actor: typed, terminal: '192.0.2.7', action: 'session.refused', detail: {} })
    log.close()
    const csv = sansho('export', '--data', data, '--format', 'csv').stdout
    expect(csv).toContain(`"'${typed.replaceAll('"', '""')}"`)
    for (const format of ['jsonl', 'csv']) {
      const command = `'${SANSHO}' audit export --data '${data}' --format ${format}`
      const shown = spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8' })
      expect(shown.stdout).toContain('\\u009b2K\\u202e\\u001b[2K')
      expect(shown.stdout).not.toContain('\rroot')
      expect(shown.stdout).not.toMatch(/(?![\r\n])[\p{Cc}\p{Bidi_Control}]/u)
    }
  })

  test('export gives lines that verify, and takes a period', () => {
    const lines = sansho('export', '--file', file)
    const place = join(directory, 'export.jsonl')
    writeFileSync(place, lines.stdout)
    expect(sansho('verify', '--file', place).status).toBe(0)
    expect(sansho('export', '--file', file, '--to', '2001-01-01').stdout).toBe('')
    const all = sansho('export', '--file', file, '--from', '2001-01-01T00:00Z')
    expect(all.stdout).toBe(lines.stdout)
  })

  test.each([
    ['verify', '--witness', '12'],
    ['export', '--format', 'xml'],
    ['export', '--from', 'yesterday'],
    ['erase'],
    ['patient'],
  ])('%s %s %s is wrong use', (...args) => {
    const wrong = sansho(...args.filter((arg) => arg !== undefined), '--data', directory)
    expect(wrong.status).toBe(2)
  })

  test('a folder without a log is an error that says where it was looked for', () => {
    const none = sansho('verify', '--data', join(directory, 'nowhere'))
    expect(none.status).toBe(1)
    expect(none.stderr).toContain('there is no access log at')
  })
})
