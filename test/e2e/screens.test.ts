/** Every screen, with a full, an empty and a damaged chart: accessible in both themes, and there to be looked at. */
import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { look, SHOTS } from './look.ts'
import { openBrowser, openChart, openTerminal, search, signIn } from './terminal.ts'

const PARTS = [
  'summary',
  'labs',
  'medications',
  'problems',
  'timeline',
  'vitals',
  'documents',
  'images',
  'gaps',
] as const

let browser: Browser
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  browser = await openBrowser()
})
afterAll(() => browser.close())

describe('screens before a chart', () => {
  it('are accessible, quiet, and drawn in both sizes', async () => {
    const { page, faults } = await openTerminal(browser)
    await page.waitForSelector('form')
    await look(page, 'sign-in')
    await signIn(page)
    await look(page, 'find')
    await search(page, 'ア')
    await look(page, 'find-hits')
    await search(page, 'ぬるぽ')
    await look(page, 'find-nobody')
    await page.keyboard.press('Escape')
    await page.click('nav a[href="/wards"]')
    await page.waitForSelector('.ward-card')
    await look(page, 'wards')
    await page.click('.ward-card')
    await page.waitForSelector('[data-patient-row]')
    await look(page, 'ward')
    const listed = await page.locator('[data-patient-row]').allTextContents()
    await page.getByRole('button', { name: '病床マップ' }).click()
    await page.waitForSelector('.bed')
    const mapped = await page.locator('.bed .bed-id').allTextContents()
    expect(mapped.sort()).toEqual(listed.sort())
    await look(page, 'ward-map')
    await page.click('[data-patient-row]')
    await page.waitForSelector('dialog[open]')
    await look(page, 'confirm')
    expect(faults).toEqual([])
  })
})

describe('the calendar of medicines', () => {
  it('is accessible, tells signs in words too, and filters as the list does', async () => {
    const { page, faults } = await openTerminal(browser)
    await signIn(page)
    await openChart(page, inject('fullPatient'))
    await page.keyboard.press('3')
    await page.getByRole('button', { name: 'カレンダー' }).click()
    const rows = page.locator('.medication-calendar tbody tr')
    await rows.first().waitFor()
    const all = await rows.count()
    expect(await page.locator('.medication-calendar td .sr-only').allTextContents()).toContain(
      '投与期間（オーダー）',
    )
    await look(page, 'medication-calendar')
    const name = (await rows.first().locator('.drug').first().textContent()) ?? ''
    await page.getByLabel('薬剤名でしぼる').fill(name.slice(0, 6))
    await page.waitForFunction(
      (count) => document.querySelectorAll('.medication-calendar tbody tr').length <= count,
      all,
    )
    for (const text of await rows.locator('th').allTextContents()) {
      expect(text).toContain(name.slice(0, 6))
    }
    expect(faults).toEqual([])
    await page.context().close()
  })
})

describe('a day that the backup lacks', () => {
  it('is no empty day in the calendar of medicines', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    await page.route('**/medications', async (route) => {
      const answer = await route.fetch()
      const part = await answer.json()
      const date = part.asOf.slice(0, 10)
      const detail = `${date} to ${date}: 1 day without a file, about 40 patients expected`
      const gap = { area: 'medications', dataType: '', date, reason: 'missing-days', detail }
      part.patientGaps = [{ ...gap, source: 'ehr' }]
      await route.fulfill({ response: answer, json: part })
    })
    await openChart(page, inject('fullPatient'))
    await page.keyboard.press('3')
    await page.getByRole('button', { name: 'カレンダー' }).click()
    const head = page.locator('.medication-calendar thead th', { hasText: '収載なし' })
    await head.waitFor()
    expect(await head.textContent()).toContain('時点')
    expect(await page.locator('.medication-calendar td.lost').count()).toBe(
      await page.locator('.medication-calendar tbody tr').count(),
    )
    await look(page, 'medication-calendar-lost-day')
    await page.context().close()
  })

  it('is no day without a measurement in the temperature chart', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    let day = ''
    await page.route('**/vitals*', async (route) => {
      const answer = await route.fetch()
      const part = await answer.json()
      day = part.lastDay
      const detail = `${day} to ${day}: 1 day without a file, about 40 patients expected`
      const gap = { area: 'other', dataType: '', date: day, reason: 'missing-days', detail }
      part.points = part.points.filter(
        (point: { at: { at: string } }) => !point.at.at.startsWith(day),
      )
      part.patientGaps = [{ ...gap, source: 'ehr' }]
      await route.fulfill({ response: answer, json: part })
    })
    await openChart(page, inject('fullPatient'))
    await page.keyboard.press('6')
    const lost = page.locator('.temperature-sheet .lost')
    await lost.waitFor()
    expect(await lost.textContent()).toContain(`${Number(day.slice(8))}`)
    expect(await lost.textContent()).toContain('収載なし')
    expect(await page.locator('.day-table td.lost').count()).toBe(
      await page.locator('.day-table tbody tr').count(),
    )
    await look(page, 'vitals-lost-day')
    await page.context().close()
  })
})

