/**
 * Opaque handles of opened charts, so that no patient's id ever stands in a URL. A handle belongs to one
 * session, names the patient by the hospital's own id (good in every generation), and goes with the session.
 * Kept in memory only: no patient's id is written to the state database.
 */
import { randomBytes } from 'node:crypto'

/** More charts than a terminal opens in one session; the oldest handle goes first. */
const HANDLES_PER_SESSION = 2_000

export interface OpenedChart {
  readonly patientId: string
  /** A reason was stated and written down: it stays good when the chart is restricted later. */
  readonly withReason: boolean
  /** Id of the generation in which the person was confirmed: in another one the number may be somebody else's. */
  readonly generation: string
}

export interface ChartHandles {
  open(sessionKey: string, chart: OpenedChart): string
  /** Null for a handle of nobody or of another session. */
  find(sessionKey: string, handle: string): OpenedChart | null
  /** Ids of the patients whose charts this session opened last, each once, the newest first. */
  recent(sessionKey: string, most: number): string[]
  /** Drops every handle of a session. */
  drop(sessionKey: string): void
  /** The handles of a session whose key has changed. */
  move(from: string, to: string): void
}

export function makeChartHandles(): ChartHandles {
  const sessions = new Map<string, Map<string, OpenedChart>>()
  return {
    open(sessionKey, chart) {
      const handles = sessions.get(sessionKey) ?? new Map<string, OpenedChart>()
      sessions.set(sessionKey, handles)
      if (handles.size >= HANDLES_PER_SESSION) {
        const [oldest] = handles.keys()
        if (oldest !== undefined) handles.delete(oldest)
      }
      // Hex: it is also the patient's logical id at the FHIR door, and those have no underscore.
      const handle = randomBytes(16).toString('hex')
      handles.set(handle, chart)
      return handle
    },
    find: (sessionKey, handle) => sessions.get(sessionKey)?.get(handle) ?? null,
    recent(sessionKey, most) {
      const opened = [...(sessions.get(sessionKey)?.values() ?? [])].reverse()
      return [...new Set(opened.map(({ patientId }) => patientId))].slice(0, most)
    },
    drop: (sessionKey) => void sessions.delete(sessionKey),
    move(from, to) {
      const handles = sessions.get(from)
      sessions.delete(from)
      if (handles !== undefined) sessions.set(to, handles)
    },
  }
}
