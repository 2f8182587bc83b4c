/**
 * The process log: one line for each request, with the route's template instead of its address.
 * Never holds a query, a body, a handle, an id or a name.
 */
import type { RequestHandler } from 'express'

export function logRequests(log: (line: string) => void): RequestHandler {
  return (request, response, next) => {
    const start = performance.now()
    response.on('close', () => {
      const milliseconds = (performance.now() - start).toFixed(1)
      const cut = response.writableFinished ? '' : ' (not finished)'
      const route = routeOf(request.route?.path, request.originalUrl.startsWith('/api'))
      log(`${request.method} ${route} ${response.statusCode} ${milliseconds} ms${cut}`)
    })
    next()
  }
}

/** `/api/charts/:chart/labs`; requests that met no route were for the viewer or for nothing. */
function routeOf(path: unknown, isApi: boolean): string {
  if (!isApi) return 'viewer'
  return typeof path === 'string' ? `/api${path}` : '/api (no such route)'
}