describe('results without flag and range', () => {
  it('are not shown as if somebody had found them normal', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    await openChart(page, inject('fullPatient'))
    const warning = page.getByText('印がなくても正常とは限りません')
    await page.locator('.recent-labs').waitFor()
    expect(await warning.count()).toBe(0)
    await page.route('**/api/charts/*/summary', async (route) => {
      const answer = await route.fetch()
      const summary = await answer.json()
      for (const { latest } of summary.labs) Object.assign(latest, { flag: '', range: '' })
      await route.fulfill({ response: answer, json: summary })
    })
    await page.click('nav a[href="/find"]')
    await openChart(page, inject('fullPatient'))
    await warning.waitFor()
    expect(await page.locator('.recent-labs').textContent()).not.toContain('基準内')
    await look(page, 'summary-unjudged')
    await page.context().close()
  })
})

describe('the map of a ward', () => {
  it('hides no id behind the button that prints', async () => {
    const { page } = await openTerminal(browser)
    await page.setViewportSize({ width: 1920, height: 1080 })
    await signIn(page)
    await page.click('nav a[href="/wards"]')
    await page.route('**/api/wards/*', async (route) => {
      const answer = await (await route.fetch()).json()
      const [first, ...others] = answer.patients
      const patients = [{ ...first, room: '', bed: '' }, ...others]
      await route.fulfill({ json: { ...answer, patients } })
    })
    await page.click('.ward-card')
    await page.getByRole('button', { name: '病床マップ' }).click()
    const hidden = await page.locator('.without-bed .bed-place').evaluateAll((places) =>
      places
        .filter((place) => {
          const id = place.querySelector('.bed-id')
          const print = place.querySelector('.print-bed')
          if (id === null || print === null) return true
          const letters = document.createRange()
          letters.selectNodeContents(id)
          return letters.getBoundingClientRect().right > print.getBoundingClientRect().left
        })
        .map((place) => place.textContent),
    )
    expect(await page.locator('.without-bed .bed-place').count()).toBeGreaterThan(0)
    expect(hidden).toEqual([])
  })
})

describe('four weeks of the temperature sheet', () => {
  it('open on their newest days, with the scales beside them', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    await openChart(page, inject('fullPatient'))
    await page.keyboard.press('6')
    await page.getByRole('button', { name: '28日' }).click()
    await page.getByRole('button', { name: '28日', pressed: true }).waitFor()
    const sheet = page.locator('.vitals-scroll')
    await expect
      .poll(() => sheet.evaluate((box) => box.scrollWidth - box.clientWidth - box.scrollLeft))
      .toBeLessThanOrEqual(1)
    expect(await sheet.evaluate((box) => box.scrollLeft)).toBeGreaterThan(0)
    const [box, axis] = [
      await sheet.boundingBox(),
      await page.locator('.temperature-axis').boundingBox(),
    ]
    expect(Math.abs((axis?.x ?? 0) - (box?.x ?? 0))).toBeLessThanOrEqual(1)
  })
})

describe('searching the timeline', () => {
  it('looks back to the first record, marks the words, and says what it cannot search', async () => {
    const { page, faults } = await openTerminal(browser)
    await signIn(page)
    await openChart(page, inject('fullPatient'))
    await page.keyboard.press('5')
    await page.waitForSelector('.timeline-day .entry')
    const [word = ''] = (await page.locator('.entry b').first().textContent())?.split(/\s+/) ?? []
    expect(word).not.toBe('')
    await page.getByLabel('本文を検索').fill(word)
    await page.getByText(/該当 \d+件（記録のはじめまで探しました）/).waitFor()
    await page.getByText('PDF・画像などの文書の中').waitFor()
    const entries = await page.locator('.entry').count()
    expect(entries).toBeGreaterThan(0)
    expect(await page.locator('.entry:has(mark)').count()).toBe(entries)
    expect(await page.locator('.entry mark').first().textContent()).toBe(word)
    // A side whose entries were left out is not a side without a record.
    expect(await page.locator('.side .none').allTextContents()).not.toContain('記載なし')
    // What is looked at by rules is the same in few entries as in hundreds, and takes them a hundredth of the time.
    const [line = ''] = (await page.locator('.entry-lines').first().innerText()).split('\n')
    await page.getByLabel('本文を検索').fill(line)
    await page.waitForFunction((most) => document.querySelectorAll('.entry').length < most, entries)
    await page.waitForSelector('.entry mark')
    await look(page, 'timeline-search')
    await page.getByLabel('本文を検索').fill('どこにもない言葉')
    await page.getByText('該当 0件（記録のはじめまで探しました）').waitFor()
    expect(faults).toEqual([])
    await page.context().close()
  })
})

describe.each(['fullPatient', 'emptyPatient', 'damagedPatient'] as const)(
  'chart of %s',
  (which) => {
    it.each(PARTS)('%s is accessible, quiet, and drawn in both sizes', async (part) => {
      const { page, faults } = await openTerminal(browser)
      await signIn(page)
      await openChart(page, inject(which))
      await page.keyboard.press(String(PARTS.indexOf(part) + 1))
      await page.waitForSelector(`.chart-${part}`)
      await page.waitForFunction(() => document.querySelector('.chart-part .waiting') === null)
      await openDetail(page)
      await look(page, `chart-${which.replace('Patient', '')}-${part}`)
      expect(faults).toEqual([])
      await page.context().close()
    })
  },
)

/** The trend beside the table, a document beside the list: screens of their own. */
async function openDetail(page: Page): Promise<void> {
  for (const opener of ['.item-button', '.document-button']) {
    const first = page.locator(opener).first()
    if ((await first.count()) === 0) continue
    await first.click()
    await page.waitForSelector('.item-detail, .reader')
  }
}
