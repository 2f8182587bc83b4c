/** Asking the image server without depending on it: what it gave, or why it gave nothing. */
import type { PacsState } from '../../../model/api/pacs.ts'
import { PacsAway } from './breaker.ts'
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
  signal: AbortSignal,
): Promise<FoundInStudy | null> {
  const { studies } = await pacs.studiesOf(patientIds, signal)
  const facts = studies.find(({ studyUid }) => studyUid === study)
  if (facts === undefined) return null
  const instances = await pacs.instancesOf(study, signal)
  return { facts, instances, said: await nameIn(pacs, study, instances, signal) }
}

/** Series of which an image is asked for who it shows, where those before did not give one. */
const SERIES_ASKED = 3

/**
 * Who the study's first image says it shows: image servers garble Japanese names in their lists, not in the files. Where its answer does not
 * end, another series is asked.
 */
async function nameIn(
  server: Pacs,
  study: string,
  instances: readonly FoundInstance[],
  signal: AbortSignal,
) {
  const inOrder = [...instances].sort(
    (a, b) => byNumber(a.seriesNumber, b.seriesNumber) || byNumber(a.number, b.number),
  )
  const bySeries = Map.groupBy(inOrder, ({ seriesUid }) => seriesUid)
  const firsts = [...bySeries.values()].flatMap(([first]) => (first === undefined ? [] : [first]))
  let away: PacsAway | null = null
  for (const { seriesUid, sopInstanceUid } of firsts.slice(0, SERIES_ASKED)) {
    try {
      const path = { study, series: seriesUid, instance: sopInstanceUid }
      return (await server.facts(path, signal)) ?? undefined
    } catch (error) {
      // Said when the image itself is opened: one unreadable image does not take the others away.
      if (error instanceof UnfitInstance) return undefined
      if (!(error instanceof PacsAway && error.hasAnswered)) throw error
      away = error
    }
  }
  if (away !== null) throw away
  return undefined
}

/** What has no number stands last. */
function byNumber(a: number | null, b: number | null): number {
  return a === b ? 0 : (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY)
}
