/** Decides what one file of a medium is and what becomes of it. Every file gets exactly one disposition. */
import type { FileDisposition } from '../model/codes/file-dispositions.ts'
import type { Format, ParsedFile, PathFacts } from './formats/format.ts'
import { hasRansomNoteName, hasRansomNoteWording, withoutExtension } from './screening/ransom.ts'
import { LARGEST_FILE_READ } from './sources/folder.ts'
import type { SourceFile } from './sources/source.ts'

export interface ExaminedFile {
  /** '' = claimed by no format. */
  readonly format: string
  readonly facts: PathFacts
  readonly disposition: FileDisposition
  /** Code; '' only for loaded. */
  readonly reason: string
  /** Words for people beside the code, '' when the code says all. */
  readonly detail: string
  /** '' = none: the patient whom the content names instead of the path's. */
  readonly otherPatientId: string
  /** Set when the content was understood. */
  readonly parsed: Extract<ParsedFile, { outcome: 'records' }> | null
}

export interface Formats {
  readonly formats: readonly Format[]
  /** '' or why a file that no format claims has no clinical content by its place. */
  ignorable(path: string): string
}

const NO_FACTS: PathFacts = {
  patientId: '',
  date: '',
  dataType: '',
  versionKey: '',
  versionTime: '',
  standing: 'current',
}
const HEAD = 4096

export function examineFile(file: SourceFile, { formats, ignorable }: Formats): ExaminedFile {
  for (const format of formats) {
    const facts = format.claim(file.path)
    if (facts !== null) return examineClaimed(file, format, facts)
  }
  if (file.ignored !== '') return verdict('', NO_FACTS, 'ignored', file.ignored)
  if (hasRansomNoteName(file.path)) return verdict('', NO_FACTS, 'quarantined', 'ransom-note')
  const reason = ignorable(file.path)
  if (reason !== '') return verdict('', NO_FACTS, 'ignored', reason)
  return examineUnclaimed(file, formats)
}

function examineUnclaimed(file: SourceFile, formats: readonly Format[]): ExaminedFile {
  const renamed = examineRenamed(file, formats)
  if (renamed !== null) return renamed
  if (file.failure !== '') {
    return verdict('', NO_FACTS, 'quarantined', 'unreadable', file.failure)
  }
  if (file.bytes === null) return tooLarge('', NO_FACTS)
  for (const format of formats) {
    const facts = format.claimContent?.(file.bytes.subarray(0, HEAD), file.path) ?? null
    if (facts !== null) return examineClaimed(file, format, facts)
  }
  if (hasRansomNoteWording(file.bytes)) {
    return verdict('', NO_FACTS, 'quarantined', 'ransom-note')
  }
  return verdict('', NO_FACTS, 'notInterpreted', 'unknown-file')
}

/**
 * A file that a format would claim but for an extension behind its name: what ransomware leaves. It still says whose
 * it was. A copy that is sound (`.bak`) is kept apart from the original and not taken for it.
 */
function examineRenamed(file: SourceFile, formats: readonly Format[]): ExaminedFile | null {
  const stripped = withoutExtension(file.path)
  if (stripped === null) return null
  for (const format of formats) {
    const facts = format.claim(stripped.path)
    if (facts === null) continue
    if (file.failure !== '') {
      return verdict(format.name, facts, 'quarantined', 'unreadable', file.failure)
    }
    const sound =
      !stripped.isKnownRansom &&
      file.bytes !== null &&
      parseSafely(format, file.bytes, stripped.path, facts).outcome === 'records'
    const name = file.path.slice(file.path.lastIndexOf('/') + 1)
    return sound
      ? verdict(format.name, facts, 'notInterpreted', 'renamed-copy', name)
      : verdict(format.name, facts, 'quarantined', 'encrypted', name)
  }
  return null
}

function examineClaimed(file: SourceFile, format: Format, facts: PathFacts): ExaminedFile {
  const { name } = format
  if (file.ignored !== '') return verdict(name, facts, 'ignored', file.ignored)
  if (file.failure !== '') return verdict(name, facts, 'quarantined', 'unreadable', file.failure)
  if (file.bytes === null) return tooLarge(name, facts)
  const parsed = parseSafely(format, file.bytes, file.path, facts)
  switch (parsed.outcome) {
    case 'records': {
      const disposition = facts.standing === 'current' ? 'loaded' : facts.standing
      const reason = disposition === 'loaded' ? '' : 'marked-by-source'
      return { ...verdict(name, facts, disposition, reason), parsed }
    }
    case 'quarantined': {
      const { refusal, detail, otherPatientId } = parsed
      return { ...verdict(name, facts, 'quarantined', refusal, detail), otherPatientId }
    }
    case 'notInterpreted':
      return verdict(name, facts, 'notInterpreted', 'not-interpreted', parsed.reason)
    case 'ignored':
      return verdict(name, facts, 'ignored', parsed.reason || 'no-clinical-content')
  }
}

/** A format never throws; if one does, its file is lost to the chart and said so, and the load goes on. */
function parseSafely(
  format: Format,
  bytes: Uint8Array,
  path: string,
  facts: PathFacts,
): ParsedFile {
  try {
    return format.parse(bytes, path, facts)
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return { outcome: 'quarantined', refusal: 'unparsable', detail, otherPatientId: '' }
  }
}

function tooLarge(format: string, facts: PathFacts): ExaminedFile {
  const limit = `larger than ${LARGEST_FILE_READ} bytes`
  return verdict(format, facts, 'notInterpreted', 'too-large', limit)
}

function verdict(
  format: string,
  facts: PathFacts,
  disposition: FileDisposition,
  reason: string,
  detail = '',
): ExaminedFile {
  return { format, facts, disposition, reason, detail, otherPatientId: '', parsed: null }
}
