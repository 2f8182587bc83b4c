/** FHIR R4 DocumentReference: the documents. Superseded ones carry their mark; deleted ones are not given. */

import type { Attachment, DocumentReference } from '@medplum/fhirtypes'
import type { DocumentRow } from '../../model/api/chart/documents.ts'
import { meaningOf } from '../../model/codes/meaning.ts'
import { DOCUMENT_CATEGORY } from '../../model/codes/sansho-systems.ts'
import { readDocuments, readDocumentTypes } from '../charts/documents.ts'
import type { Term } from '../generations/open-generation.ts'
import { type FhirChart, type Lazy, metaOf, subjectOf } from './chart.ts'
import { conceptOf, dateTimeOf, departmentOf, instantOf, timed } from './datatypes.ts'

type DocStatus = NonNullable<DocumentReference['docStatus']>
/** HL7 v2.5 table 0271 and CDA; FHIR's own words, those of a report too. */
const DOC_STATUS: Readonly<Record<string, DocStatus>> = {
  AU: 'final',
  LA: 'final',
  DO: 'preliminary',
  IN: 'preliminary',
  PA: 'preliminary',
  PRELIMINARY: 'preliminary',
  FINAL: 'final',
  AMENDED: 'amended',
  'ENTERED-IN-ERROR': 'entered-in-error',
  REGISTERED: 'preliminary',
  PARTIAL: 'preliminary',
  CORRECTED: 'amended',
  APPENDED: 'amended',
}
/** What `status` says already. */
const STANDINGS = ['', 'CURRENT', 'SUPERSEDED']

/** Where the bytes of a part are to be had. */
export type AttachmentOf = (
  document: DocumentRow,
  part: DocumentRow['parts'][number],
) => Pick<Attachment, 'url'>

export function documentResources(
  chart: FhirChart,
  attachmentOf: AttachmentOf,
): (Lazy<DocumentReference> & { readonly document: DocumentRow })[] {
  const { generation, patient, naming } = chart
  const types = readDocumentTypes(generation, patient)
  return readDocuments(generation, patient).documents.map((document) => {
    const id = naming.id('DocumentReference', document.document)
    const type = types.get(document.document) ?? null
    const make = () => documentResource(chart, { id, document, type, attachmentOf })
    return { id, document, make }
  })
}

interface Held {
  readonly id: string
  readonly document: DocumentRow
  readonly type: Term | null
  readonly attachmentOf: AttachmentOf
}

function documentResource(
  chart: FhirChart,
  { id, document, type, attachmentOf }: Held,
): DocumentReference {
  const { docStatus, said } = statusOf(document)
  const title = document.title || document.type
  const start = dateTimeOf(document.documentAt)
  const parts = document.parts.map((part) => ({
    attachment: {
      ...(part.mediaType === '' ? {} : { contentType: part.mediaType }),
      ...attachmentOf(document, part),
      size: part.bytes,
      ...(part.name === '' ? {} : { title: part.name }),
      ...(start === undefined ? {} : { creation: start }),
    },
  }))
  // R4 asks for a content even where the backup holds none.
  const nothing = { attachment: { title: '内容なし / no content in this backup' } }
  return {
    resourceType: 'DocumentReference',
    id,
    meta: metaOf(chart),
    ...departmentOf(document.department),
    identifier: [{ system: 'urn:sansho:document-version', value: document.version }],
    status: document.standing === 'current' ? 'current' : 'superseded',
    ...(docStatus === undefined ? {} : { docStatus }),
    type: conceptOf(type, document.type || document.title),
    category: [{ coding: [{ system: DOCUMENT_CATEGORY, code: document.category }] }],
    subject: subjectOf(chart),
    ...timed('date', document.documentAt, instantOf),
    ...(document.author === '' ? {} : { author: [{ display: document.author }] }),
    ...(title === '' && said === '' ? {} : { description: `${title}${said}` }),
    content: parts.length === 0 ? [nothing] : parts,
    ...(start === undefined ? {} : { context: { period: { start } } }),
  }
}

/**
 * FHIR's own status of a document, with the word behind it where the source wrote two (`current / final`). A word that FHIR has no
 * code for stands behind the title: a report that was cancelled must not look valid.
 */
function statusOf({ status }: DocumentRow): { docStatus?: DocStatus; said: string } {
  const words = status.split(' / ').filter((word) => !STANDINGS.includes(word.trim().toUpperCase()))
  const docStatus = words
    .map((word) => meaningOf(DOC_STATUS, word.trim().toUpperCase()))
    .find((known) => known !== undefined)
  if (docStatus !== undefined) return { docStatus, said: '' }
  return { said: words.length === 0 ? '' : `（${words.join(' / ')}）` }
}
