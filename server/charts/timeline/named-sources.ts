/** The sources of an entry, named where several speak of the patient. */
import type { TimelineEntry } from '../../../model/api/chart/timeline.ts'
import type { Generation } from '../../generations/open-generation.ts'
import { type Described, readRecordVoices, type Voices } from '../other-statements.ts'

/** What another source says otherwise is for the fact's own part. */
const NOTHING_OTHERWISE: ReadonlyMap<number, Described> = new Map()

/** Who says each of the rows, by their ids. */
export function voicesOf(
  generation: Generation,
  kind: Parameters<typeof readRecordVoices>[1],
  rows: readonly { readonly id: number }[],
): ReadonlyMap<number, Voices> {
  const ids = [...new Set(rows.map(({ id }) => id))]
  return readRecordVoices(generation, kind, ids, () => NOTHING_OTHERWISE)
}

/** The entry with further sources named; as it is where none are told. */
export function namedBy(entry: TimelineEntry, sources: readonly string[] = []): TimelineEntry {
  const all = [...new Set([...(entry.sources ?? []), ...sources])]
  return all.length === 0 ? entry : { ...entry, sources: all }
}
