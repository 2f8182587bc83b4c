/**
 * Records → rows of a batch, in the thread that parsed them. Coded values and staff become numbers of this thread's
 * dictionaries; ids are numbers within the batch (see tables.ts).
 */
import type {
  AdministrationRecord,
  AllergyRecord,
  ClinicalRecord,
  ClinicalTime,
  Coded,
  DocumentPartRecord,
  EncounterEventRecord,
  FieldProblem,
  ImageInstanceRecord,
  MedicationOrderRecord,
  ObservationGroupRecord,
  OrderRecord,
  PatientRecord,
  ProblemRecord,
  ProcedureRecord,
  Staff,
  Standing,
} from '../../model/records.ts'
import type { PathFacts } from '../formats/format.ts'
import { type Batch, type Cell, emptyTally, type Tally } from './batch.ts'
import { BULK_TABLE_NAMES, type BulkTableName } from './tables.ts'

/** Between words in one column. */
export const WORD_SEPARATOR = '\u001f'
export const STANDING_NUMBER: Readonly<Record<Standing, number>> = {
  current: 1,
  superseded: 2,
  deleted: 0,
}

/** The file that records come from. */
export interface FileContext {
  readonly facts: PathFacts
  /** Number of the file in its batch. */
  readonly file: number
  readonly bytes: number
  readonly sha256: string
}

export interface Encoder {
  /** Adds a manifest row (all columns but the id); returns the file's number in the batch. */
  addFile(columns: readonly Cell[]): number
  /** Makes sure a patient is known even when none of the files could be read. */
  addPatient(patientId: string): void
  addOtherPatient(file: number, patientId: string): void
  addRecords(records: readonly ClinicalRecord[], context: FileContext): void
  addMention(mention: PatientRecord, context: FileContext): void
  addProblems(problems: readonly FieldProblem[], context: FileContext): void
  readonly tally: Tally
  /** Cells so far: what decides when to hand the batch over. */
  size(): number
  /** The batch so far; the next one begins empty, dictionaries go on. */
  take(): Batch
}

