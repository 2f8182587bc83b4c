/** The images tab of a chart whose images are in the backup. */

import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { element, part10, slice } from '../loader/dicom/dicom-writer.ts'
import { sansho } from '../loader/load/medium.ts'
import { PASSWORD, startTestServer, type TestServer } from '../server/running-server.ts'
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

describe('images that were left on their medium', () => {
  const patient = '0012417394'
  let medium: string
  let server: TestServer
  beforeAll(async () => {
    medium = mkdtempSync(join(tmpdir(), 'sansho-medium-'))
    mkdirSync(join(medium, 'dicom'))
    for (const number of [1, 2]) {
      const own = {
        ...element(0x00080018, 'UI', `1.2.3.4.5.${number}`),
        ...element(0x00200013, 'IS', String(number)),
      }
      writeFileSync(join(medium, 'dicom', `${number}.dcm`), part10(slice(own)))
    }
    server = await startTestServer(
      null,
      (data) => {
        sansho('load', `pacs=${medium}`, '--data', data, '--without-pixels')
        const settings = { images: { media: { pacs: medium } } }
        writeFileSync(join(data, 'settings.json'), JSON.stringify(settings))
      },
      resolve(import.meta.dirname, '../../dist'),
    )
  })
  afterAll(async () => {
    await server?.stop()
    rmSync(medium, { recursive: true, force: true })
  })

  it('are shown from there; while it is away the image says so, and comes again with it', async () => {
    const { page } = await openTerminal(browser, server.address)
    await page.fill('input[name=user]', 'yamada')
    await page.fill('input[name=password]', PASSWORD)
    await page.click('button[type=submit]')
    await openChart(page, patient)
    await page.locator('nav.tabs a', { hasText: '画像' }).click()
    const open = page.locator('.study button', { hasText: '画像を開く' })
    await open.click()
    await page.locator('.state-full').waitFor()
    await page.keyboard.press('Escape')
    renameSync(medium, `${medium}.away`)
    await open.click()
    const problem = page.locator('.viewport-problem')
    await problem.waitFor()
    expect(await problem.innerText()).toContain('バックアップ媒体が接続されていないか、読めません')
    renameSync(`${medium}.away`, medium)
    await page.keyboard.press('End')
    await page.keyboard.press('Home')
    await page.locator('.state-full').waitFor()
    expect(await problem.count()).toBe(0)
  })
})
