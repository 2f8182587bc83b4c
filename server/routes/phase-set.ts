/** POST /api/phase: the coordinator sets the phase. Holds for every terminal from the next request on. */
import type { RequestHandler } from 'express'
import { type PhaseState, SetPhaseRequest } from '../../model/api/phase.ts'
import type { Place } from '../../model/codes/places.ts'
import type { PhaseChange } from '../access/phases.ts'
import { parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { terminalOf } from '../terminal-guard.ts'
import { writeLog } from './access-log.ts'
import { sessionOf } from './gate.ts'

export function setPhase(services: Services): RequestHandler {
  return (request, response) => {
    const { phase, reason } = parseInput(SetPhaseRequest, request.body, 'body')
    const session = sessionOf(response)
    const before = services.phases.current().phase
    writeLog(services, request, session, {
      action: 'phase.set',
      detail: { phase, before, reason },
    })
    const change = services.phases.set(phase, session.displayName, reason)
    response.json(asPhaseState(change, services.places.open(phase), terminalOf(request).place))
  }
}

/** @param place of the terminal that asks */
export function asPhaseState(
  { phase, setBy, at, reason }: PhaseChange,
  openPlaces: Place[],
  place: Place,
): PhaseState {
  return { phase, setBy, at, reason, opensCharts: openPlaces.includes(place), openPlaces }
}
