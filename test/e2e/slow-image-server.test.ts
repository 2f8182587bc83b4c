/** A surviving image server (a real Orthanc) whose images come too slowly, or stop within: the person at the screen is never stuck, and nothing is asked for in vain. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { hasOrthanc, type Orthanc, startOrthanc } from '../../scripts/bench/orthanc.ts'
import { element } from '../loader/dicom/dicom-writer.ts'
import type { TestServer } from '../server/running-server.ts'
import { imageOf, openImages, startBeside } from './beside-image-server.ts'
import { type Door, type Pace, startDoor } from './image-server-door.ts'
import { look } from './look.ts'
import { openBrowser } from './terminal.ts'

const IMAGES = 12
const SIDE = 256
/** All of the first series but its first three images; the second series comes as it should. */
const LATER_IMAGES = /\.5\.([4-9]|1\d)$/
const FIRST_SERIES = /\.5\.\d+$/
/** Bytes a tenth of a second. A drop is as good as silence; at a trickle an image takes half a minute. */
const DROP = 1
const TRICKLE = 400

describe.skipIf(!hasOrthanc)('an image server that is slow', () => {
  let orthanc: Orthanc
  let door: Door
  let browser: Browser
  beforeAll(async () => {
    orthanc = await startOrthanc()
    for (let number = 1; number <= IMAGES; number += 1) await orthanc.store(image(5, number))
    for (const number of [1, 2]) await orthanc.store(image(6, number))
    door = await startDoor(orthanc)
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    door?.stop()
    await orthanc?.stop()
  })

  const servers: TestServer[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop()
  })

  /** The study opened; of a server of its own, for images that came are kept by it for a while. */
  async function openStudy(address: RegExp, pace: Pace, timeoutSeconds = 2) {
    door.slowImages(/^$/, 'whole')
    const server = await startBeside({ url: door.url, timeoutSeconds })
    servers.push(server)
    const { page, faults } = await openImages(browser, server)
    door.slowImages(address, pace)
    await page.locator('.study button').first().click()
    return { page, faults, server }
  }

  /** Another series opens, and the chart behind the viewer, and nothing is asked of the image server any more. */
  async function goesOn(page: Page, { processLog }: TestServer) {
    await page.locator('.series-strip button').nth(1).click()
    await page.locator('.state-full').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('nav.tabs a', { hasText: '要約' }).click()
    await page.locator('.summary').waitFor()
    await expect.poll(() => door.openImages()).toBe(0)
    // Giving up is no fault.
    const faults = processLog.filter((line) => /^\s+at /m.test(line))
    expect(faults.filter((line) => !line.includes('the image server is away'))).toEqual([])
  }

  for (const [says, pace] of [
    ['comes drop by drop', DROP],
    ['stops in the middle', 0],
  ] as const) {
    test(`an image that ${says} is said not to come; what came stays, the rest goes on`, async () => {
      const { page, server } = await openStudy(LATER_IMAGES, pace)
      await page.locator('.state-full').waitFor()
      await page.keyboard.press('End')
      const problem = page.locator('.viewport-problem')
      await problem.waitFor()
      expect(await problem.innerText()).toContain('画像サーバー（PACS）が応答しません')
      await page.keyboard.press('Home')
      await page.locator('.state-full').waitFor()
      await page.keyboard.press('End')
      await problem.waitFor()
      door.slowImages(/^$/, 'whole')
      await problem.locator('button').click()
      await page.locator('.state-full').waitFor()
      door.slowImages(LATER_IMAGES, pace)
      await goesOn(page, server)
    })
  }

  test('while the first image is long in coming, the screen says so and another series opens', async () => {
    const { page, server } = await openStudy(FIRST_SERIES, DROP, 8)
    const waiting = page.locator('.viewport-waiting')
    await waiting.waitFor()
    expect(await waiting.innerText()).toContain('届くのを待っています')
    await look(page, 'image-server-slow')
    await goesOn(page, server)
  })

  test('images fetched ahead that are long in coming give way to the one that is looked at', async () => {
    const { page, server } = await openStudy(/\.5\.[2-7]$/, TRICKLE)
    await page.locator('.state-full').waitFor()
    await expect.poll(() => door.openImages(), { timeout: 10_000 }).toBeGreaterThan(3)
    await page.keyboard.press('End')
    await expect
      .poll(() => page.locator('.corner.bottom-left b').innerText())
      .toBe(`${IMAGES} / ${IMAGES}`)
    await page.locator('.state-full').waitFor()
    await goesOn(page, server)
  })
})

function image(series: number, number: number): Uint8Array {
  return imageOf(series, number, {
    ...element(0x00280010, 'US', SIDE),
    ...element(0x00280011, 'US', SIDE),
    ...element(0x7fe00010, 'OW', noise(number)),
  })
}

/** Pixels that do not shrink on the way: Orthanc compresses its answers. */
function noise(seed: number): Uint8Array {
  let state = seed
  return new Uint8Array(2 * SIDE * SIDE).map(() => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state >> 16
  })
}
