/** What the path of an image file tells. */
import type { PathFacts } from '../format.ts'

const IMAGE_FOLDERS = new Set(['dicom', 'dcm', 'images', 'image', 'pacs'])
/** Names under an image folder that are images by custom: no extension, `.dcm`, `.ima`, or a UID. */
const IMAGE_NAME = /^(?:[^.]+|.+\.(?:dcm|dicom|ima|img)|\d+(?:\.\d+)+)$/i

/**
 * Claims `*.dcm`, `DICOMDIR`, and extension-less or UID-named files below an image folder. The patient is told only
 * by a path of the storage shape `<3>/<3>/<pid>`, else ''.
 */
export function claimImagePath(path: string): PathFacts | null {
  const parts = path.split('/')
  const name = parts.at(-1) ?? ''
  const belowImages = parts.slice(0, -1).some((part) => IMAGE_FOLDERS.has(part.toLowerCase()))
  const byName = /\.(dcm|dicom)$/i.test(name) || /^dicomdir$/i.test(name)
  return byName || (belowImages && IMAGE_NAME.test(name)) ? imageFacts(path) : null
}

/** Facts of a file known to be an image by its content. */
export function imageFacts(path: string): PathFacts {
  const folder = storageFolder(path.split('/'))
  return {
    patientId: folder.patientId,
    date: folder.date,
    dataType: 'DICOM',
    versionKey: '',
    versionTime: '',
    standing: 'current',
  }
}

function storageFolder(parts: readonly string[]): { patientId: string; date: string } {
  for (let i = 2; i < parts.length - 1; i++) {
    const patientId = parts[i] ?? ''
    if (patientId.length < 6) continue
    if (parts[i - 2] !== patientId.slice(0, 3) || parts[i - 1] !== patientId.slice(3, 6)) continue
    const day = /^(\d{4})(\d{2})(\d{2})$/.exec(parts[i + 1] ?? '')
    return { patientId, date: day ? `${day[1]}-${day[2]}-${day[3]}` : '' }
  }
  return { patientId: '', date: '' }
}
