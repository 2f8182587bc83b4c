/** GET /api/charts/{chart}/pacs and …/pacs/{study}: what a surviving image server (PACS) holds of the patient. */
import { z } from 'zod'
import { Gap, Provenance, Time } from './common.ts'
import { StudyImagesAnswer } from './images.ts'

/** `off` = none is configured. The others but `answered`: it gave nothing, so what it holds is not known. */
export const PacsState = z.enum([
  'off',
  'answered',
  'unreachable',
  'timeout',
  'refused',
  'not-understood',
])
export type PacsState = z.infer<typeof PacsState>

export const PacsStudy = z.object({
  studyUid: z.string(),
  studyAt: Time,
  description: z.string(),
  modalities: z.array(z.string()),
  accession: z.string(),
  /** null = the server does not say. */
  series: z.number().int().nullable(),
  instances: z.number().int().nullable(),
  /** Images of this study that the backup holds; 0 = none. */
  instancesInBackup: z.number().int(),
  /** '' = the birth date agrees with the chart, or can't be compared. Names are compared when the study is opened. */
  identityNote: z.string(),
})
export type PacsStudy = z.infer<typeof PacsStudy>

export const PacsAnswer = Provenance.extend({
  patientGaps: z.array(Gap),
  state: PacsState,
  /** Newest first; studies the backup holds are among them. */
  studies: z.array(PacsStudy),
  /** Studies it sent under another patient's id, or under none: not shown. */
  otherPatients: z.number().int(),
})
export type PacsAnswer = z.infer<typeof PacsAnswer>

/**
 * Backup and image server together, each image once. An image of the server is named `{series UID}_{SOP Instance UID}`;
 * its bytes: GET …/pacs/{study}/instances/{instance}. One of the backup: as in images.ts.
 */
export const PacsStudyAnswer = StudyImagesAnswer.extend({
  state: PacsState,
  /** What the images of the server say of another person, by name or birth date; '' = they agree. */
  identityNote: z.string(),
})
export type PacsStudyAnswer = z.infer<typeof PacsStudyAnswer>
