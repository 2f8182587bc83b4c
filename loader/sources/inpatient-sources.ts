/** The sources limited to those who are probably in a bed, where reading them first is worth it. */
import { findInpatientFolders } from './inpatient-folders.ts'
import type { SourceSpec } from './source.ts'

/** Patients from which on the in-patients are read first without being asked for. */
const LARGE_MEDIUM = 5_000

/** @param asked the operator wants it, however small the medium. @returns null = nobody is to be read first. */
export function inpatientSources(
  sources: readonly SourceSpec[],
  asked: boolean,
): SourceSpec[] | null {
  const limited: SourceSpec[] = []
  let patients = 0
  let inpatients = 0
  for (const source of sources) {
    if (source.kind !== 'folder') continue
    const found = findInpatientFolders(source.location)
    patients += found.patients
    inpatients += found.inpatients
    if (found.folders.length > 0) limited.push({ ...source, folders: found.folders })
  }
  const isWorthIt = asked || (patients >= LARGE_MEDIUM && inpatients * 2 < patients)
  return inpatients > 0 && isWorthIt ? limited : null
}
