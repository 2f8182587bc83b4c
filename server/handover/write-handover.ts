/** A patient's record out of the house: read once, made in one of the forms, encrypted as it is written. */
import type { PatientRef } from '../charts/patient.ts'
import type { Generation } from '../generations/open-generation.ts'
import type { MountedMedia } from '../images/mounted-media.ts'
import { type ArchiveFile, type Sink, writeEncryptedZip } from './encrypted-zip.ts'
import { readHandover } from './facts.ts'
import { fhirFiles } from './fhir-document.ts'
import { folderFiles } from './folder.ts'
import type { Format, Making } from './making.ts'
import { countUncopied } from './missing.ts'
import { type Print, packetFiles } from './packet.ts'

interface Wanted {
  readonly generation: Generation
  readonly patient: PatientRef
  /** The hospital or a source restricts the chart. */
  readonly restricted: boolean
  readonly at: Date
  readonly passphrase: string
  readonly sink: Sink
  readonly form: Form
  /** Where images lie that were not copied; null = nowhere. */
  readonly media: MountedMedia | null
}

/** Only who can print makes a packet. */
export type Form =
  | { readonly format: Exclude<Format, 'pdf-packet'> }
  | { readonly format: 'pdf-packet'; readonly print: Print }

/** The archive's name says nothing of the patient: `sansho-20221110-031500-fhir.zip`, by this machine's clock. */
export function archiveName(format: Format, at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString()
  return `sansho-${local.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${format}.zip`
}

/**
 * Writes the whole archive to `sink`. The caller has written the access log before.
 * @returns how many files it carries, and how many are left out that should be there
 */
export async function writeHandover(wanted: Wanted): Promise<{ files: number; leftOut: number }> {
  const { generation, patient, restricted, at, passphrase, sink, form, media } = wanted
  const withImages = form.format === 'folder'
  const images = withImages && { media }
  const handover = await readHandover(generation, patient, { images })
  const files = filesOf({ handover, format: form.format, at, restricted }, form)
  const sums = await writeEncryptedZip(files, { passphrase, at, sink })
  const { damaged, away } = handover
  const uncopied = withImages ? countUncopied(handover) : 0
  return { files: sums.size, leftOut: damaged.size + away.size + uncopied }
}

function filesOf(making: Making, form: Form): AsyncIterable<ArchiveFile> {
  if (form.format === 'pdf-packet') return packetFiles(making, form.print)
  return form.format === 'fhir' ? fhirFiles(making) : folderFiles(making)
}