export function createEncoder(): Encoder {
  const terms = termDictionary()
  const staff = staffDictionary()
  let rows = emptyRows()
  let patients = new Map<string, number>()
  let mentions = new Map<string, { newness: string; context: FileContext; record: PatientRecord }>()
  let counts = { file: 0, observationGroup: 0, medicationOrder: 0, row: 0 }
  let tally = emptyTally()
  let textLength = 0

  const term = terms.number
  const person = staff.number
  const patient = (id: string): number => {
    let number = patients.get(id)
    if (number === undefined) {
      number = patients.size
      patients.set(id, number)
    }
    return number
  }
  const next = (table: BulkTableName, width: number) => rows[table].length / width
  const count = (kind: string, by = 1) => {
    tally.records[kind] = (tally.records[kind] ?? 0) + by
  }

  function addRecord(record: ClinicalRecord, context: FileContext): void {
    count(record.kind)
    const standing = STANDING_NUMBER[context.facts.standing]
    switch (record.kind) {
      case 'patient':
        addCandidate(record, context)
        return
      case 'patientMerge':
        rows.patientMerge.push(
          patient(record.patientId),
          record.survivingId,
          standing,
          context.file,
        )
        return
      case 'encounterEvent':
        addEvent(record, standing, context.file)
        return
      case 'allergy':
        addAllergy(record, standing, context.file)
        return
      case 'problem':
        addProblem(record, standing, context.file)
        return
      case 'medicationOrder':
        addMedicationOrder(record, standing, context.file)
        return
      case 'administration':
        addAdministration(record, standing, context.file)
        return
      case 'observationGroup':
        addObservationGroup(record, standing, context.file)
        return
      case 'order':
        addOrder(record, standing, context.file)
        return
      case 'procedure':
        addProcedure(record, standing, context.file)
        return
      case 'documentPart':
        addDocumentPart(record, standing, context)
        return
      case 'imageInstance':
        addImageInstance(record, standing, context)
        return
    }
  }

  function addCandidate(record: PatientRecord, context: FileContext): void {
    const newness = newnessOf(record, context.facts)
    const rank = candidateRank(record, context.facts)
    const text = JSON.stringify(record)
    textLength += text.length
    rows.patientCandidate.push(patient(record.patientId), rank, newness, context.file, text)
  }

  function addEvent(r: EncounterEventRecord, standing: number, file: number): void {
    rows.encounterEvent.push(
      next('encounterEvent', 22),
      patient(r.patientId),
      r.event,
      r.cancels ? 1 : 0,
      r.orderNo,
      at(r.occurredAt),
      text(r.occurredAt),
      at(r.plannedAt),
      text(r.plannedAt),
      at(r.admittedAt),
      at(r.dischargedAt),
      term(r.place?.ward),
      r.place?.room ?? '',
      r.place?.bed ?? '',
      term(r.priorPlace?.ward),
      r.priorPlace?.room ?? '',
      r.priorPlace?.bed ?? '',
      term(r.department),
      person(r.attending),
      term(r.disposition),
      standing,
      file,
    )
  }

  function addAllergy(r: AllergyRecord, standing: number, file: number): void {
    rows.allergy.push(
      next('allergy', 16),
      patient(r.patientId),
      r.state,
      term(r.category),
      term(r.substance),
      term(r.severity),
      r.reaction,
      r.action,
      at(r.onset),
      r.onsetText || text(r.onset),
      at(r.reportedAt),
      text(r.reportedAt),
      term(r.clinicalStatus),
      r.origin,
      standing,
      file,
    )
  }

  function addProblem(r: ProblemRecord, standing: number, file: number): void {
    rows.problem.push(
      next('problem', 21),
      patient(r.patientId),
      r.instanceId,
      r.action,
      term(r.condition),
      r.icd10,
      r.prefixes.join(WORD_SEPARATOR),
      r.suffixes.join(WORD_SEPARATOR),
      r.suspected ? 1 : 0,
      r.main ? 1 : 0,
      at(r.diagnosedAt),
      text(r.diagnosedAt),
      at(r.onsetAt),
      text(r.onsetAt),
      at(r.endedAt),
      text(r.endedAt),
      term(r.outcome),
      term(r.department),
      person(r.doctor),
      standing,
      file,
    )
  }

  function addMedicationOrder(r: MedicationOrderRecord, standing: number, file: number): void {
    const id = counts.medicationOrder++
    rows.medicationOrder.push(
      id,
      patient(r.patientId),
      r.form,
      r.orderNo,
      r.groupNo,
      r.control,
      term(r.category),
      term(r.dosageForm),
      r.perDay?.text ?? '',
      term(r.perDay?.unit),
      r.total?.text ?? '',
      term(r.total?.unit),
      r.rate?.text ?? '',
      term(r.rate?.unit),
      r.usage.map((usage) => usage.display).join(WORD_SEPARATOR),
      r.duration?.text ?? '',
      r.duration?.unit?.display ?? '',
      term(r.route),
      term(r.device),
      r.note,
      at(r.orderedAt),
      text(r.orderedAt),
      at(r.startAt),
      text(r.startAt),
      at(r.endAt),
      text(r.endAt),
      term(r.department),
      person(r.doctor),
      standing,
      file,
    )
    count('component', r.components.length)
    for (let seq = 0; seq < r.components.length; seq++) {
      const component = r.components[seq]
      if (component === undefined) continue
      const { role, drug, dose } = component
      rows.medicationComponent.push(id, seq, role, term(drug), dose?.text ?? '', term(dose?.unit))
    }
  }

  function addAdministration(r: AdministrationRecord, standing: number, file: number): void {
    rows.administration.push(
      next('administration', 20),
      patient(r.patientId),
      r.form,
      r.orderNo,
      r.groupNo,
      term(r.drug),
      r.amount?.text ?? '',
      term(r.amount?.unit),
      r.rate?.text ?? '',
      term(r.rate?.unit),
      at(r.startAt),
      text(r.startAt),
      at(r.endAt),
      text(r.endAt),
      r.status,
      term(r.route),
      person(r.performer),
      r.note,
      standing,
      file,
    )
  }

  function addObservationGroup(r: ObservationGroupRecord, standing: number, file: number): void {
    const id = counts.observationGroup++
    rows.observationGroup.push(
      id,
      patient(r.patientId),
      r.category,
      r.orderNo,
      r.specimenId,
      term(r.specimen),
      term(r.site),
      term(r.panel),
      at(r.collectedAt),
      text(r.collectedAt),
      at(r.reportedAt),
      text(r.reportedAt),
      r.status,
      r.parent,
      term(r.department),
      person(r.doctor),
      r.note,
      standing,
      file,
    )
    count('result', r.results.length)
    const results = rows.observation
    for (let seq = 0; seq < r.results.length; seq++) {
      const result = r.results[seq]
      if (result === undefined) continue
      results.push(
        id,
        seq,
        term(result.item),
        result.subId,
        result.text,
        result.number,
        result.comparator,
        term(result.unit),
        result.range,
        result.flag,
        result.status,
        at(result.observedAt),
        text(result.observedAt),
        result.note,
      )
    }
  }

  function addOrder(r: OrderRecord, standing: number, file: number): void {
    rows.order.push(
      next('order', 21),
      patient(r.patientId),
      r.category,
      r.orderNo,
      r.control,
      term(r.item),
      r.text,
      at(r.orderedAt),
      text(r.orderedAt),
      at(r.scheduledAt),
      text(r.scheduledAt),
      at(r.endAt),
      text(r.endAt),
      r.performed ? 1 : 0,
      r.accession,
      r.studyUid,
      r.modality,
      term(r.department),
      person(r.doctor),
      standing,
      file,
    )
  }

  function addProcedure(r: ProcedureRecord, standing: number, file: number): void {
    const name = term(r.name)
    rows.procedure.push(
      next('procedure', 15),
      patient(r.patientId),
      r.category,
      name,
      at(r.startAt),
      text(r.startAt),
      at(r.endAt),
      text(r.endAt),
      r.status,
      person(r.performer),
      term(r.department),
      r.note,
      null,
      standing,
      file,
    )
    if (r.documentKey !== '') {
      rows.procedureDocument.push(file, patient(r.patientId), name, r.documentKey)
    }
  }

  function addDocumentPart(r: DocumentPartRecord, standing: number, context: FileContext): void {
    textLength += r.text.length
    rows.documentPart.push(
      patient(r.patientId),
      r.documentKey,
      r.role === 'main' ? 1 : 0,
      r.name,
      r.mediaType,
      context.bytes,
      context.sha256,
      r.category,
      term(r.type),
      r.title,
      at(r.documentAt),
      text(r.documentAt),
      term(r.department),
      person(r.author),
      r.status,
      r.text,
      context.facts.versionKey,
      standing,
      context.file,
    )
  }

  function addImageInstance(r: ImageInstanceRecord, standing: number, context: FileContext): void {
    rows.imageInstance.push(
      patient(r.patientId),
      r.studyUid,
      r.seriesUid,
      r.sopInstanceUid,
      r.sopClassUid,
      r.transferSyntaxUid,
      r.modality,
      at(r.studyAt),
      text(r.studyAt),
      r.studyDescription,
      r.seriesDescription,
      r.accession,
      r.bodyPart,
      r.seriesNumber,
      r.instanceNumber,
      r.frames,
      r.rows,
      r.columns,
      r.patientName,
      at(r.patientBirthDate),
      context.bytes,
      context.sha256,
      standing,
      context.file,
    )
  }

  /** Thousands of files repeat the same demographics: only a batch's newest of a patient is handed on. */
  function addMention(record: PatientRecord, context: FileContext): void {
    const newness = newnessOf(record, context.facts)
    const key = `${record.patientId}\0${context.facts.standing}`
    const known = mentions.get(key)
    if (known !== undefined && known.newness >= newness) return
    mentions.set(key, { newness, context, record })
  }

  return {
    get tally() {
      return tally
    },
    addFile(columns) {
      const number = counts.file++
      rows.file.push(number, ...columns)
      return number
    },
    addPatient: (patientId) => void patient(patientId),
    addOtherPatient: (file, patientId) => void rows.otherPatient.push(file, patientId),
    addRecords(records, context) {
      for (const record of records) addRecord(record, context)
    },
    addMention,
    addProblems(problems, { facts, file }) {
      for (const problem of problems) {
        const { where, text: said, reason } = problem
        rows.fieldProblem.push(
          facts.patientId === '' ? null : patient(facts.patientId),
          where,
          said,
          reason,
          file,
        )
      }
    },
    size() {
      let cells = textLength >> 4
      for (const name of BULK_TABLE_NAMES) cells += rows[name].length
      return cells
    },
    take() {
      for (const { context, record } of mentions.values()) addCandidate(record, context)
      const batch: Batch = {
        terms: terms.takeNew(),
        staff: staff.takeNew(),
        patients: [...patients.keys()],
        rows,
        tally,
      }
      rows = emptyRows()
      patients = new Map()
      mentions = new Map()
      counts = { file: 0, observationGroup: 0, medicationOrder: 0, row: 0 }
      tally = emptyTally()
      textLength = 0
      return batch
    },
  }
}

