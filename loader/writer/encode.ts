/**
 * Collects the records of many files into a batch, in the thread that parsed them. Coded values and staff become numbers of
 * this thread's dictionaries; ids are numbers within the batch (see tables.ts).
 */
import crypto from 'node:crypto'
import type { PatientRecord } from '../../model/records/patient.ts'
import type { ClinicalRecord, FieldProblem, RecordVersion, Standing } from '../../model/records.ts'
import type { FileParts } from '../formats/format.ts'
import { type Batch, type Buckets, type Cell, emptyTally, type Tally } from './batch.ts'
import { demographicsDictionary, staffDictionary, termDictionary } from './dictionaries.ts'
import { addRecord } from './record-rows.ts'
import type { FileContext, RowSink } from './rows/row-sink.ts'
import { BULK_TABLES, type BulkTableName, type Column } from './tables.ts'

export const STANDING_NUMBER: Readonly<Record<Standing, number>> = {
  current: 1,
  superseded: 2,
  deleted: 0,
}

export interface Encoder {
  /** Adds a manifest row (all columns but the id); returns the file's number in the batch. */
  addFile(columns: readonly Cell[]): number
  /** Makes sure a patient is known even when none of the files could be read. */
  addPatient(patientId: string): void
  addOtherPatient(file: number, patientId: string): void
  addRecords(records: readonly ClinicalRecord[], context: FileContext): void
  addMention(mention: PatientRecord, context: FileContext): void
  /** A piece of a file that holds many independent parts. @param records how many came of it */
  addPiece(parts: FileParts, records: number, context: FileContext): void
  /** What a list of checksums says of a file. */
  addStatedSum(file: number, sum: { readonly path: string; readonly sha256: string }): void
  /** Number of the last file: in this batch, or -1 when it began in an earlier one. */
  currentFile(): number
  /** @param patientId '' = the file's path names no patient. */
  addProblems(problems: readonly FieldProblem[], patientId: string, context: FileContext): void
  readonly tally: Tally
  /** Cells and long texts so far: what decides when to hand the batch over. */
  size(): number
  /** The batch so far; the next one begins empty, dictionaries go on. */
  take(): Batch
}

interface OpenBatch {
  readonly rows: Partial<Record<BulkTableName, Buckets>>
  readonly counts: Partial<Record<BulkTableName, number>>
  readonly patients: Map<string, number>
  readonly tally: Tally
  size: number
}

/** So many characters of text weigh as much as a cell. */
const CHARACTERS_A_CELL = 16

/** @param store keeps content that is not a file of its own, by its SHA-256 in hex. */
export function createEncoder(store: (sha256: string, content: Uint8Array) => void): Encoder {
  const terms = termDictionary()
  const staff = staffDictionary()
  const demographics = demographicsDictionary()
  let batch = emptyBatch()
  const versions = versionRows()

  const sink: RowSink = {
    add: (table, cells) => addRow(batch, table, cells),
    next(table) {
      const number = batch.counts[table] ?? 0
      batch.counts[table] = number + 1
      return number
    },
    patient(id) {
      let number = batch.patients.get(id)
      if (number === undefined) {
        number = batch.patients.size
        batch.patients.set(id, number)
      }
      return number
    },
    term: terms.number,
    staff: staff.number,
    keep(content) {
      const sha256 = crypto.hash('sha256', content, 'hex')
      store(sha256, content)
      return sha256
    },
    count: (part, by) => count(batch.tally, part, by),
  }

  function addCandidate(record: Candidate, context: FileContext): number {
    const id = sink.next('patientCandidate')
    const patient = sink.patient(record.patientId)
    const rank = candidateRank(record, context)
    const newness = newnessOf(record, context)
    const said = demographics.number(record)
    sink.add('patientCandidate', [id, patient, rank, newness, context.file, said])
    return id
  }

  return {
    get tally() {
      return batch.tally
    },
    addFile(columns) {
      const number = sink.next('file')
      sink.add('file', [number, ...columns])
      return number
    },
    addPatient: (patientId) => void sink.patient(patientId),
    addOtherPatient: (file, patientId) => sink.add('otherPatient', [file, patientId]),
    addRecords(records, context) {
      for (const record of records) {
        count(batch.tally, record.kind, 1)
        const { version, confidentiality, repeats } = record
        const own = contextOf(record, context)
        const row =
          record.kind === 'patient' ? addCandidate(record, own) : addRecord(sink, record, own)
        if (confidentiality !== undefined && record.kind !== 'patient') {
          sink.add('restrictedRecord', [own.file, sink.patient(record.patientId), own.standing])
        }
        const table = TABLE_OF_KIND[record.kind]
        if (version !== undefined) versions.add(sink, version, own, table, row)
        if (repeats !== undefined) {
          sink.add('recordRepeat', [own.file, repeats.key, repeats.time, table, row])
        }
      }
    },
    addPiece(parts, records, { file }) {
      const { seen, loaded, supporting, notInterpreted, refused } = parts
      sink.add('filePiece', [file, records, seen, loaded, supporting, notInterpreted, refused])
      for (const part of parts.unread) {
        const { patientId, dataType, date, reason, where, detail } = part
        const patient = patientId === '' ? null : sink.patient(patientId)
        sink.add('unreadPart', [file, patient, dataType, date, reason, where, detail, part.count])
      }
      for (const { key, time } of parts.deletions) sink.add('recordDeletion', [file, key, time])
    },
    addStatedSum: (file, { path, sha256 }) => sink.add('statedSum', [file, path, sha256]),
    currentFile: () => (batch.counts.file ?? 0) - 1,
    addMention: (mention, context) => void addCandidate(mention, context),
    addProblems(problems, patientId, { file }) {
      for (const { where, text, reason, patientId: own = patientId } of problems) {
        const patient = own === '' ? null : sink.patient(own)
        sink.add('fieldProblem', [patient, where, text, reason, file])
      }
    },
    size: () => batch.size,
    take() {
      const { rows, patients, tally } = batch
      batch = emptyBatch()
      return {
        terms: terms.takeNew(),
        staff: staff.takeNew(),
        demographics: demographics.takeNew(),
        patients: [...patients.keys()],
        rows,
        tally,
      }
    },
  }
}

