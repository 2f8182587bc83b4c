/** Decides what one file of a medium is and what becomes of it. Every file gets exactly one disposition. */
import type { FileDisposition } from '../model/codes/file-dispositions.ts'
import { mediaTypeOf } from './formats/files/media-type.ts'
import { unknownContent } from './formats/files/unknown-content.ts'
import type { Format, PathFacts } from './formats/format.ts'
import { placeFacts } from './formats/patient-folder.ts'
import {
  type Gathered,
  gatherSafely,
  type Pieces,
  parseSafely,
  piecesSafely,
  type Understood,
} from './read-safely.ts'
import { refusalOfUnread } from './screening/content.ts'
import { suspicious, type Verdict, verdictOf } from './screening/finding.ts'
import {
  hasRansomNoteName,
  hasRansomNoteWording,
  isSurelyRansomNote,
  withoutExtension,
} from './screening/ransom.ts'
import { isRescued, RESCUED_DETAIL } from './screening/rescued-name.ts'
import { findingOf } from './screening/source-file.ts'
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
  /** What screening says of the bytes; `detail` holds the evidence. */
  readonly verdict: Verdict
  /** '' = none: the patient whom the content names instead of the path's. */
  readonly otherPatientId: string
  /** Set when the content was understood: the whole file, or its first piece. */
  readonly parsed: Understood | null
  /** The other pieces of a large file. Read as they are asked for, from the same bytes. */
  readonly rest: Iterable<Understood>
  /**
   * Set when the format must see all files of the source before it can read this one: what it found here. Everything else
   * is not decided then; the file is to be examined again, with the contexts made of it.
   */
  readonly gathered: Gathered | null
}

export interface Formats {
  readonly formats: readonly Format[]
  /** '' or why a file that no format claims has no clinical content by its place. */
  ignorable(path: string): string
  /** By format, what its preparation made of the file's source; null before that. */
  readonly contexts: ReadonlyMap<string, unknown> | null
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
    // What a link leads to is not known, and a device where a message should be is no message: neither is nothing.
    const isLoss = file.ignored === 'symbolic-link' || (claimed !== null && isSpecial(file))
    const disposition = isLoss ? 'notInterpreted' : 'ignored'
    const { format, facts = NO_FACTS } = claimed ?? {}
    return verdict(format?.name ?? '', facts, disposition, file.ignored)
  }
  if (hasRansomNoteName(file.path)) {
    const name = claimed?.format.name ?? ''
    return verdict(name, claimed?.facts ?? NO_FACTS, 'quarantined', 'ransom-note')
  }
  const renamed = examineRenamed(file, known.formats, claimed === null)
  if (renamed !== null) return renamed
  if (claimed !== null) {
    const examined = examineClaimed(file, claimed.format, claimed.facts, known.contexts)
    if (examined.disposition !== 'quarantined') return examined
    // Desktop litter inside a patient's folder is no loss to the patient.
    const litter = known.ignorable(file.path)
    return litter === '' ? examined : verdict(examined.format, claimed.facts, 'ignored', litter)
  }
  const reason = known.ignorable(file.path)
  return reason === '' ? examineUnclaimed(file, known) : verdict('', NO_FACTS, 'ignored', reason)
}

