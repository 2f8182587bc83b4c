/** Everything a handover says of one patient, read once. */
import type {
  Administration,
  Banner,
  DocumentRow,
  ImageStudyRow,
  MedicationOrder,
  ProblemRow,
  ProcedureRow,
  SummaryAnswer,
} from '../../model/api/chart.ts'
import type { Gap, Provenance } from '../../model/api/common.ts'
import type { ImageSeries } from '../../model/api/images.ts'
import { type AllergyState, type CodedAllergy, readCodedAllergies } from '../charts/allergies.ts'
import { readBanner } from '../charts/banner.ts'
import { findDocument, readDocuments, type StoredDocument } from '../charts/documents.ts'
import { chartProvenance } from '../charts/gaps.ts'
import { readImageStudies } from '../charts/image-studies.ts'
import { readInfections } from '../charts/infections.ts'
import { type Measurement, readMeasurements } from '../charts/measurements.ts'
import { readAdministrations, readMedicationOrders } from '../charts/medications.ts'
import type { PatientRef } from '../charts/patient.ts'
import { readProblems } from '../charts/problems.ts'
import { readProcedures } from '../charts/procedures.ts'
import { readScheduled } from '../charts/scheduled.ts'
import { readAllEncounters } from '../charts/stays.ts'
import type { Generation } from '../generations/open-generation.ts'
import { DamagedBlob, readBlob } from '../generations/read-blob.ts'
import { readStudyImages } from '../images/study-images.ts'

export interface HeldDocument {
  readonly row: DocumentRow
  readonly stored: StoredDocument | null
}

export interface HeldStudy {
  readonly row: ImageStudyRow
  readonly series: readonly ImageSeries[]
}

export interface Handover {
  readonly generation: Generation
  readonly patient: PatientRef
  readonly provenance: Provenance & { readonly patientGaps: Gap[] }
  readonly banner: Banner
  readonly allergies: readonly CodedAllergy[]
  readonly allergyState: AllergyState
  readonly infections: SummaryAnswer['infections']
  readonly problems: readonly ProblemRow[]
  readonly orders: readonly MedicationOrder[]
  readonly administrations: readonly Administration[]
  readonly measurements: readonly Measurement[]
  readonly encounters: SummaryAnswer['encounters']
  readonly procedures: readonly ProcedureRow[]
  readonly scheduled: SummaryAnswer['scheduled']
  readonly documents: readonly HeldDocument[]
  readonly deletedDocuments: number
  readonly studies: readonly HeldStudy[]
  /** Hashes of stored bytes that are missing or are not those that were loaded. */
  readonly damaged: ReadonlySet<string>
}

export interface Contents {
  /** Whether the bytes of images are wanted too. */
  readonly images: boolean
}

/** Reads the chart, and every byte that will be handed over once to know beforehand which are damaged. */
export async function readHandover(
  generation: Generation,
  patient: PatientRef,
  { images }: Contents,
): Promise<Handover> {
  const { coded, allergyState } = readCodedAllergies(generation, patient)
  const { documents, deleted } = readDocuments(generation, patient)
  const held = documents.map((row) => ({
    row,
    stored: findDocument(generation, patient, row.document),
  }))
  const studies = readImageStudies(generation, patient).map((row) => ({
    row,
    series: readStudyImages(generation, patient, row.studyUid) ?? [],
  }))
  return {
    generation,
    patient,
    provenance: chartProvenance(generation, patient),
    banner: readBanner(generation, patient, allergyState),
    allergies: coded,
    allergyState,
    infections: readInfections(generation, patient),
    problems: readProblems(generation, patient),
    orders: readMedicationOrders(generation, patient),
    administrations: readAdministrations(generation, patient),
    measurements: readMeasurements(generation, patient),
    encounters: readAllEncounters(generation, patient).map(({ encounter }) => encounter),
    procedures: readProcedures(generation, patient),
    scheduled: readScheduled(generation, patient),
    documents: held,
    deletedDocuments: deleted,
    studies,
    damaged: await findDamaged(generation.directory, [
      ...held.flatMap(({ stored }) => stored?.parts ?? []),
      ...(images ? instancesOf(studies) : []),
    ]),
  }
}

/** The images whose bytes are in this generation. */
export function instancesOf(studies: readonly HeldStudy[]): { blob: string; bytes: number }[] {
  return studies
    .flatMap(({ series }) => series.flatMap(({ instances }) => instances))
    .filter(({ instance }) => instance !== '')
    .map(({ instance, bytes }) => ({ blob: instance, bytes }))
}

async function findDamaged(
  directory: string,
  blobs: readonly { readonly blob: string; readonly bytes: number }[],
): Promise<Set<string>> {
  const damaged = new Set<string>()
  for (const { blob, bytes } of blobs) {
    try {
      await readBlob(directory, blob, bytes)
    } catch (error) {
      if (!(error instanceof DamagedBlob)) throw error
      damaged.add(blob)
    }
  }
  return damaged
}
