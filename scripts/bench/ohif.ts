/**
 * The same studies in OHIF, on the same machine and in the same run: a built OHIF (`npm pack @ohif/app`, unpacked) served from here, with our own DICOMweb door
 * behind it. Like ours it is warm when a study is opened, its processor slowed as much.
 */
import { readFileSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { ImageMedium } from './image-medium.ts'
import { rendererMegabytes } from './renderer-memory.ts'

interface Comparison {
  /** Folder with OHIF's index.html. */
  readonly dist: string
  readonly address: string
  readonly user: string
  readonly password: string
  readonly medium: ImageMedium
  readonly slowed: number
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  wasm: 'application/wasm',
  json: 'application/json',
}
/** Longer than anyone waits for an image. */
const PATIENCE = 120_000

export async function measureOhif(browser: Browser, comparison: Comparison) {
  const site = await serveOhif(comparison)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(watchImages)
    await page.goto(`${site.url}/`)
    await page.waitForTimeout(5_000)
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: comparison.slowed })
    const [long, ...short] = comparison.medium.studies
    const firstImage: number[] = []
    const memory: number[] = []
    for (const { uid } of short) {
      firstImage.push(await openStudy(page, uid))
      await page.waitForTimeout(1500)
      await page.evaluate(goTo, '/')
      memory.push(await rendererMegabytes(browser, session))
    }
    const of300 = await openStudy(page, long?.uid ?? '')
    const scroll = await page.evaluate(scrollThrough, long?.slices ?? 0)
    const [cold = Number.NaN, ...warm] = firstImage
    const sorted = [...warm].sort((a, b) => a - b)
    return {
      firstImageMilliseconds: {
        cold,
        median: sorted[sorted.length >> 1],
        max: sorted.at(-1),
        of300,
      },
      scroll,
      megabytesAfterStudy: memory,
    }
  } finally {
    await context.close()
    site.close()
  }
}

async function openStudy(page: Page, uid: string): Promise<number> {
  const path = `/viewer?StudyInstanceUIDs=${uid}`
  return Math.round(await page.evaluate(untilImage, { path, patience: PATIENCE }))
}

/** Runs in the page before OHIF: its viewports tell of every image they draw. */
function watchImages(): void {
  const watched = window as unknown as { drawn: number; onDrawn: (() => void) | null }
  watched.drawn = 0
  watched.onDrawn = null
  document.addEventListener(
    'CORNERSTONE_IMAGE_RENDERED',
    () => {
      watched.drawn += 1
      watched.onDrawn?.()
    },
    true,
  )
}

/** In the page: what a click on a study does, its router being told the new address. */
function goTo(path: string): void {
  history.pushState({}, '', path)
  dispatchEvent(new PopStateEvent('popstate', { state: {} }))
}

function untilImage({ path, patience }: { path: string; patience: number }): Promise<number> {
  const watched = window as unknown as { onDrawn: (() => void) | null }
  return new Promise((resolve, reject) => {
    const begun = performance.now()
    const timer = setTimeout(() => reject(new Error('OHIF drew no image')), patience)
    watched.onDrawn = () => {
      watched.onDrawn = null
      clearTimeout(timer)
      requestAnimationFrame(() => resolve(performance.now() - begun))
    }
    history.pushState({}, '', path)
    dispatchEvent(new PopStateEvent('popstate', { state: {} }))
  })
}

/** In the page: a slice at every repaint, none before the one before it was drawn. */
function scrollThrough(slices: number) {
  const watched = window as unknown as { onDrawn: (() => void) | null }
  const target = document.querySelector('.cornerstone-canvas')
  return new Promise<{ slicesPerSecond: number; longestGapMilliseconds: number }>((resolve) => {
    const shown: number[] = []
    const done = () => {
      watched.onDrawn = null
      const gaps = shown.slice(1).map((time, n) => time - (shown[n] ?? 0))
      const seconds = ((shown.at(-1) ?? 0) - (shown[0] ?? 0)) / 1000
      resolve({
        slicesPerSecond: Math.round((10 * gaps.length) / seconds) / 10,
        longestGapMilliseconds: Math.round(Math.max(...gaps)),
      })
    }
    const timer = setTimeout(done, 120_000)
    const turn = () => {
      const wheel = new WheelEvent('wheel', { deltaY: 100, bubbles: true, cancelable: true })
      target?.dispatchEvent(wheel)
    }
    watched.onDrawn = () => {
      shown.push(performance.now())
      if (shown.length < slices) return void requestAnimationFrame(turn)
      clearTimeout(timer)
      done()
    }
    turn()
  })
}

async function serveOhif(comparison: Comparison): Promise<{ url: string; close: () => void }> {
  const door = await openDoor(comparison)
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname.startsWith('/dicomweb/')) {
      passOn(door, pathname.slice('/dicomweb'.length) + search, request, response)
    } else if (pathname === '/app-config.js') {
      response.setHeader('Content-Type', 'text/javascript').end(CONFIGURATION)
    } else sendFile(comparison.dist, pathname, response)
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

const CONFIGURATION = `window.config = ${JSON.stringify({
  routerBasename: '/',
  extensions: [],
  modes: [],
  showStudyList: true,
  maxNumberOfWebWorkers: 3,
  showLoadingIndicator: true,
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
})}`

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

async function openDoor({ address, user, password, medium }: Comparison): Promise<Door> {
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
