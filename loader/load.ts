/**
 * A load: media → records → one generation, published whole or not at all.
 *
 * Guarantees: the media are only read; until the last rename readers see the old generation; a failed, refused or stopped
 * load leaves nothing among the generations; every file has one disposition and the counts were proved to add up. What was read is
 * kept beside the generations (readings/): the next load reads only what changed since, one that was stopped goes on.
 *
 * In-patients first: while nothing whole is served, a large medium (or one for which it is asked) is loaded twice: the folders of those
 * who are probably in a bed into a generation that says that it is partial, then everything into the one that replaces it. Where a
 * whole generation is served, a partial one would take charts away, and is not made.
 */
import { buildGeneration, ChangedUnseen, type Part } from './build-generation.ts'
import { beginBuilding } from './generations/building.ts'
import { generationsFolder } from './generations/place.ts'
import type { LoadReport } from './generations/report.ts'
import { currentWhole, removePartial } from './generations/whole-generation.ts'
import type { LoadOptions } from './load-options.ts'
import { pinSnapshots } from './pinned-snapshots.ts'
import { forget, openReadings } from './readings/readings.ts'
import { MediumRefused, NothingToLoad } from './refused-media.ts'
import { readSeal } from './seal/medium-seal.ts'
import { inpatientSources } from './sources/inpatient-sources.ts'

/**
 * @throws MediumRefused, BrokenSeal, UnreadableSeal,
 * LoadInProgress when another load is at work, NothingToLoad, ReconciliationError, or the system's error (ENOSPC …).
 */
export async function loadBackup(asked: LoadOptions): Promise<LoadReport> {
  const startedAt = new Date()
  // Before hours of reading, not after them.
  for (const file of asked.seals.values()) await readSeal(file, '', () => undefined)
  const options = { ...asked, sources: await pinSnapshots(asked.sources) }
  const first = await loadInpatients(options, startedAt)
  if (first !== null) await options.onInpatients(first)
  const seconds = (Date.now() - startedAt.getTime()) / 1000
  const begun =
    first === null ? null : { seconds: first.seconds, patients: first.patients, total: seconds }
  const part = { startedAt, partial: '' as const, begun, changedUnseen: 0 }
  try {
    return await loadWhole(options, part)
  } catch (error) {
    if (!(error instanceof ChangedUnseen)) throw error
    forget(openReadings(options.dataDirectory, true))
    return await loadWhole(options, { ...part, changedUnseen: error.files })
  }
}

async function loadWhole(options: LoadOptions, part: Part): Promise<LoadReport> {
  const building = beginBuilding(options.dataDirectory, part.startedAt)
  try {
    const report = await buildGeneration(building, options, part)
    if (report.current) await removePartial(building.generations)
    return report
  } finally {
    building.release()
  }
}

/** @returns null when nothing was to be read first, or nothing came of it: the whole load then says what is wrong. */
async function loadInpatients(options: LoadOptions, startedAt: Date): Promise<LoadReport | null> {
  const generations = generationsFolder(options.dataDirectory)
  if (currentWhole(generations) !== '') return null
  const sources = inpatientSources(options.sources, options.inpatientsFirst)
  if (sources === null) return null
  const building = beginBuilding(options.dataDirectory, startedAt)
  try {
    const ofInpatients = { ...options, sources, seals: new Map<string, string>() }
    const part = { startedAt, partial: 'inpatients' as const, begun: null, changedUnseen: 0 }
    return await buildGeneration(building, ofInpatients, part)
  } catch (error) {
    if (error instanceof NothingToLoad || error instanceof MediumRefused) return null
    throw error
  } finally {
    building.release()
  }
}
