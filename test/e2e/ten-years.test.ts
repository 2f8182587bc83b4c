/** Ten years of laboratory results: all of them can be reached, and never more is drawn than is in sight. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { LabsAnswer } from '../../model/api/chart/labs.ts'
import { openBrowser, openChart, openTerminal, signIn } from './terminal.ts'

/** What a screen of 1280×800 holds of the table, with what is drawn beyond its edges. */
const MOST_ELEMENTS = 2_000
const MOST_DATES = 20
const MOST_LINES = 50

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

interface Drawn {
  readonly elements: number
  readonly dates: number
  readonly lines: number
  /** Whether every name drawn stands at the left edge of the box, and one of them in sight. */
  readonly namesInSight: boolean
  readonly left: number
  readonly top: number
  readonly isAtEnd: boolean
}

/** Scrolls the table by a part of what is in sight, waits until it is drawn, and looks at what is there. */
function scrollOn(page: Page, along: 'right' | 'down'): Promise<Drawn> {
  return page.evaluate(async (direction) => {
    const box = document.querySelector<HTMLElement>('.labs-scroll')
    if (box === null) throw new Error('no table')
    const frames = async (count: number) => {
      for (let at = 0; at < count; at++) await new Promise(requestAnimationFrame)
    }
    if (direction === 'right') box.scrollLeft += box.clientWidth * 0.8
    else box.scrollTop += box.clientHeight * 0.8
    await frames(12)
    const frame = box.getBoundingClientRect()
    const names = [...box.querySelectorAll('tbody th.item')].map((each) =>
      each.getBoundingClientRect(),
    )
    return {
      elements: box.querySelectorAll('*').length,
      dates: box.querySelectorAll('th.date').length,
      lines: box.querySelectorAll('tbody tr').length,
      namesInSight:
        names.every(({ left }) => Math.abs(left - frame.left) < 3) &&
        names.some(({ top, bottom }) => top > frame.top && bottom < frame.bottom),
      left: box.scrollLeft,
      top: box.scrollTop,
      isAtEnd:
        direction === 'right'
          ? box.scrollLeft + box.clientWidth >= box.scrollWidth - 1
          : box.scrollTop + box.clientHeight >= box.scrollHeight - 1,
    }
  }, along)
}

async function scrollToEnd(page: Page, along: 'right' | 'down'): Promise<number> {
  for (let steps = 1; steps < 1_000; steps++) {
    const drawn = await scrollOn(page, along)
    expect(drawn.elements).toBeLessThan(MOST_ELEMENTS)
    expect(drawn.dates).toBeLessThan(MOST_DATES)
    expect(drawn.dates).toBeGreaterThan(0)
    expect(drawn.lines).toBeLessThan(MOST_LINES)
    expect(drawn.namesInSight, `at ${drawn.left}, ${drawn.top}`).toBe(true)
    if (drawn.isAtEnd) return steps
  }
  throw new Error('the table has no end')
}

describe('ten years of results', () => {
  it('scroll to the oldest and to the last item with a bounded document and the names in sight', async () => {
    const { page, faults } = await openTerminal(browser)
    await signIn(page)
    const labs = page.waitForResponse((response) => response.url().endsWith('/labs'))
    await openChart(page, inject('fullPatient'))
    await page.keyboard.press('2')
    const { groups } = (await (await labs).json()) as LabsAnswer
    const days = groups
      .filter(({ category }) => category === 'laboratory')
      .flatMap(({ collectedAt }) => collectedAt.at?.slice(0, 10) ?? [])
      .sort()
    const [oldest = '', newest = ''] = [days[0], days.at(-1)]
    expect(Number(newest.slice(0, 4)) - Number(oldest.slice(0, 4))).toBeGreaterThanOrEqual(9)
    expect(days.length).toBeGreaterThan(300)
    await page.waitForSelector('.cumulative .item-button')
    const shown = (day: string) => day.replaceAll('-', '/')
    const dates = page.locator('.cumulative th.date')
    expect(await dates.first().textContent()).toContain(shown(newest))
    expect(await scrollToEnd(page, 'right')).toBeGreaterThan(10)
    expect(await dates.last().textContent()).toContain(shown(oldest))
    await scrollToEnd(page, 'down')
    const lines = Number(await page.getAttribute('.cumulative', 'aria-rowcount'))
    const last = page.locator('.cumulative tbody tr[aria-rowindex]').last()
    expect(Number(await last.getAttribute('aria-rowindex'))).toBe(lines)
    expect(faults).toEqual([])
  })
})