function emptyBatch(): OpenBatch {
  return {
    rows: {},
    counts: {},
    patients: new Map(),
    tally: emptyTally(),
    size: 0,
  }
}

/** Leaves out what is absent: see Buckets. */
function addRow(batch: OpenBatch, table: BulkTableName, cells: readonly Cell[]): void {
  const columns: readonly Column[] = BULK_TABLES[table].columns
  let absent = 0
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] === columns[i]?.absent) absent |= 1 << i
  }
  batch.rows[table] ??= {}
  const buckets = batch.rows[table]
  let bucket = buckets[absent]
  if (bucket === undefined) {
    bucket = []
    buckets[absent] = bucket
  }
  for (let i = 0; i < cells.length; i++) {
    if (absent & (1 << i)) continue
    const cell = cells[i] as Cell
    bucket.push(cell)
    batch.size += typeof cell === 'string' ? 1 + cell.length / CHARACTERS_A_CELL : 1
  }
}

/** Where the rows of each kind of record are. */
const TABLE_OF_KIND: Readonly<Record<ClinicalRecord['kind'], BulkTableName>> = {
  patient: 'patientCandidate',
  patientMerge: 'patientMerge',
  encounterEvent: 'encounterEvent',
  allergy: 'allergy',
  problem: 'problem',
  medicationOrder: 'medicationOrder',
  administration: 'administration',
  dispense: 'dispense',
  observationGroup: 'observationGroup',
  order: 'order',
  procedure: 'procedure',
  documentPart: 'documentPart',
  imageInstance: 'imageInstance',
}

/** What a record says of itself comes before what its file says. */
function contextOf({ standing, version }: ClinicalRecord, context: FileContext): FileContext {
  if (standing === undefined && version === undefined) return context
  return {
    ...context,
    standing: standing === undefined ? context.standing : STANDING_NUMBER[standing],
    versionKey: version?.key ?? context.versionKey,
  }
}

/** All records of one resource carry the same version object: a new object is a new version. */
function versionRows() {
  let last: RecordVersion | null = null
  let seq = 0
  return {
    add(
      sink: RowSink,
      version: RecordVersion,
      { file, standing }: FileContext,
      table: BulkTableName,
      row: number,
    ): void {
      const { key, time, replaces } = version
      if (version !== last) {
        seq++
        for (const replaced of replaces) sink.add('recordReplaces', [file, key, seq, replaced])
      }
      last = version
      sink.add('recordVersion', [file, key, time, seq, standing, table, row])
    },
  }
}

type Candidate = PatientRecord & Pick<ClinicalRecord, 'version'>

/**
 * Which record may speak for a patient: the current master before what other messages repeat, that before a
 * superseded and last a deleted master.
 */
function candidateRank(record: PatientRecord, { standing }: FileContext): number {
  if (standing === STANDING_NUMBER.current) return record.authority === 'master' ? 3 : 2
  return standing === STANDING_NUMBER.superseded ? 1 : 0
}

/**
 * Sorts records of one rank: when this version was written, when the message was sent, else when the master was last
 * changed. Digits only, but for the `#` before a version's number, which sorts before any digit.
 */
function newnessOf({ version, updatedAt }: Candidate, { versionTime }: FileContext): string {
  return (version?.time || versionTime || updatedAt?.at || '').replace(/[^\d#]/g, '')
}

function count(tally: Tally, kind: string, by: number): void {
  tally.records[kind] = (tally.records[kind] ?? 0) + by
}
