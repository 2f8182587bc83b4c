/**
 * The same studies in OHIF, on the same machine and in the same run: a built OHIF (`npm pack @ohif/app`, unpacked), over our own DICOMweb door. Like ours it is warm
 * when a study is opened, its processor slowed as much.
 */
import { loadavg } from 'node:os'
import type { Browser, Page } from 'playwright-core'
import { median } from './alternate.ts'
import { goTo, isAtList, scrollThrough, untilImage, watchImages } from './ohif-page.ts'
import { type OhifOverDoor, serveOhif } from './ohif-site.ts'
import { rendererMegabytes } from './renderer-memory.ts'
import { scrolling } from './scrolling.ts'

/** Longer than anyone waits for an image, or for 300 of them. */
const PATIENCE = 120_000
/** So many of the page's last words tell why there was no image. */
const LAST_WORDS = 5

export async function measureOhif(browser: Browser, ohif: OhifOverDoor, slowed: number) {
  const site = await serveOhif(ohif)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  try {
    const page = await context.newPage()
    const words = lastWords(page)
    await page.addInitScript(watchImages)
    await page.goto(`${site.url}/`)
    const [long, ...short] = ohif.medium.studies
    if (long === undefined) throw new Error('the medium has no study')
    await waitForList(page, long.name, words)
    await page.waitForTimeout(5_000)
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowed })
    const firstImage: number[] = []
    const memory: number[] = []
    for (const study of short) {
      firstImage.push(await openStudy(page, study, words))
      await page.waitForTimeout(1500)
      await page.evaluate(goTo, '/')
      await waitForList(page, long.name, words)
      memory.push(await rendererMegabytes(browser, session))
    }
    const of300 = await openStudy(page, long, words)
    const shown = await page.evaluate(scrollThrough, { slices: long.slices, patience: PATIENCE })
    const [cold = Number.NaN, ...warm] = firstImage
    return {
      firstImageMilliseconds: { cold, median: median(warm), max: Math.max(...warm), of300 },
      scroll: scrolling(shown, long.slices - 1),
      megabytesAfterStudy: memory,
      loadAverage: loadavg()[0],
    }
  } finally {
    await context.close()
    site.close()
  }
}

/** @throws Error with the page's last words when OHIF drew nothing in time */
async function openStudy(
  page: Page,
  { name, uid }: { readonly name: string; readonly uid: string },
  words: () => string,
): Promise<number> {
  const path = `/viewer?StudyInstanceUIDs=${uid}`
  const milliseconds = await page.evaluate(untilImage, { path, patience: PATIENCE })
  if (milliseconds !== null) return Math.round(milliseconds)
  throw new Error(`OHIF drew no image of ${name} in ${PATIENCE / 1000} s.\n${words()}`)
}

/** A study that is asked for while OHIF still goes back to its list is never opened. */
async function waitForList(page: Page, name: string, words: () => string): Promise<void> {
  await page.waitForFunction(isAtList, name, { timeout: PATIENCE }).catch((cause: unknown) => {
    throw new Error(`OHIF did not show its list of studies.\n${words()}`, { cause })
  })
  // What follows upon the list is done with: the router follows no address before.
  await page.waitForTimeout(1000)
}

/** What the page said of errors, refused addresses, and whether it crashed. */
function lastWords(page: Page): () => string {
  const words: string[] = []
  const heard = (word: string) => void words.push(word)
  page.on('console', (message) => {
    if (message.type() === 'error') heard(message.text())
  })
  page.on('pageerror', (error) => heard(String(error)))
  page.on('crash', () => heard('the page crashed'))
  page.on('response', (response) => {
    if (response.status() >= 400) heard(`${response.status()} ${response.url()}`)
  })
  return () => (words.length === 0 ? 'It told of no error.' : words.slice(-LAST_WORDS).join('\n'))
}
