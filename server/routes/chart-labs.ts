/** GET /api/charts/{chart}/labs: the cumulative table. */
import type { RequestHandler } from 'express'
import type { LabsAnswer } from '../../model/api/chart/labs.ts'
import { readCourse } from '../charts/events.ts'
import { readLabs } from '../charts/lab-results.ts'
import type { Services } from '../services.ts'
import { chartPart, NoQuery } from './chart-part.ts'

export function showLabs(services: Services): RequestHandler {
  return chartPart<typeof NoQuery, LabsAnswer>(services, {
    part: 'labs',
    query: NoQuery,
    read: (generation, patient) => ({
      ...readLabs(generation, patient),
      events: readCourse(generation, patient),
    }),
  })
}
