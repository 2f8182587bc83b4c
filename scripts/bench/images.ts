/**
 * The image viewer on a slow terminal: `node scripts/bench/images.ts [OHIF]`, where OHIF is a folder with a built one to compare with (ohif.ts). Headless Chromium without a GPU, its page's
 * processor slowed four times, over HTTPS-less loopback. Prints and keeps (bench-results/) one JSON object: time from the
 * click to the first image, slices a second while scrolling 300 of them with decoding, memory over ten studies.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { median } from './alternate.ts'
import { type ImageMedium, writeImageMedium } from './image-medium.ts'
import { measureOhif } from './ohif.ts'
import { rendererMegabytes } from './renderer-memory.ts'
import { scrolling } from './scrolling.ts'
import { serveForBench } from './served.ts'

const SANSHO = new URL('../sansho', import.meta.url).pathname
const RESULTS = new URL('../../bench-results/', import.meta.url).pathname
const SLOWED = 4
/** Longer than anyone waits for an image, or for 300 of them. */
const PATIENCE = 120_000

const folder = mkdtempSync(join(tmpdir(), 'sansho-bench-images-'))
try {
  const figures = await run()
  mkdirSync(RESULTS, { recursive: true })
  const stamp = new Date().toISOString().replace(/[:.]/g, '')
  const text = `${JSON.stringify(figures, null, 2)}\n`
  writeFileSync(join(RESULTS, `images-${stamp}.json`), text)
  process.stdout.write(text)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function run() {
  const medium = writeImageMedium(join(folder, 'medium'))
  const data = join(folder, 'data')
  execFileSync(SANSHO, ['load', join(folder, 'medium'), '--data', data], { stdio: 'ignore' })
  const served = await serveForBench(data)
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  })
  try {
    const { address, user, password } = served
    const ours = await measure(browser, { address, user, password, medium })
    const [dist] = process.argv.slice(2)
    if (dist === undefined) return ours
    const ohif = { dist: resolve(dist), address, user, password, medium }
    return { ...ours, ohif: await measureOhif(browser, ohif, SLOWED) }
  } finally {
    await browser.close()
    await served.stop()
  }
}

interface Terminal {
  readonly address: string
  readonly user: string
  readonly password: string
  readonly medium: ImageMedium
}

async function measure(browser: Browser, { address, user, password, medium }: Terminal) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'ja-JP',
  })
  const page = await context.newPage()
  await openImages(page, { address, user, password, medium })
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWED })
  const [long, ...short] = medium.studies
  const firstImage: number[] = []
  const memory: number[] = []
  for (const { name } of short) {
    firstImage.push(await openStudy(page, name))
    // As long as someone looks: prefetching has filled its memory by then.
    await page.waitForTimeout(1500)
    await page.keyboard.press('Escape')
    memory.push(await rendererMegabytes(browser, session))
  }
  const longFirst = await openStudy(page, long?.name ?? '')
  const slices = long?.slices ?? 0
  const shown = await page.evaluate(scrollThrough, { slices, patience: PATIENCE })
  const [cold = Number.NaN, ...warm] = firstImage
  return {
    slowed: SLOWED,
    firstImageMilliseconds: {
      // The first study after the server's start: neither it nor the page is warm.
      cold,
      median: median(warm),
      max: Math.max(...warm),
      of300: longFirst,
    },
    scroll: scrolling(shown, slices),
    megabytesAfterStudy: memory,
    cores: availableParallelism(),
    loadAverage: loadavg()[0],
  }
}

async function openImages(
  page: Page,
  { address, user, password, medium }: Terminal,
): Promise<void> {
  await page.goto(address)
  await page.fill('input[name=user]', user)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
  await page.fill('#find-box', medium.patientId)
  await page.press('#find-box', 'Enter')
  await page.click('dialog .primary')
  await page.waitForSelector('.summary')
  await page.click('nav.tabs a:has-text("画像")')
  await page.waitForSelector('.study')
  await page.waitForTimeout(1000)
}

/** @returns milliseconds from the click until the frame with the first image was painted */
async function openStudy(page: Page, name: string): Promise<number> {
  const milliseconds = await page.evaluate(untilImage, { name, patience: PATIENCE })
  if (milliseconds === null) throw new Error(`${name} was not shown in ${PATIENCE / 1000} s`)
  return Math.round(milliseconds)
}

/** In the page. @returns null = there was no such study, or no image in time */
function untilImage(asked: { name: string; patience: number }): Promise<number | null> {
  const study = [...document.querySelectorAll('.study')].find(({ textContent }) =>
    textContent.includes(asked.name),
  )
  const button = [...(study?.querySelectorAll('button') ?? [])].find((each) => !each.className)
  if (button === undefined) return Promise.resolve(null)
  return new Promise((resolve) => {
    const start = performance.now()
    const look = () => {
      if (performance.now() - start > asked.patience) return resolve(null)
      if (document.querySelector('.viewer-state.state-full') === null) {
        return void requestAnimationFrame(look)
      }
      requestAnimationFrame(() => resolve(performance.now() - start))
    }
    button.click()
    look()
  })
}

/** In the page: a slice at every repaint, none before the one before it is on the screen. @returns when each was; fewer than asked = time was up */
function scrollThrough(asked: { slices: number; patience: number }): Promise<number[]> {
  return new Promise((resolve) => {
    const shown: number[] = []
    const start = performance.now()
    const step = (now: number) => {
      if (document.querySelector('.viewer-state.state-full') !== null) {
        shown.push(now)
        const event = new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true })
        document.querySelector('.image-viewer')?.dispatchEvent(event)
      }
      const isOver = performance.now() - start > asked.patience
      if (shown.length === asked.slices || isOver) resolve(shown)
      else requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })
}
