/**
 * The process log: one line for each request, with the route's template instead of its address.
 * Never holds a query, a body, a handle, an id or a name.
 */
import type { RequestHandler } from 'express'

const BASES = ['/api', '/fhir/R4']

export function logRequests(log: (line: string) => void): RequestHandler {
  return (request, response, next) => {
    const start = performance.now()
    response.on('close', () => {
      const milliseconds = (performance.now() - start).toFixed(1)
      const cut = response.writableFinished ? '' : ' (not finished)'
      const base = BASES.find((each) => request.originalUrl.startsWith(each))
      const route = routeOf(request.route?.path, base)
      log(`${request.method} ${route} ${response.statusCode} ${milliseconds} ms${cut}`)
    })
    next()
  }
}

/** `/api/charts/:chart/labs`; requests that met no route were for the viewer or for nothing. */
function routeOf(path: unknown, base: string | undefined): string {
  if (base === undefined) return 'viewer'
  return typeof path === 'string' ? `${base}${path}` : `${base} (no such route)`
}
