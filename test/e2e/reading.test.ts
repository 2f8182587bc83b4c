/** What a clinician does: signs in, finds a patient by whatever is at hand, confirms, reads, leaves nothing behind. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { serve } from './hospital.ts'
import { look } from './look.ts'
import { openBrowser, openChart, openTerminal, search, signIn } from './terminal.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

describe('signing in', () => {
  it('says in words that the password is wrong, and after five times that the user is locked', async () => {
    const { page, faults } = await openTerminal(browser)
    expect(await page.locator('.sign-in .facts').textContent()).toContain('データ時点')
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await page.fill('input[name=user]', 'nobody')
      await page.fill('input[name=password]', `wrong password ${attempt}`)
      await page.click('button[type=submit]')
      await page.waitForSelector('[role=alert]')
      expect(await page.textContent('[role=alert]')).toContain('利用者名またはパスワードが違います')
    }
    await page.fill('input[name=user]', 'nobody')
    await page.fill('input[name=password]', 'wrong password 6')
    await page.click('button[type=submit]')
    await page.getByText('一時的にサインインできません').waitFor()
    expect(await page.textContent('[role=alert]')).toMatch(/約\d+分後/)
    expect(await page.inputValue('input[name=password]')).toBe('')
    expect(faults).toEqual([])
  })

  it('is asked for again when the server no longer knows the session', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    await page.context().clearCookies()
    await page.click('nav a[href="/wards"]')
    await page.waitForSelector('.sign-in')
    expect(await page.textContent('.sign-in .notice')).toContain('サインインが終わりました')
  })
})

describe('finding a patient', () => {
  it('finds the same one by id, kana of any kind, kanji and birth date in both calendars', async () => {
    const { page, faults } = await openTerminal(browser)
    await signIn(page)
    const id = inject('fullPatient')
    expect(await search(page, id)).toEqual([id])
    const cells = await page.locator('.found tbody td').allTextContents()
    const [kanji = '', kana = ''] = [
      await page.textContent('.found-name'),
      await page.textContent('.found-name + small'),
    ].map((text) => text ?? '')
    const [, year = '', month = '', day = ''] =
      /(\d{4})\/(\d{2})\/(\d{2})/.exec(cells.join(' ')) ?? []
    const hiragana = kana.replace(/[ァ-ヶ]/g, (letter) =>
      String.fromCodePoint((letter.codePointAt(0) ?? 0) - 0x60),
    )
    const showa = `S${Number(year) - 1925}.${Number(month)}.${Number(day)}`
    for (const query of [
      ...[id.replace(/^0+/, ''), kanji, kana, kana.slice(0, 3), hiragana],
      ...[`${year}${month}${day}`, `${year}-${month}-${day}`, showa],
    ]) {
      expect(await search(page, query), query).toContain(id)
    }
    expect(faults).toEqual([])
  })

  it('takes a scanned id and Enter to the confirmation, and never opens a chart unread', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    await page.locator('body').click()
    // A scanner is a fast keyboard that ends with CR and LF.
    await page.keyboard.type(inject('fullPatient'))
    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog[open]')
    await page.keyboard.press('Enter')
    expect(await page.textContent('.confirm-id')).toBe(inject('fullPatient'))
    expect(await page.locator('.banner').count()).toBe(0)
  })

  it('warns of the same name and lists who else has it, however the chart was found', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    await (await sameNamedRow(page)).click()
    const chosen = (await page.textContent('.confirm-id')) ?? ''
    const listed = () => page.locator('.same-name td:first-child').allTextContents()
    await page.waitForSelector('.same-name table')
    const others = await listed()
    expect(others.length).toBeGreaterThan(0)
    expect(others).not.toContain(chosen)
    await page.keyboard.press('Escape')
    // By id nobody else is on the screen.
    expect(await search(page, chosen)).toEqual([chosen])
    await page.locator('[data-patient-row]').click()
    await page.waitForSelector('.same-name table')
    expect((await listed()).toSorted()).toEqual(others.toSorted())
    expect(await page.locator('.same-name .missing').count()).toBe(0)
  })

  it('does not take the same-named on the screen for all of them when the server cannot be asked', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    const row = await sameNamedRow(page)
    await page.route('**/api/patients/search', (route) => route.fulfill({ status: 503 }))
    await row.click()
    await page.waitForSelector('.same-name .missing')
    expect(await page.textContent('.same-name .missing')).toContain('ほかにもいる可能性')
    expect(await page.locator('.same-name tr').count()).toBeGreaterThan(0)
  })

  it('does not take a cut list for all of the same name', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    const row = await sameNamedRow(page)
    await page.route('**/api/patients/search', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, json: { ...(await response.json()), truncated: true } })
    })
    await row.click()
    await page.waitForSelector('.same-name .missing')
  })

  it('says how it understood what it did not find', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    expect(await search(page, '1899-01-01')).toEqual([])
    expect(await page.textContent('.notice')).toContain('生年月日')
  })
})

