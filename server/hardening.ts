/** Headers and refusals that hold for every request. */
import type { Request, RequestHandler } from 'express'
import helmet from 'helmet'
import { HttpProblem } from './http-problem.ts'

/** Everything the viewer needs comes from this server; nothing is inline, nothing is evaluated. */
const POLICY = {
  defaultSrc: ["'self'"],
  // The image decoders are WebAssembly: it may be compiled, nothing else may be evaluated.
  scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'blob:', 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  workerSrc: ["'self'"],
  frameSrc: ["'self'"],
  frameAncestors: ["'none'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
}

/** @param https HSTS and nothing else depends on it */
export function hardenHeaders(https: boolean): RequestHandler {
  const harden = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: POLICY },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    // Browsers warn on pages that were opened before the header was sent; nothing here depends on it.
    originAgentCluster: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  })
  return (request, response, next) => {
    response.set(
      'Permissions-Policy',
      'camera=(), microphone=(), geolocation=(), usb=(), serial=(), payment=()',
    )
    harden(request, response, next)
  }
}

/**
 * Refuses requests under another name: a page elsewhere whose name was pointed at this address (DNS rebinding)
 * would be same-origin with us.
 */
export function guardHost(hosts: ReadonlySet<string>): RequestHandler {
  return (request, _response, next) => {
    // Two names: a proxy or a browser may have meant the other one (RFC 9112 3.2).
    const names = request.headersDistinct.host ?? []
    if (names.length !== 1) throw new HttpProblem('wrong-host')
    // `GET http://other/…`: a name in the target goes before the header's, and only a proxy is asked so (RFC 9112 3.2.2).
    if (!request.originalUrl.startsWith('/')) throw new HttpProblem('wrong-host')
    const name = (names[0] ?? '').replace(/:\d+$/, '').toLowerCase()
    if (!hosts.has(name)) throw new HttpProblem('wrong-host')
    next()
  }
}

/** Refuses what another site's page asks a browser to send, and every body that is not JSON. */
export const guardOrigin: RequestHandler = (request, _response, next) => {
  refuseOtherSites(request)
  if (request.method === 'POST' && !request.is('application/json')) {
    throw new HttpProblem('not-json')
  }
  next()
}

/**
 * The same for a door whose searches come as forms (FHIR R4 http.html, search): a page's form can send one unasked, but it
 * can't ask for FHIR, so the answer asked for must be FHIR.
 */
export const guardFormOrigin: RequestHandler = (request, _response, next) => {
  refuseOtherSites(request)
  if (request.method === 'POST') {
    if (!request.is('application/x-www-form-urlencoded')) throw new HttpProblem('not-form')
    if (!/\bapplication\/(?:fhir\+)?json\b/.test(request.get('Accept') ?? '')) {
      throw new HttpProblem('not-form')
    }
  }
  next()
}

/** Browsers always name the origin of a POST or DELETE. */
function refuseOtherSites(request: Request): void {
  const site = request.get('Sec-Fetch-Site')
  const isOwnPage = site === undefined || site === 'same-origin' || site === 'none'
  if (!isOwnPage) throw new HttpProblem('cross-site')
  const changes = request.method !== 'GET' && request.method !== 'HEAD'
  const origin = request.get('Origin')
  const own = `${request.protocol}://${request.headers.host}`
  if (changes && origin !== undefined && origin !== own) throw new HttpProblem('cross-site')
}
