/** What the GETs of a chart's parts have in common: query, access log, answer with provenance. */
import type { RequestHandler } from 'express'
import { z } from 'zod'
import { chartProvenance } from '../charts/gaps.ts'
import type { PatientRef } from '../charts/patient.ts'
import type { Generation } from '../generations/open-generation.ts'
import { parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { ofChart } from './signed-in.ts'

/** For parts that take no query. */
export const NoQuery = z.strictObject({})

/** The part's own fields: provenance and gaps are added for all of them. */
type Own<Answer> = Omit<Answer, keyof ReturnType<typeof chartProvenance>>

export interface ChartPart<Query extends z.ZodType, Answer> {
  /** Name in the access log. */
  readonly part: string
  readonly query: Query
  read(generation: Generation, patient: PatientRef, query: z.output<Query>): Own<Answer>
}

export function chartPart<Query extends z.ZodType, Answer>(
  services: Services,
  { part, query: schema, read }: ChartPart<Query, Answer>,
): RequestHandler {
  return ofChart(services, ({ generation, patient, request, response, log }) => {
    const query = parseInput(schema, request.query, 'query')
    const { patientId } = patient
    log({ action: 'chart.read', patientId, detail: { part, generation: generation.facts.id } })
    response.json({
      ...chartProvenance(generation, patient),
      ...read(generation, patient, query),
    })
  })
}
