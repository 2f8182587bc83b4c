/** The images tab of a chart whose images are in the backup. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openBrowser, openChart, openTerminal, signIn } from './terminal.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

describe('opening images', () => {
  it('shows the viewer with the click, without saying first that it is awaited', async () => {
    const { page, faults } = await openTerminal(browser)
    await signIn(page)
    await openChart(page, inject('imagePatient'))
    await page.locator('nav.tabs a', { hasText: '画像' }).click()
    const open = page.locator('.study button', { hasText: '画像を開く' }).first()
    await open.waitFor()
    // The worker is started when the viewer's program is there.
    await expect.poll(() => page.workers().length).toBe(1)
    const shown = await open.evaluate((button) => {
      ;(button as HTMLButtonElement).click()
      return new Promise<boolean>((resolve) =>
        setTimeout(() => resolve(document.querySelector('.image-viewer') !== null)),
      )
    })
    expect(shown).toBe(true)
    await page.locator('.state-full').waitFor()
    expect(faults).toEqual([])
  })
})
