/**
 * Which studies each session has opened in which chart, so that opening one is logged once and no slice of it is sent
 * before. Kept in memory only; what is forgotten is logged again.
 */

/** More studies than all terminals look at in a day; the oldest is forgotten first. */
const REMEMBERED = 10_000

export interface OpenedStudies {
  /** Runs `log` unless this opening is known. What `log` throws passes through, and nothing is remembered. */
  open(
    opening: {
      readonly session: string
      readonly patientId: string
      readonly study: string
      readonly generation: string
    },
    log: () => void,
  ): void
}

export function makeOpenedStudies(): OpenedStudies {
  const opened = new Set<string>()
  return {
    open({ session, patientId, study, generation }, log) {
      const key = JSON.stringify([session, patientId, study, generation])
      if (opened.has(key)) return
      log()
      if (opened.size >= REMEMBERED) {
        const [oldest] = opened
        if (oldest !== undefined) opened.delete(oldest)
      }
      opened.add(key)
    },
  }
}
