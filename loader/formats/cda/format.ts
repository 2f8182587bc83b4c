/**
 * HL7 CDA Release 2: clinical documents as files of their own (C-CDA 1.1 and 2.1, CCD, Japanese 診療情報提供書 and 退院時サマリー).
 * The narrative is the attested content and stays as it is; of the entries, those whose meaning is certain become records.
 * Each also `.gz`. Documents in an SS-MIX2 extended storage belong to that format.
 */

import { decodeDocument } from '../../../model/document-charset.ts'
import type { ClinicalRecord, FieldProblem, FileRefusal } from '../../../model/records.ts'
import { readContent } from '../files/content.ts'
import { isGzip, unpacked, unpackedHead } from '../files/gzip.ts'
import type { FileParts, Format, ParsedFile, PathFacts, UnreadPart } from '../format.ts'
import { readDocument } from './document.ts'
import { attribute, type Element, one, readElements } from './element.ts'
import { readEncompassing } from './encounters.ts'
import { chartNumberOf, isInsuranceOnly, readPatient, versionOf } from './header.ts'
import { readServices } from './procedures.ts'
import { createReading, type Reading } from './reading.ts'
import { withRepeats } from './repeats.ts'
import { readSections } from './sections.ts'
import { patientOfTorn } from './torn.ts'

const ROOT = /<(?:[\w.-]+:)?ClinicalDocument[\s>]/

export const cda: Format = {
  name: 'cda',
  claim: () => null,
  claimContent(head, path) {
    const text = headText(head)
    const isCda = ROOT.test(text)
    const mayBe = /\.xml(\.gz)?$/i.test(path) && text.trim() !== '' && isBeforeRoot(text)
    return isCda || mayBe ? FACTS : null
  },
  parse,
}

const FACTS: PathFacts = {
  patientId: '',
  date: '',
  dataType: 'CDA',
  versionKey: '',
  versionTime: '',
  standing: 'current',
}

/** Whether the head ends in what may stand before the root: prolog, processing instructions, comments, the last one perhaps cut. */
function isBeforeRoot(text: string): boolean {
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at)
    const blank = rest.length - rest.trimStart().length
    if (blank > 0) {
      at += blank
      continue
    }
    const ending = rest.startsWith('<!--') ? '-->' : rest.startsWith('<?') ? '?>' : ''
    if (ending === '') return false
    const end = text.indexOf(ending, at + 2)
    if (end < 0) return true
    at = end + ending.length
  }
  return true
}

/** The first characters whatever the encoding: of UTF-16 without its zeros. */
function headText(head: Uint8Array): string {
  return unpackedHead(head)
    .toString('latin1')
    .replaceAll('\0', '')
    .replace(/^(\u00ef\u00bb\u00bf|\u00fe\u00ff|\u00ff\u00fe)/, '')
}

function parse(packed: Uint8Array, path: string): ParsedFile {
  const bytes = unpacked(packed)
  if ('refusal' in bytes) return torn(packed, bytes.refusal, bytes.detail)
  const content = readContent(bytes)
  if (!content.ok) {
    return torn(packed, content.damage.refusal, content.damage.detail)
  }
  if (content.xml?.root !== 'ClinicalDocument') {
    return { outcome: 'notInterpreted', reason: 'XML, but no CDA document' }
  }
  const root = readElements(decodeDocument(bytes).text)
  if ('fault' in root) return torn(packed, 'unparsable', `XML: ${root.fault}`)
  return fromDocument(root, { ...content, unpacked: isGzip(packed) ? bytes : null }, path)
}

function torn(packed: Uint8Array, refusal: FileRefusal, detail: string): ParsedFile {
  return { outcome: 'quarantined', refusal, detail, otherPatientId: patientOfTorn(packed) }
}

interface Content {
  readonly text: string
  readonly problems: readonly FieldProblem[]
  readonly deviatingCharset: string
  /** The document's bytes where the file is a gzip of them. */
  readonly unpacked: Uint8Array | null
}

function fromDocument(root: Element, content: Content, path: string): ParsedFile {
  const { deviatingCharset } = content
  const patientId = chartNumberOf(root)
  if (patientId === null || patientId === '') {
    const why = patientId === null ? SEVERAL_PATIENTS : unnumbered(root)
    return nobodys(why, content.problems, deviatingCharset)
  }
  const reading = createReading(root, patientId, path)
  const name = path.slice(path.lastIndexOf('/') + 1)
  const { records: facts, parts } = readSections(root, reading)
  const document = readDocument(root, content, name, reading)
  const version = versionOf(root, reading)
  const confidentiality = confidentialityOf(root)
  const restriction = confidentiality === '' ? {} : { confidentiality }
  const told = [
    ...encounterOf(root, facts, reading),
    ...readServices(root, document, reading),
    ...facts,
  ]
  const records = [...document, ...withRepeats(told, version.time, patientId)].map(
    (record): ClinicalRecord => ({ ...record, version, ...restriction }),
  )
  const mention = readPatient(root, reading)
  return {
    outcome: 'records',
    records,
    parts: withDamaged(parts, reading.damaged),
    mention,
    problems: [...content.problems, ...reading.problems].map((each) => ({ ...each, patientId })),
    deviatingCharset,
  }
}

/** The document's own visit, unless one of its entries tells the same. */
function encounterOf(root: Element, facts: readonly ClinicalRecord[], reading: Reading) {
  const told = facts.filter((each) => each.kind === 'encounterEvent')
  return readEncompassing(root, reading).filter(
    ({ orderNo }) => orderNo === '' || told.every((each) => each.orderNo !== orderNo),
  )
}

/** What stands inside the document and is damaged is missing from it: each is a part that is refused. */
function withDamaged(parts: FileParts, damaged: readonly UnreadPart[]): FileParts {
  const { length } = damaged
  return {
    ...parts,
    seen: parts.seen + length,
    refused: parts.refused + length,
    unread: [...parts.unread, ...damaged],
  }
}

/** HL7 v3 Confidentiality of the whole document. */
function confidentialityOf(root: Element): '' | 'R' | 'V' {
  const code = attribute(one(root, 'confidentialityCode'), 'code')
  return code === 'R' || code === 'V' ? code : ''
}

function unnumbered(root: Element): string {
  return isInsuranceOnly(root)
    ? 'the document gives its patient insurance numbers alone, which families and colleagues share'
    : 'the document gives its patient no number'
}

const SEVERAL_PATIENTS = 'the document is about several patients'

/** Sound, but of nobody in this hospital that can be told. */
function nobodys(
  detail: string,
  problems: readonly FieldProblem[],
  deviatingCharset: string,
): ParsedFile {
  const parts: FileParts = {
    seen: 1,
    loaded: 0,
    supporting: 0,
    notInterpreted: 0,
    refused: 1,
    unread: [
      {
        patientId: '',
        dataType: 'CDA',
        date: '',
        reason: 'unknown-patient',
        where: 'recordTarget',
        detail,
        count: 1,
      },
    ],
    deletions: [],
  }
  return {
    outcome: 'records',
    records: [],
    mention: null,
    problems: [...problems],
    deviatingCharset,
    parts,
  }
}
