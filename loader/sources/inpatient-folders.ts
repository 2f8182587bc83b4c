/**
 * Who is probably in a bed, told from names alone: SS-MIX2 writes patient, day, type and validity into its paths, so no file
 * need be opened. For reading the in-patients' folders first; who is in a bed for the chart is derived from the events themselves.
 *
 * Rule: of the newest day of a patient with a valid admission (ADT-22) or discharge (ADT-52), the later of both decides; a
 * patient with so many days behind the admission that it was not looked for counts as in a bed.
 *
 * A storage lies at the medium's root or up to two folders below it. Its patients lie in two groups, or in one or none where their ids
 * are shorter than six characters; types may be written in small letters.
 *
 * Not told: who is in a bed in a hospital without SS-MIX2 folders, in a storage that lies deeper or beside more than thirty other
 * folders, or by a transfer (ADT-32) alone. They come with the whole, not first.
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
/** Among more folders than these no storage is looked for: they are patients or studies of an archive of images. */
const MOST_BESIDE = 30
const DEEPEST = 2
const GROUP = /^.{1,3}$/
const DAY = /^\d{8}$/
/** `OML-11`; `local^name^system^…` of extended storages. */
const TYPE = /^[A-Z]{2,4}-[0-9A-Z]{2,3}$|\^/i
/** Ids that storages put into fewer than two groups. */
const SHORT_ID = /^.{1,5}$/

/** @param root the medium. Folders that cannot be listed are passed over: the load that follows names them. */
export function findInpatientFolders(root: string): InpatientFolders {
  const roots: string[] = []
  const inBed = new Set<string>()
  let patients = 0
  const explore = (below: string, depth: number) => {
    roots.push(below)
    const groups = new Set<string>()
    for (const patient of patientsBelow(path.join(root, below))) {
      patients++
      groups.add(patient.group)
      if (isInBed(path.join(root, below, patient.folder))) inBed.add(patient.id)
    }
    if (depth === DEEPEST) return
    const others = foldersIn(path.join(root, below)).filter((name) => !groups.has(name))
    if (depth > 0 && others.length > MOST_BESIDE) return
    for (const name of others) explore(path.join(below, name), depth + 1)
  }
  explore('', 0)
  const folders = [...inBed].flatMap((id) =>
    roots
      .flatMap((below) => [
        path.join(below, id.slice(0, 3), id.slice(3, 6), id),
        path.join(below, id.slice(0, 3), id),
        path.join(below, id),
      ])
      .filter((folder) => isNamedAfter(id, path.join(root, folder))),
  )
  return { folders: [...new Set(folders)], inpatients: inBed.size, patients }
}

interface PatientFolder {
  readonly id: string
  /** Relative to the storage. */
  readonly folder: string
  /** Its first part. */
  readonly group: string
}

/** SS-MIX2 1.2g, 2.2: first three characters of the id, the next three, the id. */
function* patientsBelow(storage: string): Generator<PatientFolder> {
  for (const first of foldersIn(storage)) {
    if (isShort(path.join(storage, first))) yield { id: first, folder: first, group: first }
    else if (GROUP.test(first)) yield* patientsOf(storage, first)
  }
}

function* patientsOf(storage: string, first: string): Generator<PatientFolder> {
  for (const second of foldersIn(path.join(storage, first))) {
    const folder = path.join(first, second)
    if (second.startsWith(first) && isShort(path.join(storage, folder))) {
      yield { id: second, folder, group: first }
    } else if (GROUP.test(second)) {
      for (const id of foldersIn(path.join(storage, folder))) {
        const isOwn = id.startsWith(first + second)
        if (isOwn) yield { id, folder: path.join(folder, id), group: first }
      }
    }
  }
}

/** Whether a folder with the name of a short id is a patient's, not a group: it holds days, and these hold types. */
function isShort(place: string): boolean {
  if (!SHORT_ID.test(path.basename(place))) return false
  const day = foldersIn(place).find((name) => DAY.test(name) || name === '-')
  return day !== undefined && foldersIn(path.join(place, day)).some((name) => TYPE.test(name))
}

function isNamedAfter(id: string, place: string): boolean {
  return SHORT_ID.test(id) ? isShort(place) : isFolder(place)
}

function isInBed(patient: string): boolean {
  const days = foldersIn(patient)
    .filter((name) => DAY.test(name))
    .sort()
    .reverse()
  for (const day of days.slice(0, DAYS_LOOKED_AT)) {
    const types = foldersIn(path.join(patient, day))
    const newestOf = (type: string) =>
      types
        .filter((name) => name.toUpperCase() === type)
        .map((name) => newestIn(path.join(patient, day, name)))
        .reduce((newest, time) => (time > newest ? time : newest), '')
    const admitted = newestOf('ADT-22')
    const discharged = newestOf('ADT-52')
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
