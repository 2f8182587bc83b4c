/** What was done to a patient, and what may be in the body: with its date and the way to where it stands. */
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import Database from 'better-sqlite3'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openBrowser, openChart, openTerminal, signIn } from './terminal.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** Somebody of the demo hospital whose joint was replaced. */
function withImplant(): string {
  const file = join(inject('dataDirectory'), 'generations', 'current', 'chart.sqlite')
  const db = new Database(file, { readonly: true })
  try {
    const found = db
      .prepare<[], string>(
        `SELECT p.patient_id FROM procedure x JOIN patient p ON p.id = x.patient
         JOIN term t ON t.id = x.name_id WHERE t.display LIKE '%人工骨頭%' LIMIT 1`,
      )
      .pluck()
      .get()
    if (found === undefined) throw new Error('nobody has an implant')
    return found
  } finally {
    db.close()
  }
}

async function problemsOf(patientId: string): Promise<{ page: Page; faults: string[] }> {
  const { page, faults } = await openTerminal(browser)
  await signIn(page)
  await openChart(page, patientId)
  await page.keyboard.press('4')
  await page.getByRole('heading', { name: '手術・麻酔' }).waitFor()
  return { page, faults }
}

describe('operations and implants', () => {
  it('stand with date and surgeon, and lead to the note that tells of them', async () => {
    const { page, faults } = await problemsOf(withImplant())
    const tables = page.locator('.chart-problems table')
    const implants = tables.filter({ hasText: '名称（原文のまま）' })
    expect(await implants.locator('tbody').textContent()).toMatch(/\d{4}\/\d\d\/\d\d.*人工骨頭/)
    await page.getByText('抜去済みかどうか').waitFor()
    const operations = tables.filter({ hasText: '術者・実施者' })
    expect(await operations.locator('tbody tr').count()).toBeGreaterThan(1)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
    await operations.getByRole('button', { name: '手術記録' }).click()
    await page.waitForSelector('.reader')
    expect(await page.textContent('.reader')).toContain('手術')
    expect(faults).toEqual([])
  })

  it('where nothing is recorded a sentence says so, and never that there is none', async () => {
    const { page, faults } = await problemsOf(inject('emptyPatient'))
    await page.getByText('「植込物なし」ではありません').waitFor()
    await page.getByText('手術・麻酔の記録はありません').waitFor()
    await page.getByText('その他の処置の記録はありません').waitFor()
    expect(faults).toEqual([])
  })
})
