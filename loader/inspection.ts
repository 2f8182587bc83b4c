/** What can be said of a medium without loading it: counted in the reading threads, summed in the main one. */
import type { ExaminedFile } from './examine-file.ts'
import type { SourceFile } from './sources/source.ts'

/** Suspicious files that are named one by one; all are counted. */
const NAMED = 100

export interface Findings {
  files: number
  bytes: number
  /** By format. */
  formats: Record<string, number>
  /** By data type, then by disposition. */
  dataTypes: Record<string, Record<string, number>>
  /** By character set that deviates from the declared one. */
  charsets: Record<string, number>
  /** Dated folders: first and last day; '' = none. */
  firstDate: string
  lastDate: string
  /** Newest time that a file's name gives its version, facility's clock, digits of `YYYYMMDDHHMMSSFFF`; '' = none does. */
  newestVersion: string
  /** Newest time of a file on the medium, UTC; '' = none. */
  newestModified: string
  /** Quarantined, ignored and unknown files by reason. */
  reasons: Record<string, number>
  fieldProblems: number
  /** Files by verdict of the screening. */
  verdicts: Record<string, number>
  suspicious: { path: string; reason: string; detail: string }[]
  patients: string[]
}

export function emptyFindings(): Findings {
  return {
    files: 0,
    bytes: 0,
    formats: {},
    dataTypes: {},
    charsets: {},
    firstDate: '',
    lastDate: '',
    newestVersion: '',
    newestModified: '',
    reasons: {},
    fieldProblems: 0,
    verdicts: {},
    suspicious: [],
    patients: [],
  }
}

/** Collects findings file by file; `take` hands them over and begins anew. */
export function createFindings() {
  let findings = emptyFindings()
  let patients = new Set<string>()
  const latest = latestTimes()
  return {
    files: () => findings.files,
    add(file: SourceFile, examined: ExaminedFile): void {
      const { facts, disposition, reason, detail, parsed } = examined
      findings.files++
      findings.bytes += file.size
      count(findings.formats, examined.format)
      findings.dataTypes[facts.dataType] ??= {}
      count(findings.dataTypes[facts.dataType] ?? {}, disposition)
      if (reason !== '') count(findings.reasons, reason)
      if (facts.patientId !== '') patients.add(facts.patientId)
      addDate(findings, facts.date)
      addNewest(findings, facts.versionTime, timeOf(file), latest)
      if (parsed?.deviatingCharset) count(findings.charsets, parsed.deviatingCharset)
      findings.fieldProblems += parsed?.problems.length ?? 0
      for (const piece of examined.rest) findings.fieldProblems += piece.problems.length
      count(findings.verdicts, examined.verdict)
      const isSuspicious = disposition === 'quarantined' || examined.verdict === 'suspicious'
      if (isSuspicious && findings.suspicious.length < NAMED) {
        findings.suspicious.push({ path: file.path, reason: reason || examined.verdict, detail })
      }
    },
    take(): Findings {
      const taken = { ...findings, patients: [...patients] }
      findings = emptyFindings()
      patients = new Set()
      return taken
    },
  }
}

/** Adds a thread's findings to the sum; patients are left to the caller, who knows which it has met. */
export function addFindings(sum: Findings, part: Findings): void {
  sum.files += part.files
  sum.bytes += part.bytes
  sum.fieldProblems += part.fieldProblems
  addCounts(sum.formats, part.formats)
  addCounts(sum.charsets, part.charsets)
  addCounts(sum.reasons, part.reasons)
  addCounts(sum.verdicts, part.verdicts)
  for (const [dataType, counts] of Object.entries(part.dataTypes)) {
    sum.dataTypes[dataType] ??= {}
    addCounts(sum.dataTypes[dataType] ?? {}, counts)
  }
  addDate(sum, part.firstDate)
  addDate(sum, part.lastDate)
  addNewest(sum, part.newestVersion, part.newestModified, null)
  sum.suspicious.push(...part.suspicious.slice(0, NAMED - sum.suspicious.length))
}

function count(counts: Record<string, number>, key: string, by = 1): void {
  counts[key] = (counts[key] ?? 0) + by
}

function addCounts(sum: Record<string, number>, part: Readonly<Record<string, number>>): void {
  for (const [key, by] of Object.entries(part)) count(sum, key, by)
}

interface LatestTimes {
  readonly version: string
  readonly modified: string
}

/** Times behind this moment are errors of a clock: they would make an old backup look new for ever. */
function latestTimes(): LatestTimes {
  const modified = new Date().toISOString()
  // The facility's clock: Japan has one zone and no summer time.
  const local = new Date(Date.now() + 9 * 3_600_000).toISOString()
  return { modified, version: `${local.replace(/\D/g, '').slice(0, 14)}999` }
}

/** @param latest null = already applied */
function addNewest(
  findings: Findings,
  version: string,
  modified: string,
  latest: LatestTimes | null,
): void {
  const isPast = (text: string, limit: string | undefined) => limit === undefined || text <= limit
  if (
    /^\d{8}/.test(version) &&
    isPast(version, latest?.version) &&
    version > findings.newestVersion
  ) {
    findings.newestVersion = version
  }
  if (isPast(modified, latest?.modified) && modified > findings.newestModified) {
    findings.newestModified = modified
  }
}

/** '' where the medium gives no time that a date can hold. */
function timeOf({ modifiedAt }: SourceFile): string {
  const at = new Date(modifiedAt)
  return modifiedAt > 0 && !Number.isNaN(at.getTime()) ? at.toISOString() : ''
}

function addDate(findings: Findings, date: string): void {
  if (date === '') return
  if (findings.firstDate === '' || date < findings.firstDate) findings.firstDate = date
  if (date > findings.lastDate) findings.lastDate = date
}
