/** GET /api/status: for everybody, says nothing of any patient. */
import type { Request, RequestHandler } from 'express'
import type { Status } from '../../model/api/session.ts'
import type { Services } from '../services.ts'
import { terminalOf } from '../terminal-guard.ts'
import { PRODUCT_VERSION } from '../version.ts'
import { asPhaseState } from './phase-set.ts'

export function showStatus(services: Services): RequestHandler {
  return (request, response) => {
    response.json(statusFor(services, request))
  }
}

/** What the terminal that asks is told. */
export function statusFor(services: Services, request: Request): Status {
  const { place } = terminalOf(request)
  const change = services.phases.current()
  const lent = services.generations.borrow()
  const facts = lent?.generation.facts
  const status: Status = {
    product: 'sansho',
    version: PRODUCT_VERSION,
    ready: facts !== undefined,
    demo: services.demo,
    generation: facts?.id ?? null,
    unopened: services.generations.unopened(),
    asOf: facts?.asOf ?? null,
    loadedAt: facts?.loadedAt ?? null,
    partial: facts?.partial ?? '',
    sources: [...(facts?.sources ?? [])],
    gapCount: facts?.gapCount ?? 0,
    place,
    phase: asPhaseState(change, services.places.open(change.phase), place),
    notices: services.notices.shown(place).map((each) => ({ ...each, places: [...each.places] })),
  }
  lent?.giveBack()
  return status
}
