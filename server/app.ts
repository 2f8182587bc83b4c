/** The HTTP application: hardening, the API's routes, the viewer, and the one place where errors are answered. */
import express, { type Express, type RequestHandler } from 'express'
import type { Endpoint } from './access/authorisation.ts'
import { limitRequests } from './connection-limits.ts'
import { guardHost, guardOrigin, hardenHeaders } from './hardening.ts'
import { HttpProblem, renderProblem } from './http-problem.ts'
import { logRequests } from './request-log.ts'
import { showDocuments } from './routes/chart-documents.ts'
import { showImages } from './routes/chart-images.ts'
import { showLabs } from './routes/chart-labs.ts'
import { showMedications } from './routes/chart-medications.ts'
import { openChart } from './routes/chart-open.ts'
import { showProblems } from './routes/chart-problems.ts'
import { showSummary } from './routes/chart-summary.ts'
import { showTimeline } from './routes/chart-timeline.ts'
import { showVitals } from './routes/chart-vitals.ts'
import { dicomwebRoutes } from './routes/dicomweb.ts'
import { showDocument } from './routes/document-content.ts'
import { showDocumentText } from './routes/document-text.ts'
import { streamEvents } from './routes/events.ts'
import { gate } from './routes/gate.ts'
import { acknowledgeNotice, listNotices, postNotice, withdrawNotice } from './routes/notices.ts'
import { pacsRoutes } from './routes/pacs.ts'
import { searchPatients } from './routes/patients-search.ts'
import { setPhase } from './routes/phase-set.ts'
import { setPlace } from './routes/place-set.ts'
import { logPrint } from './routes/print-logged.ts'
import { closeSession } from './routes/session-close.ts'
import { openSession } from './routes/session-open.ts'
import { showSession } from './routes/session-show.ts'
import { showStatus } from './routes/status.ts'
import { logStranger } from './routes/stranger.ts'
import { imageRoutes } from './routes/study-images.ts'
import { showWard } from './routes/ward.ts'
import { showWards } from './routes/wards.ts'
import type { Services } from './services.ts'
import { guardTerminal } from './terminal-guard.ts'
import { serveViewer } from './viewer.ts'

/** The largest request is a search. */
const BODY_LIMIT = '16kb'

export interface AppOptions {
  readonly https: boolean
  /** Whether only enrolled terminals are served. */
  readonly enrolledOnly: boolean
  /** Host names (without port) this server answers to. */
  readonly hosts: ReadonlySet<string>
  /** Folder of the built viewer. */
  readonly viewerDirectory: string
  /** Takes one line of the process log. */
  readonly log: (line: string) => void
}

export function makeApp(services: Services, options: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  app.use(logRequests(options.log))
  app.use(hardenHeaders(options.https))
  app.use(guardHost(options.hosts))
  app.use(guardTerminal(services.terminals, options.enrolledOnly, logStranger(services)))
  app.use(limitRequests())
  app.use('/api', guardOrigin, apiRoutes(services))
  app.use(serveViewer(options.viewerDirectory))
  app.use(renderProblem(options.log))
  return app
}

function apiRoutes(services: Services): express.Router {
  const api = express.Router({ caseSensitive: true, strict: true })
  api.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  api.use(express.json({ limit: BODY_LIMIT, strict: true, inflate: false }))

  for (const [endpoint, handler] of Object.entries(handlersOf(services))) {
    const [method = '', path = ''] = endpoint.split(' ')
    const guard = gate(services, endpoint as Endpoint)
    if (method === 'GET') api.get(path, guard, handler)
    else if (method === 'POST') api.post(path, guard, handler)
    else api.delete(path, guard, handler)
  }
  api.use(() => {
    throw new HttpProblem('not-found')
  })
  return api
}

/** One handler for each endpoint of the authorisation table; the compiler misses none. */
function handlersOf(services: Services): Readonly<Record<Endpoint, RequestHandler>> {
  const images = imageRoutes(services)
  const pacs = pacsRoutes(services)
  const dicomweb = dicomwebRoutes(services)
  return {
    'GET /status': showStatus(services),
    'GET /events': streamEvents(services),
    'POST /session': openSession(services),
    'GET /session': showSession(services),
    'DELETE /session': closeSession(services),

    'POST /phase': setPhase(services),
    'POST /places': setPlace(services),
    'GET /notices': listNotices(services),
    'POST /notices': postNotice(services),
    'DELETE /notices/:notice': withdrawNotice(services),
    'POST /notices/:notice/acknowledgement': acknowledgeNotice(services),

    'POST /patients/search': searchPatients(services),
    'GET /wards': showWards(services),
    'GET /wards/:ward': showWard(services),

    'POST /charts': openChart(services),
    'GET /charts/:chart/summary': showSummary(services),
    'GET /charts/:chart/labs': showLabs(services),
    'GET /charts/:chart/medications': showMedications(services),
    'GET /charts/:chart/problems': showProblems(services),
    'GET /charts/:chart/timeline': showTimeline(services),
    'GET /charts/:chart/vitals': showVitals(services),
    'GET /charts/:chart/images': showImages(services),
    'GET /charts/:chart/images/:study': images.showStudy,
    'GET /charts/:chart/images/:study/instances/:instance': images.sendInstance,
    'GET /charts/:chart/pacs': pacs.listStudies,
    'GET /charts/:chart/pacs/:study': pacs.showStudy,
    'GET /charts/:chart/pacs/:study/instances/:instance': pacs.sendInstance,
    'GET /charts/:chart/dicomweb/studies': dicomweb.studies,
    'GET /charts/:chart/dicomweb/studies/:study/series': dicomweb.series,
    'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances': dicomweb.instances,
    'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances/:instance':
      dicomweb.instance,
    'POST /charts/:chart/prints': logPrint(services),
    'GET /charts/:chart/documents': showDocuments(services),
    'GET /charts/:chart/documents/:document': showDocument(services),
    'GET /charts/:chart/documents/:document/text': showDocumentText(services),
    'GET /charts/:chart/documents/:document/parts/:part': showDocument(services),
  }
}
