/** Writes a small generation the way a finished load leaves it, row by row from facts named in a test. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { idKey, nameKey } from '../../model/search-keys.ts'

type Value = string | number | null
type Row = Readonly<Record<string, Value>>

const MODEL = new URL('../../model/', import.meta.url)
const readSql = (name: string) => readFileSync(new URL(name, MODEL), 'utf8')

export interface PersonFacts {
  readonly id: string
  readonly kanji?: readonly [string, string]
  readonly kana?: readonly [string, string]
  readonly birth?: string
  readonly sex?: string
  readonly mergedInto?: number
  readonly extra?: Row
}

export class GenerationBuilder {
  readonly id: string
  readonly directory: string
  readonly asOf: string
  readonly #database: Database.Database
  readonly #defaults = new Map<string, Row>()
  readonly #terms = new Map<string, number>()
  #next = 1

  constructor(dataDirectory: string, id = '20221110T0315Z-ab12cd', asOf = '2022-11-10T03:15') {
    this.id = id
    this.asOf = asOf
    this.directory = join(dataDirectory, 'generations', id)
    mkdirSync(this.directory, { recursive: true })
    this.#database = new Database(join(this.directory, 'chart.sqlite'))
    this.#database.exec(readSql('schema.sql'))
    this.#database.exec('BEGIN')
    this.insert('generation', {
      id,
      as_of: asOf,
      as_of_basis: 'operator',
      loaded_at: '2022-11-10T05:00:00Z',
    })
    this.insert('source', {
      id: 1,
      label: 'ehr',
      location: '/media/backup',
      format: 'ssmix2',
      as_of: asOf,
      as_of_basis: 'operator',
      files: 10,
    })
  }

  /** Inserts a row; columns that are not named hold '' or 0 or NULL as the schema allows. @returns its id. */
  insert(table: string, row: Row): number {
    const full = { ...this.#defaultsOf(table), ...row }
    const names = Object.keys(full)
    const marks = names.map((name) => `@${name}`).join(', ')
    const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${marks})`
    return Number(this.#database.prepare(sql).run(full).lastInsertRowid)
  }

  term(display: string, code = display, system = '99LOC'): number {
    const key = `${code}^${display}^${system}`
    const known = this.#terms.get(key)
    if (known !== undefined) return known
    const codings = JSON.stringify([[code, display, system]])
    const id = this.insert('term', { display, code, system, codings })
    this.#terms.set(key, id)
    return id
  }

  patient({ id, kanji, kana, birth, sex, mergedInto, extra }: PersonFacts): number {
    const row = this.insert('patient', {
      patient_id: id,
      family: kanji?.[0] ?? '',
      given: kanji?.[1] ?? '',
      family_kana: kana?.[0] ?? '',
      given_kana: kana?.[1] ?? '',
      birth_at: birth ?? null,
      birth_text: birth?.replaceAll('-', '') ?? '',
      sex: sex ?? 'F',
      mastered: 1,
      phones: '[]',
      contacts: '[]',
      merged_into: mergedInto ?? null,
      ...extra,
    })
    this.insert('patient_identifier', {
      patient: row,
      value: id,
      use: 'current',
      search_value: idKey(id),
    })
    for (const [script, name] of [
      ['kanji', kanji],
      ['kana', kana],
    ] as const) {
      if (name === undefined) continue
      this.insert('patient_name_key', {
        patient: row,
        script,
        full_key: nameKey(name.join('')),
        given_key: nameKey(name[1]),
      })
    }
    return row
  }

  /** A group of results; `results` are item name → text, or a row of `observation` without its keys. */
  results(patient: number, group: Row, results: readonly Row[]): number {
    const id = this.insert('observation_group', {
      patient,
      category: 'laboratory',
      standing: 1,
      ...group,
    })
    for (const [at, result] of results.entries()) {
      this.insert('observation', { group_id: id, seq: at + 1, ...result })
    }
    return id
  }

  /** Stores bytes as a blob. @returns their SHA-256. */
  blob(bytes: Uint8Array, compressed = false): string {
    const hash = createHash('sha256').update(bytes).digest('hex')
    const folder = join(this.directory, 'blobs', hash.slice(0, 2))
    mkdirSync(folder, { recursive: true })
    const stored = compressed ? zstdCompressSync(bytes) : bytes
    writeFileSync(join(folder, compressed ? `${hash}.zst` : hash), stored)
    return hash
  }

  /** A document of one part, or of a main part with attachments. */
  document(
    patient: number,
    facts: Row,
    parts: readonly { name: string; mediaType: string; bytes: Uint8Array; compressed?: boolean }[],
  ): number {
    const id = this.insert('document', {
      patient,
      document_key: `key ${this.#next}`,
      category: 'progress-note',
      type_id: this.term('経過記録'),
      title: '経過記録',
      standing: 1,
      ...facts,
    })
    this.#next += 1
    for (const [seq, part] of parts.entries()) {
      const { length } = part.bytes
      const blob = this.blob(part.bytes, part.compressed)
      const media = { name: part.name, media_type: part.mediaType, bytes: length, blob }
      this.insert('document_part', { document_id: id, seq, ...media })
    }
    return id
  }

  /** Indexes, closes, and points `current` at it. */
  publish(): void {
    this.#database.exec('COMMIT')
    this.#database.exec(readSql('schema-indexes.sql'))
    this.#database.close()
    const link = join(this.directory, '..', 'current')
    rmSync(link, { force: true })
    symlinkSync(this.id, link)
  }

  #defaultsOf(table: string): Row {
    const known = this.#defaults.get(table)
    if (known !== undefined) return known
    const columns = this.#database.pragma(`table_info(${table})`) as {
      name: string
      type: string
      notnull: number
      pk: number
      dflt_value: string | null
    }[]
    const row = Object.fromEntries(
      columns
        .filter((column) => column.pk === 0 && column.notnull === 1 && column.dflt_value === null)
        .map((column) => [column.name, column.type === 'TEXT' ? '' : 0] as const),
    )
    this.#defaults.set(table, row)
    return row
  }
}
