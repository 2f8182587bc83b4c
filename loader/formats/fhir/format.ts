/**
 * FHIR R4 (4.0.1; JP Core, US Core and plain): Bulk Data NDJSON, Bundles of every type, single resources, each also `.gz`.
 *
 * Guarantees: every resource of a file is loaded, supporting, not interpreted or refused with a reason, and the counts add up;
 * a fact is attached to a patient only by a reference that leads to exactly one; what must not look valid does not.
 * Not read: XML and Turtle representations, other releases of FHIR. They are recognised and refused by name.
 */
import { AS_OF } from '../../../model/codes/sansho-systems.ts'
import type { ClinicalRecord, FieldProblem, RecordVersion } from '../../../model/records.ts'
import { unpackedHead } from '../files/gzip.ts'
import type { FileParts, Format, ParsedFile, PathFacts, UnreadPart } from '../format.ts'
import { sumOfPieces } from '../sum-of-pieces.ts'
import { readResources, resourcesInLines } from './container.ts'
import {
  combine,
  type FhirContext,
  gather,
  gatherFrom,
  isContext,
  scopeOf,
  wantedInLines,
  weigh,
} from './context.ts'
import type { Item } from './items.ts'
import { str } from './json.ts'
import { createReading } from './reading.ts'
import { resourceReader } from './resources.ts'
import { dayOf, readTime } from './times.ts'
import { patientOfTorn } from './torn.ts'

const NOTHING: ParsedFile = { outcome: 'notInterpreted', reason: 'no FHIR resource in it' }
/** Bytes that tell the format. */
const HEAD = 4096
/** Resources in one piece of a large file. */
const PIECE = 200

export const fhir: Format = {
  name: 'fhir',
  claim: (path) => (/\.ndjson(\.gz)?$/i.test(path) ? factsOf(path) : null),
  claimContent: (head, path) =>
    isFhir(head) ? { ...factsOf(path), versionTime: statedAsOf(head) } : null,
  preparation: { gather, weigh, combine },
  parse: (bytes, path, facts, context) =>
    sumOfPieces([...pieces(bytes, path, facts, context)], NOTHING),
  parseInPieces: pieces,
  byLines: {
    gather: (windows, path) => gatherFrom(wantedInLines(windows), path),
    parseInPieces: (windows, path, _facts, context) =>
      piecesOf(
        resourcesInLines(windows),
        path,
        isContext(context) ? context : combine([gatherFrom(wantedInLines(windows), path)]),
      ),
  },
}

/** Bulk Data names its files by resource type: `Observation.000.ndjson.gz`. */
function factsOf(path: string): PathFacts {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const type = /^([A-Z][A-Za-z]+)[.\-_]/.exec(name)?.[1] ?? ''
  const dataType = /\.ndjson(\.gz)?$/i.test(name) && type !== '' ? type : 'FHIR'
  return { patientId: '', date: '', dataType, versionKey: '', versionTime: '', standing: 'current' }
}

/**
 * As of when a document speaks that this product handed over, '' for every other. It is no older and no newer than that: the
 * moment at which the document itself was made says nothing of the record.
 */
