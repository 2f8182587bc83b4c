/**
 * The read-only FHIR R4 door, base `/fhir/R4`: what is shown of a chart as resources, to people who have signed in.
 * A patient's logical id is the handle of a chart that this session has opened; every other id begins with it. Each read and
 * each page of a search is written to the access log first.
 */
import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes'
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import { PROBLEM_TYPES } from '../../model/codes/problem-types.ts'
import { findDocument } from '../charts/documents.ts'
import { findByIdentifier, findPatient, type PatientRef } from '../charts/patient.ts'
import { takesJson } from '../fhir/asked-format.ts'
import { capabilityStatement } from '../fhir/capability-statement.ts'
import { doorNaming, type FhirChart, metaOf, securityOf } from '../fhir/chart.ts'
import { outcomeOf } from '../fhir/gaps.ts'
import { patientResource } from '../fhir/patient.ts'
import { CHART_TYPES, type ChartType, resourcesOf } from '../fhir/resources.ts'
import { ofCategory, readAsked, searchPage } from '../fhir/search-page.ts'
import { DamagedBlob, readBlob } from '../generations/read-blob.ts'
import { asProblem, HttpProblem, languageOf, parseInput, reportFault } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { openedPatient, requireSameGeneration } from './opened-chart.ts'
import { requireReason, restrictionFor } from './opening-reason.ts'
import { type Asked, signedIn } from './signed-in.ts'

/** Every endpoint of the door begins with it. */
export const FHIR_BASE = '/fhir/R4'

interface FhirRoutes {
  readonly metadata: RequestHandler
  readonly findPatient: RequestHandler
  readonly readPatient: RequestHandler
  readonly readBinary: RequestHandler
  readonly search: Readonly<Record<ChartType, RequestHandler>>
  readonly read: Readonly<Record<ChartType, RequestHandler>>
}

export function fhirRoutes(services: Services): FhirRoutes {
  const each = (make: (type: ChartType) => RequestHandler) =>
    Object.fromEntries(CHART_TYPES.map((type) => [type, make(type)])) as FhirRoutes['search']
  return {
    metadata: (_request, response) => send(response, capabilityStatement()),
    findPatient: signedIn(services, openByIdentifier),
    readPatient: signedIn(services, (asked) => {
      const chart = openedChart(asked, String(asked.request.params.id))
      logRead(asked, chart, 'Patient')
      send(asked.response, patientResource(chart))
    }),
    readBinary: signedIn(services, sendBinary),
    search: each((type) => signedIn(services, (asked) => search(asked, type))),
    read: each((type) => signedIn(services, (asked) => readOne(asked, type))),
  }
}

/** The body of Patient/_search. A token is `value` or `system|value` (R4 search.html, token). */
const PatientSearch = z.strictObject({
  identifier: z.string().min(1).max(200),
  _format: z.string().optional(),
})

/** Opens the chart of who has exactly this identifier, as POST /api/charts does. Nobody found: an empty Bundle. */
function openByIdentifier(asked: Asked): void {
  const { services, session, generation, request, response, log } = asked
  const { identifier } = parseInput(PatientSearch, request.body, 'body')
  const patient = identifiedBy(asked, identifier)
  const detail = { generation: generation.facts.id, by: 'fhir' }
  if (patient === null) {
    log({ action: 'chart.not-found', patientId: splitToken(identifier).value, detail })
    send(response, { resourceType: 'Bundle', type: 'searchset', total: 0 })
    return
  }
  // A reason has no place in a FHIR search: a restricted chart is opened in the viewer.
  requireReason(asked, patient, '')
  log({
    action: 'chart.open',
    patientId: patient.patientId,
    detail: { ...detail, asked: identifier },
  })
  const { patientId } = patient
  const opened = { patientId, withReason: false, generation: generation.facts.id }
  const chart = chartOf(asked, patient, services.handles.open(session.key, opened))
  const found = patientResource(chart)
  const fullUrl = `${baseOf(request)}/Patient/${found.id}`
  send(response, {
    resourceType: 'Bundle',
    type: 'searchset',
    total: 1,
    entry: [
      { fullUrl, resource: found, search: { mode: 'match' } },
      { resource: outcomeOf(chart, 'Patient'), search: { mode: 'outcome' } },
    ],
  })
}

/**
 * The number of a chart, also of one that stands apart (`label|number`); else an identifier, with the system that is named.
 * @throws HttpProblem 400 where several persons have it: none of their charts is opened by chance
 */
function identifiedBy(asked: Asked, identifier: string): PatientRef | null {
  const { generation } = asked
  const own = findPatient(generation, identifier)
  if (own !== null) return own
  const { system, value } = splitToken(identifier)
  const [found, ...more] = findByIdentifier(generation, value).filter(
    (patient) => system === '' || hasIdentifier(chartOf(asked, patient, ''), system, value),
  )
  if (more.length > 0) throw new HttpProblem('bad-request', { field: 'identifier' })
  return found ?? null
}