describe('reading a chart', () => {
  it('shows the banner on every part, by the digits of the keyboard, and no identifier in the address', async () => {
    const { page, faults } = await openTerminal(browser)
    await signIn(page)
    const id = inject('fullPatient')
    await openChart(page, id)
    for (let part = 1; part <= 9; part += 1) {
      await page.keyboard.press(String(part))
      await page.waitForFunction(
        (at) => document.querySelectorAll('.tabs a')[at]?.getAttribute('aria-current') === 'page',
        part - 1,
      )
      expect(await page.textContent('.banner')).toContain(id)
      expect(await page.textContent('.read-only')).toBe('参照用・読み取り専用')
      expect(page.url()).not.toContain(id.replace(/^0+/, ''))
    }
    expect(faults).toEqual([])
  })

  it('keeps language and theme over a reload, and nothing else', async () => {
    const { page, faults } = await openTerminal(browser)
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('button', { name: 'Theme: auto' }).click()
    await page.reload()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    expect(await page.getAttribute('html', 'lang')).toBe('en')
    expect(await page.getAttribute('html', 'data-theme')).toBe('light')
    const kept = await page.evaluate(() => document.cookie.split('; ').sort())
    expect(kept).toEqual(['sansho-language=en', 'sansho-theme=light'])
    expect(faults).toEqual([])
  })

  it('asks for each part of a chart once, though banner and first screen both need it', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await openChart(page, inject('fullPatient'))
    await page.waitForLoadState('networkidle')
    expect(asked.filter((path) => path.endsWith('/summary'))).toHaveLength(1)
  })

  it('shows the first five of the first screen without scrolling', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    await openChart(page, inject('fullPatient'))
    for (const panel of ['dangers', 'medicines', 'problems', 'labs']) {
      const box = await page.locator(`.panel-${panel} header`).boundingBox()
      expect((box?.y ?? 900) + (box?.height ?? 0), panel).toBeLessThan(800)
    }
  })

  it('shows each result as the source wrote it, with its flag as a letter', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    const labs = page.waitForResponse((response) => response.url().endsWith('/labs'))
    await openChart(page, inject('fullPatient'))
    await page.keyboard.press('2')
    const answer = (await (await labs).json()) as LabsJson
    await page.waitForSelector('.item-button')
    const button = page.locator('.item-button').first()
    const name = (await button.textContent()) ?? ''
    await button.click()
    const item = answer.items.find((each) => name.startsWith(each.name))
    const expected = answer.results
      .filter((result) => result.item === item?.id)
      .map((result) => result.text)
      .sort()
    const values = page.locator('.item-detail tbody .value')
    await values.nth(expected.length - 1).waitFor()
    const shown = await values.allTextContents()
    expect(shown.sort()).toEqual(expected)
    const flagged = page.locator('.cumulative .sense-above .flag').first()
    if ((await flagged.count()) > 0) expect(await flagged.textContent()).toMatch(/^H/)
  })

  it('draws no more of a long table than is in sight', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    await openChart(page, inject('fullPatient'))
    await page.keyboard.press('2')
    await page.waitForSelector('.cumulative')
    const all = Number(await page.getAttribute('.cumulative', 'aria-colcount'))
    expect(all).toBeGreaterThan(30)
    await page.waitForFunction(() => document.querySelectorAll('.cumulative th.date').length < 20)
    await page.evaluate(() => document.querySelector('.labs-scroll')?.scrollTo(100_000, 0))
    const last = page.locator('.cumulative th.date').last()
    await last.waitFor()
    expect(await page.locator('.cumulative th.date').count()).toBeLessThan(20)
  })

  it('says in place what could not be read, and that allergies may be missing', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    await openChart(page, inject('damagedPatient'))
    expect(await page.textContent('.banner')).toMatch(/欠落 \d+件/)
    expect(await page.textContent('.banner')).toMatch(/アレルギー.*読/)
    expect(await page.textContent('.panel-medicines')).toMatch(/読めな.*\d+件/)
    expect(await page.textContent('.panel-labs')).toMatch(/読めな.*\d+件/)
    const nothingNow = page.locator('.panel-medicines', { hasText: '記録はありません' })
    if ((await nothingNow.count()) > 0) {
      expect(await nothingNow.textContent()).toContain('「ない」とは言えません')
    }
    await page.keyboard.press('2')
    await page.waitForSelector('.gap-notice')
    expect(await page.textContent('.gap-notice')).toContain('OML-11')
    await page.keyboard.press('9')
    await page.getByText('ファイルが空（0バイト）').waitFor()
    expect(await page.textContent('.chart-gaps')).toContain('暗号化または上書きされている')
    expect(await page.textContent('.chart-gaps')).toMatch(/データ時点（.*）より後に書かれた記録/)
    expect(await page.textContent('.gap-count')).toContain('バックアップ全体の欠落')
    await page.keyboard.press('5')
    await page.locator('.entry-order').first().waitFor()
    for (const kind of await page.locator('.entry-order .mark:first-of-type').allTextContents()) {
      expect(kind, 'tests that were asked for do not read as results without values').toMatch(
        /オーダー$/,
      )
    }
  })

  it('says once that a day is not in the backup, and beside each "no record" by a link', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    await page.route('**/summary', async (route) => {
      const answer = await route.fetch()
      const summary = await answer.json()
      const detail = '2022-10-03 to 2022-10-03: 1 day without a file, about 40 patients expected'
      const span = { area: 'other', dataType: '', date: '2022-10-03', reason: 'missing-days' }
      summary.patientGaps = [{ ...span, detail, source: 'ehr' }]
      await route.fulfill({ response: answer, json: summary })
    })
    await openChart(page, inject('emptyPatient'))
    await page.waitForSelector('.panel-encounters')
    const notice = page.locator('.chart-part > .gap-notice')
    expect(await notice.textContent()).toContain('「ない」を意味しません')
    expect(await notice.textContent()).toContain('2022/10/03')
    expect(await page.textContent('.summary')).not.toContain('とは言えません')
    expect(await page.locator('.summary .panel-gap').count()).toBe(0)
    for (const panel of ['medicines', 'labs', 'imaging', 'operation', 'discharge', 'documents']) {
      expect(await page.textContent(`.panel-${panel}`), panel).toContain('未収載の日あり')
    }
    await look(page, 'summary-lost-day')
    await page.click('.panel-labs a.missing')
    await page.waitForSelector('.chart-gaps')
  })

  it('says unknown and no record in words on a chart that holds nothing', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    await openChart(page, inject('emptyPatient'))
    expect(await page.textContent('.panel-labs')).toContain(
      'このバックアップに検査結果はありません',
    )
    for (const part of [3, 5, 6, 7, 8]) {
      await page.keyboard.press(String(part))
      await page.waitForSelector('.chart-part .notice')
      expect(await page.textContent('.chart-part .notice')).toContain('ありません')
    }
  })
})

