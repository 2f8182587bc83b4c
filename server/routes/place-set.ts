/** POST /api/places: the coordinator opens or closes a place in the present phase. Holds from its terminals' next request on. */
import type { RequestHandler } from 'express'
import { SetPlaceRequest } from '../../model/api/phase.ts'
import { placesCanChange } from '../access/place-openings.ts'
import { HttpProblem, parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { writeLog } from './access-log.ts'
import { sessionOf } from './gate.ts'

export function setPlace(services: Services): RequestHandler {
  return (request, response) => {
    const { place, open, reason } = parseInput(SetPlaceRequest, request.body, 'body')
    const session = sessionOf(response)
    const { phase } = services.phases.current()
    if (!placesCanChange(phase)) throw new HttpProblem('phase-fixes-places')
    writeLog(services, request, session, {
      action: 'place.set',
      detail: { phase, place, open, reason },
    })
    const change = { phase, place, open, reason, setBy: session.displayName }
    services.places.set(change)
    response.json({ openPlaces: services.places.open(phase) })
  }
}
