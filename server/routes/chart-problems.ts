/** GET /api/charts/{chart}/problems: problems, operations and procedures, allergies. */
import type { RequestHandler } from 'express'
import type { ProblemsAnswer } from '../../model/api/chart/problems.ts'
import { readAllergies } from '../charts/allergies.ts'
import { implantMentions } from '../charts/implants.ts'
import { readProblems } from '../charts/problems.ts'
import { readProcedures } from '../charts/procedures.ts'
import type { Services } from '../services.ts'
import { chartPart, NoQuery } from './chart-part.ts'

export function showProblems(services: Services): RequestHandler {
  return chartPart<typeof NoQuery, ProblemsAnswer>(services, {
    part: 'problems',
    query: NoQuery,
    read: (generation, patient) => {
      const problems = readProblems(generation, patient)
      const procedures = readProcedures(generation, patient)
      const implants = implantMentions(procedures, problems)
      return { problems, procedures, implants, ...readAllergies(generation, patient) }
    },
  })
}
