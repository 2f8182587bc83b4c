/** Coordinator, IT and auditor at their screens, and a nurse who comes in by the badge that was just printed. */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { codeOf } from '../../server/access/one-time-code.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { PASSWORD, USER } from './hospital.ts'
import { look, SHOTS } from './look.ts'
import { openBrowser, openChart, openTerminal, signIn, signInToOffice } from './terminal.ts'

const SANSHO = new URL('../../scripts/sansho.ts', import.meta.url).pathname

let browser: Browser
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  browser = await openBrowser()
})
afterAll(() => browser.close())

interface MadeBadge {
  readonly secret: string
  readonly pin: string
  readonly serial: number
}

describe('the coordinator', () => {
  it('opens a place with a reason, posts a notice, sees who has read it, and withdraws it', async () => {
    const { page, faults } = await openTerminal(browser)
    await signInToOffice(page, 'the-coordinator')
    const er = page.getByRole('row', { name: /救急外来/ })
    await er.getByRole('button', { name: '開ける' }).click()
    await page.getByLabel('理由').fill('職員がそろった')
    await page.locator('dialog').getByRole('button', { name: '開ける' }).click()
    await er.getByText('開いています').waitFor()
    await er.getByRole('button', { name: '閉じる' }).click()
    await page.getByLabel('理由').fill('試しただけ')
    await page.locator('dialog').getByRole('button', { name: '閉じる' }).click()
    await er.getByText('閉じています').waitFor()

    await page.getByLabel('新しいお知らせ').fill('検査室の電話は 5501')
    await page.getByRole('button', { name: '掲示する' }).click()
    await page.locator('.notice-list').getByText('検査室の電話は 5501').waitFor()
    const nurse = await openTerminal(browser)
    await signIn(nurse.page)
    await nurse.page.getByText('検査室の電話は 5501').waitFor()
    await nurse.page.getByRole('button', { name: '確認しました' }).click()
    await nurse.page.getByText('確認済み').waitFor()
    await look(page, 'office-phases')
    await page.reload()
    await page.getByText('確認 1人').waitFor()
    await page.getByRole('button', { name: '取り下げる' }).click()
    await page.getByText('取り下げ済み').waitFor()
    await nurse.page.getByText('検査室の電話は 5501').waitFor({ state: 'detached' })
    await page.click('nav a[href="/wards"]')
    await page.waitForSelector('.ward-card')
    expect(await page.locator('a.ward-card').count()).toBe(0)
    await page.goto(`${inject('address')}/find`)
    await page.waitForSelector('.office h1')
    expect(await page.locator('#find-box').count()).toBe(0)
    expect(faults).toEqual([])
  })
})

