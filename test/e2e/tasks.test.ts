/** What somebody must be able to do at 3 a.m., counted: after the search, at most three clicks or keys. */

import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openBrowser, openTerminal, signIn } from './terminal.ts'

const MOST = 3

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** Counts what a person does after the search. */
class Person {
  done = 0
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }
  async click(what: string): Promise<void> {
    this.done++
    await this.page.click(what)
  }
  async press(key: string): Promise<void> {
    this.done++
    await this.page.keyboard.press(key)
  }
}

/** Signed in, and searched so that one patient is left, whose identity is asked to be confirmed. */
async function found(query: string): Promise<{ person: Person; faults: string[] }> {
  const { page, faults } = await openTerminal(browser, inject('address'))
  await signIn(page)
  await page.fill('#find-box', query)
  await page.press('#find-box', 'Enter')
  await page.waitForSelector('dialog.confirm')
  return { person: new Person(page), faults }
}

interface Bed {
  readonly id: string
  readonly ward: string
  readonly room: string
  readonly bed: string
}

function read<Row>(sql: string): Row[] {
  const file = join(inject('dataDirectory'), 'generations', 'current', 'chart.sqlite')
  const db = new Database(file, { readonly: true })
  try {
    return db.prepare<[], Row>(sql).all()
  } finally {
    db.close()
  }
}

async function isInSight(page: Page, selector: string): Promise<boolean> {
  const box = await page.locator(selector).first().boundingBox()
  return box !== null && box.y >= 0 && box.y + box.height <= 800
}

describe('after the search, in at most three steps', () => {
  it('the allergies of the man born 1958-03-02 whose name sounds like サイトウ', async () => {
    const { person, faults } = await found('サイトウ 1958-03-02 男')
    await person.click('dialog.confirm .primary')
    await person.page.waitForSelector('.allergies')
    expect(await isInSight(person.page, '.allergies')).toBe(true)
    expect(await person.page.textContent('.allergies')).toContain('ヨード造影剤')
    expect(person.done).toBeLessThanOrEqual(MOST)
    expect(faults).toEqual([])
  })

  it('the last potassium, and its trend', async () => {
    const { person, faults } = await found('サイトウ 1958-03-02 男')
    await person.click('dialog.confirm .primary')
    await person.click('.recent-labs button:has-text("カリウム")')
    await person.page.waitForSelector('.item-detail svg')
    expect(await person.page.textContent('.item-detail h2')).toContain('カリウム')
    const newest = await person.page.textContent('.item-detail tbody tr')
    expect(newest).toMatch(/\d\.\d/)
    expect(await isInSight(person.page, '.item-detail tbody tr')).toBe(true)
    expect(person.done).toBeLessThanOrEqual(MOST)
    expect(faults).toEqual([])
  })

  it('the trend of every result of the first screen is that of its own item', async () => {
    const { person, faults } = await found(inject('fullPatient'))
    const { page } = person
    await person.click('dialog.confirm .primary')
    await page.waitForSelector('.recent-labs')
    const results = page.locator('.recent-labs tr', { has: page.locator('th[scope=row]') })
    const count = await results.count()
    expect(count).toBeGreaterThan(5)
    for (let at = 0; at < count; at++) {
      const name = await results.nth(at).locator('th').innerText()
      const value = await results.nth(at).locator('td').first().innerText()
      await results.nth(at).locator('button').click()
      await page.waitForSelector('.item-detail tbody tr')
      expect(await page.innerText('.item-detail h2'), name).toContain(name)
      expect(await page.innerText('.item-detail tbody td.number'), name).toBe(value)
      await page.keyboard.press('1')
      await page.waitForSelector('.recent-labs')
    }
    expect(faults).toEqual([])
  })

  it('the packet for the operating room of who lies in a bed', async () => {
    const [bed] = read<Bed>(
      `SELECT p.patient_id AS id, t.display AS ward, e.room, e.bed FROM encounter e
       JOIN patient p ON p.id = e.patient JOIN term t ON t.id = e.ward_id
       WHERE e.status = 'in-progress' AND e.class = 'inpatient' AND e.bed <> '' AND t.code = '5B' LIMIT 1`,
    )
    if (bed === undefined) throw new Error('nobody lies in 5B')
    const { person, faults } = await found(`${bed.ward} ${bed.room} ${bed.bed}`)
    expect(await person.page.textContent('.confirm-id')).toBe(bed.id)
    await person.page.evaluate(() => {
      window.print = () => document.body.setAttribute('data-printed', 'yes')
    })
    await person.click('dialog.confirm .primary')
    await person.page.waitForSelector('.print-button')
    await person.press('p')
    await person.click('[data-preset=or]')
    await person.page.waitForSelector('body[data-printed=yes]')
    expect(person.done).toBeLessThanOrEqual(MOST)
    expect(faults).toEqual([])
  })

  it.each(['list', 'map'] as const)(
    'the packet for the operating room of a bed, from the ward %s',
    async (view) => {
      const { page, faults } = await openTerminal(browser, inject('address'))
      await signIn(page)
      await page.click('nav a[href="/wards"]')
      await page.click('.ward-card:has-text("5B")')
      await page.waitForSelector('[data-patient-row]')
      if (view === 'map') await page.getByRole('button', { name: '病床マップ' }).click()
      await page.waitForSelector(view === 'map' ? '.bed-place' : '.rows .print-bed')
      await page.evaluate(() => {
        window.print = () => document.body.setAttribute('data-printed', 'yes')
      })
      const person = new Person(page)
      const logged = page.waitForRequest((request) => request.url().endsWith('/prints'))
      await person.click('.print-bed')
      const id = await page.textContent('dialog .confirm-id')
      await person.click('[data-preset=or]')
      expect((await logged).postDataJSON()).toMatchObject({ form: 'packet', preset: 'or' })
      await page.waitForSelector('body[data-printed=yes]')
      const paper = page.locator('.paper:not(.paper-measuring)')
      expect(await paper.textContent()).toContain(id)
      expect(person.done).toBeLessThanOrEqual(MOST)
      expect(faults).toEqual([])
    },
  )

  it('what is missing from this chart', async () => {
    const { person, faults } = await found(inject('damagedPatient'))
    await person.click('dialog.confirm .primary')
    await person.page.waitForSelector('.banner')
    await person.press('9')
    await person.page.waitForFunction(() =>
      /途中で切れ|読み取れ|読めな/.test(document.querySelector('main')?.innerText ?? ''),
    )
    expect(person.done).toBeLessThanOrEqual(MOST)
    expect(faults).toEqual([])
  })
})
