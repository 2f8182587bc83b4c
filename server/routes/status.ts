/** GET /api/status: for everybody, says nothing of any patient. */
import type { RequestHandler } from 'express'
import type { Status } from '../../model/api/session.ts'
import type { Services } from '../services.ts'
import { PRODUCT_VERSION } from '../version.ts'
import { asPhaseState } from './phase-set.ts'

export function showStatus({ generations, demo, phases, notices }: Services): RequestHandler {
  return (_request, response) => {
    const lent = generations.borrow()
    const facts = lent?.generation.facts
    const status: Status = {
      product: 'sansho',
      version: PRODUCT_VERSION,
      ready: facts !== undefined,
      demo,
      generation: facts?.id ?? null,
      asOf: facts?.asOf ?? null,
      loadedAt: facts?.loadedAt ?? null,
      partial: facts?.partial ?? '',
      sources: [...(facts?.sources ?? [])],
      gapCount: facts?.gapCount ?? 0,
      phase: asPhaseState(phases.current()),
      notices: notices.shown(),
    }
    lent?.giveBack()
    response.json(status)
  }
}
