/** What the access log says of a load. */
import os from 'node:os'
import type { LoadReport } from '../loader/generations/report.ts'
import type { SourceSpec } from '../loader/sources/source.ts'
import { lossWords } from './difference-text.ts'

/** What a load was begun with. */
export interface Begin {
  readonly sources: readonly SourceSpec[]
  readonly dataDirectory: string
  readonly asOf: ReadonlyMap<string, string>
  readonly activate: string
  readonly acceptDamage: string
  readonly seals: ReadonlyMap<string, string>
  readonly rehash: boolean
  readonly inpatientsFirst: boolean
  readonly withoutPixels: boolean
}

/**
 * Writes down that a load was done, refused or failed, and by whom.
 * @returns what kept it from being written, null when it was; the load's own error comes before it.
 */
export async function recordLoad(
  begin: Begin,
  report: LoadReport | null,
  error: Error | null,
): Promise<Error | null> {
  const { openAuditLog } = await import('../server/audit/log.ts')
  const sources = begin.sources.map(({ label, location }) => `${label}=${location}`).join(' ')
  const outcome: Record<string, string | number> =
    report === null
      ? { outcome: 'failed', reason: error?.message ?? '' }
      : {
          outcome: report.current ? 'published' : 'kept',
          generation: report.generation,
          partial: report.partial,
          asOf: report.asOf,
          gaps: report.gaps,
          takenOver: report.takenOver.files,
          losses: report.activation.losses.map((loss) => lossWords(loss, 'en')).join('; '),
          activated: report.activation.reason,
          medium: report.medium,
          acceptedDamage: report.acceptedDamage,
        }
  try {
    const log = openAuditLog(begin.dataDirectory)
    const actor = os.userInfo().username
    log.append({ actor, terminal: os.hostname(), action: 'load', detail: { sources, ...outcome } })
    log.close()
    return null
  } catch (cause) {
    return cause instanceof Error ? cause : new Error(String(cause))
  }
}
