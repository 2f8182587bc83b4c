/**
 * Documents out of their parts: the files of one content folder (SS-MIX2 guideline, extended storage) are one document. Its
 * main part is the file that says so, else the first by name, so that a folder of attachments alone is still shown. What a style sheet
 * beside it says of the text is put before the text.
 */
import type { Connection } from './generation-database.ts'

interface Part {
  readonly patient: number
  readonly source_id: number
  readonly document_key: string
  readonly name: string
  readonly media_type: string
  readonly bytes: number
  readonly blob: string
  readonly standing: number
  readonly file_id: number
  readonly part: number
  /** What a style sheet says of the text, '' = nothing, or it is none. */
  readonly note: string
}

export function assembleDocuments(db: Connection): void {
  const parts = db.prepare<[], Part>(
    `SELECT d.rowid AS part, d.patient, f.source_id, d.document_key, d.name, d.media_type, d.bytes, d.blob, d.standing,
       d.file_id, iif(d.name LIKE '%.css', d.text, '') AS note
     FROM work.document_part d JOIN manifest.file f ON f.id = d.file_id
     ORDER BY f.source_id, d.patient, d.document_key, d.standing, d.is_main DESC, d.name, f.path`,
  )
  const addDocument = db.prepare(
    `INSERT INTO document SELECT ?, patient, document_key, category, type_id, title, document_at, document_text,
       department_id, author_id, status, text, version_key, standing, file_id FROM work.document_part WHERE rowid = ?`,
  )
  const addPart = db.prepare('INSERT INTO document_part VALUES (?, ?, ?, ?, ?, ?, ?)')
  const addNote = db.prepare(
    "UPDATE document SET text = ? || char(10) || text WHERE id = ? AND text <> ''",
  )
  let document = 0
  let seq = 0
  let previous: Part | undefined
  for (const part of parts.iterate()) {
    if (previous === undefined || !isSameDocument(previous, part)) {
      addDocument.run(++document, part.part)
      seq = 0
    }
    addPart.run(document, seq++, part.name, part.media_type, part.bytes, part.blob, part.file_id)
    if (seq > 1 && part.note !== '') addNote.run(part.note, document)
    previous = part
  }
  linkProcedures(db)
}

function isSameDocument(a: Part, b: Part): boolean {
  return (
    a.document_key === b.document_key &&
    a.patient === b.patient &&
    a.source_id === b.source_id &&
    a.standing === b.standing
  )
}

function linkProcedures(db: Connection): void {
  const links = db.prepare('SELECT count(*) FROM work.procedure_document').pluck().get() as number
  if (links === 0) return
  db.exec(`
    UPDATE procedure SET document_id = l.document
    FROM (SELECT p.file_id, p.name_id, min(d.id) AS document
          FROM work.procedure_document p JOIN manifest.file f ON f.id = p.file_id
          JOIN document d ON d.document_key = p.document_key AND d.patient = p.patient
          JOIN manifest.file g ON g.id = d.file_id AND g.source_id = f.source_id
          GROUP BY p.file_id, p.name_id) l
    WHERE l.file_id = procedure.file_id AND l.name_id = procedure.name_id`)
}