function statedAsOf(head: Uint8Array): string {
  const text = headText(head)
  if (!/^\s*\{\s*"resourceType"\s*:\s*"Bundle"/.test(text)) return ''
  return TAGGED.exec(text)?.[1] ?? ''
}

const TAGGED = new RegExp(`"system"\\s*:\\s*"${AS_OF}"\\s*,\\s*"code"\\s*:\\s*"([-0-9T:]{10,19})"`)
const JSON_RESOURCE = /"resourceType"\s*:\s*"[A-Z]/
const XML_RESOURCE = /<[A-Z][A-Za-z]+[^>]{0,200}xmlns="http:\/\/hl7\.org\/fhir"/

function isFhir(head: Uint8Array): boolean {
  const text = headText(head)
  return (/^\s*[{[]/.test(text) && JSON_RESOURCE.test(text)) || XML_RESOURCE.test(text)
}

/** The first characters, also of a gzip that is cut there. */
function headText(head: Uint8Array): string {
  return unpackedHead(head.subarray(0, HEAD)).toString('latin1').replace(/^ï»¿/, '')
}

function* pieces(
  bytes: Uint8Array,
  path: string,
  _facts: PathFacts,
  context?: unknown,
): Generator<ParsedFile> {
  if (XML_RESOURCE.test(headText(bytes))) {
    yield { outcome: 'notInterpreted', reason: 'FHIR in XML is not read' }
    return
  }
  const known: FhirContext = isContext(context) ? context : combine([gather(bytes, path)])
  yield* piecesOf(readResources(bytes, path), path, known)
}

function* piecesOf(
  batches: Iterable<readonly Item[]>,
  path: string,
  context: FhirContext,
): Generator<ParsedFile> {
  const sheet = createSheet(path, context)
  let hasYielded = false
  for (const batch of batches) {
    for (const item of batch) {
      if (item.kind === 'broken' && item.whole) {
        const { refusal, detail } = item
        const otherPatientId = sheet.patientOf(item)
        yield { outcome: 'quarantined', refusal, detail, otherPatientId }
        return
      }
      sheet.add(item)
      if (sheet.isFull()) {
        yield sheet.take()
        hasYielded = true
      }
    }
  }
  yield hasYielded ? sheet.take() : (sheet.nothingRead() ?? sheet.take())
}

/** Collects what comes of a file's resources. */
function createSheet(path: string, context: FhirContext) {
  const folder = scopeOf(path)
  const reading = createReading(path, folder, context)
  const reader = resourceReader(reading, folder, path, context)
  let sheet = emptySheet()
  /** Why nothing was read so far, as long as nothing was. */
  let firstRefusal: ParsedFile | null = null
  let isAnythingRead = false

  function refuse(part: UnreadPart): void {
    if (part.reason === 'not-interpreted') sheet.notInterpreted++
    else sheet.refused++
    if (part.reason !== 'not-interpreted') {
      sheet.unread.push(part)
      return
    }
    const key = `${part.patientId}\0${part.dataType}`
    const before = sheet.uninterpreted.get(key)
    sheet.uninterpreted.set(key, before === undefined ? part : together(before, part))
  }

  function addResource(item: Extract<Item, { kind: 'resource' }>): void {
    const read = reader.read(item)
    const type = str(item.resource.resourceType)
    for (const { refusal, detail } of reading.takeLost()) {
      const { patientId } = reading
      const where = `${item.where} attachment`.trim()
      const date = dayOf(item.resource)
      sheet.seen++
      refuse({ patientId, dataType: type, date, reason: refusal, where, detail, count: 1 })
    }
    for (const { place: where, of: dataType, date, detail } of reading.takeTied()) {
      const { patientId } = reading
      const key = `${patientId}\0${where}`
      if (sheet.tied.has(key)) continue
      sheet.tied.add(key)
      // It is counted where it stands, among what is of nobody.
      const part = { patientId, dataType, date, where, detail, count: 0 }
      sheet.unread.push({ ...part, reason: 'unknown-patient' })
    }
    if (read.outcome === 'loaded') {
      sheet.loaded++
      for (const record of read.records) sheet.records.push(record)
    } else if (read.outcome === 'supporting') {
      sheet.supporting++
    } else {
      const { reason, detail } = read
      const { patientId } = reading
      const of = 'dataType' in read ? read : { dataType: type, date: dayOf(item.resource) }
      const { dataType, date } = of
      refuse({ patientId, dataType, date, reason, where: item.where, detail, count: 1 })
      if (reason === 'other-version')
        firstRefusal ??= { outcome: 'notInterpreted', reason: detail, code: reason }
      else isAnythingRead = true
      return
    }
    isAnythingRead = true
  }

  return {
    patientOf: ({ text }: Extract<Item, { kind: 'broken' }>) => patientOfTorn(text, reading),
    add(item: Item): void {
      if (item.kind === 'deletion') {
        isAnythingRead = true
        const time = item.time === '' ? '' : readTime(item.time).sortable
        sheet.deletions.push({ key: `${folder}|${item.url}`, time, replaces: [] })
        return
      }
      sheet.seen++
      if (item.kind === 'resource') {
        addResource(item)
        return
      }
      const { where, refusal, detail } = item
      const patientId = item.text === '' ? '' : patientOfTorn(item.text, reading)
      refuse({ patientId, dataType: '', date: '', reason: refusal, where, detail, count: 1 })
      sheet.problems.push({ where, text: '', reason: detail })
      firstRefusal ??= detail.startsWith('no FHIR')
        ? { outcome: 'notInterpreted', reason: detail }
        : {
            outcome: 'quarantined',
            refusal,
            detail: `${where}: ${detail}`,
            otherPatientId: patientId,
          }
    },
    isFull: () => sheet.seen >= PIECE,
    /** Null when at least one resource was understood. */
    nothingRead(): ParsedFile | null {
      if (isAnythingRead) return null
      return firstRefusal ?? { outcome: 'notInterpreted', reason: 'no FHIR resource in it' }
    },
    take(): ParsedFile {
      const { records, problems, deletions, uninterpreted, tied, ...counts } = sheet
      problems.push(...reading.takeProblems())
      const parts: FileParts = {
        ...counts,
        unread: [...sheet.unread, ...uninterpreted.values()],
        deletions,
      }
      sheet = emptySheet()
      return { outcome: 'records', records, mention: null, problems, deviatingCharset: '', parts }
    },
  }
}

function emptySheet() {
  return {
    records: [] as ClinicalRecord[],
    problems: [] as FieldProblem[],
    unread: [] as UnreadPart[],
    uninterpreted: new Map<string, UnreadPart>(),
    /** Patients with what is tied to them. */
    tied: new Set<string>(),
    deletions: [] as RecordVersion[],
    seen: 0,
    loaded: 0,
    supporting: 0,
    notInterpreted: 0,
    refused: 0,
  }
}

/** Characters of what is told of all that is not interpreted of one type. */
const LONGEST_TOLD = 600

/** One gap for all of a type, which names each thing once. */
function together(before: UnreadPart, part: UnreadPart): UnreadPart {
  const isTold =
    before.detail === part.detail ||
    before.detail.endsWith('…') ||
    before.detail.split(' / ').includes(part.detail)
  const both = isTold ? before.detail : `${before.detail} / ${part.detail}`
  const detail = both.length > LONGEST_TOLD ? `${before.detail} / …` : both
  return { ...part, where: '', date: '', detail, count: before.count + 1 }
}
