/** Reads media as a load would, and says what is on them. Writes nothing. */
import { addFindings, emptyFindings, type Findings } from './inspection.ts'
import { readSources } from './reading.ts'
import { type MediumVerdict, mediumVerdict } from './screening/medium-verdict.ts'
import type { SourceSpec } from './sources/source.ts'

export type Inspection = Omit<Findings, 'patients'> & {
  readonly patients: number
  /** Of all sources together. */
  readonly medium: MediumVerdict
}

export interface InspectProgress {
  readonly files: number
  readonly bytes: number
  readonly patients: number
  /** Share of the media that is done, 0 to 1. */
  readonly share: number
}

export async function inspectBackup(
  sources: readonly SourceSpec[],
  onProgress: (progress: InspectProgress) => void,
  signal: AbortSignal,
): Promise<Inspection> {
  const sum = emptyFindings()
  const patients = new Set<string>()
  const receive = (part: Findings, share: number) => {
    addFindings(sum, part)
    for (const patient of part.patients) patients.add(patient)
    onProgress({ files: sum.files, bytes: sum.bytes, patients: patients.size, share })
  }
  await readSources(
    { sources, purpose: 'inspect', load: null },
    (_thread, part, { shardsDone, shards }) =>
      receive(part as Findings, shards === 0 ? 1 : shardsDone / shards),
    signal,
  )
  return { ...sum, patients: patients.size, medium: mediumVerdict(sum.verdicts) }
}
