/**
 * Suspicious change: a file of long ago whose bytes differ from those in the generation that is served. Such an archive is
 * append-mostly: one old date that changed is a question, many are an answer (see medium-verdict.ts).
 */
import type { Connection } from '../writer/generation-database.ts'

/** Results, reports and summaries are completed within about a month. */
const SETTLED_DAYS = 31

/**
 * Marks them in the manifest being built; sources are matched by label, files by path. The earlier manifest is attached as
 * `before`.
 */
export function markChangedFiles(db: Connection): void {
  db.prepare(
    `UPDATE manifest.file SET verdict = 'suspicious',
       detail = 'differs from the generation before: then ' || o.bytes || ' bytes, SHA-256 ' || o.sha256
     FROM before.file o JOIN before.source os ON os.id = o.source_id JOIN manifest.source s ON s.label = os.label
     WHERE manifest.file.source_id = s.id AND manifest.file.path = o.path AND manifest.file.sha256 <> o.sha256
       AND o.sha256 <> '' AND manifest.file.verdict = 'sound' AND o.date <> ''
       AND o.date < (SELECT date(max(date), '-${SETTLED_DAYS} days') FROM before.file
                     WHERE length(date) = 10 AND date <= date('now', '+1 day'))`,
  ).run()
}
