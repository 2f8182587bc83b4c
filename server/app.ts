/** The HTTP application: hardening, the API's routes, the viewer, and the one place where errors are answered. */
import express, { type Express, type RequestHandler } from 'express'
import type { Endpoint } from './access/authorisation.ts'
import { limitRequests } from './connection-limits.ts'
import { guardFormOrigin, guardHost, guardOrigin, hardenHeaders } from './hardening.ts'
import { HttpProblem, renderProblem } from './http-problem.ts'
import { logRequests } from './request-log.ts'
import { searchAccessLog, showLogDelivery, verifyAccessLog } from './routes/access-log-read.ts'
import {
  addAccount,
  disableAccount,
  listAccounts,
  removeSecondFactor,
  resetPassphrase,
  unlockAccount,
} from './routes/accounts.ts'
import { issueBadges, revokeBadge } from './routes/badges.ts'
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
import { FHIR_BASE, fhirRoutes, renderOutcome, requireJson } from './routes/fhir.ts'
import { gate } from './routes/gate.ts'
import { sendHandover } from './routes/handover.ts'
import { showList } from './routes/list.ts'
import { showLists } from './routes/lists.ts'
import { acknowledgeNotice, listNotices, postNotice, withdrawNotice } from './routes/notices.ts'
import { pacsRoutes } from './routes/pacs.ts'
import { changePassphrase } from './routes/passphrase-change.ts'
import { showRecent } from './routes/patients-recent.ts'
import { searchPatients } from './routes/patients-search.ts'
import { showSimilar } from './routes/patients-similar.ts'
import { setPhase } from './routes/phase-set.ts'
import { setPlace } from './routes/place-set.ts'
import { logPrint } from './routes/print-logged.ts'
import { makeProof } from './routes/prove-person.ts'
import { beginSecondFactor, confirmSecondFactor } from './routes/second-factor.ts'
import { closeSession } from './routes/session-close.ts'
import { lockSession, unlockSession } from './routes/session-lock.ts'
import { openSession } from './routes/session-open.ts'
import { showSession } from './routes/session-show.ts'
import { endSession, listSessions } from './routes/sessions.ts'
import { showStatus } from './routes/status.ts'
import { logStranger } from './routes/stranger.ts'
import { imageRoutes } from './routes/study-images.ts'
import { listTerminals, revokeTerminal } from './routes/terminals.ts'
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
  // Else /API/… is answered too, under a name that the process log takes for the viewer's.
  app.enable('case sensitive routing')
  app.set('query parser', 'simple')
  app.use(logRequests(options.log))
  app.use(hardenHeaders(options.https))
  app.use(guardHost(options.hosts))
  app.use(guardTerminal(services.terminals, options.enrolledOnly, logStranger(services)))
  app.use(limitRequests())
  const handlers = handlersOf(services)
  app.use('/api', guardOrigin, apiRoutes(services, handlers))
  app.use(FHIR_BASE, guardFormOrigin, fhirDoor(services, handlers), renderOutcome(options.log))
  app.use(serveViewer(options.viewerDirectory))
  app.use(renderProblem(options.log))
  return app
}

type Handlers = Readonly<Record<Endpoint, RequestHandler>>

function apiRoutes(services: Services, handlers: Handlers): express.Router {
  const api = unstoredRouter()
  api.use(express.json({ limit: BODY_LIMIT, strict: true, inflate: false }))
  return mount(api, services, handlers, '')
}

function fhirDoor(services: Services, handlers: Handlers): express.Router {
  const door = unstoredRouter()
  door.use(express.urlencoded({ limit: BODY_LIMIT, extended: false, inflate: false }))
  door.use(requireJson)
  return mount(door, services, handlers, FHIR_BASE)
}

function unstoredRouter(): express.Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  return router
}

/** Every endpoint of the table under one base, behind its gate; anything else is not found. */
function mount(
  router: express.Router,
  services: Services,
  handlers: Handlers,
  base: '' | typeof FHIR_BASE,
): express.Router {
  for (const [endpoint, handler] of Object.entries(handlers)) {
    const [method = '', whole = ''] = endpoint.split(' ')
    if (whole.startsWith(FHIR_BASE) !== (base === FHIR_BASE)) continue
    const path = whole.slice(base.length)
    const guard = gate(services, endpoint as Endpoint)
    if (method === 'GET') router.get(path, guard, handler)
    else if (method === 'POST') router.post(path, guard, handler)
    else router.delete(path, guard, handler)
  }
  router.use(() => {
    throw new HttpProblem('not-found')
  })
  return router
}