describe('IT', () => {
  it('prints a badge and its PIN apart; scanned at the sign-in and at a locked screen they let its person in, until it is lost', async () => {
    const { page, faults } = await openTerminal(browser)
    await signInToOffice(page, 'the-it')
    await page.getByLabel('選ぶ clinician 田中').check()
    await look(page, 'office-people')
    await page.getByRole('button', { name: '選んだ1人のバッジを作る' }).click()
    const issued = page.waitForResponse((each) => each.url().endsWith('/api/badges'))
    await page.locator('dialog').getByRole('button', { name: '選んだ1人' }).click()
    const [badge] = ((await (await issued).json()) as { badges: MadeBadge[] }).badges
    if (badge === undefined) throw new Error('no badge was made')
    await page.evaluate(() => {
      window.print = () => {}
    })
    await page.getByRole('button', { name: 'バッジを印刷' }).click()
    await page.waitForSelector('.badge-card', { state: 'attached' })
    const cards = (await page.locator('.paper').textContent()) ?? ''
    expect(cards).toContain('clinician 田中')
    expect(cards).not.toContain(badge.pin)
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    await page.getByRole('button', { name: 'PINの用紙' }).click()
    await page.waitForSelector('.pin-letter', { state: 'attached' })
    const letters = (await page.locator('.paper').innerHTML()) ?? ''
    expect(letters).toContain(badge.pin)
    expect(letters).not.toContain(badge.secret)
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    await look(page, 'office-badges')
    await page.locator('dialog').getByRole('button', { name: '閉じる' }).click()

    const nurse = (await openTerminal(browser)).page
    await nurse.locator('input[name=user]').pressSequentially(badge.secret)
    // As a scanner ends.
    await nurse.keyboard.press('Enter')
    await nurse.getByText('バッジを読み取りました').waitFor()
    expect(await nurse.content()).not.toContain(badge.secret)
    await nurse.keyboard.type(badge.pin)
    await nurse.keyboard.press('Enter')
    await nurse.waitForSelector('#find-box')
    await openChart(nurse, inject('fullPatient'))
    await nurse.getByRole('button', { name: 'ロック', exact: true }).click()
    await nurse.locator('input[name=password]').pressSequentially(badge.secret)
    await nurse.getByText('バッジを読み取りました').waitFor()
    await nurse.keyboard.type(badge.pin)
    await nurse.keyboard.press('Enter')
    await nurse.waitForSelector('.banner')

    const row = page.getByRole('row', { name: /the-clinician/ })
    await row.getByText(`No. ${badge.serial}`).waitFor()
    await row.getByRole('button', { name: 'バッジ紛失' }).click()
    await page.getByRole('button', { name: '失効させる' }).click()
    await row.getByText('なし').first().waitFor()
    await nurse.keyboard.press('2')
    await nurse.waitForSelector('.sign-in')
    await nurse.locator('input[name=user]').pressSequentially(badge.secret)
    await nurse.keyboard.type(badge.pin)
    await nurse.keyboard.press('Enter')
    await nurse.getByText('このバッジは使えないか').waitFor()
    expect(faults).toEqual([])
  })

  it('adds a person, shows the password once, sees who is signed in, and ends it', async () => {
    const { page, faults } = await openTerminal(browser)
    await signInToOffice(page, 'the-it')
    await page.getByRole('button', { name: '利用者を追加' }).click()
    await page.getByLabel('氏名').fill('加藤 花')
    await page.getByLabel('利用者名').fill('kato')
    await page.getByLabel('最後の日').fill('12/31/2099')
    await page.locator('dialog button[type=submit]').click()
    await page.getByText('この日付は読めません').waitFor()
    await page.getByLabel('最後の日').fill('2099/12/31')
    await page.locator('dialog button[type=submit]').click()
    const password = (await page.locator('.handed-out').textContent()) ?? ''
    expect(password).toMatch(/^[a-z0-9]{5}(-[a-z0-9]{5}){3}$/)
    await page.locator('dialog').getByRole('button', { name: '閉じる' }).click()
    const kato = (await openTerminal(browser)).page
    await kato.fill('input[name=user]', 'kato')
    await kato.fill('input[name=password]', password)
    await kato.click('button[type=submit]')
    await kato.waitForSelector('#find-box')
    await page.click('nav a[href="/sessions"]')
    const row = page.getByRole('row', { name: /kato/ })
    await row.waitFor()
    await look(page, 'office-sessions')
    await row.getByRole('button', { name: '終わらせる' }).click()
    await page.getByLabel('理由').fill('置き忘れ')
    await page.locator('dialog').getByRole('button', { name: '終わらせる' }).click()
    await row.waitFor({ state: 'detached' })
    await kato.click('nav a[href="/wards"]')
    await kato.waitForSelector('.sign-in')
    await page.click('nav a[href="/terminals"]')
    await page.getByText('登録された端末はありません').waitFor()
    await look(page, 'office-terminals')
    expect(faults).toEqual([])
  })
})

