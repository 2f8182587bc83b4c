/** Documents and images, part by part. */
import type { ClinicalTime, Coded, Staff } from './values.ts'

export type DocumentCategory =
  | 'progress-note'
  | 'nursing-record'
  | 'temperature-chart'
  | 'operation-note'
  | 'anesthesia-record'
  | 'discharge-summary'
  | 'referral'
  | 'imaging-report'
  | 'pathology-report'
  | 'examination-report'
  | 'consent'
  | 'other'

/** One file of a document. Files with the same `documentKey` are one document: a main part and attachments. */
export interface DocumentPartRecord {
  readonly kind: 'documentPart'
  readonly patientId: string
  /** Unique in the source: the content folder's path for SS-MIX2 extended storage. */
  readonly documentKey: string
  readonly role: 'main' | 'attachment'
  readonly name: string
  /** By the content's own magic bytes, not by its name. */
  readonly mediaType: string
  readonly category: DocumentCategory
  readonly type: Coded
  readonly title: string
  readonly documentAt: ClinicalTime | null
  readonly department: Coded | null
  readonly author: Staff | null
  readonly status: string
  /** Readable text of the content, for the timeline and for searching; '' when there is none (scan). */
  readonly text: string
  /** The part's bytes where they are not the whole file: an attachment inside a FHIR resource. Absent = the file's own. */
  readonly content?: Uint8Array
}

/** One DICOM SOP Instance, from its header. */
export interface ImageInstanceRecord {
  readonly kind: 'imageInstance'
  readonly patientId: string
  readonly studyUid: string
  readonly seriesUid: string
  readonly sopInstanceUid: string
  readonly sopClassUid: string
  readonly transferSyntaxUid: string
  readonly modality: string
  readonly studyAt: ClinicalTime | null
  readonly studyDescription: string
  readonly seriesDescription: string
  readonly accession: string
  readonly bodyPart: string
  readonly seriesNumber: number | null
  readonly instanceNumber: number | null
  readonly frames: number
  readonly rows: number
  readonly columns: number
  /** Frame of Reference UID: images that share it share their coordinates; '' = not given. */
  readonly frameOfReferenceUid: string
  /** Image Orientation and Image Position (Patient), nine numbers as `1\\0\\0\\0\\1\\0\\x\\y\\z`; '' = not both given. */
  readonly plane: string
  /** Name and birth date as the image says, for the check against the chart. */
  readonly patientName: string
  readonly patientBirthDate: ClinicalTime | null
  /** Which instances it takes back, where it is a rejection note (IHE RAD, Imaging Object Change Management); null = it is none. */
  readonly rejects: Rejection | null
}

export interface Rejection {
  /** Of DCM: model/codes/rejection-notes.ts. */
  readonly code: string
  readonly sopInstanceUids: readonly string[]
}
