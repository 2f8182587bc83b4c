/** The HTTP application: hardening, the API's routes, the viewer, and the one place where errors are answered. */
import express, { type Express } from 'express'
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
import { showDocument } from './routes/document-content.ts'
import { showDocumentText } from './routes/document-text.ts'
import { searchPatients } from './routes/patients-search.ts'
import { closeSession } from './routes/session-close.ts'
import { openSession } from './routes/session-open.ts'
import { showSession } from './routes/session-show.ts'
import { showStatus } from './routes/status.ts'
import { imageRoutes } from './routes/study-images.ts'
import { showWard } from './routes/ward.ts'
import { showWards } from './routes/wards.ts'
import type { Services } from './services.ts'
import { serveViewer } from './viewer.ts'

/** The largest request is a search. */
const BODY_LIMIT = '16kb'

export interface AppOptions {
  readonly https: boolean
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

  api.get('/status', showStatus(services))
  api.post('/session', openSession(services))
  api.get('/session', showSession(services))
  api.delete('/session', closeSession(services))

  api.post('/patients/search', searchPatients(services))
  api.get('/wards', showWards(services))
  api.get('/wards/:ward', showWard(services))

  api.post('/charts', openChart(services))
  api.get('/charts/:chart/summary', showSummary(services))
  api.get('/charts/:chart/labs', showLabs(services))
  api.get('/charts/:chart/medications', showMedications(services))
  api.get('/charts/:chart/problems', showProblems(services))
  api.get('/charts/:chart/timeline', showTimeline(services))
  api.get('/charts/:chart/vitals', showVitals(services))
  api.get('/charts/:chart/images', showImages(services))
  const images = imageRoutes(services)
  api.get('/charts/:chart/images/:study', images.showStudy)
  api.get('/charts/:chart/images/:study/instances/:instance', images.sendInstance)
  api.get('/charts/:chart/documents', showDocuments(services))
  api.get('/charts/:chart/documents/:document', showDocument(services))
  api.get('/charts/:chart/documents/:document/text', showDocumentText(services))
  api.get('/charts/:chart/documents/:document/parts/:part', showDocument(services))

  api.use(() => {
    throw new HttpProblem('not-found')
  })
  return api
}
