/** Lists beside the wards: reached and read by keyboard alone, honest where the backup has nothing of a kind. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import Database from 'better-sqlite3'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openBrowser, openTerminal, signIn } from './terminal.ts'

const SHOTS = 'test-results/screenshots'

let browser: Browser
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** Signed in, on the screen that says which lists there are. */
async function atLists(): Promise<{ page: Page; faults: string[] }> {
  const { page, faults } = await openTerminal(browser)
  await signIn(page)
  await page.click('nav a[href="/lists"]')
  await page.waitForSelector('.ward-card')
  return { page, faults }
}

function column(sql: string): string[] {
  const file = join(inject('dataDirectory'), 'generations', 'current', 'chart.sqlite')
  const db = new Database(file, { readonly: true })
  try {
    return db.prepare<[], string>(sql).pluck().all()
  } finally {
    db.close()
  }
}

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`)
}

const rows = (page: Page) => page.locator('[data-patient-row]').allTextContents()

describe('the lists', () => {
  it('are accessible, and everybody in the hospital stands in one department and with one doctor', async () => {
    const { page, faults } = await atLists()
    await page.screenshot({ path: `${SHOTS}/lists-light-1280.png` })
    expect(await violations(page)).toEqual([])
    const inpatients = column(
      `SELECT p.patient_id FROM encounter e JOIN patient p ON p.id = e.patient
       WHERE e.class = 'inpatient' AND e.status IN ('in-progress', 'on-leave')`,
    )
    const listed: string[] = []
    const departments = await page.locator('a[href^="/lists/department/"]').count()
    for (let at = 0; at < departments; at++) {
      await page.locator('a[href^="/lists/department/"]').nth(at).click()
      await page.waitForSelector('[data-patient-row]')
      listed.push(...(await rows(page)))
      await page.goBack()
      await page.waitForSelector('.ward-card')
    }
    expect(listed.sort()).toEqual(inpatients.sort())
    expect(faults).toEqual([])
  })

  it('a chart is opened from one by keyboard, past the identity, and no patient stands in an address', async () => {
    const { page, faults } = await atLists()
    await page.locator('a[href="/lists/admitted"]').focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('#list-title')
    const week = page.getByRole('button', { name: '7日前から' })
    const answered = page.waitForResponse((response) => response.url().endsWith('?days=7'))
    await week.focus()
    await page.keyboard.press('Enter')
    await answered
    await page.waitForSelector('[data-patient-row]')
    const admitted = column(
      `SELECT p.patient_id FROM encounter e JOIN patient p ON p.id = e.patient, generation g
       WHERE e.class = 'inpatient' AND e.status <> 'planned'
         AND e.start_at >= date(substr(g.as_of, 1, 10), '-7 days') ORDER BY e.start_at DESC, e.id`,
    )
    expect(admitted.length).toBeGreaterThan(1)
    expect(await rows(page)).toEqual(admitted)
    await page.screenshot({ path: `${SHOTS}/list-admitted-light-1280.png` })
    expect(await violations(page)).toEqual([])
    await page.locator('[data-patient-row]').first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog.confirm')
    expect(await page.textContent('.confirm-id')).toBe(admitted[1])
    expect(page.url()).not.toContain(admitted[1])
    await page.click('dialog.confirm .primary')
    await page.waitForSelector('.banner')
    expect(faults).toEqual([])
  })

  it('say that the backup holds no bookings of a kind', async () => {
    const { page, faults } = await atLists()
    await page.click('a[href="/lists/admissions"]')
    await page
      .getByText('このバックアップには、データ時点より後の入院予定が1件も入っていません')
      .waitFor()
    expect(await page.locator('[data-patient-row]').count()).toBe(0)
    expect(await page.textContent('#list-title')).not.toContain('0件')
    expect(faults).toEqual([])
  })

  it.each([
    [
      'operations',
      `SELECT p.patient_id FROM current_order o JOIN patient p ON p.id = o.patient
       WHERE o.category = 'operation' ORDER BY o.scheduled_at, o.patient`,
      /水晶体再建術/,
    ],
    [
      'visits',
      `SELECT p.patient_id FROM encounter e JOIN patient p ON p.id = e.patient
       WHERE e.status = 'planned' ORDER BY e.start_at, e.department_id, e.id`,
      /\d{2}:\d{2}/,
    ],
  ])(
    '%s that are booked stand by their time, and those that were cancelled do not',
    async (list, sql, said) => {
      const { page, faults } = await atLists()
      await page.click(`a[href="/lists/${list}"]`)
      const answered = page.waitForResponse((response) => response.url().endsWith('?days=7'))
      await page.getByRole('button', { name: '7日後まで' }).click()
      await answered
      await page.waitForSelector('[data-patient-row]')
      const booked = column(sql)
      expect(booked.length).toBeGreaterThan(2)
      expect(await rows(page)).toEqual(booked)
      for (const row of await page
        .locator('.lists tbody tr, main table tbody tr')
        .allTextContents())
        expect(row).toMatch(said)
      await page.screenshot({ path: `${SHOTS}/list-${list}-light-1280.png` })
      expect(await violations(page)).toEqual([])
      expect(faults).toEqual([])
    },
  )

  it('of what is booked open on the first day that has something, say which, and lead back to it from an empty one', async () => {
    const { page, faults } = await atLists()
    await page.click('a[href="/lists/operations"]')
    await page.waitForSelector('[data-patient-row]')
    const [first = ''] = column(
      `SELECT min(scheduled_at) FROM current_order, generation g
       WHERE category = 'operation' AND performed = 0 AND scheduled_at >= substr(g.as_of, 1, 10)`,
    )
    const day = first.slice(0, 10).replaceAll('-', '/')
    expect(await page.textContent('.lists')).toContain(`最初の予定は${day}`)
    expect(await page.locator('tr.choosable').first().textContent()).toContain(day)
    await page.getByRole('button', { name: '1日後まで' }).click()
    await page.getByText(`最も近いのは${day}`).waitFor()
    expect(await page.locator('[data-patient-row]').count()).toBe(0)
    await page.getByRole('button', { name: 'そこまで表示' }).click()
    await page.waitForSelector('[data-patient-row]')
    expect(await violations(page)).toEqual([])
    expect(faults).toEqual([])
  })

  it('lead to a chart that tells what is booked as planned, never as done', async () => {
    const { page, faults } = await atLists()
    await page.click('a[href="/lists/operations"]')
    await page.getByRole('button', { name: '7日後まで' }).click()
    await page.locator('[data-patient-row]').first().click()
    await page.click('dialog.confirm .primary')
    await page.waitForSelector('.summary')
    expect(await page.textContent('.panel-scheduled')).toContain('水晶体再建術')
    await page.keyboard.press('5')
    const booked = page.locator('.entry', { hasText: '水晶体再建術' })
    await booked.waitFor()
    expect(await booked.textContent()).toContain('予定（データ時点より後）')
    const other = page.locator('.entry', { hasText: '外来受診' }).last()
    expect(await other.textContent()).not.toContain('予定')
    expect(faults).toEqual([])
  })

  it('say that they may not be whole: of a partial generation, of unread files, of missing days', async () => {
    const { page, faults } = await atLists()
    await page.route('**/api/lists/discharged*', async (route) => {
      const answer = await (await route.fetch()).json()
      const span = { area: 'other', dataType: '', reason: 'missing-days', source: 'ehr' }
      const spans = [{ ...span, date: '2026-10-30', detail: '' }]
      await route.fulfill({ json: { ...answer, partial: 'inpatients', unread: 1234, spans } })
    })
    await page.click('a[href="/lists/discharged"]')
    const lacks = page.locator('.gap-notice summary')
    await lacks.waitFor()
    const text = await lacks.textContent()
    expect(text).toContain('漏れがあるおそれ')
    expect(text).toContain('入院患者しか取り込まれていません')
    expect(text).toContain('1,234件')
    expect(await page.locator('.gap-notice tbody').textContent()).toContain('2026/10/30')
    expect(await violations(page)).toEqual([])
    expect(faults).toEqual([])
  })
})