describe('documents', () => {
  it('draws a PDF, shows a picture, and gives markup no rights', async () => {
    const { page, faults } = await openTerminal(browser)
    await signIn(page)
    await openChart(page, inject('documentPatient'))
    await page.keyboard.press('7')
    await page.waitForSelector('.document-button')
    const seen = { pdf: 0, picture: 0, markup: 0 }
    const buttons = page.locator('.document-button:visible')
    for (let at = 0; at < (await buttons.count()); at += 1) {
      await buttons.nth(at).click()
      await page.waitForSelector('.reader')
      const parts = page.locator('.reader-parts button')
      seen[await readPart(page)] += 1
      for (let part = 1; part < (await parts.count()); part += 1) {
        await parts.nth(part).click()
        seen[await readPart(page)] += 1
      }
      expect(await page.locator('.reader-parts', { hasText: '.css' }).count()).toBe(0)
      if (seen.pdf > 0 && seen.picture > 0 && seen.markup > 0) break
    }
    expect(Math.min(seen.pdf, seen.picture, seen.markup), JSON.stringify(seen)).toBeGreaterThan(0)
    expect(faults).toEqual([])
  })
})

describe('a fax', () => {
  it('of two pages, a TIFF in the backup, is read page by page', async () => {
    const { page, faults } = await openTerminal(browser)
    await signIn(page)
    await openChart(page, inject('faxPatient'))
    await page.keyboard.press('7')
    await page.waitForSelector('.document-button')
    await page.locator('.document-button:visible', { hasText: '紹介状' }).last().click()
    await page.waitForSelector('.pdf canvas')
    expect(await page.locator('.pdf figcaption').allTextContents()).toEqual([
      '1 / 2 ページ',
      '2 / 2 ページ',
    ])
    expect(await page.textContent('.reader')).toContain('TIFF')
    // Both pages are drawn: a sheet with ink on it, and more paper than ink.
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLCanvasElement>('.pdf canvas')].every((canvas) => {
        const { width, height } = canvas
        const dots = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? []
        let black = 0
        for (let at = 0; at < dots.length; at += 4) {
          if ((dots[at] ?? 255) < 80 && dots[at + 3] === 255) black += 1
        }
        return black > 500 && black < (width * height) / 2
      }),
    )
    await look(page, 'document-fax')
    expect(faults).toEqual([])
  })
})