function emptyRows(): Record<BulkTableName, Cell[]> {
  return Object.fromEntries(BULK_TABLE_NAMES.map((name) => [name, [] as Cell[]])) as Record<
    BulkTableName,
    Cell[]
  >
}

const at = (time: ClinicalTime | null) => (time === null ? null : time.at)
const text = (time: ClinicalTime | null) => (time === null ? '' : time.text)

/**
 * Which record may speak for a patient: the current master before what other messages repeat, that before a
 * superseded and last a deleted master.
 */
function candidateRank(record: PatientRecord, facts: PathFacts): number {
  if (facts.standing === 'current') return record.authority === 'master' ? 3 : 2
  return facts.standing === 'superseded' ? 1 : 0
}

/** Sorts records of one rank: when the message was sent, else when the master was last changed. Digits only. */
function newnessOf(record: PatientRecord, facts: PathFacts): string {
  const time = facts.versionTime || record.updatedAt?.at || ''
  return time.replace(/\D/g, '')
}

interface Dictionary<T> {
  number(value: T | null | undefined): number | null
  takeNew(): string[]
}

/** Objects seen again are found by identity: parsers hand out the same object for the same source text. */
const IDENTITIES_KEPT = 50_000

function dictionary<T extends object>(columnsOf: (value: T) => string[]): Dictionary<T> {
  let byIdentity = new Map<T, number>()
  const byContent = new Map<string, number>()
  let fresh: string[] = []
  function add(value: T): number {
    const columns = columnsOf(value)
    const key = columns.join('\0')
    let number = byContent.get(key)
    if (number === undefined) {
      number = byContent.size
      byContent.set(key, number)
      fresh.push(...columns)
    }
    if (byIdentity.size >= IDENTITIES_KEPT) byIdentity = new Map()
    byIdentity.set(value, number)
    return number
  }
  return {
    number: (value) => (value == null ? null : (byIdentity.get(value) ?? add(value))),
    takeNew() {
      const taken = fresh
      fresh = []
      return taken
    },
  }
}

function termDictionary(): Dictionary<Coded> {
  return dictionary((coded) => {
    const first = coded.codings[0]
    const codings = JSON.stringify(coded.codings.map((each) => [each.code, each.name, each.system]))
    return [coded.display, first?.code ?? '', first?.system ?? '', codings]
  })
}

function staffDictionary(): Dictionary<Staff> {
  return dictionary((staff) => [staff.code, staff.name])
}
