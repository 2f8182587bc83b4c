/** GET /api/charts/{chart}/summary: the first screen. */
import type { RequestHandler } from 'express'
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { readSummary } from '../charts/summary.ts'
import type { Services } from '../services.ts'
import { chartPart, NoQuery } from './chart-part.ts'

export function showSummary(services: Services): RequestHandler {
  return chartPart<typeof NoQuery, SummaryAnswer>(services, {
    part: 'summary',
    query: NoQuery,
    read: readSummary,
  })
}
