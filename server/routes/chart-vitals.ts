/** GET /api/charts/{chart}/vitals: the temperature chart. */
import type { RequestHandler } from 'express'
import { type VitalsAnswer, VitalsQuery } from '../../model/api/chart/vitals.ts'
import { readVitals } from '../charts/vitals.ts'
import type { Services } from '../services.ts'
import { chartPart } from './chart-part.ts'

export function showVitals(services: Services): RequestHandler {
  return chartPart<typeof VitalsQuery, VitalsAnswer>(services, {
    part: 'vitals',
    query: VitalsQuery,
    read: readVitals,
  })
}
