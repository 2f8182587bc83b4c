/** Builds the viewer's page and serves it on the loopback under the product's policy, with instances from memory. */

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import type { ImageSeries } from '../../../model/api/images.ts'

const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src 'self' data:"
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  wasm: 'application/wasm',
}

export interface ServedStudy {
  readonly series: readonly ImageSeries[]
  /** By the instance's name. */
  readonly bytes: ReadonlyMap<string, Uint8Array>
}

/** @param outDir a folder that may be emptied */
export async function buildViewerPage(outDir: string): Promise<void> {
  // The test runner's own setting would build React for developers.
  const before = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  await build({
    root: join(import.meta.dirname, 'viewer-page'),
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, assetsInlineLimit: 0 },
  })
  process.env.NODE_ENV = before
}

/** @param studies by study UID */
export async function serveViewerPage(
  directory: string,
  studies: ReadonlyMap<string, ServedStudy>,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const [, , , , , uid = '', , instance] = path.split('/')
    response.setHeader('Content-Security-Policy', POLICY)
    const study = studies.get(uid)
    if (path.startsWith('/api/') && study === undefined) {
      response.writeHead(404).end('{}')
    } else if (path.startsWith('/api/') && instance === undefined) {
      const body = { generation: 'test', patientGaps: [], studyUid: uid, series: study?.series }
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body))
    } else if (path.startsWith('/api/')) {
      const bytes = study?.bytes.get(instance ?? '')
      response.writeHead(bytes === undefined ? 500 : 200).end(bytes)
    } else {
      const file = path === '/' ? '/index.html' : path
      response.setHeader('Content-Type', TYPES[file.split('.').at(-1) ?? ''] ?? 'text/plain')
      response.end(readFileSync(join(directory, file)))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
