/** Starts the server: opens its databases, makes its certificate, listens; and stops it again. */
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { openAccounts } from './access/accounts.ts'
import { openBadges } from './access/badges.ts'
import { makeChartHandles } from './access/chart-handles.ts'
import { openLockout } from './access/lockout.ts'
import { openNotices } from './access/notices.ts'
import { openPhases } from './access/phases.ts'
import { openPlaceOpenings } from './access/place-openings.ts'
import { openRestrictedCharts } from './access/restricted-charts.ts'
import { openSecondFactors } from './access/second-factors.ts'
import { openSessions } from './access/sessions.ts'
import { openStateDatabase } from './access/state-database.ts'
import { readStateKey } from './access/state-key.ts'
import { openTerminals } from './access/terminals.ts'
import { makeApp } from './app.ts'
import { startCollector } from './audit/collector/collector.ts'
import { type AuditLog, openAuditLog } from './audit/log.ts'
import { auditFile } from './audit/read-log.ts'
import { limitConnections, SERVER_LIMITS } from './connection-limits.ts'
import { claimToServe } from './data-in-use.ts'
import { followCurrentGeneration } from './generations/current-generation.ts'
import { asHostHeader, isLoopback, namesOfHost } from './host-names.ts'
import { mountedMedia } from './images/mounted-media.ts'
import { connectPacs } from './images/pacs/connection.ts'
import { keepInstances } from './images/pacs/kept-instances.ts'
import { makePacs } from './images/pacs/pacs.ts'
import { makeRenderer } from './images/rendering/renderer.ts'
import type { Services } from './services.ts'
import { readSettings } from './settings.ts'
import { type Authority, readAuthority } from './tls/authority.ts'
import { type Certificate, ensureCertificate } from './tls/certificate.ts'
import { readCertificateAges } from './tls/certificate-age.ts'
import { keepCertificate } from './tls/renewal.ts'

export interface StartOptions {
  readonly dataDirectory: string
  readonly host: string
  /** 0 = any free one. */
  readonly port: number
  /** False only on the loopback interface. */
  readonly https: boolean
  /** Serves enrolled terminals only, by their certificate; false only on the loopback interface. */
  readonly enrolledOnly?: boolean
  /** Serves the demo hospital: only on the loopback interface. */
  readonly demo: boolean
  readonly viewerDirectory: string
  /** A folder on another disk that takes every entry of the access log too; without it, nothing is served. */
  readonly auditCopyDirectory?: string
  readonly log: (line: string) => void
}

export interface RunningServer {
  readonly address: string
  /** Whether a generation is there to be read. */
  readonly ready: boolean
  readonly certificate: Certificate | null
  readonly services: Services
  /** Lets answers under way finish for a few seconds, then closes everything. */
  stop(): Promise<void>
}

const STOP_MILLISECONDS = 5_000
/** @throws DataClosed, or Error when the port is taken, or a database can't be opened. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  if (!isLoopback(options.host) && (!options.https || options.demo || !options.enrolledOnly)) {
    throw new Error('plain HTTP, the demo account and strange terminals exist on loopback only')
  }
  const names = namesOfHost(options.host)
  const authority = options.https ? await readAuthority(options.dataDirectory) : null
  const enrolledOnly = options.enrolledOnly ?? false
  if (enrolledOnly && authority === null) throw new Error('no terminal was ever approved')
  const makeOrKeep = () => ensureCertificate(options.dataDirectory, names, authority)
  const certificate = options.https ? await makeOrKeep() : null
  const { network } = readSettings(options.dataDirectory)
  const tls = {
    minVersion: `TLSv${network.oldestTls}`,
    ...askForCertificate(enrolledOnly ? authority : null),
  } as const
  const { services, beginStop, close } = openServices(options)
  const app = makeApp(services, {
    https: options.https,
    enrolledOnly,
    hosts: new Set(names.map(asHostHeader)),
    viewerDirectory: options.viewerDirectory,
    log: options.log,
  })
  const server =
    certificate === null
      ? createHttpServer(SERVER_LIMITS, app)
      : createHttpsServer(
          {
            key: certificate.key,
            cert: certificate.certificate,
            ...tls,
            ...SERVER_LIMITS,
          },
          app,
        )
  limitConnections(server, network)
  try {
    await listen(server, options.host, options.port)
  } catch (error) {
    close()
    throw error
  }
  const endRenewal = keepCertificate(server, makeOrKeep, tls, options.log)
  const lent = services.generations.borrow()
  lent?.giveBack()
  return {
    address: addressOf(server, options),
    ready: lent !== null,
    certificate,
    services,
    async stop() {
      endRenewal()
      beginStop()
      await closeServer(server)
      close()
    },
  }
}

function openServices(options: StartOptions): {
  services: Services
  beginStop: () => void
  close: () => void
} {
  const giveBack = claimToServe(options.dataDirectory)
  const settings = readSettings(options.dataDirectory)
  const { pacs } = settings.images
  const images = pacs === undefined ? null : keepInstances(makePacs(connectPacs(pacs)))
  const audit = openAuditLog(options.dataDirectory, options.auditCopyDirectory ?? null)
  const { collector: receiver } = settings.log
  const collector =
    receiver === undefined ? null : startCollector(options.dataDirectory, receiver, options.log)
  const database = openStateDatabase(options.dataDirectory)
  const handles = makeChartHandles()
  const stopping = new AbortController()
  const generations = followCurrentGeneration(options.dataDirectory, options.log)
  return {
    services: {
      generations,
      accounts: openAccounts(database),
      badges: openBadges(database),
      secondFactors: openSecondFactors(database, readStateKey(options.dataDirectory)),
      sessions: openSessions(database, settings.session, handles),
      lockout: openLockout(database, 'user'),
      terminalLockout: openLockout(database, 'terminal'),
      handles,
      phases: openPhases(database),
      places: openPlaceOpenings(database),
      notices: openNotices(database),
      restrictedCharts: openRestrictedCharts(database),
      terminals: openTerminals(database),
      certificates: () => readCertificateAges(options.dataDirectory),
      audit,
      auditFile: auditFile(options.dataDirectory),
      collector,
      pacs: images,
      media: mountedMedia(settings.images.media),
      renderer: makeRenderer(stopping.signal),
      demo: options.demo,
      stopping: stopping.signal,
    },
    beginStop: () => stopping.abort(),
    close() {
      generations.close()
      database.close()
      sealLog(audit, options.log)
      collector?.stop()
      audit.close()
      giveBack()
    },
  }
}

/** The log stands without its last checkpoint too: a full disk must not keep the server from stopping. */
function sealLog(audit: AuditLog, report: (line: string) => void): void {
  try {
    audit.seal()
  } catch (error) {
    report(`the access log ends without a checkpoint: ${String(error)}`)
  }
}

/** Only the appliance's own authority counts. Who shows nothing, or something else, is told so by terminal-guard.ts. */
function askForCertificate(authority: Authority | null) {
  if (authority === null) return {}
  return { requestCert: true, rejectUnauthorized: false, ca: authority.certificate }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function addressOf(server: Server, { host, https }: StartOptions): string {
  const { port } = server.address() as AddressInfo
  return `${https ? 'https' : 'http'}://${asHostHeader(host)}:${port}/`
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const hurry = setTimeout(() => server.closeAllConnections(), STOP_MILLISECONDS)
    server.close(() => {
      clearTimeout(hurry)
      resolve()
    })
    server.closeIdleConnections()
  })
}
