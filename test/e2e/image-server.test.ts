/** A surviving image server (a real Orthanc) that falls silent while a study of it is read, comes back, and is gone: what the person at the screen sees. */
import { writeFileSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  freePort,
  hasOrthanc,
  LOGIN,
  type Orthanc,
  startOrthanc,
} from '../../scripts/bench/orthanc.ts'
import { element, part10, slice } from '../loader/dicom/dicom-writer.ts'
import { PASSWORD, startTestServer, type TestServer } from '../server/running-server.ts'
import { look } from './look.ts'
import { openBrowser, openTerminal } from './terminal.ts'

const PATIENT = '0000000001'
const STUDY = '1.2.3.9'
const IMAGES = 12
/** Images that come before the server falls silent. */
const BEFORE = 4

describe.skipIf(!hasOrthanc)('an image server falls silent in the middle of a study', () => {
  let orthanc: Orthanc
  let door: Awaited<ReturnType<typeof startDoor>>
  let server: TestServer
  let browser: Browser
  beforeAll(async () => {
    orthanc = await startOrthanc()
    for (let number = 1; number <= IMAGES; number += 1) await orthanc.store(image(number))
    door = await startDoor(orthanc)
    server = await startTestServer(
      (generation) => {
        const kanji: [string, string] = ['山田', '太郎']
        generation.patient({ id: PATIENT, kanji, kana: ['やまだ', 'たろう'], birth: '1970-12-31' })
      },
      (dataDirectory) => {
        const credentialsFile = join(dataDirectory, 'pacs.json')
        writeFileSync(credentialsFile, JSON.stringify(LOGIN), { mode: 0o600 })
        const pacs = { url: door.url, credentialsFile, timeoutSeconds: 1 }
        writeFileSync(join(dataDirectory, 'settings.json'), JSON.stringify({ images: { pacs } }))
      },
      resolve(import.meta.dirname, '../../dist'),
    )
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    door?.stop()
    await orthanc?.stop()
  })

  test('what came stays, what is missing is named, the chart goes on, and the images come again', async () => {
    const { page } = await openTerminal(browser, server.address)
    await page.fill('input[name=user]', 'yamada')
    await page.fill('input[name=password]', PASSWORD)
    await page.click('button[type=submit]')
    await page.fill('#find-box', PATIENT)
    await page.press('#find-box', 'Enter')
    await page.click('dialog .primary')
    await page.locator('nav.tabs a', { hasText: '画像' }).click()
    await page.locator('.study').waitFor()
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

/** Passes requests on to Orthanc, and pauses it when so many images have gone through. */
async function startDoor(orthanc: Orthanc) {
  const port = await freePort()
  const { origin } = new URL(orthanc.url)
  let left = Number.POSITIVE_INFINITY
  const door = createServer((request, response) => {
    const { method, headers, url = '' } = request
    if (/\/instances\/[\d.]+$/.test(url)) {
      if (left <= 0) orthanc.pause()
      left -= 1
    }
    const onward = httpRequest(origin + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    onward.end()
  })
  await new Promise<void>((done) => door.listen(port, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${port}/dicom-web`,
    silenceAfter(images: number) {
      left = images
    },
    speak() {
      left = Number.POSITIVE_INFINITY
      orthanc.resume()
    },
    stop() {
      door.closeAllConnections()
      door.close()
    },
  }
}
