/** FHIR R4 DocumentReference: the documents. Superseded ones carry their mark; deleted ones are not given. */

import type { Attachment, DocumentReference } from '@medplum/fhirtypes'
import type { DocumentRow } from '../../model/api/chart.ts'
import { meaningOf } from '../../model/codes/meaning.ts'
import { readDocuments, readDocumentTypes } from '../charts/documents.ts'
import type { Term } from '../generations/open-generation.ts'
import { type FhirChart, type Lazy, metaOf, subjectOf } from './chart.ts'
import { conceptOf, dateTimeOf, instantOf } from './datatypes.ts'

const CATEGORY = 'urn:sansho:document-category'

type DocStatus = NonNullable<DocumentReference['docStatus']>
/** HL7 v2.5 table 0271 and CDA; FHIR's own words. */
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
}

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
  const docStatus = meaningOf(DOC_STATUS, document.status.trim().toUpperCase())
  const date = instantOf(document.documentAt)
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
    identifier: [{ system: 'urn:sansho:document-version', value: document.version }],
    status: document.standing === 'current' ? 'current' : 'superseded',
    ...(docStatus === undefined ? {} : { docStatus }),
    type: conceptOf(type, document.type || document.title),
    category: [{ coding: [{ system: CATEGORY, code: document.category }] }],
    subject: subjectOf(chart),
    ...(date === undefined ? {} : { date }),
    ...(document.author === '' ? {} : { author: [{ display: document.author }] }),
    ...(document.title === '' && document.type === ''
      ? {}
      : { description: document.title || document.type }),
    content: parts.length === 0 ? [nothing] : parts,
    ...(start === undefined ? {} : { context: { period: { start } } }),
  }
}
