/**
 * What the place of a file in an extended storage says (SS-MIX2 extended storage guideline):
 * `<root…>/<pid[0:3]>/<pid[3:6]>/<pid>/<YYYYMMDD | ->/<data type folder>/<content folder>/<files…>`.
 * Patient and date come from the folders; of the content folder's name only the patient, the trailing condition flag
 * and, as far as they can be told apart, special key, timestamp and department are used: real names break its grammar.
 */

import type { Coded, Coding } from '../../../../model/records/values.ts'
import type { Standing } from '../../../../model/records.ts'
import { idKey } from '../../../../model/search-keys.ts'
import type { PathFacts } from '../../format.ts'

export interface ExtendedPath {
  readonly facts: PathFacts
  readonly type: Coded
  /** Path of the content folder: one document. */
  readonly documentKey: string
  /** Path of the file inside its content folder. */
  readonly name: string
  /** When the content was stored, 14 to 17 digits, '' = not told. */
  readonly timestamp: string
  /** Department code of the content folder, '' = none. */
  readonly department: string
  /** Why the path contradicts itself, '' when it does not. */
  readonly disagreement: string
}

interface ContentFolder {
  readonly patientId: string
  /** '' where the name has none that tells contents apart. */
  readonly specialKey: string
  readonly timestamp: string
  readonly department: string
  readonly standing: Standing
}

const FLAGS: Readonly<Record<string, Standing>> = {
  '0': 'deleted',
  '1': 'current',
  '2': 'superseded',
}
const STANDARD_SYSTEM = /^(LN|LOINC|SCT|DCM|LJCS.*|JJ1017.*)$/i

/** Reads a path; null when its components are not those of an extended storage. */
export function readExtendedPath(path: string): ExtendedPath | null {
  const parts = path.split('/')
  for (let date = parts.length - 3; date >= 3; date--) {
    if (isStorage(parts, date)) return describe(parts, date)
  }
  return null
}

/** `date`: index of the date folder. A file may also lie in the data type folder itself. */
function isStorage(parts: readonly string[], date: number): boolean {
  const [group1 = '', group2 = '', patientId = '', day = ''] = parts.slice(date - 3, date + 1)
  if (day !== '-' && !/^\d{8}$/.test(day)) return false
  if (patientId === '' || !isGroup(group1) || !isGroup(group2)) return false
  const typeFolder = parts[date + 1] ?? ''
  const content = parts[date + 2] ?? ''
  return (
    typeFolder.includes('^') || (parts.length > date + 3 && /^[^_]+_[^_]*_.*_[012]$/.test(content))
  )
}

function isGroup(folder: string): boolean {
  return folder.length >= 1 && folder.length <= 3
}

function describe(parts: readonly string[], date: number): ExtendedPath {
  const patientId = parts[date - 1] ?? ''
  const day = parts[date] ?? ''
  const typeFolder = parts[date + 1] ?? ''
  const inFolder = parts.length > date + 3
  const contentName = inFolder ? (parts[date + 2] ?? '') : stem(parts[date + 2] ?? '')
  const content = readContentFolder(contentName)
  const name = parts.slice(inFolder ? date + 3 : date + 2).join('/')
  const isOneOfMany = /(^|\/)([^./]+|.*\.dcm)$/i.test(name)
  const versioned = content.specialKey !== '' && !isOneOfMany
  return {
    facts: {
      patientId,
      date: day === '-' ? '' : `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`,
      dataType: typeFolder,
      versionKey: versioned ? `${patientId}|${day}|${typeFolder}|${content.specialKey}` : '',
      versionTime: content.timestamp.padEnd(17, '0'),
      standing: content.standing,
    },
    type: typeOf(typeFolder),
    documentKey: parts.slice(0, date + 3).join('/'),
    name,
    timestamp: content.timestamp,
    department: content.department,
    disagreement: disagreementOf(patientId, content),
  }
}

/**
 * `<pid>_<date>_<type code>_<special key>_<timestamp>_<department>_<flag>`, any of the last but the flag missing. The
 * timestamp is the last part of 14 to 17 digits. A key of nines or none tells no two contents apart.
 */
function readContentFolder(name: string): ContentFolder {
  const parts = name.split('_')
  const flag = parts.length >= 3 ? FLAGS[parts.at(-1) ?? ''] : undefined
  if (flag) parts.pop()
  const stamp = parts.findLastIndex((part, i) => i >= 3 && /^\d{14,17}$/.test(part))
  const key = parts.slice(3, stamp < 0 ? undefined : stamp).join('_')
  const department = stamp < 0 ? '' : (parts[stamp + 1] ?? '')
  return {
    patientId: parts.length >= 3 ? (parts[0] ?? '') : '',
    specialKey: /^(9{6,}|-*)$/.test(key) ? '' : key,
    timestamp: stamp < 0 ? '' : (parts[stamp] ?? ''),
    department: department === '-' ? '' : department,
    standing: flag ?? 'current',
  }
}

function disagreementOf(patientId: string, content: ContentFolder): string {
  if (content.patientId === '' || idKey(content.patientId) === idKey(patientId)) return ''
  return 'content folder and patient folder name different patients'
}

const types = new Map<string, Coded>()
const MOST_TYPES_REMEMBERED = 1000

/** The same object for the same folder name: the writer keeps one row of `term` for it. */
function typeOf(folder: string): Coded {
  const known = types.get(folder)
  if (known) return known
  const type = readType(folder)
  if (types.size < MOST_TYPES_REMEMBERED) types.set(folder, type)
  return type
}

/** `[local code]^local name^[local system]^standard code^standard name^standard system`; parts may be missing. */
function readType(folder: string): Coded {
  const parts = folder.normalize('NFC').split('^')
  const first = coding(parts.length === 1 ? ['', parts[0] ?? ''] : parts.slice(0, 3))
  const second = coding(parts.slice(3, 6))
  const codings = [first, second].filter(({ code, name }) => code !== '' || name !== '')
  codings.sort((a, b) => Number(isStandard(b)) - Number(isStandard(a)))
  const display = [...codings.map(({ name }) => name), ...codings.map(({ code }) => code)]
  return { display: display.find((text) => text !== '') ?? folder, codings }
}

function coding(parts: readonly string[]): Coding {
  return { code: parts[0] ?? '', name: parts[1] ?? '', system: parts[2] ?? '' }
}

function isStandard({ code, system }: Coding): boolean {
  return STANDARD_SYSTEM.test(system) || (system === '' && /^\d{4,6}-\d$/.test(code))
}

function stem(name: string): string {
  return name.replace(/\.[A-Za-z0-9]{1,5}$/, '')
}
