/**
 * Who is probably in a bed, told from names alone: SS-MIX2 writes patient, day, type and validity into its paths, so no file
 * need be opened. For reading the in-patients' folders first; who is in a bed for the chart is derived from the events themselves.
 *
 * Rule: of the newest day of a patient with a valid admission (ADT-22) or discharge (ADT-52), the later of both decides; a
 * patient with so many days behind the admission that it was not looked for counts as in a bed.
 *
 * Not told: who is in a bed in a hospital without SS-MIX2 folders, in a storage deeper than one folder below the medium, in
 * folders with one group or with types in small letters, or by a transfer (ADT-32) alone. They come with the whole, not first.
 */
import fs from 'node:fs'
import path from 'node:path'

export interface InpatientFolders {
  /** Relative to the medium: every folder that is named after a patient who is probably in a bed. */
  readonly folders: readonly string[]
  readonly inpatients: number
  /** Patient folders of the standardized storage. */
  readonly patients: number
}

/** Days looked at, newest first, before a patient counts as in a bed for the length of it. */
const DAYS_LOOKED_AT = 60
const GROUP = /^.{1,3}$/
const DAY = /^\d{8}$/

/** @param root the medium. Folders that cannot be listed are passed over: the load that follows names them. */
export function findInpatientFolders(root: string): InpatientFolders {
  const roots = ['', ...foldersIn(root)]
  const inpatients: string[] = []
  let patients = 0
  for (const below of roots) {
    for (const patient of patientsBelow(path.join(root, below))) {
      patients++
      if (isInBed(patient)) inpatients.push(path.basename(patient))
    }
  }
  const unique = [...new Set(inpatients)]
  const folders = unique.flatMap((id) =>
    roots
      .flatMap((below) => [
        path.join(below, id.slice(0, 3), id.slice(3, 6), id),
        path.join(below, id),
      ])
      .filter((folder) => isFolder(path.join(root, folder))),
  )
  return { folders: [...new Set(folders)], inpatients: unique.length, patients }
}

/** SS-MIX2 1.2g, 2.2: first three characters of the id, the next three, the id. */
function* patientsBelow(storage: string): Generator<string> {
  for (const first of foldersIn(storage).filter((name) => GROUP.test(name))) {
    for (const second of foldersIn(path.join(storage, first)).filter((name) => GROUP.test(name))) {
      for (const id of foldersIn(path.join(storage, first, second))) {
        if (id.startsWith(first + second)) yield path.join(storage, first, second, id)
      }
    }
  }
}

function isInBed(patient: string): boolean {
  const days = foldersIn(patient)
    .filter((name) => DAY.test(name))
    .sort()
    .reverse()
  for (const day of days.slice(0, DAYS_LOOKED_AT)) {
    const admitted = newestIn(path.join(patient, day, 'ADT-22'))
    const discharged = newestIn(path.join(patient, day, 'ADT-52'))
    if (admitted !== '' || discharged !== '') return admitted >= discharged
  }
  return days.length > DAYS_LOOKED_AT
}

/** Time of the newest valid file (condition flag 1); '' = there is none. */
function newestIn(folder: string): string {
  let newest = ''
  for (const name of namesIn(folder)) {
    const [, time = ''] = /_(\d{8,17})_[^_]*_1(?:\.[^.]*)?$/.exec(name) ?? []
    if (time > newest) newest = time
  }
  return newest
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder)
  } catch {
    return []
  }
}

function foldersIn(folder: string): string[] {
  try {
    return fs
      .readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  } catch {
    return []
  }
}

function isFolder(place: string): boolean {
  return fs.lstatSync(place, { throwIfNoEntry: false })?.isDirectory() === true
}