describe('a restricted chart', () => {
  const restricted = (...args: string[]) => {
    const all = ['restricted', ...args, '--reason', '職員', '--data', inject('dataDirectory')]
    const done = spawnSync(process.execPath, [SANSHO, ...all], { encoding: 'utf8' })
    expect(done.status, done.stderr).toBe(0)
  }

  it('is named by a ward’s list and map, which say nothing of what stands in it', async () => {
    const { page, faults } = await openTerminal(browser)
    await signIn(page)
    await page.click('nav a[href="/wards"]')
    await page.click('.ward-card')
    const row = page.locator('tr.choosable').first()
    const patientId = (await row.locator('td').nth(1).innerText()).trim()
    restricted('add', patientId)
    await page.reload()
    await row.getByText('制限付き（理由を入れて開く）').waitFor()
    expect(await row.innerText()).toContain(patientId)
    expect(await row.innerText()).not.toMatch(/あり|なし|不明/)
    await look(page, 'ward-restricted')
    await page.getByRole('button', { name: '病床マップ' }).click()
    const bed = page.locator('.bed', { hasText: patientId })
    expect(await bed.innerText()).toContain('制限付き')
    expect(await bed.innerText()).not.toContain('アレルギー')
    await look(page, 'ward-map-restricted')
    restricted('remove', patientId)
    expect(faults).toEqual([])
  })

  it('opens when a reason is given, and the auditor sees it first', async () => {
    const patientId = inject('emptyPatient')
    restricted('add', patientId)
    const nurse = (await openTerminal(browser)).page
    await signIn(nurse)
    await nurse.fill('#find-box', patientId)
    await nurse.press('#find-box', 'Enter')
    await nurse.click('dialog .primary')
    await nurse.getByText('閲覧が制限されたカルテです').waitFor()
    await look(nurse, 'confirm-reason')
    await nurse.getByRole('button', { name: '救急対応' }).click()
    await nurse.click('dialog .primary')
    await nurse.waitForSelector('.banner')
    const { page, faults } = await openTerminal(browser)
    await signInToOffice(page, 'the-auditor')
    const first = page.locator('section[aria-labelledby=restricted-title]')
    await first.getByRole('row', { name: new RegExp(`${USER}.*救急対応`) }).waitFor()
    restricted('remove', patientId)
    expect(faults).toEqual([])
  })
})

describe('the auditor', () => {
  it('finds who opened a chart, and has the log verified', async () => {
    const nurse = await openTerminal(browser)
    await signIn(nurse.page)
    await openChart(nurse.page, inject('fullPatient'))
    const { page, faults } = await openTerminal(browser)
    const collector = { address: 'syslog:6514', connected: false, behind: 12, problem: 'ETIMEDOUT' }
    await page.route('**/api/log/delivery', (route) =>
      route.fulfill({
        json: { collector: { ...collector, oldestAt: '2026-11-01T00:30:00.000Z' } },
      }),
    )
    await signInToOffice(page, 'the-auditor')
    await page.getByText('まだ届いていない記録 12件（2026/11/01 09:30 から）').waitFor()
    await page.getByLabel('患者ID').fill(inject('fullPatient'))
    await page.getByLabel('種類').fill('chart.')
    await page.getByRole('button', { name: '調べる' }).click()
    await page
      .getByRole('row', { name: new RegExp(`${USER}.*chart\\.open`) })
      .first()
      .waitFor()
    await page.getByLabel('いつから').fill('10/31/2022')
    await page.getByRole('button', { name: '調べる' }).click()
    await page.getByText('この日時は読めません').waitFor()
    await page.getByLabel('いつから').fill('2022/10/31 09:10')
    await page.getByLabel('いつまで').fill('2022/10/31')
    await page.getByRole('button', { name: '調べる' }).click()
    await page.getByText('当てはまる記録はありません').waitFor()
    await page.getByLabel('いつまで').fill('')
    await page.getByRole('button', { name: '調べる' }).click()
    await page
      .getByRole('row', { name: /chart\.open/ })
      .first()
      .waitFor()
    await page.getByRole('button', { name: '完全かどうか' }).click()
    await page.getByText('完全です').waitFor()
    await look(page, 'office-log')
    expect(page.url()).not.toContain(inject('fullPatient'))
    expect(faults).toEqual([])
  })
})

