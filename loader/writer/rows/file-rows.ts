/** Parts of documents and images → rows. */
import type { DocumentPartRecord, ImageInstanceRecord } from '../../../model/records/documents.ts'
import { at, type FileContext, type RowSink, text } from './row-sink.ts'

/** Reports, waveforms and selections among the images have no rows, and are small: they are kept in any case. */
export function isImageKept({ rows }: ImageInstanceRecord, withoutPixels: boolean): boolean {
  return !withoutPixels || rows === 0
}

export function addDocumentPart(
  sink: RowSink,
  r: DocumentPartRecord,
  context: FileContext,
): number {
  const { file, standing } = context
  const id = sink.next('documentPart')
  sink.add('documentPart', [
    id,
    sink.patient(r.patientId),
    r.documentKey,
    r.role === 'main' ? 1 : 0,
    r.name,
    r.mediaType,
    r.content?.length ?? context.bytes,
    r.content === undefined ? context.sha256 : sink.keep(r.content),
    r.category,
    sink.term(r.type),
    r.title,
    at(r.documentAt),
    text(r.documentAt),
    sink.term(r.department),
    sink.staff(r.author),
    r.status,
    r.text,
    context.versionKey,
    standing,
    file,
  ])
  return id
}

export function addImageInstance(
  sink: RowSink,
  r: ImageInstanceRecord,
  context: FileContext,
): number {
  const { file, standing } = context
  const id = sink.next('imageInstance')
  sink.add('imageInstance', [
    id,
    sink.patient(r.patientId),
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
    r.frameOfReferenceUid,
    r.plane,
    r.patientName,
    at(r.patientBirthDate),
    r.rejects === null ? '' : [r.rejects.code, ...r.rejects.sopInstanceUids].join('\\'),
    context.bytes,
    isImageKept(r, context.withoutPixels) ? context.sha256 : '',
    standing,
    file,
  ])
  return id
}
