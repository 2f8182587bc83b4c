/**
 * What the place of a file in a standardized storage says. SS-MIX2 1.2 storage specification:
 * `<root…>/<pid[0:3]>/<pid[3:6]>/<pid>/<YYYYMMDD | ->/<type>/<file>`, any number of folders in front, the file named
 * `<pid>_<date | ->_<type>_<order no>_<timestamp>_<department | ->_<condition flag>`.
 * Real storages add an extension (`.txt`, `.hl7`), write types in small letters, and group ids shorter than six characters
 * in fewer folders: there the file name must prove whose folder it is.
 */
import type { Standing } from '../../../model/records.ts'
import { idKey } from '../../../model/search-keys.ts'
import type { PathFacts } from '../format.ts'
import { readTime } from './times.ts'

export interface FileName {
  readonly patientId: string
  readonly date: string
  readonly dataType: string
  /** '' where the type has no order (written as nines). */
  readonly orderNo: string
  readonly timestamp: string
  readonly standing: Standing
}

export interface StoragePath {
  readonly facts: PathFacts
  readonly file: FileName | null
  /** The date folder as written: `YYYYMMDD` or `-`. */
  readonly folderDate: string
  /** Why the file name cannot be trusted, '' when it agrees with its folders. */
  readonly disagreement: string
}

const TYPE_SHAPE = /^[A-Z]{2,4}(?:-[0-9A-Z]{2,3})?$/i
const NAME_SHAPE =
  /^(.+)_(\d{8}|-)_([A-Z]{2,4}(?:-[0-9A-Z]{2,3})?)_([^_]*)_(\d*)(?:_([^_]*))?_([^_]*?)(?:\.(?:txt|hl7))?$/i
const FLAGS: Readonly<Record<string, Standing>> = {
  '1': 'current',
  '2': 'superseded',
  '0': 'deleted',
}

/** Reads a path; null when its last components are not those of a standardized storage. */
export function readPath(path: string): StoragePath | null {
  const parts = path.split('/')
  const [patientId = '', date = '', typeFolder = '', name = ''] = parts.slice(-4)
  if (parts.length < 4 || !isDateFolder(date) || !TYPE_SHAPE.test(typeFolder)) return null
  if (patientId === '') return null
  const dataType = typeFolder.toUpperCase()
  const [group1 = '', group2 = ''] = parts.slice(-6, -4)
  const file = readFileName(name)
  if (!isGroup(group1) || !isGroup(group2)) {
    const isOwn = file?.patientId === patientId && file.date === date && file.dataType === dataType
    if (patientId.length >= 6 || !isOwn) return null
  }
  const disagreement = disagreementOf({ group1, group2, patientId, date, dataType, name }, file)
  return {
    facts: factsOf(patientId, date, dataType, disagreement === '' ? file : null),
    file,
    folderDate: date,
    disagreement,
  }
}

function isDateFolder(date: string): boolean {
  return date === '-' || /^\d{8}$/.test(date)
}

function isGroup(folder: string): boolean {
  return folder.length >= 1 && folder.length <= 3
}

/** The seven parts of a file name; null when it has another shape or an unknown condition flag. */
function readFileName(name: string): FileName | null {
  const match = NAME_SHAPE.exec(name)
  const standing = FLAGS[match?.[7] ?? '']
  if (match === null || standing === undefined) return null
  const [, patientId = '', date = '', dataType = '', order = '', timestamp = ''] = match
  return {
    patientId,
    date,
    dataType: dataType.toUpperCase(),
    orderNo: /^(?:9{12,}|-)$/.test(order) ? '' : order,
    timestamp,
    standing,
  }
}

interface Folders {
  readonly group1: string
  readonly group2: string
  readonly patientId: string
  readonly date: string
  readonly dataType: string
  readonly name: string
}

function disagreementOf(folders: Folders, file: FileName | null): string {
  if (file === null) return nameFault(folders.name)
  const { patientId, group1, group2 } = folders
  const grouped =
    patientId.length < 6 || (patientId.startsWith(group1 + group2) && group1.length === 3)
  if (!grouped) return `patient folder is not in its group folders ${group1}/${group2}`
  if (file.patientId !== patientId && idKey(file.patientId) !== idKey(patientId))
    return 'file name and folder name different patients'
  if (file.date !== folders.date) return `file name says date ${file.date}, folder ${folders.date}`
  if (file.dataType !== folders.dataType)
    return `file name says type ${file.dataType}, folder ${folders.dataType}`
  return ''
}

function nameFault(name: string): string {
  const flag = NAME_SHAPE.exec(name)?.[7]
  if (flag === undefined)
    return 'file name is not patient_date_type_order_timestamp_department_flag'
  return `condition flag ${JSON.stringify(flag)} is none of 0, 1, 2`
}

/** Facts always come from the folders; a name that cannot be trusted supersedes nothing. */
function factsOf(
  patientId: string,
  date: string,
  dataType: string,
  file: FileName | null,
): PathFacts {
  const day = date === '-' ? null : readTime(date).at
  return {
    patientId,
    date: day ?? '',
    dataType,
    versionKey: file === null ? '' : versionKeyOf(patientId, date, dataType, file.orderNo),
    versionTime: file === null ? '' : file.timestamp.padEnd(17, '0'),
    standing: file?.standing ?? 'current',
  }
}

/**
 * Identity of a stored thing: patient, date, type, order number. Files without an order number share one identity by
 * the letter of the specification, yet two transfers of a day or several diagnosis or allergy files are all valid:
 * they never supersede each other. The patient master is the exception, there is one and the newest wins.
 * An allergy file is superseded only by its own flag: dropping one by its age could hide an allergy.
 */
function versionKeyOf(patientId: string, date: string, dataType: string, orderNo: string): string {
  if (orderNo === '' && dataType !== 'ADT-00') return ''
  return `${patientId}|${date}|${dataType}|${orderNo}`
}
