/** The desk makes a file for another hospital in the browser; what is saved opens with the passphrase that was shown. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { openArchive } from '../scripts/open-archive.ts'
import { PASSWORD } from './hospital.ts'
import { openBrowser, openChart, openTerminal, signIn } from './terminal.ts'

const SHOTS = 'test-results/handover'
let browser: Browser
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  const data = inject('dataDirectory')
  const passwordFile = join(data, 'desk-password')
  writeFileSync(passwordFile, PASSWORD)
  spawnSync(resolve('scripts/sansho'), [
    ...['user', 'add', 'mado', '--display-name', '窓口 田中', '--role', 'desk'],
    ...['--data', data, '--password-file', passwordFile],
  ])
  browser = await openBrowser()
})
afterAll(() => browser.close())

async function deskTerminal(): Promise<{ page: Page; faults: string[] }> {
  const { page, faults } = await openTerminal(browser)
  await page.fill('input[name=user]', 'mado')
  await page.fill('input[name=password]', PASSWORD)
  await page.click('button[type=submit]')
  await page.waitForSelector('#find-box')
  return { page, faults }
}

it.each(['folder', 'fhir'])(
  'the desk saves the %s, and its passphrase opens it',
  async (format) => {
    const { page, faults } = await deskTerminal()
    await openChart(page, inject('fullPatient'))
    await page.click('.handover-button')
    await page.check(`input[name=format][value=${format}]`)
    const passphrase = await page.locator('.handover-passphrase output').innerText()
    await page.screenshot({ path: `${SHOTS}/${format}.png` })
    expect((await new AxeBuilder({ page }).include('dialog').analyze()).violations).toEqual([])
    const saving = page.waitForEvent('download')
    await page.click('.handover-dialog .primary')
    const download = await saving
    expect(download.suggestedFilename()).toMatch(/^sansho-\d{8}-\d{6}-(folder|fhir)\.zip$/)
    const files = await openArchive(readFileSync(await download.path()), passphrase)
    expect([...files.keys()]).toContain(format === 'fhir' ? 'bundle.json' : 'missing.html')
    await page.waitForSelector('.handover-progress:has-text("sansho-")')
    expect(faults).toEqual([])
    await page.context().close()
  },
  60_000,
)

it('nobody else is offered it', async () => {
  const { page } = await openTerminal(browser)
  await signIn(page)
  await openChart(page, inject('fullPatient'))
  expect(await page.locator('.print-button').count()).toBe(1)
  expect(await page.locator('.handover-button').count()).toBe(0)
  await page.context().close()
})
