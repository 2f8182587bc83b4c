/** A surviving image server (a real Orthanc) that answers late, or falls silent while a study of it is read, comes back, and is gone: what the person at the screen sees. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { hasOrthanc, type Orthanc, startOrthanc } from '../../scripts/bench/orthanc.ts'
import { element } from '../loader/dicom/dicom-writer.ts'
import type { GenerationBuilder } from '../server/generation-builder.ts'
import type { TestServer } from '../server/running-server.ts'
import { imageOf, openImages, STUDY, startBeside } from './beside-image-server.ts'
import { type Door, startDoor } from './image-server-door.ts'
import { look } from './look.ts'
import { openBrowser } from './terminal.ts'

const IMAGES = 12
/** Images that come before the server falls silent. */
const BEFORE = 4

describe.skipIf(!hasOrthanc)('an image server fails in the middle of a study', () => {
  let orthanc: Orthanc
  let door: Door
  let browser: Browser
  beforeAll(async () => {
    orthanc = await startOrthanc()
    for (let number = 1; number <= IMAGES; number += 1) await orthanc.store(image(number))
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

  /** At a server of its own: images that came are kept by it for a while. */
  async function openStudies({ held = 0, timeoutSeconds = 1 } = {}) {
    const server = await startBeside({ url: door.url, timeoutSeconds }, inBackup(held))
    servers.push(server)
    return (await openImages(browser, server)).page
  }

  test('that it answers late changes nothing in a study that is open, and is said there', async () => {
    door.holdLists()
    const page = await openStudies({ held: 2, timeoutSeconds: 20 })
    await page.locator('.study button').first().click()
    await page.locator('.state-full').waitFor()
    await page.keyboard.press('End')
    const position = page.locator('.corner.bottom-left b')
    await expect.poll(() => position.innerText()).toBe('2 / 2')
    door.hurry()
    const notice = page.locator('.image-viewer > .server-away')
    await notice.waitFor()
    expect(await notice.innerText()).toContain('閉じて開き直すと表示します')
    await page.locator('.state-full').waitFor()
    expect(await position.innerText()).toBe('2 / 2')
    await page.keyboard.press('Escape')
    await page.locator('.study button').first().click()
    await page.locator('.state-full').waitFor()
    expect(await position.innerText()).toBe(`1 / ${IMAGES}`)
  })

  test('what came stays, what is missing is named, the chart goes on, and the images come again', async () => {
    const page = await openStudies()
    expect(await page.locator('.study').innerText()).toContain(`画像サーバー（PACS）に${IMAGES}枚`)
    door.silenceAfter(BEFORE)
    await page.locator('.study button').first().click()
    await page.locator('.state-full').waitFor()
    await page.keyboard.press('End')
    const problem = page.locator('.viewport-problem')
    await problem.waitFor()
    expect(await problem.innerText()).toContain('画像サーバー（PACS）が応答しません')
    await look(page, 'image-server-away')
    await page.keyboard.press('Home')
    await page.locator('.state-full').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('nav.tabs a', { hasText: '要約' }).click()
    await page.locator('.summary').waitFor()
    await page.locator('nav.tabs a', { hasText: '画像' }).click()
    expect(await page.locator('.failure').first().innerText()).toContain('応答がありません')
    door.speak()
    const again = page.locator('.failure button')
    // For a while after its silence nobody waits for it.
    await expect
      .poll(
        async () => {
          if ((await again.count()) > 0) await again.click()
          return page.locator('.study').count()
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toBe(1)
    await page.locator('.study button').first().click()
    await page.locator('.state-full').waitFor()
    await page.keyboard.press('End')
    await page.locator('.state-full').waitFor()
    expect(await problem.count()).toBe(0)
    await orthanc.stop()
    await page.keyboard.press('Escape')
    await page.locator('nav.tabs a', { hasText: '要約' }).click()
    await page.locator('nav.tabs a', { hasText: '画像' }).click()
    await expect.poll(() => page.locator('.failure').allInnerTexts()).toHaveLength(1)
    await page.locator('.failure', { hasText: '接続できません' }).waitFor()
  })
})

/** @param count how many of the study's images the backup holds too */
function inBackup(count: number) {
  return (generation: GenerationBuilder, patient: number) => {
    if (count === 0) return
    const study_id = generation.insert('image_study', { patient, study_uid: STUDY, standing: 1 })
    const facts = { study_id, series_uid: `${STUDY}.5`, modality: 'CT' }
    const series_id = generation.insert('image_series', facts)
    for (let number = 1; number <= count; number += 1) {
      const bytes = image(number)
      generation.insert('image_instance', {
        ...{ series_id, seq: number, number, frames: 1, rows: 4, columns: 4 },
        sop_instance_uid: `${STUDY}.5.${number}`,
        bytes: bytes.length,
        blob: generation.blob(bytes),
      })
    }
  }
}

function image(number: number): Uint8Array {
  return imageOf(5, number, element(0x7fe00010, 'OW', new Uint8Array(32).fill(number)))
}
