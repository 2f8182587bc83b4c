/** GET /api/charts/{chart}/timeline: the dated course, whole days, newest first. */
import type { RequestHandler } from 'express'
import { type TimelineAnswer, TimelineQuery } from '../../model/api/chart/timeline.ts'
import { readTimeline } from '../charts/timeline/timeline.ts'
import type { Services } from '../services.ts'
import { chartPart } from './chart-part.ts'

export function showTimeline(services: Services): RequestHandler {
  return chartPart<typeof TimelineQuery, TimelineAnswer>(services, {
    part: 'timeline',
    query: TimelineQuery,
    read: (generation, patient, { before }) => readTimeline(generation, patient, before),
  })
}
