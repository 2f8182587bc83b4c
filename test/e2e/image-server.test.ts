/** A surviving image server (a real Orthanc) that answers late, or falls silent while a study of it is read, comes back, and is gone: what the person at the screen sees. */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { hasOrthanc, LOGIN, type Orthanc, startOrthanc } from '../../scripts/bench/orthanc.ts'
import { element, part10, slice } from '../loader/dicom/dicom-writer.ts'
import { PASSWORD, startTestServer, type TestServer } from '../server/running-server.ts'
import { type Door, startDoor } from './image-server-door.ts'
import { look } from './look.ts'
import { openBrowser, openTerminal } from './terminal.ts'

const PATIENT = '0000000001'
const STUDY = '1.2.3.9'
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

  /** At the list of the patient's studies; of a server of its own, for images that came are kept by it for a while. */
  async function openImages({ inBackup = 0, timeoutSeconds = 1 } = {}) {
    const server = await startBeside({ url: door.url, timeoutSeconds }, inBackup)
    servers.push(server)
    const { page } = await openTerminal(browser, server.address)
    await page.fill('input[name=user]', 'yamada')
    await page.fill('input[name=password]', PASSWORD)
    await page.click('button[type=submit]')
    await page.fill('#find-box', PATIENT)
    await page.press('#find-box', 'Enter')
    await page.click('dialog .primary')
    await page.locator('nav.tabs a', { hasText: '画像' }).click()
    await page.locator('.study').waitFor()
    return page
  }

  test('that it answers late changes nothing in a study that is open, and is said there', async () => {
    door.holdLists()
    const page = await openImages({ inBackup: 2, timeoutSeconds: 20 })
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
    const page = await openImages()
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

/** @param inBackup how many of the study's images the backup holds too */
function startBeside(
  server: { readonly url: string; readonly timeoutSeconds: number },
  inBackup: number,
): Promise<TestServer> {
  return startTestServer(
    (generation) => {
      const kanji: [string, string] = ['山田', '太郎']
      const kana: [string, string] = ['やまだ', 'たろう']
      const patient = generation.patient({ id: PATIENT, kanji, kana, birth: '1970-12-31' })
      if (inBackup === 0) return
      const study_id = generation.insert('image_study', { patient, study_uid: STUDY, standing: 1 })
      const facts = { study_id, series_uid: `${STUDY}.5`, modality: 'CT' }
      const series_id = generation.insert('image_series', facts)
      for (let number = 1; number <= inBackup; number += 1) {
        const bytes = image(number)
        generation.insert('image_instance', {
          ...{ series_id, seq: number, number, frames: 1, rows: 4, columns: 4 },
          sop_instance_uid: `${STUDY}.5.${number}`,
          bytes: bytes.length,
          blob: generation.blob(bytes),
        })
      }
    },
    (dataDirectory) => {
      const credentialsFile = join(dataDirectory, 'pacs.json')
      writeFileSync(credentialsFile, JSON.stringify(LOGIN), { mode: 0o600 })
      const pacs = { ...server, credentialsFile }
      writeFileSync(join(dataDirectory, 'settings.json'), JSON.stringify({ images: { pacs } }))
    },
    resolve(import.meta.dirname, '../../dist'),
  )
}

function image(number: number): Uint8Array {
  return part10(
    slice({
      ...element(0x00080018, 'UI', `${STUDY}.5.${number}`),
      ...element(0x00100010, 'PN', 'YAMADA^TARO=山田^太郎=やまだ^たろう'),
      ...element(0x00100020, 'LO', PATIENT),
      ...element(0x0020000d, 'UI', STUDY),
      ...element(0x0020000e, 'UI', `${STUDY}.5`),
      ...element(0x00200013, 'IS', String(number)),
      ...element(0x7fe00010, 'OW', new Uint8Array(32).fill(number)),
    }),
  )
}
