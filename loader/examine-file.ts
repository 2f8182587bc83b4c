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
const README = /(?:^|\/)readme\.txt$/i

export function examineFile(file: SourceFile, known: Formats): ExaminedFile {
  const claimed = claim(file.path, known.formats)
  if (file.ignored !== '') {
    return verdict(claimed?.format.name ?? '', claimed?.facts ?? NO_FACTS, 'ignored', file.ignored)
  }
  if (hasRansomNoteName(file.path)) {
    const name = claimed?.format.name ?? ''
    return verdict(name, claimed?.facts ?? NO_FACTS, 'quarantined', 'ransom-note')
  }
  const renamed = examineRenamed(file, known.formats, claimed === null)
  if (renamed !== null) return renamed
  if (claimed !== null) {
    const examined = examineClaimed(file, claimed.format, claimed.facts)
    if (examined.disposition !== 'quarantined') return examined
    // Desktop litter inside a patient's folder is no loss to the patient.
    const litter = known.ignorable(file.path)
    return litter === '' ? examined : verdict(examined.format, claimed.facts, 'ignored', litter)
  }
  const reason = known.ignorable(file.path)
  return reason === ''
    ? examineUnclaimed(file, known.formats)
    : verdict('', NO_FACTS, 'ignored', reason)
}

function claim(
  path: string,
  formats: readonly Format[],
): { readonly format: Format; readonly facts: PathFacts } | null {
  for (const format of formats) {
    const facts = format.claim(path)
    if (facts !== null) return { format, facts }
  }
  return null
}

function examineUnclaimed(file: SourceFile, formats: readonly Format[]): ExaminedFile {
  if (file.failure !== '') {
    return verdict('', NO_FACTS, 'quarantined', file.refusal ?? 'unreadable', file.failure)
  }
  if (file.bytes === null) return tooLarge('', NO_FACTS)
  for (const format of formats) {
    const facts = format.claimContent?.(file.bytes.subarray(0, HEAD), file.path) ?? null
    if (facts !== null) return examineClaimed(file, format, facts)
  }
  if (hasRansomNoteWording(file.bytes)) {
    return verdict('', NO_FACTS, 'quarantined', 'ransom-note')
  }
  // Only after its wording was looked at: ransom notes are called so, too.
  if (README.test(file.path)) return verdict('', NO_FACTS, 'ignored', 'no-clinical-content')
  return verdict('', NO_FACTS, 'notInterpreted', 'unknown-file')
}

/**
 * A file whose path would be a format's but for an extension behind it: what ransomware leaves. It still says whose it
 * was. Behind an unknown extension a sound content (`.bak`) is a copy: kept apart from the original, not taken for it.
 */
function examineRenamed(
  file: SourceFile,
  formats: readonly Format[],
  isUnclaimed: boolean,
): ExaminedFile | null {
  const stripped = withoutExtension(file.path)
  if (stripped === null || !(stripped.isKnownRansom || isUnclaimed)) return null
  const original = claim(stripped.path, formats)
  if (original === null) return null
  const { format, facts } = original
  if (file.failure !== '') {
    return verdict(format.name, facts, 'quarantined', file.refusal ?? 'unreadable', file.failure)
  }
  const name = file.path.slice(file.path.lastIndexOf('/') + 1)
  const isCopy =
    !stripped.isKnownRansom &&
    file.bytes !== null &&
    parseSafely(format, file.bytes, stripped.path, facts).outcome === 'records'
  return isCopy
    ? verdict(format.name, facts, 'notInterpreted', 'renamed-copy', name)
    : verdict(format.name, facts, 'quarantined', 'encrypted', name)
}

function examineClaimed(file: SourceFile, format: Format, facts: PathFacts): ExaminedFile {
  const { name } = format
  if (file.failure !== '')
    return verdict(name, facts, 'quarantined', file.refusal ?? 'unreadable', file.failure)
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