function hasIdentifier(chart: FhirChart, system: string, value: string): boolean {
  const { identifier = [] } = patientResource(chart)
  return identifier.some((each) => each.system === system && each.value === value)
}

function splitToken(token: string): { system: string; value: string } {
  const at = token.lastIndexOf('|')
  return { system: at < 0 ? '' : token.slice(0, at), value: token.slice(at + 1) }
}

function search(asked: Asked, type: ChartType): void {
  const { generation, request, response } = asked
  const wanted = readAsked(request.query, type, generation.facts.id)
  const chart = openedChart(asked, wanted.handle)
  logRead(asked, chart, type)
  const found = ofCategory(resourcesOf(chart, type), wanted.category)
  const outcome = outcomeOf(chart, type)
  const page = searchPage({ base: baseOf(request), type, asked: wanted, found, outcome })
  send(response, { ...page, ...labelled(chart) })
}

function readOne(asked: Asked, type: ChartType): void {
  const id = String(asked.request.params.id)
  const chart = openedChart(asked, handleOf(id))
  logRead(asked, chart, type)
  const found = resourcesOf(chart, type).find((each) => each.id === id)
  if (found === undefined) throw new HttpProblem('not-found')
  send(asked.response, found.make())
}

/** The bytes of a document as they were loaded, inside a resource: never as something that a browser would run. */
async function sendBinary(asked: Asked): Promise<void> {
  const { generation, log, request, response } = asked
  const id = String(request.params.id)
  const chart = openedChart(asked, handleOf(id))
  const [, name = '', number = ''] = /^[^.]+\.(.+)-(\d+)$/.exec(id) ?? []
  const document = findDocument(generation, chart.patient, name)
  const part = document?.parts.find((each) => String(each.part) === number)
  if (document === null || part === undefined) throw new HttpProblem('not-found')
  const { patientId } = chart.patient
  const detail = {
    document: document.id,
    part: part.part,
    generation: generation.facts.id,
    by: 'fhir',
  }
  log({ action: 'document.read', patientId, detail })
  try {
    const bytes = await readBlob(generation.directory, part.blob, part.bytes)
    const contentType = part.mediaType || 'application/octet-stream'
    const data = Buffer.from(bytes).toString('base64')
    send(response, { resourceType: 'Binary', id, meta: metaOf(chart), contentType, data })
  } catch (cause) {
    if (cause instanceof DamagedBlob) throw new HttpProblem('document-damaged', {}, { cause })
    throw cause
  }
}

function openedChart(asked: Asked, handle: string): FhirChart {
  requireSameGeneration(asked, handle)
  return chartOf(asked, openedPatient(asked, handle), handle)
}

function chartOf(asked: Asked, patient: PatientRef, handle: string): FhirChart {
  const restricted = restrictionFor(asked)(patient)
  return { generation: asked.generation, patient, naming: doorNaming(handle), restricted }
}

/** A Bundle is labelled as what is in it. */
function labelled(chart: FhirChart): Pick<Bundle, 'meta'> {
  return chart.restricted ? { meta: securityOf(chart) } : {}
}

function handleOf(id: string): string {
  return id.split('.', 1)[0] ?? ''
}

function logRead({ generation, log }: Asked, { patient }: FhirChart, type: string): void {
  const detail = { part: `fhir/${type}`, generation: generation.facts.id }
  log({ action: 'chart.read', patientId: patient.patientId, detail })
}

function baseOf(request: Request): string {
  return `${request.protocol}://${request.headers.host}${FHIR_BASE}`
}

function send(response: Response, resource: Resource): void {
  response.set('Content-Type', 'application/fhir+json; charset=utf-8')
  response.end(JSON.stringify(resource))
}

/** Refuses what is asked for in another form than JSON, before anything is read or written down. @throws HttpProblem 406 */
export const requireJson: RequestHandler = (request, _response, next) => {
  const ofForm = (request.body as { _format?: unknown } | undefined)?._format
  if (!takesJson(request.query._format ?? ofForm, request.get('Accept'))) {
    throw new HttpProblem('not-acceptable')
  }
  next()
}

/** What R4 calls each refusal (issue-type); everything else is `processing`. */
const ISSUE_CODES: Readonly<Record<number, OperationOutcome['issue'][number]['code']>> = {
  400: 'invalid',
  401: 'login',
  403: 'forbidden',
  404: 'not-found',
  406: 'not-supported',
  409: 'conflict',
  429: 'throttled',
  503: 'transient',
}

/** Refusals of the door as an OperationOutcome, by the codes and words of the API. */
export function renderOutcome(report: (line: string) => void): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const problem = asProblem(error)
    const { status, ...words } = PROBLEM_TYPES[problem.code]
    reportFault(error, problem, report)
    const { field } = problem.extras
    const diagnostics = field === undefined ? {} : { diagnostics: field }
    const text = words[languageOf(request)]
    const coding = [{ system: 'urn:sansho:problem', code: problem.code }]
    response.status(status)
    send(response, {
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'error',
          code: ISSUE_CODES[status] ?? 'processing',
          details: { coding, text },
          ...diagnostics,
        },
      ],
    })
  }
}
