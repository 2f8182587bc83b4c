/** A built OHIF served from here, with our own DICOMweb door behind it: set up as it is delivered, but for where its images are from. */
import { readFileSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'
import type { ImageMedium } from './image-medium.ts'

export interface OhifOverDoor {
  /** Folder with OHIF's index.html. */
  readonly dist: string
  /** The server with the door, and an account there. */
  readonly address: string
  readonly user: string
  readonly password: string
  readonly medium: ImageMedium
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  wasm: 'application/wasm',
  json: 'application/json',
}

export async function serveOhif(ohif: OhifOverDoor): Promise<{ url: string; close: () => void }> {
  const door = await openDoor(ohif)
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname.startsWith('/dicomweb/')) {
      passOn(door, pathname.slice('/dicomweb'.length) + search, request, response)
    } else if (pathname === '/app-config.js') {
      response.setHeader('Content-Type', 'text/javascript').end(configuration(ohif.dist))
    } else sendFile(ohif.dist, pathname, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Its own configuration with our door as the only source, drawn by the processor, and without the banner over the image that tells of investigational use. */
function configuration(dist: string): string {
  const delivered = readFileSync(join(dist, 'app-config.js'), 'utf8')
  return `${delivered}\n;Object.assign(window.config, ${JSON.stringify(OURS)})`
}

const OURS = {
  // Without a GPU this is the faster of its two ways: a WebGL that is emulated took half as long again to the first image.
  useCPURendering: true,
  investigationalUseDialog: { option: 'never' },
  defaultDataSourceName: 'ohif',
  dataSources: [
    {
      namespace: '@ohif/extension-default.dataSourcesModule.dicomweb',
      sourceName: 'ohif',
      configuration: {
        friendlyName: 'Sansho',
        name: 'sansho',
        wadoUriRoot: '/dicomweb',
        qidoRoot: '/dicomweb',
        wadoRoot: '/dicomweb',
        qidoSupportsIncludeField: false,
        imageRendering: 'wadors',
        thumbnailRendering: 'wadors',
        enableStudyLazyLoad: true,
        supportsFuzzyMatching: false,
        supportsWildcard: true,
      },
    },
  ],
}

function sendFile(dist: string, pathname: string, response: ServerResponse): void {
  const path = normalize(join(dist, pathname))
  const isFile =
    path.startsWith(dist) && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false)
  // Every other address is one of OHIF's own router.
  const file = isFile ? path : join(dist, 'index.html')
  response.setHeader('Content-Type', TYPES[file.split('.').at(-1) ?? ''] ?? 'text/plain')
  response.end(readFileSync(file))
}

interface Door {
  readonly base: string
  readonly cookie: string
}

async function openDoor({ address, user, password, medium }: OhifOverDoor): Promise<Door> {
  const send = (path: string, body: unknown, cookie: string) =>
    fetch(new URL(path, address), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(cookie === '' ? {} : { cookie }) },
      body: JSON.stringify(body),
    })
  const signedIn = await send('/api/session', { user, password }, '')
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const opened = await send('/api/charts', { patientId: medium.patientId }, cookie)
  const { chart } = (await opened.json()) as { chart: string }
  return { base: new URL(`/api/charts/${chart}/dicomweb`, address).href, cookie }
}

function passOn(
  { base, cookie }: Door,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const accept = request.headers.accept ?? '*/*'
  fetch(base + path, { headers: { cookie, accept } })
    .then(async (answer) => {
      response.writeHead(answer.status, {
        'Content-Type': answer.headers.get('Content-Type') ?? 'text/plain',
      })
      response.end(Buffer.from(await answer.arrayBuffer()))
    })
    .catch(() => response.writeHead(502).end())
}