/** One handler for each endpoint of the authorisation table; the compiler misses none. */
function handlersOf(services: Services): Handlers {
  const prove = makeProof(services)
  const images = imageRoutes(services)
  const pacs = pacsRoutes(services)
  const dicomweb = dicomwebRoutes(services)
  const fhir = fhirRoutes(services)
  return {
    'GET /status': showStatus(services),
    'GET /events': streamEvents(services),
    'POST /session': openSession(services, prove),
    'GET /session': showSession(services),
    'DELETE /session': closeSession(services),
    'POST /session/lock': lockSession(services),
    'POST /session/unlock': unlockSession(services, prove),
    'POST /session/passphrase': changePassphrase(services),
    'POST /session/second-factor': beginSecondFactor(services, prove),
    'POST /session/second-factor/confirmation': confirmSecondFactor(services),

    'POST /phase': setPhase(services),
    'POST /places': setPlace(services),
    'GET /notices': listNotices(services),
    'POST /notices': postNotice(services),
    'DELETE /notices/:notice': withdrawNotice(services),
    'POST /notices/:notice/acknowledgement': acknowledgeNotice(services),

    'GET /accounts': listAccounts(services),
    'POST /accounts': addAccount(services),
    'POST /accounts/disable': disableAccount(services),
    'POST /accounts/unlock': unlockAccount(services),
    'POST /accounts/passphrase': resetPassphrase(services),
    'POST /accounts/second-factor/removal': removeSecondFactor(services),
    'POST /badges': issueBadges(services),
    'POST /badges/revocation': revokeBadge(services),
    'GET /sessions': listSessions(services),
    'POST /sessions/end': endSession(services),
    'GET /terminals': listTerminals(services),
    'POST /terminals/revocation': revokeTerminal(services),

    'POST /log/search': searchAccessLog(services),
    'POST /log/verification': verifyAccessLog(services),
    'GET /log/delivery': showLogDelivery(services),

    'POST /patients/search': searchPatients(services),
    'POST /patients/similar': showSimilar(services),
    'GET /patients/recent': showRecent(services),
    'GET /wards': showWards(services),
    'GET /wards/:ward': showWard(services),
    'GET /lists': showLists(services),
    'GET /lists/:list': showList(services),

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
    'GET /charts/:chart/dicomweb/studies/:study': dicomweb.study,
    'GET /charts/:chart/dicomweb/studies/:study/metadata': dicomweb.studyMetadata,
    'GET /charts/:chart/dicomweb/studies/:study/instances': dicomweb.studyInstances,
    'GET /charts/:chart/dicomweb/studies/:study/series/:series': dicomweb.oneSeries,
    'GET /charts/:chart/dicomweb/studies/:study/series/:series/metadata': dicomweb.seriesMetadata,
    'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances/:instance/metadata':
      dicomweb.instanceMetadata,
    'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances/:instance/frames/:frames':
      dicomweb.frames,
    'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances/:instance/bulkdata/:path':
      dicomweb.bulkData,
    'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances/:instance/frames/:frames/rendered':
      dicomweb.framesRendered,
    'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances/:instance/frames/:frames/thumbnail':
      dicomweb.frameThumbnail,
    'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances/:instance/rendered':
      dicomweb.instanceRendered,
    'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances/:instance/thumbnail':
      dicomweb.instanceThumbnail,
    'GET /charts/:chart/dicomweb/studies/:study/series/:series/rendered': dicomweb.seriesRendered,
    'GET /charts/:chart/dicomweb/studies/:study/rendered': dicomweb.studyRendered,
    'GET /charts/:chart/dicomweb/studies/:study/series/:series/thumbnail': dicomweb.seriesThumbnail,
    'GET /charts/:chart/dicomweb/studies/:study/thumbnail': dicomweb.studyThumbnail,
    'POST /charts/:chart/prints': logPrint(services),
    'POST /charts/:chart/handovers': sendHandover(services),
    'GET /charts/:chart/documents': showDocuments(services),
    'GET /charts/:chart/documents/:document': showDocument(services),
    'GET /charts/:chart/documents/:document/text': showDocumentText(services),
    'GET /charts/:chart/documents/:document/parts/:part': showDocument(services),

    'GET /fhir/R4/metadata': fhir.metadata,
    'POST /fhir/R4/Patient/_search': fhir.findPatient,
    'GET /fhir/R4/Patient/:id': fhir.readPatient,
    'GET /fhir/R4/Encounter': fhir.search.Encounter,
    'GET /fhir/R4/Encounter/:id': fhir.read.Encounter,
    'GET /fhir/R4/Condition': fhir.search.Condition,
    'GET /fhir/R4/Condition/:id': fhir.read.Condition,
    'GET /fhir/R4/AllergyIntolerance': fhir.search.AllergyIntolerance,
    'GET /fhir/R4/AllergyIntolerance/:id': fhir.read.AllergyIntolerance,
    'GET /fhir/R4/Observation': fhir.search.Observation,
    'GET /fhir/R4/Observation/:id': fhir.read.Observation,
    'GET /fhir/R4/MedicationRequest': fhir.search.MedicationRequest,
    'GET /fhir/R4/MedicationRequest/:id': fhir.read.MedicationRequest,
    'GET /fhir/R4/MedicationAdministration': fhir.search.MedicationAdministration,
    'GET /fhir/R4/MedicationAdministration/:id': fhir.read.MedicationAdministration,
    'GET /fhir/R4/MedicationDispense': fhir.search.MedicationDispense,
    'GET /fhir/R4/MedicationDispense/:id': fhir.read.MedicationDispense,
    'GET /fhir/R4/Immunization': fhir.search.Immunization,
    'GET /fhir/R4/Immunization/:id': fhir.read.Immunization,
    'GET /fhir/R4/Procedure': fhir.search.Procedure,
    'GET /fhir/R4/Procedure/:id': fhir.read.Procedure,
    'GET /fhir/R4/DocumentReference': fhir.search.DocumentReference,
    'GET /fhir/R4/DocumentReference/:id': fhir.read.DocumentReference,
    'GET /fhir/R4/ImagingStudy': fhir.search.ImagingStudy,
    'GET /fhir/R4/ImagingStudy/:id': fhir.read.ImagingStudy,
    'GET /fhir/R4/Binary/:id': fhir.readBinary,
  }
}
