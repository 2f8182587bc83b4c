/** Several results on one axis of time: each with its own unit and range, with drugs and events below, on screen and on paper. */
import { mkdirSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, openTerminal, signIn } from './terminal.ts'

const SHOTS = 'test-results/screenshots'

let browser: Browser
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** The trend of the potassium of the demo hospital's man who was operated on days before as-of. */
async function trendOfPotassium(): Promise<{ page: Page; faults: string[] }> {
  const { page, faults } = await openTerminal(browser)
  await signIn(page)
  await page.fill('#find-box', 'サイトウ 1958-03-02 男')
  await page.press('#find-box', 'Enter')
  await page.click('dialog.confirm .primary')
  await page.click('.recent-labs button:has-text("カリウム")')
  await page.waitForSelector('.trend .lane')
  return { page, faults }
}

const adder = '.trend-items select'

async function add(page: Page, name: string): Promise<void> {
  const option = page.locator(`${adder} option`, { hasText: name }).first()
  await page.selectOption(adder, (await option.getAttribute('value')) ?? '')
}

const strips = (page: Page) => page.locator('.trend .strip-name').allTextContents()

describe('the trend panel', () => {
  it('puts up to four items on one axis, each with its unit and range, and takes them away again', async () => {
    const { page, faults } = await trendOfPotassium()
    expect(await strips(page)).toEqual(['カリウムmmol/L'])
    for (const name of ['クレアチニン', 'CRP', 'ヘモグロビン']) await add(page, name)
    expect(await strips(page)).toEqual([
      'カリウムmmol/L',
      'クレアチニンmg/dL',
      'CRPmg/dL',
      'ヘモグロビンg/dL',
    ])
    expect(await page.locator(adder).count()).toBe(0)
    expect(await page.locator('.trend .range-band').count()).toBeGreaterThanOrEqual(4)
    expect(await page.locator('.trend .flag-letter').allTextContents()).toEqual(
      expect.arrayContaining(['H', 'L']),
    )
    await page.screenshot({ path: `${SHOTS}/trend-light-1280.png` })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
    await page.getByRole('button', { name: 'CRPを外す' }).click()
    expect(await strips(page)).not.toContain('CRPmg/dL')
    expect(await page.locator(adder).count()).toBe(1)
    expect(faults).toEqual([])
  })

  it('marks the admission, the operation and the drugs of the time that is chosen', async () => {
    const { page, faults } = await trendOfPotassium()
    expect(await page.getAttribute('text=この入院', 'aria-pressed')).toBe('true')
    const marks = await page.textContent('.trend-marks')
    expect(marks).toMatch(/1 \d{4}\/\d\d\/\d\d \d\d:\d\d 入院/)
    expect(marks).toMatch(/手術 腹腔鏡下/)
    const atFirst = await page.locator('.trend .lane').count()
    await page.getByRole('button', { name: /ほか\d+剤も示す/ }).click()
    expect(await page.locator('.trend .lane').count()).toBeGreaterThan(atFirst)
    const points = page.locator('.trend .point')
    const inAdmission = await points.count()
    await page.getByRole('button', { name: '全期間' }).click()
    expect(await points.count()).toBeGreaterThan(inAdmission)
    expect(faults).toEqual([])
  })

  it('goes to paper with identity, figure and values once it is written down', async () => {
    const { page, faults } = await trendOfPotassium()
    await page.evaluate(() => {
      window.print = () => document.body.setAttribute('data-printed', 'yes')
    })
    await page.click('.trend-panel .print-button')
    const logged = page.waitForRequest((request) => request.url().endsWith('/prints'))
    await page.click('dialog .primary')
    expect((await logged).postDataJSON()).toEqual({ form: 'lab-trend', preset: null, parts: [] })
    await page.waitForSelector('body[data-printed=yes]')
    await page.emulateMedia({ media: 'print' })
    const paper = page.locator('.paper:not(.paper-measuring)')
    expect(await paper.locator('.trend .strip-name').count()).toBe(1)
    expect(await paper.locator('.trend-columns tbody tr').count()).toBeGreaterThan(1)
    expect(await paper.textContent()).toContain('0000012345')
    await page.screenshot({ path: `${SHOTS}/trend-paper.png`, fullPage: true })
    expect(faults).toEqual([])
  })
})
