/**
 * SS-MIX2 extended storage: documents of any kind in content folders, and vitals as HL7 messages.
 *
 * Main part and attachments are told from each file alone, since files come one at a time. A file is the main part when
 * it lies directly in its content folder and either is named `main_document…`, or is neither a picture, a film, a style
 * sheet nor a script. Everything else is an attachment; a folder of pictures alone has no main part.
 */

import type { DocumentPartRecord } from '../../../../model/records/documents.ts'
import type { Staff } from '../../../../model/records/values.ts'
import type { ClinicalRecord, FieldProblem, FileRefusal } from '../../../../model/records.ts'
import { idKey } from '../../../../model/search-keys.ts'
import { hasPreamble } from '../../dicom/file-meta.ts'
import { dicom } from '../../dicom/format.ts'
import { type Content, readContent } from '../../files/content.ts'
import { PLAIN_TEXT } from '../../files/media-type.ts'
import { textOfSheet } from '../../files/style-sheet-text.ts'
import type { Format, ParsedFile, PathFacts } from '../../format.ts'
import { readTime } from '../times.ts'
import { documentCategoryOf } from './document-categories.ts'
import { type ExtendedPath, readExtendedPath } from './path.ts'
import { procedureOf } from './procedure.ts'
import { readVitals } from './vitals.ts'
import { NOT_STATED, otherPatientNumber, writtenIn } from './written.ts'

type SoundContent = Extract<Content, { ok: true }>

export const extendedStorage: Format = {
  name: 'ssmix2-extended',
  claim: (path) => readExtendedPath(path)?.facts ?? null,
  parse,
}

function parse(bytes: Uint8Array, path: string, facts: PathFacts): ParsedFile {
  const place = readExtendedPath(path)
  if (place === null) return quarantined('path-mismatch', 'not a path of an extended storage', '')
  if (place.disagreement !== '') return quarantined('path-mismatch', place.disagreement, '')
  if (/\.dcm$/i.test(path) || hasPreamble(bytes)) return dicom.parse(bytes, path, facts)
  if (isHl7(bytes, path)) return readVitals(bytes, place)
  const content = readContent(bytes)
  if (!content.ok) return quarantined(content.damage.refusal, content.damage.detail, '')
  if (/\.css$/i.test(place.name) && !hasWholeRules(bytes)) {
    return quarantined('unparsable', 'a style sheet whose braces do not match', '')
  }
  if (isOtherThanNamed(place.name, content.mediaType)) {
    return quarantined('unparsable', `by its name no text, and nothing but text: ${place.name}`, '')
  }
  const other = otherPatient(content, facts.patientId)
  if (other !== '') {
    const detail = 'the folder and recordTarget/patientRole/id name different patients'
    return quarantined('identity-mismatch', detail, other)
  }
  return fromContent(content, place)
}

/** CSS Syntax 5.4: a rule ends with the brace that it opened. */
function hasWholeRules(bytes: Uint8Array): boolean {
  let [opened, closed] = [0, 0]
  for (const byte of bytes) {
    if (byte === 0x7b) opened++
    if (byte === 0x7d) closed++
  }
  return opened > 0 && opened === closed
}

/** Kinds are often named wrongly, but none of these is ever plain text. */
function isOtherThanNamed(name: string, mediaType: string): boolean {
  return (
    mediaType === PLAIN_TEXT &&
    /\.(pdf|jpe?g|png|gif|tiff?|bmp|xml|docx?|xlsx?|pptx?|mp4|zip)$/i.test(name)
  )
}

function isHl7(bytes: Uint8Array, path: string): boolean {
  return /\.hl7$/i.test(path) || (bytes[0] === 0x4d && bytes[1] === 0x53 && bytes[2] === 0x48)
}

function fromContent(content: SoundContent, place: ExtendedPath): ParsedFile {
  const part = documentPart(content, place)
  const procedure = procedureOf(part, content.xml, place.facts.date)
  const records: ClinicalRecord[] = procedure ? [part, procedure] : [part]
  const { deviatingCharset } = content
  const problems = [...content.problems, ...timeProblems(part), ...numberProblems(part)]
  return { outcome: 'records', records, mention: null, problems, deviatingCharset }
}

function documentPart(content: SoundContent, place: ExtendedPath): DocumentPartRecord {
  const { facts, type, department } = place
  const written = content.xml ? NOT_STATED : writtenIn(content.text)
  const stated = content.xml?.effectiveTime || written.at
  const fromPath = facts.date.replaceAll('-', '') || place.timestamp
  return {
    kind: 'documentPart',
    patientId: facts.patientId,
    documentKey: place.documentKey,
    role: roleOf(place.name, content.mediaType),
    name: place.name,
    mediaType: content.mediaType,
    category: documentCategoryOf(type),
    type,
    title: content.title,
    documentAt: stated || fromPath ? readTime(stated || fromPath) : null,
    department:
      department === ''
        ? null
        : { display: department, codings: [{ code: department, name: '', system: '' }] },
    author: authorOf(content, written.by),
    status: '',
    text: textOf(content, place.name),
  }
}

function roleOf(name: string, mediaType: string): 'main' | 'attachment' {
  if (name.includes('/')) return 'attachment'
  if (/^main_document/i.test(name)) return 'main'
  return decorates(name) || /^(image|video|audio)\//.test(mediaType) ? 'attachment' : 'main'
}

function textOf({ text }: SoundContent, name: string): string {
  if (/\.css$/i.test(name)) return textOfSheet(text, name)
  return decorates(name) ? '' : text
}

/** Style sheets, scripts and schemas are text, but nobody's words. */
function decorates(name: string): boolean {
  return /\.(css|js|xsl|xslt|xsd|dtd|ico|ttf|woff2?)$/i.test(name)
}

function authorOf({ xml, author }: SoundContent, by: string): Staff | null {
  const name = author || by
  return name === '' ? null : { code: xml?.authorId ?? '', name }
}

/** The patient whom a CDA names instead of the folder's; '' when it names the same one, or none. */
function otherPatient({ xml }: SoundContent, patientId: string): string {
  const named = xml?.patientIds ?? []
  const agrees = named.some((id) => idKey(id) === idKey(patientId))
  return agrees ? '' : (named[0] ?? '')
}

function timeProblems(part: DocumentPartRecord): FieldProblem[] {
  if (part.documentAt === null || part.documentAt.at !== null) return []
  return [{ where: 'effectiveTime', text: part.documentAt.text, reason: 'not a time' }]
}

/** A letter from elsewhere carries the sender's number, so this alone is no proof of a wrong folder. */
function numberProblems({ text, patientId }: DocumentPartRecord): FieldProblem[] {
  const number = otherPatientNumber(text, patientId)
  return number === ''
    ? []
    : [{ where: 'text', text: number, reason: 'the document names another patient number' }]
}

function quarantined(refusal: FileRefusal, detail: string, otherPatientId: string): ParsedFile {
  return { outcome: 'quarantined', refusal, detail, otherPatientId }
}
