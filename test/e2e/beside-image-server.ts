/** A server of one patient beside a surviving image server, and a terminal at that patient's images. */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { LOGIN } from '../../scripts/bench/orthanc.ts'
import { element, part10, slice } from '../loader/dicom/dicom-writer.ts'
import type { GenerationBuilder } from '../server/generation-builder.ts'
import { PASSWORD, startTestServer, type TestServer } from '../server/running-server.ts'
import { openTerminal } from './terminal.ts'

const PATIENT = '0000000001'
export const STUDY = '1.2.3.9'

/** @param more what the backup holds of the patient, who is handed over as row */
export function startBeside(
  server: { readonly url: string; readonly timeoutSeconds: number },
  more: (generation: GenerationBuilder, patient: number) => void = () => {},
): Promise<TestServer> {
  return startTestServer(
    (generation) => {
      const kanji: [string, string] = ['山田', '太郎']
      const kana: [string, string] = ['やまだ', 'たろう']
      more(generation, generation.patient({ id: PATIENT, kanji, kana, birth: '1970-12-31' }))
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

/** At the list of the patient's studies. */
export async function openImages(browser: Browser, { address }: TestServer) {
  const terminal = await openTerminal(browser, address)
  const { page } = terminal
  await page.fill('input[name=user]', 'yamada')
  await page.fill('input[name=password]', PASSWORD)
  await page.click('button[type=submit]')
  await page.fill('#find-box', PATIENT)
  await page.press('#find-box', 'Enter')
  await page.click('dialog .primary')
  await page.locator('nav.tabs a', { hasText: '画像' }).click()
  await page.locator('.study').waitFor()
  return terminal
}

/** An image of the patient's study. @param own elements in the place of those of a small slice */
export function imageOf(series: number, number: number, own: ReturnType<typeof element>) {
  return part10(
    slice({
      ...element(0x00080018, 'UI', `${STUDY}.${series}.${number}`),
      ...element(0x00100010, 'PN', 'YAMADA^TARO=山田^太郎=やまだ^たろう'),
      ...element(0x00100020, 'LO', PATIENT),
      ...element(0x0020000d, 'UI', STUDY),
      ...element(0x0020000e, 'UI', `${STUDY}.${series}`),
      ...element(0x00200011, 'IS', String(series)),
      ...element(0x00200013, 'IS', String(number)),
      ...own,
    }),
  )
}
