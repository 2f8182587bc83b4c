/** A reference terminal: a browser that notes everything it must not do. */
import { type Browser, chromium, type Page } from 'playwright-core'
import { inject, onTestFinished } from 'vitest'
import { PASSWORD, USER } from './hospital.ts'

/** As long as a test may take: vitest.e2e.config.ts. */
const PATIENCE = 180_000

export interface Terminal {
  readonly page: Page
  /** Errors of console and page, refused policies, requests to another host: must stay empty. */
  readonly faults: string[]
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
}

/**
 * A fresh terminal in Japan, at the smallest screen that is promised. It is switched off at the end of the test: all tests share the
 * server, which holds only so many connections for one address.
 */
export async function openTerminal(
  browser: Browser,
  address = inject('address'),
): Promise<Terminal> {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    viewport: { width: 1280, height: 800 },
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    colorScheme: 'light',
  })
  onTestFinished(() => context.close())
  // How long a loaded machine may take is the test's own limit to say, not each step's.
  context.setDefaultTimeout(PATIENCE)
  const page = await context.newPage()
  const faults: string[] = []
  const host = new URL(address).host
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (/^https?:$/.test(url.protocol) && url.host !== host) faults.push(`request to ${url.host}`)
  })
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('console', (message) => {
    // Chromium writes a line for every 401; at the session's own addresses it is an answer, not a fault.
    const isAnswer = /\/api\/session(\/unlock)?$/.test(message.location().url)
    if (message.type() === 'error' && !isAnswer) faults.push(`console: ${message.text()}`)
  })
  await page.goto(address)
  return { page, faults }
}

export async function signIn(page: Page): Promise<void> {
  await enter(page, USER)
  await page.waitForSelector('#find-box')
}

/** Signs in somebody who reads no charts: `the-coordinator`, `the-it`, `the-auditor` (hospital.ts). */
export async function signInToOffice(page: Page, user: string): Promise<void> {
  await enter(page, user)
  await page.waitForSelector('.office h1')
}

async function enter(page: Page, user: string): Promise<void> {
  await page.fill('input[name=user]', user)
  await page.fill('input[name=password]', PASSWORD)
  await page.click('button[type=submit]')
}

/** Types into the one box and waits for the rows, or for the sentence that there are none. */
export async function search(page: Page, query: string): Promise<string[]> {
  const answered = page.waitForResponse(
    (response) =>
      response.url().endsWith('/api/patients/search') &&
      (response.request().postData() ?? '').includes(JSON.stringify(query)),
  )
  await page.fill('#find-box', query)
  await answered
  await page.waitForSelector('.find-count, .notice')
  return page.locator('[data-patient-row]').allTextContents()
}

/** As a scanner does: the id, Enter, and then a person confirms. */
export async function openChart(page: Page, patientId: string): Promise<void> {
  await page.fill('#find-box', patientId)
  await page.press('#find-box', 'Enter')
  await page.click('dialog .primary')
  await page.waitForSelector('.banner')
  await page.waitForSelector('.summary')
}
