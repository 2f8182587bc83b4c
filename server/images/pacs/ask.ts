/** Asking the image server without depending on it: what it gave, or why it gave nothing. */
import type { PacsState } from '../../../model/api/pacs.ts'
import { type FoundInstance, type FoundStudy, type Pacs, stateOf, UnfitInstance } from './pacs.ts'
import type { Part10Facts } from './part10.ts'

/** @param pacs null = none is configured */
export async function askFor<Found>(
  pacs: Pacs | null,
  nothing: Found,
  ask: (pacs: Pacs) => Promise<Found>,
): Promise<{ state: PacsState; found: Found }> {
  if (pacs === null) return { state: 'off', found: nothing }
  try {
    return { state: 'answered', found: await ask(pacs) }
  } catch (error) {
    return { state: stateOf(error), found: nothing }
  }
}

export interface FoundInStudy {
  readonly instances: readonly FoundInstance[]
  /** What the first image says of its person; undefined = there is none that can be read. */
  readonly said: Part10Facts | undefined
  readonly facts: FoundStudy
}

/** The images of a study of this person; null = it has no such study. @throws PacsAway */
export async function findInStudy(
  pacs: Pacs,
  patientIds: readonly string[],
  study: string,
): Promise<FoundInStudy | null> {
  const { studies } = await pacs.studiesOf(patientIds)
  const facts = studies.find(({ studyUid }) => studyUid === study)
  if (facts === undefined) return null
  const instances = await pacs.instancesOf(study)
  return { facts, instances, said: await nameIn(pacs, study, instances) }
}

/** Who the study's first image says it shows: image servers garble Japanese names in their lists, not in the files. */
async function nameIn(server: Pacs, study: string, instances: readonly FoundInstance[]) {
  const [first] = instances
  if (first === undefined) return undefined
  const path = { study, series: first.seriesUid, instance: first.sopInstanceUid }
  try {
    return (await server.instance(path))?.facts
  } catch (error) {
    // Said when the image itself is opened: one unreadable image does not take the others away.
    if (error instanceof UnfitInstance) return undefined
    throw error
  }
}