describe('somebody whose password is good once', () => {
  it('chooses their own at the first sign-in, registers an authenticator app, and gives its code from then on', async () => {
    const data = inject('dataDirectory')
    const added = spawnSync(
      process.execPath,
      [SANSHO, 'user', 'add', 'second', '--role', 'auditor', '--data', data],
      { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
    )
    const oneTime = /(?:\w{5}-){3}\w{5}/.exec(added.stdout)?.[0] ?? ''
    const state = openStateDatabase(data)
    const until = new Date(Date.now() + 600_000).toISOString()
    state.prepare(`UPDATE account SET one_time_until = ? WHERE user = 'second'`).run(until)
    state.close()

    const { page, faults } = await openTerminal(browser)
    const enter = async (password: string) => {
      await page.fill('input[name=user]', 'second')
      await page.fill('input[name=password]', password)
      await page.click('button[type=submit]')
    }
    await enter(oneTime)
    await page.getByText('一度だけ使えるパスワードです').waitFor()
    await page.fill('input[name=next]', PASSWORD)
    await page.fill('input[name=again]', `${PASSWORD} `)
    await page.click('button[type=submit]')
    await page.getByText('2回とも同じではありません').waitFor()
    await look(page, 'sign-in-own')
    await page.fill('input[name=next]', PASSWORD)
    await page.fill('input[name=again]', PASSWORD)
    await page.click('button[type=submit]')
    await page.waitForSelector('.office h1')

    await page.click('.frame-user')
    await page.getByRole('button', { name: '認証アプリ' }).click()
    await page.fill('dialog input[name=password]', PASSWORD)
    await page.getByRole('button', { name: 'QRコードを表示する' }).click()
    await page.waitForSelector('.qr-code')
    const secret = (await page.locator('dialog output').textContent())?.replaceAll(' ', '') ?? ''
    await look(page, 'second-factor')
    const code = (steps: number) =>
      codeOf(unBase32(secret), Math.floor(Date.now() / 30_000) + steps)
    await page.fill('dialog input[name=code]', code(-1))
    await page.getByRole('button', { name: '登録する' }).click()
    await page.getByText('登録しました').waitFor()
    await page.getByRole('button', { name: '閉じる' }).click()
    await page.getByRole('button', { name: 'サインアウト' }).click()

    await page.waitForSelector('input[name=user]')
    await enter(PASSWORD)
    await page.getByLabel('認証アプリの6桁のコード').fill('000')
    await page.click('button[type=submit]')
    await page.getByText('コードが違うか').waitFor()
    await look(page, 'sign-in-code')
    await page.getByLabel('認証アプリの6桁のコード').fill(code(0))
    await page.click('button[type=submit]')
    await page.waitForSelector('.office h1')
    expect(faults).toEqual([])

    const it = await openTerminal(browser)
    await it.page.clock.install({ time: Date.now() + 300_000 })
    await it.page.reload()
    await it.page.getByText('この端末の時計は装置より約5分進んでいます').waitFor()
    await signInToOffice(it.page, 'the-it')
    await it.page
      .getByRole('row', { name: /second/ })
      .getByRole('button', { name: '変更' })
      .click()
    await it.page.getByRole('button', { name: '認証アプリの登録を外す' }).click()
    await it.page.getByLabel('理由').fill('スマートフォンをなくした')
    await it.page.locator('dialog').getByRole('button', { name: '認証アプリの登録を外す' }).click()
    await it.page.locator('dialog').waitFor({ state: 'detached' })
    await page.click('nav a[href="/log"]')
    await page.getByRole('button', { name: '完全かどうか' }).click()
    await page.waitForSelector('.sign-in')
    await enter(PASSWORD)
    await page.waitForSelector('.office h1')
  })
})

function unBase32(text: string): Buffer {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...text].map((each) => letters.indexOf(each).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