function isSpecial(file: SourceFile): boolean {
  return file.ignored === 'not-a-regular-file'
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

function examineUnclaimed(file: SourceFile, known: Formats): ExaminedFile {
  if (file.failure !== '') {
    const facts = file.refusal === undefined ? placeFacts(file.path) : NO_FACTS
    return verdict('', facts, 'quarantined', file.refusal ?? 'unreadable', file.failure)
  }
  if (file.bytes === null) return tooLarge('', NO_FACTS)
  for (const format of known.formats) {
    const facts = format.claimContent?.(file.bytes.subarray(0, HEAD), file.path) ?? null
    if (facts !== null) {
      return doubtIfRescued(file.path, examineClaimed(file, format, facts, known.contexts))
    }
  }
  const asked = examineByContext(file, file.bytes, known)
  if (asked !== null) return asked
  if (hasRansomNoteWording(file.bytes)) {
    return verdict('', NO_FACTS, 'quarantined', 'ransom-note')
  }
  // Only after its wording was looked at: ransom notes are called so, too.
  if (README.test(file.path)) return verdict('', NO_FACTS, 'ignored', 'no-clinical-content')
  const unknown = mediaTypeOf(file.bytes) === '' ? unknownContent(file.bytes) : null
  if (unknown?.refusal === 'encrypted') {
    return verdict('', NO_FACTS, 'quarantined', 'encrypted', unknown.detail)
  }
  const isArchive = mediaTypeOf(file.bytes) === 'application/zip'
  const detail = isArchive ? 'an archive within the medium: load it by itself' : ''
  return (
    refused('', NO_FACTS, file) ?? verdict('', NO_FACTS, 'notInterpreted', 'unknown-file', detail)
  )
}

/** What its place would have said of its standing is lost with the place: it is read, and the chart says so. */
function doubtIfRescued(path: string, examined: ExaminedFile): ExaminedFile {
  if (examined.disposition !== 'loaded' || !isRescued(path)) return examined
  const detail = [RESCUED_DETAIL, examined.detail].filter((each) => each !== '').join('; ')
  return { ...examined, verdict: 'suspicious', detail }
}

/** A file that only other files say what it is. Null when none does. */
function examineByContext(
  file: SourceFile,
  bytes: Uint8Array,
  { formats, contexts }: Formats,
): ExaminedFile | null {
  for (const format of formats) {
    const { name, preparation, claimByContext } = format
    if (preparation === undefined || claimByContext === undefined) continue
    if (format.mayBeClaimed?.(file.path) !== true) continue
    if (contexts === null) {
      const gathered = gatherSafely(name, preparation, () => preparation.gather(bytes, file.path))
      return { ...verdict('', NO_FACTS, 'notInterpreted', ''), gathered }
    }
    const facts = claimByContext(file.path, contexts.get(name))
    if (facts !== null) return examineClaimed(file, format, facts, contexts)
  }
  return null
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
    parseSafely(format, file.bytes, stripped.path, facts).first.outcome === 'records'
  return isCopy
    ? verdict(format.name, facts, 'notInterpreted', 'renamed-copy', name)
    : verdict(format.name, facts, 'quarantined', 'encrypted', name)
}

function examineClaimed(
  file: SourceFile,
  format: Format,
  facts: PathFacts,
  contexts: Formats['contexts'],
): ExaminedFile {
  const { name, preparation } = format
  if (file.failure !== '')
    return verdict(name, facts, 'quarantined', file.refusal ?? 'unreadable', file.failure)
  if (file.bytes === null) return examineByLines(file, format, facts, contexts)
  if (!isMessage(file.bytes) && isSurelyRansomNote(file.bytes)) {
    return verdict(name, facts, 'quarantined', 'ransom-note')
  }
  if (preparation !== undefined && contexts === null) {
    const { bytes, path } = file
    const gathered = gatherSafely(name, preparation, () => preparation.gather(bytes, path))
    return { ...verdict(name, facts, 'notInterpreted', ''), gathered }
  }
  const pieces = parseSafely(format, file.bytes, file.path, facts, contexts?.get(name))
  return judge(pieces, name, facts, file)
}

/** A file that is too large to be held: its format may be able to read it line by line. */
function examineByLines(
  file: SourceFile,
  { name, preparation, byLines }: Format,
  facts: PathFacts,
  contexts: Formats['contexts'],
): ExaminedFile {
  const { lines, path } = file
  if (lines === undefined || byLines === undefined) return tooLarge(name, facts)
  if (preparation !== undefined && contexts === null) {
    const gathered = gatherSafely(name, preparation, () => byLines.gather(lines(), path))
    return { ...verdict(name, facts, 'notInterpreted', ''), gathered }
  }
  const pieces = piecesSafely(name, facts, null, () =>
    byLines.parseInPieces(lines(), path, facts, contexts?.get(name)),
  )
  return judge(pieces, name, facts, file)
}

function judge(
  { first: parsed, rest }: Pieces,
  name: string,
  facts: PathFacts,
  file: SourceFile,
): ExaminedFile {
  switch (parsed.outcome) {
    case 'records': {
      const disposition = facts.standing === 'current' ? 'loaded' : facts.standing
      const reason = disposition === 'loaded' ? '' : 'marked-by-source'
      const finding = findingOf(file) ?? (parsed.doubt ? suspicious(parsed.doubt) : null)
      // Of many independent parts those that are sound are not lost for the others.
      if (finding !== null && finding.refusal !== null && parsed.parts === undefined) {
        return verdict(name, facts, 'quarantined', finding.refusal, finding.evidence)
      }
      const understood = { ...verdict(name, facts, disposition, reason), parsed, rest }
      return finding === null
        ? understood
        : { ...understood, verdict: 'suspicious', detail: finding.evidence }
    }
    case 'quarantined': {
      const { refusal, detail, otherPatientId } = parsed
      return { ...verdict(name, facts, 'quarantined', refusal, detail), otherPatientId }
    }
    case 'notInterpreted': {
      if (parsed.code === 'other-version') {
        return verdict(name, facts, 'quarantined', parsed.code, parsed.reason)
      }
      const found = refused(name, facts, file)
      return found ?? verdict(name, facts, 'notInterpreted', 'not-interpreted', parsed.reason)
    }
    case 'ignored':
      return verdict(name, facts, 'ignored', parsed.reason || 'no-clinical-content')
  }
}

/** Most files are: they are spared the look at their wording. */
function isMessage(bytes: Uint8Array): boolean {
  return bytes[0] === 0x4d && bytes[1] === 0x53 && bytes[2] === 0x48
}

/** A file that nothing is read from is lost all the same when its bytes are not what they were. */
function refused(format: string, facts: PathFacts, file: SourceFile): ExaminedFile | null {
  if (file.bytes !== null) {
    const found = refusalOfUnread(file.bytes, file.path)
    return found && verdict(format, facts, 'quarantined', found.refusal, found.evidence)
  }
  const found = findingOf(file)
  return found?.refusal
    ? verdict(format, facts, 'quarantined', found.refusal, found.evidence)
    : null
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
  const seen = verdictOf(disposition, reason)
  return {
    format,
    facts,
    disposition,
    reason,
    detail,
    verdict: seen,
    otherPatientId: '',
    parsed: null,
    rest: [],
    gathered: null,
  }
}
