/** What the path of an image file tells. */
import type { PathFacts } from '../format.ts'
import { isImageFolder, patientFolder } from '../patient-folder.ts'

/** Names under an image folder that are images by custom: no extension, `.dcm`, `.ima`, or a UID. */
const IMAGE_NAME = /^(?:[^.]+|.+\.(?:dcm|dicom|ima|img)|\d+(?:\.\d+)+)$/i

/**
 * Claims `*.dcm`, `DICOMDIR`, and extension-less or UID-named files below an image folder, each also `.gz`. The patient is told only
 * by the two shapes of `patientFolder`, else ''.
 */
export function claimImagePath(path: string): PathFacts | null {
  const parts = path.split('/')
  const name = (parts.at(-1) ?? '').replace(/\.gz$/i, '')
  const belowImages = parts.slice(0, -1).some(isImageFolder)
  const byName = /\.(dcm|dicom)$/i.test(name) || /^dicomdir$/i.test(name)
  return byName || (belowImages && IMAGE_NAME.test(name)) ? imageFacts(path) : null
}

/** Facts of a file known to be an image by its content. */
export function imageFacts(path: string): PathFacts {
  const folder = patientFolder(path.split('/'))
  return {
    patientId: folder.patientId,
    date: folder.date,
    dataType: 'DICOM',
    versionKey: '',
    versionTime: '',
    standing: 'current',
  }
}
