/**
 * Files whose bytes nothing vouches for: were one bit of them another, nobody could tell. Vouching for bytes: a seal that the
 * operator named, the checksum of an archive or a repository, the same bytes in the generation that is served.
 */
import fs from 'node:fs'
import { csvLine } from '../csv-line.ts'
import type { SourceKind, SourceSpec } from '../sources/source.ts'
import type { Connection } from '../writer/generation-database.ts'

/** CRC-32 of each file (ZIP), of the whole (gzip, RFC 1952); SHA-256 of each piece (restic). Zstandard's checksum is optional. */
const CHECKED: readonly SourceKind[] = ['zip', 'tar.gz', 'restic']

/** work.witnessed: files of the same path and bytes in the manifest that is attached as `before`. */
export function noteWitnesses(db: Connection): void {
  db.exec(`INSERT OR IGNORE INTO work.witnessed
           SELECT f.id FROM manifest.file f JOIN manifest.source s ON s.id = f.source_id
           JOIN before.source os ON os.label = s.label
           JOIN before.file o ON o.source_id = os.id AND o.path = f.path AND o.sha256 = f.sha256
           WHERE f.sha256 <> ''`)
}

/**
 * Lists them in a file, source and path. Those that were taken over were not read from this medium and are counted elsewhere.
 * @param readAt of this load
 * @returns how many
 */
export function writeUnwitnessed(
  db: Connection,
  file: string,
  { sources, seals }: { sources: readonly SourceSpec[]; seals: ReadonlyMap<string, string> },
  readAt: string,
): number {
  const open = sources.flatMap(({ kind, label }, index) =>
    CHECKED.includes(kind) || seals.has(label) ? [] : [index + 1],
  )
  const rows = db.prepare<[string, string], { label: string; path: string }>(
    `SELECT s.label, f.path FROM manifest.file f JOIN manifest.source s ON s.id = f.source_id
     WHERE f.sha256 <> '' AND f.disposition <> 'ignored' AND f.read_at = ?
       AND f.source_id IN (SELECT value FROM json_each(?)) AND f.id NOT IN (SELECT file_id FROM work.witnessed)
     ORDER BY s.id, f.path`,
  )
  const fd = fs.openSync(file, 'w', 0o640)
  let count = 0
  try {
    fs.writeFileSync(fd, `\ufeff${csvLine(['取得元', 'パス'])}`)
    for (const { label, path } of rows.iterate(readAt, JSON.stringify(open))) {
      fs.writeFileSync(fd, csvLine([label, path]))
      count++
    }
  } finally {
    fs.closeSync(fd)
  }
  return count
}
