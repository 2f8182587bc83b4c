/** What a load is asked for, and what it says of itself on its way. */
import type { LoadReport } from './generations/report.ts'
import type { SourceSpec } from './sources/source.ts'

export interface LoadOptions {
  readonly sources: readonly SourceSpec[]
  readonly dataDirectory: string
  /** As-of times that the operator states, by source label; a source without one gets the rule of as-of.ts. */
  readonly asOf: ReadonlyMap<string, string>
  /** Why the new generation is to be served even if it has lost something; '' = only if it has lost nothing. */
  readonly activate: string
  /** Why a medium is to be loaded even if its verdict is "do not use"; '' = only if it is better than that. */
  readonly acceptDamage: string
  /** Seals to compare with, by source label. */
  readonly seals: ReadonlyMap<string, string>
  /** Read every file again, whatever earlier loads have read. */
  readonly rehash: boolean
  /** Index images without copying them: for a disk that has no room, or where an image server has them. Documents are copied all the same. */
  readonly withoutPixels: boolean
  /** Publish the in-patients' charts first, however small the medium; never while a whole generation is served. */
  readonly inpatientsFirst: boolean
  /** The generation of the in-patients is being served; the load goes on. */
  readonly onInpatients: (report: LoadReport) => Promise<void>
  readonly onProgress: (progress: LoadProgress) => void
  /** Stops the load; it then throws the signal's reason. */
  readonly signal: AbortSignal
}

export interface LoadProgress {
  readonly phase: 'taking-over' | 'reading' | 'arranging' | 'indexing' | 'checking' | 'publishing'
  readonly files: number
  readonly bytes: number
  readonly patients: number
  /** Share of the medium that is done, 0 to 1, by its parts. */
  readonly share: number
  readonly seconds: number
}
