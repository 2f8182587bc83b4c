/** Before a chart opens: names that could be taken for one another, and the way back to the charts opened last. */
import { mkdirSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openBrowser, openChart, openTerminal, search, signIn } from './terminal.ts'

const SHOTS = 'test-results/screenshots'

let browser: Browser
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  browser = await openBrowser()
})
afterAll(() => browser.close())

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`)
}

describe('a similar name', () => {
  it.each([
    ['a letter apart, in the same ward', 'イワタ', '読みが似ている'],
    ['of one family and one birth date', 'シマダ 1969-04-26', '姓と生年月日が同じ'],
  ])(
    '%s, is told in other words than the same name, and blocks nothing',
    async (_, query, likeness) => {
      const { page, faults } = await openTerminal(browser)
      await signIn(page)
      const ids = await search(page, query)
      expect(ids.length).toBe(2)
      for (const row of await page.locator('.found tbody tr').allTextContents()) {
        expect(row).toContain('似た氏名あり')
      }
      await page.locator('[data-patient-row]').first().click()
      const warning = page.locator('.similar-name')
      await warning.locator('tbody tr').waitFor()
      expect(await warning.textContent()).toContain(
        '氏名の似た患者がいます（同姓同名ではありません）',
      )
      expect(await warning.locator('tbody').textContent()).toContain(`${likeness}${ids[1]}`)
      expect(await page.locator('.same-name').count()).toBe(0)
      await page.screenshot({ path: `${SHOTS}/confirm-similar-light-1280.png` })
      expect(await violations(page)).toEqual([])
      await page.click('dialog .primary')
      await page.waitForSelector('.banner')
      expect(faults).toEqual([])
    },
  )
})

describe('the charts opened last', () => {
  it('stand on the search screen, newest first, and lead past the identity; signing out forgets them', async () => {
    const { page, faults } = await openTerminal(browser)
    await signIn(page)
    expect(await page.locator('.recent-patients').count()).toBe(0)
    const opened = [inject('fullPatient'), inject('emptyPatient')]
    for (const id of opened) {
      await openChart(page, id)
      await page.keyboard.press('/')
      await page.waitForSelector('.recent-patients [data-patient-row]')
    }
    const rows = page.locator('.recent-patients [data-patient-row]')
    expect(await rows.allTextContents()).toEqual([...opened].reverse())
    await page.screenshot({ path: `${SHOTS}/find-recent-light-1280.png` })
    expect(await violations(page)).toEqual([])
    const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))
    for (const id of opened) expect(kept).not.toContain(id)
    await page.focus('#find-box')
    // Pressed once more by who stands in the box already, the key is no part of what is looked for.
    await page.keyboard.press('/')
    expect(await page.inputValue('#find-box')).toBe('')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog.confirm')
    expect(await page.textContent('.confirm-id')).toBe(opened[1])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'サインアウト' }).click()
    await page.waitForSelector('input[name=user]')
    await signIn(page)
    await page.waitForSelector('.find-examples')
    expect(await page.locator('.recent-patients').count()).toBe(0)
    expect(faults).toEqual([])
  })
})
