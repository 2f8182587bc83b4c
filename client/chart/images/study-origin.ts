/** A study as the chart shows it: from the backup, from a surviving image server, or from both. */
import type { ImageStudyRow } from '../../../model/api/chart/image-studies.ts'
import type { PacsState, PacsStudy } from '../../../model/api/pacs.ts'

export interface ShownStudy extends ImageStudyRow {
  /** Set when the image server holds images of it that the backup has not. */
  readonly pacs?: PacsStudy
}

/** The server gave nothing, and what it holds is not known. */
export function isServerAway(state: PacsState): state is Exclude<PacsState, 'off' | 'answered'> {
  return state !== 'off' && state !== 'answered'
}

export function hasImages(study: ShownStudy): boolean {
  return study.inBackup || study.pacs !== undefined
}

/** Every study once, newest first. A study that only an order names gets its images where the server has them. */
export function joinStudies(
  inBackup: readonly ImageStudyRow[],
  onServer: readonly PacsStudy[],
): ShownStudy[] {
  const more = new Map(
    onServer
      .filter(({ instances, instancesInBackup }) => (instances ?? Infinity) > instancesInBackup)
      .map((study) => [study.studyUid, study]),
  )
  const joined = inBackup.map((study): ShownStudy => {
    const pacs = more.get(study.studyUid)
    if (pacs === undefined) return study
    more.delete(study.studyUid)
    return { ...study, pacs, identityNote: study.identityNote || pacs.identityNote }
  })
  const added = [...more.values()].map((pacs): ShownStudy => {
    const { studyUid, studyAt, description, modalities, accession, identityNote } = pacs
    const own = { studyUid, studyAt, description, modalities, accession, identityNote }
    return { ...own, rejections: [], series: [], inBackup: false, reports: [], pacs }
  })
  return [...joined, ...added].sort((a, b) =>
    (b.studyAt.at ?? '').localeCompare(a.studyAt.at ?? ''),
  )
}
