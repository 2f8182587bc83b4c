/**
 * Exports of departmental systems: tables (CSV, TSV) that a mapping file in their folder explains, and documents that one of
 * them, the index, names.
 */
import type { DocumentPartRecord } from '../../../model/records/documents.ts'
import type { ClinicalTime } from '../../../model/records/values.ts'
import { categoryOfDocument } from '../fhir/document-category.ts'
import { readContent } from '../files/content.ts'
import { mediaTypeOf } from '../files/media-type.ts'
import {
  type Damage,
  startOfZeros,
  unknownContent,
  wholeFileDamage,
} from '../files/unknown-content.ts'
import type { Format, ParsedFile, PathFacts } from '../format.ts'
import { sumOfPieces } from '../sum-of-pieces.ts'
import {
  type CsvContext,
  combine,
  gather,
  type IndexedDocument,
  MAPPING_NAME,
  mappingOf,
  tableOf,
  weigh,
  whyNotShown,
} from './context.ts'
import { readTable } from './table.ts'
import { lookAtHead } from './table-head.ts'
import type { TableRow } from './table-row.ts'

const TABLE_NAME = /\.(csv|tsv)$/i
/** What an index may name, and what else a table may be called. */
const DOCUMENT_NAME = /\.(pdf|tiff?|jpe?g|png|gif|html?|txt|dat|xml)$/i
const NOTHING: ParsedFile = { outcome: 'notInterpreted', reason: 'nothing in it' }
const DISPUTED: ParsedFile = {
  outcome: 'quarantined',
  refusal: 'identity-mismatch',
  detail: 'rows of several patients name it',
  otherPatientId: '',
}
const EMPTY: CsvContext = { mappings: new Map(), documents: new Map(), files: new Set() }

export const csv: Format = {
  name: 'csv',
  claim: (path) => (MAPPING_NAME.test(path) || TABLE_NAME.test(path) ? factsOf('', null) : null),
  mayBeClaimed: (path) => DOCUMENT_NAME.test(path),
  claimByContext(path, context) {
    const known = contextOf(context)
    const document = known.documents.get(path)
    if (document !== undefined) {
      return { ...factsOf(document.patientId, document.date), standing: document.standing }
    }
    return tableOf(known, path) === null ? null : factsOf('', null)
  },
  preparation: { gather, weigh, combine },
  parse: (bytes, path, facts, context) =>
    sumOfPieces([...pieces(bytes, path, facts, context)], NOTHING),
  parseInPieces: pieces,
}

function factsOf(patientId: string, date: ClinicalTime | null): PathFacts {
  const day = date?.at?.slice(0, 10) ?? ''
  return {
    patientId,
    date: day,
    dataType: 'CSV',
    versionKey: '',
    versionTime: '',
    standing: 'current',
  }
}

function contextOf(context: unknown): CsvContext {
  return (context as CsvContext | undefined) ?? EMPTY
}

function* pieces(
  bytes: Uint8Array,
  path: string,
  _facts: PathFacts,
  context: unknown,
): Generator<ParsedFile> {
  const known = contextOf(context)
  const document = known.documents.get(path)
  if (document !== undefined) {
    yield document.isDisputed ? DISPUTED : readDocument(bytes, path, document)
    return
  }
  if (MAPPING_NAME.test(path)) {
    yield mappingFile(known, path)
    return
  }
  const table = tableOf(known, path)
  const damage = damageOf(bytes)
  if (damage !== null && (table !== null || damage.refusal === 'encrypted')) {
    yield { outcome: 'quarantined', ...damage, otherPatientId: '' }
    return
  }
  if (table === null) {
    yield { outcome: 'notInterpreted', reason: whyNoTable(known, path) }
    return
  }
  const { fault } = lookAtHead(bytes, table)
  if (fault !== null) {
    const detail = fault.said.en
    yield { outcome: 'quarantined', refusal: 'unparsable', detail, otherPatientId: '' }
    return
  }
  const why = (row: TableRow) => whyNotShown(known, path, row, table)
  const place = { path, folder: mappingOf(known, path)?.folder ?? '' }
  for (const { records, problems, parts } of readTable(bytes, place, table, why)) {
    yield { outcome: 'records', records, mention: null, problems, deviatingCharset: '', parts }
  }
}

/** A table is text from its beginning to its end. */
function damageOf(bytes: Uint8Array): Damage | null {
  const whole = wholeFileDamage(bytes)
  if (whole !== null) return whole
  if (mediaTypeOf(bytes) === '') return unknownContent(bytes)
  const zeros = startOfZeros(bytes)
  if (zeros === bytes.length) return null
  return { refusal: 'truncated', detail: `nothing but zeros follows the text from byte ${zeros}` }
}

function mappingFile(known: CsvContext, path: string): ParsedFile {
  const mapping = mappingOf(known, path)?.mapping
  if (mapping === undefined || !('faults' in mapping)) {
    return { outcome: 'ignored', reason: 'mapping of an export' }
  }
  const [first] = mapping.faults
  const detail = `line ${first?.line}, column ${first?.column}: ${first?.said.en}`
  return { outcome: 'quarantined', refusal: 'unparsable', detail, otherPatientId: '' }
}

function whyNoTable(known: CsvContext, path: string): string {
  const found = mappingOf(known, path)
  if (found === null) return 'a table without a mapping (sansho-mapping.yaml)'
  return 'faults' in found.mapping
    ? 'its mapping has faults: sansho mapping check says which'
    : 'no table of the mapping has this name'
}

function readDocument(bytes: Uint8Array, path: string, document: IndexedDocument): ParsedFile {
  const content = readContent(bytes)
  if (!content.ok) {
    const { refusal, detail } = content.damage
    return { outcome: 'quarantined', refusal, detail, otherPatientId: '' }
  }
  const { patientId, title, type, author, department } = document
  const named = type === '' ? { display: '文書', codings: [] } : { display: type, codings: [] }
  const part: DocumentPartRecord = {
    kind: 'documentPart',
    patientId,
    documentKey: path,
    role: 'main',
    name: path.slice(path.lastIndexOf('/') + 1),
    mediaType: content.mediaType,
    category: categoryOfDocument(named),
    type: named,
    title: title || content.title || named.display,
    documentAt: document.date,
    department: department === '' ? null : { display: department, codings: [] },
    author: author === '' ? null : { code: '', name: author },
    status: '',
    text: content.text,
  }
  const { problems, deviatingCharset } = content
  return { outcome: 'records', records: [part], mention: null, problems, deviatingCharset }
}
