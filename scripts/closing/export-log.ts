/** The access log on another disk: as it is, for programs and for people, with hashes of everything. */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { csvLines, jsonLines } from '../../server/audit/export-log.ts'
import { auditFile, openOwnLog } from '../../server/audit/read-log.ts'

export interface ExportedFile {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/**
 * Writes `audit.jsonl`, `audit.csv` and `SHA256SUMS`, and reads them back.
 * @param more files of the data directory that go along: name in the export → place; what is gone there stays as it was exported before
 * @throws Error when something that was read back differs
 */
export function exportLog(
  dataDirectory: string,
  folder: string,
  more: ReadonlyMap<string, string>,
): ExportedFile[] {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const files: ExportedFile[] = []
  const log = openOwnLog(auditFile(dataDirectory))
  try {
    files.push(writeLines(folder, 'audit.jsonl', jsonLines(log.rows())))
    files.push(writeLines(folder, 'audit.csv', csvLines(log.rows())))
  } finally {
    log.close()
  }
  for (const [name, place] of more) {
    const exported = path.join(folder, name)
    const from = fs.existsSync(place) ? place : exported
    if (fs.existsSync(from)) files.push(writeLines(folder, name, [fs.readFileSync(from)]))
  }
  const sums = files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('')
  writeLines(folder, 'SHA256SUMS', [sums])
  for (const { name, sha256 } of files) {
    if (hashOf(path.join(folder, name)) === sha256) continue
    throw new Error(`${path.join(folder, name)} cannot be read back as it was written`)
  }
  return files
}

function writeLines(
  folder: string,
  name: string,
  lines: Iterable<string | Uint8Array>,
): ExportedFile {
  const hash = crypto.createHash('sha256')
  const place = path.join(folder, name)
  fs.mkdirSync(path.dirname(place), { recursive: true, mode: 0o700 })
  const fd = fs.openSync(place, 'w', 0o600)
  let bytes = 0
  try {
    for (const line of lines) {
      const content = Buffer.from(line)
      hash.update(content)
      for (let done = 0; done < content.length; ) done += fs.writeSync(fd, content, done)
      bytes += content.length
    }
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
  return { name, bytes, sha256: hash.digest('hex') }
}

function hashOf(file: string): string {
  const hash = crypto.createHash('sha256')
  const fd = fs.openSync(file, 'r')
  const piece = Buffer.alloc(2 ** 20)
  try {
    for (;;) {
      const read = fs.readSync(fd, piece)
      if (read === 0) return hash.digest('hex')
      hash.update(piece.subarray(0, read))
    }
  } finally {
    fs.closeSync(fd)
  }
}
