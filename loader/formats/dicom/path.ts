/** What the path of an image file tells. */
import type { PathFacts } from '../format.ts'

const IMAGE_FOLDERS = new Set(['dicom', 'dcm', 'images', 'image', 'pacs'])
/** Names under an image folder that are images by custom: no extension, `.dcm`, `.ima`, or a UID. */
const IMAGE_NAME = /^(?:[^.]+|.+\.(?:dcm|dicom|ima|img)|\d+(?:\.\d+)+)$/i

/**
 * Claims `*.dcm`, `DICOMDIR`, and extension-less or UID-named files below an image folder. The patient is told only
 * by the two shapes of `storageFolder`, else ''.
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

/** `<3>/<3>/<pid>/…`, or, as image servers write, `<image folder>/<pid>/<YYYYMMDD>/…`. */
function storageFolder(parts: readonly string[]): { patientId: string; date: string } {
  for (let i = 1; i < parts.length - 1; i++) {
    const patientId = parts[i] ?? ''
    const date = dayOf(parts[i + 1] ?? '')
    if (isGrouped(parts, i) || (date !== '' && isBelowImages(parts, i))) return { patientId, date }
  }
  return { patientId: '', date: '' }
}

function isGrouped(parts: readonly string[], i: number): boolean {
  const patientId = parts[i] ?? ''
  const group1 = parts[i - 2]
  const group2 = parts[i - 1]
  return (
    patientId.length >= 6 && group1 === patientId.slice(0, 3) && group2 === patientId.slice(3, 6)
  )
}

function isBelowImages(parts: readonly string[], i: number): boolean {
  const folder = parts[i - 1]?.toLowerCase() ?? ''
  return (
    IMAGE_FOLDERS.has(folder) && /^\d{6,15}$/.test(parts[i] ?? '') && dayOf(parts[i] ?? '') === ''
  )
}

/** ISO date of a folder `YYYYMMDD`, '' when it is none. */
function dayOf(folder: string): string {
  const day = /^((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])$/.exec(folder)
  return day ? `${day[1]}-${day[2]}-${day[3]}` : ''
}
