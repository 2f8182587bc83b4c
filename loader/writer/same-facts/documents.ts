/**
 * A document that several sources hold. Rule: patient and content are the same, byte for byte, of every part that both have, and so is
 * the day, where both give one: a blank form is the same file on every day it was filed. Title, author and department must not differ.
 */
import type { Connection } from '../generation-database.ts'
import { type FactRow, joinRows } from './rows.ts'
import { covers, toTheMinute } from './stated.ts'
import type { Terms } from './terms.ts'
import { writtenForm } from './written-form.ts'

interface Document extends FactRow {
  readonly blob: string | null
  readonly blobs: string
  readonly title: string
  readonly document_at: string | null
  readonly department_id: number | null
  readonly author: string | null
}

/** `2022-10-31` */
const DAY = 10

export function joinDocuments(db: Connection, terms: Terms): void {
  const isSameDepartment = (a: number, b: number) =>
    terms.nameOf(a) === terms.nameOf(b) || terms.codeOf(a) === terms.codeOf(b)
  joinRows<Document>(db, {
    kind: 'document',
    columns: `(SELECT blob FROM document_part p WHERE p.document_id = t.id AND p.seq = 0) AS blob,
      (SELECT group_concat(blob, ' ' ORDER BY blob) FROM document_part p WHERE p.document_id = t.id) AS blobs,
      t.title, t.document_at, t.department_id, (SELECT name FROM staff WHERE staff.id = t.author_id) AS author`,
    keyOf: ({ blob }) => (blob === null || blob === '' ? null : blob),
    timeOf: ({ document_at }) => (document_at ?? '').slice(0, DAY),
    isCurrent: ({ standing }) => standing === 1,
    rules: {
      isSameEvent: () => true,
      says: (a, b) =>
        b.blobs.split(' ').every((blob) => a.blobs.includes(blob)) &&
        covers(writtenForm(a.title), writtenForm(b.title)) &&
        wordsOf(b.author).every((word) => wordsOf(a.author).includes(word)) &&
        (b.department_id === null ||
          (a.department_id !== null && isSameDepartment(a.department_id, b.department_id))) &&
        coversTime(a.document_at, b.document_at),
    },
  })
  // A procedure leads to the document that is shown.
  db.exec(`
    UPDATE procedure SET document_id = s.record
    FROM other_statement s WHERE s.kind = 'document' AND s.agrees = 1 AND s.other_record = procedure.document_id`)
}

/** `看護師 石橋 恵` says what `石橋 恵` says. */
function wordsOf(author: string | null): string[] {
  return writtenForm(author ?? '')
    .split(' ')
    .filter((word) => word !== '')
}

/** No less precise; formats that must write seconds fill them with zeros. */
function coversTime(own: string | null, other: string | null): boolean {
  return other === null || (own ?? '').startsWith(toTheMinute(other))
}
