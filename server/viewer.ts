/** The built viewer: immutable assets, and its one page for every address of its own. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RequestHandler } from 'express'
import sirv from 'sirv'

const NOT_BUILT = `The viewer has not been built. Run: npm run build
閲覧画面がまだ作成されていません。npm run build を実行してから、サーバーを起動し直してください。
`
/** Addresses of the viewer's own screens have no dot in their last part; files have. */
const LOOKS_LIKE_FILE = /\.[^/]*$/

/** Whether the viewer is there to be served. */
export function isViewerBuilt(directory: string): boolean {
  return existsSync(join(directory, 'index.html'))
}

/** @param directory what `npm run build` made; read once, at start */
export function serveViewer(directory: string): RequestHandler {
  if (!isViewerBuilt(directory)) {
    return (_request, response) => {
      response.status(503).type('text/plain').send(NOT_BUILT)
    }
  }
  const page = readFileSync(join(directory, 'index.html'))
  const files = sirv(directory, {
    etag: true,
    setHeaders: (response, path) => {
      // Vite puts a content hash into the names of what lies under assets/.
      const isHashed = path.startsWith('/assets/')
      const age = isHashed ? 'public, max-age=31536000, immutable' : 'no-cache'
      response.setHeader('Cache-Control', age)
    },
  })
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.status(405).set('Allow', 'GET, HEAD').end()
      return
    }
    files(request, response, () => {
      if (LOOKS_LIKE_FILE.test(request.path)) {
        response.status(404).type('text/plain').send('not found\n')
        return
      }
      response.set({ 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' })
      response.end(page)
    })
  }
}
