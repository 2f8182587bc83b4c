/** A screen that was left alone: covered by time or by hand, and the same place again for the same person. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { PASSWORD } from './hospital.ts'
import { openBrowser, openChart, openTerminal, signIn } from './terminal.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
})

describe('a locked screen', () => {
  it('shows nothing of the patient, and leads its person back to the same part of the same chart', async () => {
    const { page, faults } = await openTerminal(browser)
    await signIn(page)
    await openChart(page, inject('fullPatient'))
    await page.keyboard.press('2')
    await page.waitForURL('**/chart/labs')
    const name = (await page.textContent('.banner h1 > :first-child')) ?? ''
    expect(name.trim()).not.toBe('')
    await page.getByRole('button', { name: 'ロック' }).click()
    await page.getByText('画面をロックしています').waitFor()
    const covered = await page.content()
    expect(covered).not.toContain(inject('fullPatient'))
    expect(covered).not.toContain(name.trim())
    await page.fill('input[name=password]', 'not the one')
    await page.press('input[name=password]', 'Enter')
    await page.getByText('パスワードが違います').waitFor()
    await page.fill('input[name=password]', PASSWORD)
    await page.press('input[name=password]', 'Enter')
    await page.waitForSelector('.banner')
    expect(new URL(page.url()).pathname).toBe('/chart/labs')
    expect(await page.textContent('.banner')).toContain(inject('fullPatient'))
    expect(faults).toEqual([])
  })

  it('is locked in every tab, and so is its end', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    const other = await page.context().newPage()
    await other.goto(page.url())
    await openChart(other, inject('fullPatient'))
    await page.getByRole('button', { name: 'ロック' }).click()
    await other.getByText('画面をロックしています').waitFor()
    expect(await other.content()).not.toContain(inject('fullPatient'))
    await other.fill('input[name=password]', PASSWORD)
    await other.press('input[name=password]', 'Enter')
    await other.waitForSelector('.banner')
    await page.getByRole('button', { name: 'サインアウト' }).click()
    await other.waitForSelector('input[name=user]')
    expect(await other.content()).not.toContain(inject('fullPatient'))
  })

  it('comes in its time though the clock of the terminal is set back', async () => {
    const { page } = await openTerminal(browser)
    await page.clock.install()
    await signIn(page)
    await openChart(page, inject('fullPatient'))
    await page.clock.setSystemTime(Date.now() - 86_400_000)
    await page.clock.runFor(6 * 60_000)
    await page.getByText('画面をロックしています').waitFor()
  })

  it('comes by itself when nobody moves, survives a reload, and lets another person sign out', async () => {
    const { page } = await openTerminal(browser)
    await page.clock.install()
    await signIn(page)
    await openChart(page, inject('fullPatient'))
    await page.clock.runFor(4 * 60_000)
    expect(await page.locator('.banner').count()).toBe(1)
    await page.clock.runFor(2 * 60_000)
    await page.getByText('画面をロックしています').waitFor()
    expect(await page.content()).not.toContain(inject('fullPatient'))
    await page.reload()
    await page.getByText('画面をロックしています').waitFor()
    await page.getByRole('button', { name: 'サインアウト' }).click()
    await page.waitForSelector('input[name=user]')
  })
})
