/** How much script a terminal fetches before anybody reads: an old PC on a slow switch must be ready at once. */
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { openBrowser, openChart, openTerminal, signIn } from './terminal.ts'

const MOST_BYTES = 180_000

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('fetches at most 180 kB of JavaScript (gzip) up to the first screen of a chart', async () => {
  const { page } = await openTerminal(browser)
  const sizes = new Map<string, Promise<number>>()
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return
    sizes.set(
      response.url(),
      response.body().then((body) => gzipSync(body).length),
    )
  })
  await page.reload()
  await signIn(page)
  await openChart(page, inject('fullPatient'))
  await page.waitForLoadState('networkidle')
  const bytes = (await Promise.all(sizes.values())).reduce((sum, each) => sum + each, 0)
  expect(sizes.size).toBeGreaterThan(0)
  // Far less would mean that the scripts were not seen.
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES)
})
