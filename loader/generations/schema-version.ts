/** Which version of the read model a generation holds: a server opens its own alone. */
import fs from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'

const SCHEMA = new URL('../../model/schema.sql', import.meta.url)

/** @returns in words, why a server of this version cannot open it; empty when nothing keeps it from that */
export function schemaFaults(folder: string): string[] {
  const own = Number(/^PRAGMA user_version = (\d+);/m.exec(fs.readFileSync(SCHEMA, 'utf8'))?.[1])
  const db = new Database(path.join(folder, 'chart.sqlite'), { readonly: true })
  try {
    const found = db.pragma('user_version', { simple: true })
    return found === own
      ? []
      : [`its read model is of schema ${found}, this version serves ${own}: load its medium again`]
  } finally {
    db.close()
  }
}
