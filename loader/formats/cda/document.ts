/** The document itself: its attested text as it is, or the file that its body is, and the pictures in it. */
import zlib from 'node:zlib'
import { meaningOf } from '../../../model/codes/meaning.ts'
import type { DocumentPartRecord } from '../../../model/records/documents.ts'
import { readAttachment } from '../fhir/attachment.ts'
import { categoryOfDocument } from '../fhir/document-category.ts'
import { XML } from '../files/media-type.ts'
import { attribute, below, type Element, one, textOf } from './element.ts'
import type { Reading } from './reading.ts'

/** Of what stands packed inside a document. 256 MiB. */
const LARGEST_UNPACKED = 2 ** 28
const UNPACKERS: Readonly<Record<string, readonly (typeof zlib.inflateSync)[]>> = {
  DF: [zlib.inflateSync, zlib.inflateRawSync],
  ZL: [zlib.inflateSync],
  GZ: [zlib.gunzipSync],
}
const UNNAMED = { display: '文書', codings: [] }
/** Extension of a name for what stands inside the document. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/tiff': 'tif',
  'text/plain': 'txt',
  'text/html': 'html',
}

/** @param name of the file */
export function readDocument(
  root: Element,
  { text, unpacked }: { readonly text: string; readonly unpacked: Uint8Array | null },
  name: string,
  reading: Reading,
): DocumentPartRecord[] {
  const type = reading.coded(one(root, 'code')) ?? UNNAMED
  const author = one(root, 'author', 'assignedAuthor')
  const head: Omit<DocumentPartRecord, 'role' | 'name' | 'mediaType' | 'text' | 'content'> = {
    kind: 'documentPart',
    patientId: reading.patientId,
    documentKey: reading.documentKey,
    category: categoryOfDocument(type),
    type,
    title: textOf(one(root, 'title')) || type.display,
    documentAt: reading.time(one(root, 'effectiveTime')),
    department: reading.text(
      textOf(
        one(root, 'custodian', 'assignedCustodian', 'representedCustodianOrganization', 'name'),
      ),
    ),
    author: reading.staff(author),
    status: '',
  }
  const written: DocumentPartRecord = { ...head, role: 'main', name, mediaType: XML, text }
  const own = unpacked === null ? written : { ...written, content: unpacked }
  const body = one(root, 'component', 'nonXMLBody', 'text')
  const inside = body === null ? null : embedded(body, 'body', reading)
  const pictures = [...below(root)]
    .filter((element) => element.name === 'observationMedia')
    .map((element, index) => {
      const id = attribute(element, 'ID') || String(index + 1)
      return embedded(one(element, 'value'), `picture-${id}`, reading)
    })
    .filter((each) => each !== null)
    .map((each): DocumentPartRecord => ({ ...head, role: 'attachment', ...each }))
  if (inside === null) return [own, ...pictures]
  // The body is what people read; the XML around it only says whose it is.
  return [{ ...head, role: 'main', ...inside }, { ...own, role: 'attachment' }, ...pictures]
}

/** Some authors leave out that a picture or PDF is in base64: as text it could be nothing else. */
function isInBase64(value: Element, mediaType: string, text: string): boolean {
  const said = attribute(value, 'representation').toUpperCase()
  if (said !== '') return said === 'B64'
  return mediaType !== '' && !mediaType.startsWith('text/') && /^[A-Za-z0-9+/=\s]{16,}$/.test(text)
}

/** CDA R2 datatypes, ED.compression: deflate (RFC 1951, which exporters write as RFC 1950), zlib, gzip. What does not unpack stays as it is. */
function inflated(base64: string, compression: string): string {
  const unpack = meaningOf(UNPACKERS, compression)
  if (unpack === undefined) return base64
  const packed = Buffer.from(base64, 'base64')
  for (const each of unpack) {
    try {
      return each(packed, { maxOutputLength: LARGEST_UNPACKED }).toString('base64')
    } catch {
      // The next way, or none: what is in it is then said to be of no known kind.
    }
  }
  return base64
}

/** ED with its content in base64, or as text; null when the content is elsewhere. */
function embedded(value: Element | null, name: string, reading: Reading) {
  if (value === null) return null
  const reference = attribute(one(value, 'reference'), 'value')
  if (reference !== '') {
    reading.problem(name, reference, 'the content is in another file that this document only names')
    return null
  }
  const declared = attribute(value, 'mediaType')
  const text = value.children.filter((child) => typeof child === 'string').join('')
  const isBase64 = isInBase64(value, declared, text)
  const packed = isBase64 ? text.replace(/\s+/g, '') : Buffer.from(text.trim()).toString('base64')
  const data = inflated(packed, attribute(value, 'compression'))
  const read = readAttachment({ data, contentType: declared }, (said, reason) =>
    reading.problem(name, said, reason),
  )
  if (read === null) return null
  if (read.damage !== null) reading.lose(name, read.damage)
  const extension = meaningOf(EXTENSIONS, read.mediaType)
  const full = extension === undefined ? name : `${name}.${extension}`
  return { name: full, mediaType: read.mediaType, text: read.text, content: read.content }
}