/** Waits until the part that is shown can be read, and says what kind it is. */
async function readPart(page: Page): Promise<'pdf' | 'picture' | 'markup'> {
  await page.waitForSelector('.pdf canvas, .reader-picture, .reader-frame')
  if ((await page.locator('.reader-frame').count()) > 0) {
    expect(await page.getAttribute('.reader-frame', 'sandbox')).toBe('')
    return 'markup'
  }
  if ((await page.locator('.reader-picture').count()) > 0) {
    await page.waitForFunction(
      () => (document.querySelector<HTMLImageElement>('.reader-picture')?.naturalWidth ?? 0) > 0,
    )
    return 'picture'
  }
  // The text that pdf.js reads out of the page names what is drawn.
  await page.waitForFunction(() =>
    /[ぁ-ん一-龠]/.test(document.querySelector('.pdf canvas')?.ariaLabel ?? ''),
  )
  expect(await page.locator('.pdf .failure').count()).toBe(0)
  return 'pdf'
}

interface LabsJson {
  items: { id: number; name: string }[]
  results: { item: number; text: string }[]
}

describe('leaving', () => {
  it('keeps nothing of a chart when the browser goes back, and opens none by its address', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    const id = inject('fullPatient')
    await openChart(page, id)
    await page.keyboard.press('3')
    await page.goBack()
    await page.waitForSelector('.recent-patients')
    // The list of charts opened last names the patient on purpose; nothing else does.
    const beside = await page.evaluate(() => {
      document.querySelector('.recent-patients')?.replaceChildren()
      return document.documentElement.outerHTML
    })
    expect(beside).not.toContain(id)
    expect(await page.locator('.banner').count()).toBe(0)
    await page.goForward()
    await page.waitForSelector('#find-box')
    await page.goto(`${inject('address')}/chart/labs`)
    await page.waitForSelector('#find-box')
    expect(await page.locator('.banner').count()).toBe(0)
  })

  it('puts nothing into the browser and clears the screen on signing out', async () => {
    const { page, faults } = await openTerminal(browser)
    await signIn(page)
    await openChart(page, inject('fullPatient'))
    const kept = await page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
    }))
    expect(kept).toEqual({ local: 0, session: 0, databases: 0, caches: 0 })
    await page.getByRole('button', { name: 'サインアウト' }).click()
    await page.waitForSelector('.sign-in')
    await page.getByText('サインアウトしました').waitFor()
    expect(await page.content()).not.toContain(inject('fullPatient'))
    expect(faults).toEqual([])
  })

  it('clears the screen on signing out even when the server is gone, and says that it is', async () => {
    const own = await serve(inject('dataDirectory'))
    const { page } = await openTerminal(browser, own.address)
    await signIn(page)
    await openChart(page, inject('fullPatient'))
    await own.stop()
    await page.getByRole('button', { name: 'サインアウト' }).click()
    await page.waitForSelector('.sign-in')
    expect(await page.content()).not.toContain(inject('fullPatient'))
    expect(await page.textContent('.sign-in [role=status]')).toContain('まだ伝わっていません')
  })

  it('says that the server is lost while a chart is open, and clears it after the grace time', async () => {
    const own = await serve(inject('dataDirectory'))
    const { page } = await openTerminal(browser, own.address)
    await page.clock.install()
    await signIn(page)
    await openChart(page, inject('fullPatient'))
    await own.stop()
    await page.clock.runFor(40_000)
    await page.waitForSelector('.server-lost')
    expect(await page.textContent('.banner')).toContain(inject('fullPatient'))
    // Somebody is there: else the screen would lock before.
    for (let minute = 0; minute < 6; minute += 1) {
      await page.mouse.move(100 + minute, 300)
      await page.clock.runFor(60_000)
    }
    await page.waitForSelector('#find-box')
    expect(await page.content()).not.toContain(inject('fullPatient'))
    expect(await page.textContent('.server-lost')).toContain('消去しました')
  })
})

