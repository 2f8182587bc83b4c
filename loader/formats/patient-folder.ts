/** Whose folder a place lies in, by the shapes that storages give their folders, whatever the file is. */
import type { PathFacts } from './format.ts'

const IMAGE_FOLDERS = new Set(['dicom', 'dcm', 'images', 'image', 'pacs'])

/** `<3>/<3>/<pid>/…` of SS-MIX2, or, as image servers write, `<image folder>/<pid>/<YYYYMMDD>/…`; '' where it does not say. */
export function patientFolder(parts: readonly string[]): {
  readonly patientId: string
  readonly date: string
} {
  for (let i = 1; i < parts.length - 1; i++) {
    const patientId = parts[i] ?? ''
    const date = dayOf(parts[i + 1] ?? '')
    if (isGrouped(parts, i) || (date !== '' && isBelowImages(parts, i))) return { patientId, date }
  }
  return { patientId: '', date: '' }
}

/** What is known of a file or folder that cannot be read and that no format claims. */
export function placeFacts(path: string): PathFacts {
  const parts = path.split('/')
  // A folder is named by its own last part.
  const { patientId, date } = patientFolder([...parts, ''])
  const typeAt = parts.indexOf(patientId) + 2
  const isOfImages = parts.some(isImageFolder)
  const dataType = isOfImages ? 'DICOM' : patientId === '' ? '' : (parts[typeAt] ?? '')
  return { patientId, date, dataType, versionKey: '', versionTime: '', standing: 'current' }
}

export function isImageFolder(name: string): boolean {
  return IMAGE_FOLDERS.has(name.toLowerCase())
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
  const patientId = parts[i] ?? ''
  return (
    isImageFolder(parts[i - 1] ?? '') && /^\d{6,15}$/.test(patientId) && dayOf(patientId) === ''
  )
}

/** ISO date of a folder `YYYYMMDD`, '' when it is none. */
function dayOf(folder: string): string {
  const day = /^((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])$/.exec(folder)
  return day ? `${day[1]}-${day[2]}-${day[3]}` : ''
}
