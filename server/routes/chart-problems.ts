/** GET /api/charts/{chart}/problems: problems and allergies. */
import type { RequestHandler } from 'express'
import type { ProblemsAnswer } from '../../model/api/chart.ts'
import { readAllergies } from '../charts/allergies.ts'
import { readProblems } from '../charts/problems.ts'
import type { Services } from '../services.ts'
import { chartPart, NoQuery } from './chart-part.ts'

export function showProblems(services: Services): RequestHandler {
  return chartPart<typeof NoQuery, ProblemsAnswer>(services, {
    part: 'problems',
    query: NoQuery,
    read: (generation, patient) => ({
      problems: readProblems(generation, patient),
      ...readAllergies(generation, patient),
    }),
  })
}