describe('the screen itself', () => {
  it('switches language and theme in place', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    await page.getByRole('button', { name: 'English' }).click()
    expect(await page.getAttribute('html', 'lang')).toBe('en')
    expect(await page.textContent('.read-only')).toContain('read-only')
    await page.getByRole('button', { name: 'Theme: auto' }).click()
    await page.getByRole('button', { name: 'Theme: light' }).click()
    expect(await page.getAttribute('html', 'data-theme')).toBe('dark')
    await page.keyboard.press('Escape')
    await page.locator('h1').first().focus()
    await page.keyboard.press('?')
  })

  it('can be read with text twice as large: nothing is cut off sideways', async () => {
    const { page } = await openTerminal(browser)
    await signIn(page)
    await openChart(page, inject('fullPatient'))
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%'
    })
    for (let part = 1; part <= 9; part += 1) {
      await page.keyboard.press(String(part))
      await page.waitForFunction(() => document.querySelector('.waiting') === null)
      // A part that is just being laid out may stand out for a moment; what stays so is cut off.
      await expect
        .poll(() => hiddenSideways(page), { message: `part ${part}`, timeout: 10_000 })
        .toBe(0)
    }
  })

  it('names no address outside in anything that was built', () => {
    const dist = 'dist'
    const foreign = readdirSync(dist, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(js|mjs|css|html)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      // pdf.js carries names of vocabularies; what it asks for is watched while a PDF is read.
      .filter((file) => !file.includes('/pdf'))
      .map((file) => readFileSync(file, 'utf8').replace(/\/\*![\s\S]*?\*\//g, ''))
      .flatMap((code) => [...code.matchAll(/https?:\/\/[\w.-]+/g)])
      .map((match) => match[0])
      // Names of XML vocabularies: identifiers that nobody fetches.
      .filter((address) => !address.includes('://www.w3.org'))
    expect(foreign).toEqual([])
  })
})

/** How many pixels the page is wider than the window: what would be out of reach. */
function hiddenSideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
}

describe('one’s own passphrase', () => {
  it('is changed behind one’s name: the old one no longer signs in', async () => {
    const file = join(inject('dataDirectory'), 'passphrase-of-suzuki')
    const [before, after] = ['amber lantern kettle forty', 'walnut river seven bridge']
    writeFileSync(file, `${before}\n`)
    const added = spawnSync(
      new URL('../../scripts/sansho', import.meta.url).pathname,
      ['user', 'add', 'suzuki', '--password-file', file, '--data', inject('dataDirectory')],
      { encoding: 'utf8' },
    )
    rmSync(file)
    expect(added.status, added.stderr).toBe(0)
    const { page } = await openTerminal(browser)
    const enter = async (password: string) => {
      await page.fill('input[name=user]', 'suzuki')
      await page.fill('input[name=password]', password)
      await page.click('.sign-in button[type=submit]')
    }
    const change = async (current: string, next: string, again: string) => {
      await page.fill('input[name=current]', current)
      await page.fill('input[name=next]', next)
      await page.fill('input[name=again]', again)
      await page.click('.change-passphrase button[type=submit]')
    }
    await enter(before)
    await page.click('.frame-user')
    await change(before, after, 'walnut river seven bridges')
    await page.getByText('2回とも同じではありません').waitFor()
    await change(before, 'passwordpassword', 'passwordpassword')
    await page.getByText('16文字以上で').waitFor()
    await change('something else', after, after)
    await page.getByText('今のパスワードが違います').waitFor()
    await change(before, after, after)
    await page.getByText('パスワードを変更しました').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'サインアウト' }).click()
    await enter(before)
    await page.getByText('利用者名またはパスワードが違います').waitFor()
    await enter(after)
    await page.waitForSelector('#find-box')
  })
})

/** Somebody of the demo hospital whose name another patient has, found by the beginning of the kana. */
async function sameNamedRow(page: Page) {
  for (const kana of 'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨワ') {
    await search(page, kana)
    const row = page.locator('tr', { hasText: '同姓同名あり' }).first()
    if ((await row.count()) > 0) return row.locator('[data-patient-row]')
  }
  throw new Error('the demo hospital has no patients of the same name')
}
