/** Everything a handover says of one patient, read once. */
import type { DocumentRow } from '../../model/api/chart/documents.ts'
import type { ImageStudyRow } from '../../model/api/chart/image-studies.ts'
import type {
  Administration,
  CurrentAt,
  Dispense,
  MedicationOrder,
} from '../../model/api/chart/medications.ts'
import type { Banner } from '../../model/api/chart/opening.ts'
import type { ProblemRow, ProcedureRow } from '../../model/api/chart/problems.ts'
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import type { Gap, Provenance } from '../../model/api/common.ts'
import { readAdministrations } from '../charts/administrations.ts'
import { readAlerts } from '../charts/alerts.ts'
import { type AllergyState, type CodedAllergy, readCodedAllergies } from '../charts/allergies.ts'
import { readBanner } from '../charts/banner.ts'
import { readCurrentAt } from '../charts/current-moment.ts'
import { readDispenses, readLastingDispenses } from '../charts/dispenses.ts'
import { findDocument, readDocuments, type StoredDocument } from '../charts/documents.ts'
import { chartProvenance } from '../charts/gaps.ts'
import { readImageStudies } from '../charts/image-studies.ts'
import { readInfections } from '../charts/infections.ts'
import { type Measurement, readMeasurements } from '../charts/measurements.ts'
import { readCurrentMedications, readMedicationOrders } from '../charts/medications.ts'
import type { PatientRef } from '../charts/patient.ts'
import { readProblems } from '../charts/problems.ts'
import { readProcedures } from '../charts/procedures.ts'
import { readScheduled } from '../charts/scheduled.ts'
import { readAllEncounters } from '../charts/stays.ts'
import type { Generation } from '../generations/open-generation.ts'
import { DamagedBlob, readBlob } from '../generations/read-blob.ts'
import { MediumAway, type MountedMedia } from '../images/mounted-media.ts'
import { readStudyImages, type StudyImages } from '../images/study-images.ts'
import { readImage } from './image-bytes.ts'

export interface HeldDocument {
  readonly row: DocumentRow
  readonly stored: StoredDocument | null
}

export interface HeldStudy extends StudyImages {
  readonly row: ImageStudyRow
}

export interface Handover {
  readonly generation: Generation
  readonly patient: PatientRef
  readonly provenance: Provenance & { readonly patientGaps: Gap[] }
  readonly banner: Banner
  readonly allergies: readonly CodedAllergy[]
  readonly allergyState: AllergyState
  readonly alerts: SummaryAnswer['alerts']
  readonly infections: SummaryAnswer['infections']
  readonly problems: readonly ProblemRow[]
  readonly orders: readonly MedicationOrder[]
  /** As on the first screen: those that are current; after them those whose end can't be told. */
  readonly medicines: readonly MedicationOrder[]
  readonly currentAt: CurrentAt
  readonly administrations: readonly Administration[]
  readonly dispenses: readonly Dispense[]
  /** Those that none of `medicines` tells of. */
  readonly lasting: readonly Dispense[]
  readonly measurements: readonly Measurement[]
  readonly encounters: SummaryAnswer['encounters']
  readonly procedures: readonly ProcedureRow[]
  readonly scheduled: SummaryAnswer['scheduled']
  readonly documents: readonly HeldDocument[]
  readonly deletedDocuments: number
  readonly studies: readonly HeldStudy[]
  /** Hashes of bytes that are missing from the generation, or are not those that were loaded. */
  readonly damaged: ReadonlySet<string>
  /** Hashes of images that were left on a backup medium and can't be read there now. */
  readonly away: ReadonlySet<string>
}

export interface Contents {
  /** Whether the bytes of images are wanted too; then also from these media, where they were not copied. */
  readonly images: false | { readonly media: MountedMedia | null }
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
  const media = images === false ? null : images.media
  const studies = readImageStudies(generation, patient).map((row) => ({
    row,
    ...(readStudyImages(generation, patient, row.studyUid, media) ?? NO_IMAGES),
  }))
  const unreadable = { damaged: new Set<string>(), away: new Set<string>() }
  for (const { blob, bytes } of held.flatMap(({ stored }) => stored?.parts ?? [])) {
    await prove(unreadable, blob, () => readBlob(generation.directory, blob, bytes))
  }
  for (const study of images === false ? [] : studies) {
    for (const image of study.series.flatMap(({ instances }) => instances)) {
      if (image.instance === '') continue
      await prove(unreadable, image.instance, () => readImage(generation.directory, study, image))
    }
  }
  const medicines = readCurrentMedications(generation, patient)
  return {
    generation,
    patient,
    provenance: chartProvenance(generation, patient),
    banner: readBanner(generation, patient, allergyState),
    allergies: coded,
    allergyState,
    alerts: readAlerts(generation, patient),
    infections: readInfections(generation, patient),
    problems: readProblems(generation, patient),
    orders: readMedicationOrders(generation, patient),
    medicines,
    currentAt: readCurrentAt(generation, patient),
    administrations: readAdministrations(generation, patient),
    dispenses: readDispenses(generation, patient),
    lasting: readLastingDispenses(generation, patient, medicines),
    measurements: readMeasurements(generation, patient),
    encounters: readAllEncounters(generation, patient).map(({ encounter }) => encounter),
    procedures: readProcedures(generation, patient),
    scheduled: readScheduled(generation, patient),
    documents: held,
    deletedDocuments: deleted,
    studies,
    ...unreadable,
  }
}

const NO_IMAGES: StudyImages = { series: [], mounted: new Map() }

/** Reads the bytes of this hash only to know whether they can be read. */
async function prove(
  unreadable: { readonly damaged: Set<string>; readonly away: Set<string> },
  sha256: string,
  read: () => Promise<unknown>,
): Promise<void> {
  try {
    await read()
  } catch (error) {
    if (error instanceof DamagedBlob) unreadable.damaged.add(sha256)
    else if (error instanceof MediumAway) unreadable.away.add(sha256)
    else throw error
  }
}
