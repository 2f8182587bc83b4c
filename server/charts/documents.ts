/** A patient's documents: their list, and where the bytes of one part lie. */
import { createHash } from 'node:crypto'
import type { DocumentRow } from '../../model/api/chart/documents.ts'
import type { Generation, Term } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { type Described, readRecordVoices } from './other-statements.ts'
import type { PatientRef } from './patient.ts'

interface Row {
  id: number
  category: string
  typeId: number | null
  title: string
  documentAt: string | null
  documentText: string
  departmentId: number | null
  authorId: number | null
  status: string
  excerpt: string
  versionKey: string
  standing: number
}

const EXCERPT = 400
const COLUMNS = `id, category, type_id AS typeId, title, document_at AS documentAt,
    document_text AS documentText, department_id AS departmentId, author_id AS authorId, status,
    substr(text, 1, ${EXCERPT}) AS excerpt, version_key AS versionKey, standing`

// The table, not the view: superseded versions are listed with their mark, deleted ones counted.
const DOCUMENTS = statement<Row>(`
  SELECT ${COLUMNS} FROM document WHERE ${OF_PATIENT} AND standing IN (1, 2)
  ORDER BY document_at DESC, id DESC`)
/** Of any standing. */
const OTHERS = statement<Row>(`
  SELECT ${COLUMNS} FROM document WHERE id IN (SELECT value FROM json_each(@ids))`)
const DELETED = statement<{ n: number }>(`
  SELECT count(*) AS n FROM document WHERE ${OF_PATIENT} AND standing = 0`)
const NEWEST_OF = statement<Row>(`
  SELECT ${COLUMNS} FROM current_document
  WHERE ${OF_PATIENT} AND category = @category ORDER BY document_at DESC, id DESC LIMIT 1`)
const NEWEST = statement<Row>(`
  SELECT ${COLUMNS} FROM current_document WHERE ${OF_PATIENT}
  ORDER BY document_at DESC, id DESC LIMIT @limit`)
const COUNT = statement<{ n: number }>(`
  SELECT count(*) AS n FROM current_document WHERE ${OF_PATIENT}`)

interface PartRow {
  documentId: number
  part: number
  name: string
  mediaType: string
  bytes: number
}

const PARTS = statement<PartRow>(`
  SELECT p.document_id AS documentId, p.seq AS part, p.name, p.media_type AS mediaType, p.bytes
  FROM json_each(@ids) wanted JOIN document_part p ON p.document_id = wanted.value
  ORDER BY p.document_id, p.seq`)
const ONE = statement<{ id: number; title: string; text: string }>(`
  SELECT id, title, text FROM document WHERE id = @id AND ${OF_PATIENT} AND standing IN (1, 2)`)
const BLOBS = statement<StoredPart>(`
  SELECT seq AS part, name, media_type AS mediaType, bytes, blob FROM document_part
  WHERE document_id = @id ORDER BY seq`)

/** Current and superseded documents, newest first. */
export function readDocuments(
  generation: Generation,
  patient: PatientRef,
): { documents: DocumentRow[]; deleted: number } {
  return {
    documents: asDocuments(generation, generation.all(DOCUMENTS, patient.rows)),
    deleted: generation.get(DELETED, patient.rows)?.n ?? 0,
  }
}

const TYPES = statement<{ id: number; typeId: number | null }>(`
  SELECT id, type_id AS typeId FROM document WHERE ${OF_PATIENT} AND standing IN (1, 2)`)

/** The type of each document by its name, with the codes of the source. */
export function readDocumentTypes(
  generation: Generation,
  patient: PatientRef,
): Map<string, Term | null> {
  const rows = generation.all(TYPES, patient.rows)
  return new Map(
    rows.map(({ id, typeId }) => [documentName(generation, id), generation.term(typeId)]),
  )
}

/** The newest current document of a category. */
export function newestDocument(
  generation: Generation,
  patient: PatientRef,
  category: string,
): DocumentRow | null {
  const row = generation.get(NEWEST_OF, { ...patient.rows, category })
  return row === undefined ? null : (asDocuments(generation, [row])[0] ?? null)
}

export function newestDocuments(
  generation: Generation,
  patient: PatientRef,
  limit: number,
): { recentDocuments: DocumentRow[]; documentCount: number } {
  return {
    recentDocuments: asDocuments(generation, generation.all(NEWEST, { ...patient.rows, limit })),
    documentCount: generation.get(COUNT, patient.rows)?.n ?? 0,
  }
}

/** Opaque name of a document: good in this generation only, so that it never opens another one after a switch. */
export function documentName(generation: Generation, id: number): string {
  return `${id}-${generation.seal('document', id)}`
}

export interface StoredPart {
  part: number
  name: string
  mediaType: string
  bytes: number
  blob: string
}

export interface StoredDocument {
  readonly id: number
  readonly title: string
  /** Readable text of the main part; '' for a scan. */
  readonly text: string
  readonly parts: readonly StoredPart[]
}

/** The patient's document of that name; null when it is unknown, another patient's, or deleted. */
export function findDocument(
  generation: Generation,
  patient: PatientRef,
  name: string,
): StoredDocument | null {
  const id = Number(/^(\d{1,15})-/.exec(name)?.[1])
  if (!Number.isSafeInteger(id) || name !== documentName(generation, id)) return null
  const document = generation.get(ONE, { ...patient.rows, id })
  return document === undefined ? null : { ...document, parts: generation.all(BLOBS, { id }) }
}

function asDocuments(generation: Generation, rows: readonly Row[]): DocumentRow[] {
  const parts = new Map<number, DocumentRow['parts']>()
  const ids = JSON.stringify(rows.map((row) => row.id))
  for (const { documentId, ...part } of generation.iterate(PARTS, { ids })) {
    const list = parts.get(documentId) ?? []
    parts.set(documentId, list)
    list.push(part)
  }
  const voices = readRecordVoices(
    generation,
    'document',
    rows.map(({ id }) => id),
    (others) => describe(generation, others),
  )
  return rows.map((row) => ({
    ...voices.get(row.id),
    document: documentName(generation, row.id),
    category: row.category,
    type: generation.display(row.typeId),
    title: row.title,
    documentAt: { at: row.documentAt, text: row.documentText },
    department: generation.department(row.departmentId),
    author: generation.staff(row.authorId),
    status: row.status,
    standing: row.standing === 1 ? 'current' : 'superseded',
    version: row.versionKey === '' ? `document ${row.id}` : hashOf(row.versionKey),
    excerpt: row.excerpt,
    parts: parts.get(row.id) ?? [],
  }))
}

/** What another source calls the same content, in one line. */
function describe(generation: Generation, ids: readonly number[]): Map<number, Described> {
  const rows = generation.all(OTHERS, { ids: JSON.stringify(ids) })
  return new Map(
    rows.map((row) => {
      const people = [generation.department(row.departmentId), generation.staff(row.authorId)]
      const text = [row.title, ...people].filter((word) => word !== '').join(' ')
      const at = { at: row.documentAt, text: row.documentText }
      return [row.id, { at, text, unit: '', flag: '', status: '', standing: row.standing }]
    }),
  )
}

/** Version keys come from paths, and paths name patients: only their sameness leaves the server. */
function hashOf(versionKey: string): string {
  return createHash('sha256').update(versionKey).digest('hex').slice(0, 16)
}
