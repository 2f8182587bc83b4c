/** What comes out of the printer: read back from the PDF that the browser's own print makes, page by page. */

import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { DocumentsAnswer } from '../../model/api/chart/documents.ts'
import { openBrowser, openChart, openTerminal, signIn } from './terminal.ts'

const PAPERS = 'test-results/papers'
const MAPS = join(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'), '../cmaps/')
/** A4 in points, and what rounding to whole pixels may do to it. */
const A4 = { width: 595, height: 842 }
const ROUNDING = 3
/** Narrowest bar in mm that a label printer of 203 dpi still prints apart from its neighbour. */
const LEAST_MODULE = 0.19
/** Of a chart whose allergy list was emptied: said whether others are known from elsewhere or not. */
const UNREADABLE_ALLERGY =
  /アレルギー: 読取不能|アレルギー情報に読めないものあり|読めなかったもの \d+件: [^\n]*ADT-61/

let browser: Browser
beforeAll(async () => {
  mkdirSync(PAPERS, { recursive: true })
  browser = await openBrowser()
})
afterAll(() => browser.close())

interface PrintedPage {
  readonly text: string
  readonly width: number
  readonly height: number
  /** Lowest and rightmost edge that any letter reaches, in points from the top left. */
  readonly bottom: number
  readonly right: number
  /** Pictures that are drawn on it. */
  readonly pictures: number
}

describe.each([
  ['fullPatient', 'er'],
  ['fullPatient', 'or'],
  ['fullPatient', 'ward'],
  ['fullPatient', 'transfer'],
  ['emptyPatient', 'transfer'],
  ['damagedPatient', 'transfer'],
] as const)('packet of %s for %s', (which, preset) => {
  it('takes two clicks; every page says whose it is, as of when, and n of m', async () => {
    const { page, faults } = await terminal()
    await openChart(page, inject(which))
    const who = await identity(page)
    const pages = await print(page, `${which}-${preset}`, async () => {
      await page.click('.print-button')
      await page.click(`[data-preset=${preset}]`)
    })
    expectRunningHeads(pages, who)
    expectNothingCut(pages)
    const all = pages.map((each) => each.text).join('\n')
    expect(all).toContain('現在の薬')
    expect(all).toMatch(/アレルギー(あり|なし\(確認済\)|: 記録なし\(不明\)|: 読取不能)/)
    expect(await page.locator('.paper').count(), 'the paper is gone afterwards').toBe(0)
    expect(faults).toEqual([])
    await page.context().close()
  })
})

describe('a packet', () => {
  it('is written down before it is printed, and not printed when it cannot be', async () => {
    const { page } = await terminal()
    await openChart(page, inject('fullPatient'))
    const calls: string[] = []
    await page.exposeFunction('noteCall', (call: string) => calls.push(call))
    await page.evaluate(() => {
      window.print = () =>
        void (window as unknown as { noteCall(c: string): void }).noteCall('print')
    })
    await page.route('**/prints', async (route) => {
      calls.push('logged')
      await route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: 'urn:sansho:problem:not-logged', title: '', status: 503 }),
      })
    })
    await page.click('.print-button')
    await page.click('[data-preset=er]')
    await page.waitForSelector('.print-dialog [role=alert]')
    expect(calls).toEqual(['logged'])
    expect(await page.locator('.paper:not(.paper-measuring)').count()).toBe(0)
    const pages = await readPdf(await page.pdf({ preferCSSPageSize: true }))
    expect(pages.map((each) => each.text).join('')).toContain('画面は印刷できません')
    expect(pages.map((each) => each.text).join('')).not.toContain(inject('fullPatient'))
    await page.context().close()
  })

  it('names its form and preset to the access log, and no patient in the address', async () => {
    const { page } = await terminal()
    await openChart(page, inject('fullPatient'))
    const sent = page.waitForRequest((request) => request.url().endsWith('/prints'))
    await print(page, 'logged', async () => {
      await page.click('.print-button')
      await page.click('[data-preset=or]')
    })
    const request = await sent
    expect(request.postDataJSON()).toMatchObject({ form: 'packet', preset: 'or' })
    expect((await request.response())?.status()).toBe(204)
    expect(request.url()).not.toContain(inject('fullPatient'))
    await page.context().close()
  })

  it('prints a screen never, whatever the keyboard says', async () => {
    const { page } = await terminal()
    await openChart(page, inject('fullPatient'))
    const text = (await readPdf(await page.pdf({ preferCSSPageSize: true })))
      .map((each) => each.text)
      .join('')
    expect(text).toContain('画面は印刷できません')
    expect(text).not.toContain(inject('fullPatient'))
    await page.context().close()
  })

  it('prints the gaps of a damaged chart where the facts would have stood', async () => {
    const { page } = await terminal()
    await openChart(page, inject('damagedPatient'))
    const pages = await print(page, 'damaged-gaps', async () => {
      await page.click('.print-button')
      await page.click('[data-preset=er]')
    })
    const all = pages.map((each) => each.text).join('\n')
    const labs = all.slice(all.indexOf('検査'))
    expect(all).toMatch(UNREADABLE_ALLERGY)
    expect(labs).toMatch(/(読めなかったもの|読めない・欠けているもの) \d+件: [^\n]*OML-11/)
    await page.context().close()
  })

  it('keeps what the source flagged by its letter, and repeats the heads of tables', async () => {
    const { page } = await terminal()
    await openChart(page, inject('fullPatient'))
    const pages = await print(page, 'full-labs', async () => {
      await page.keyboard.press('p')
      await page.waitForSelector('.print-dialog')
      await page.click('[data-preset=transfer]')
    })
    const labPages = pages.filter((each) => /(mg\/dL|U\/L)\s+[<\d]/.test(each.text))
    expect(labPages.length).toBeGreaterThan(0)
    for (const each of labPages) expect(each.text).toMatch(/項目\s*単位\s*基準値/)
    expect(labPages.map((each) => each.text).join('')).toMatch(/\d\s+[HL]\b/)
    await page.context().close()
  })

  it('is made of the parts that were chosen, in English too', async () => {
    const { page, faults } = await terminal()
    await openChart(page, inject('fullPatient'))
    await page.getByRole('button', { name: 'English' }).click()
    const pages = await print(page, 'chosen-en', async () => {
      await page.click('.print-button')
      await page.click('.print-box > summary')
      for (const part of await page.locator('.print-parts input:not(:disabled)').all()) {
        await part.uncheck()
      }
      await page.getByLabel('Problems').check()
      await page.getByRole('button', { name: 'Print the chosen parts' }).click()
    })
    const all = pages.map((each) => each.text).join('\n')
    expect(all).toContain('Reference copy, not the original')
    expect(all).toContain('Problems (active)')
    expect(all).not.toContain('Current medicines')
    expect(faults).toEqual([])
    await page.context().close()
  })
})

describe('forms, labels and the wristband', () => {
  it.each([
    ['経過記録用紙', 'PN'],
    ['指示・オーダー用紙', 'OS'],
    ['検査依頼用紙', 'LR'],
    ['与薬記録用紙', 'MR'],
  ])('%s is one A4 page with identity, allergies and its barcode', async (form, code) => {
    const { page } = await terminal()
    await openChart(page, inject('damagedPatient'))
    const who = await identity(page)
    const toDialog = async () => {
      await page.click('.print-button')
      await page.getByRole('button', { name: form }).click()
    }
    const pages = await print(page, `form-${code}`, toDialog, () => expectReadableBars(page, 1))
    expect(pages.length).toBe(1)
    expectRunningHeads(pages, who)
    expectNothingCut(pages)
    expect(pages[0]?.text).toMatch(new RegExp(`${who.id}/${code}/\\d{12}`))
    expect(pages[0]?.text).toMatch(UNREADABLE_ALLERGY)
    expect(pages[0]?.text).toContain('署名')
    await page.context().close()
  })

  it.each([
    ['a4-21', 21, 210, 297],
    ['a4-24', 24, 210, 297],
    ['a4-44', 44, 210, 297],
    ['roll-60x30', 1, 60, 30],
    ['roll-50x30', 1, 50, 30],
  ])(
    'labels of %s: %i on a page, whole, with a barcode that scanners read',
    async (size, count, width, height) => {
      const { page } = await terminal()
      await openChart(page, inject('fullPatient'))
      const who = await identity(page)
      const toDialog = async () => {
        await page.click('.print-button')
        await page.getByLabel('用紙').selectOption(size)
        await page.getByRole('button', { name: 'ラベルを印刷' }).click()
      }
      const pages = await print(page, `labels-${size}`, toDialog, async () => {
        await expectReadableBars(page, count)
        const cut = await page
          .locator('.label')
          .evaluateAll((labels) =>
            labels
              .filter(
                (label) =>
                  label.scrollHeight > label.clientHeight + 1 ||
                  label.scrollWidth > label.clientWidth + 1,
              )
              .map((label) => label.textContent),
          )
        expect(cut).toEqual([])
      })
      expect(pages.length).toBe(1)
      expect(Math.abs((pages[0]?.width ?? 0) - (width / 25.4) * 72)).toBeLessThan(ROUNDING)
      expect(Math.abs((pages[0]?.height ?? 0) - (height / 25.4) * 72)).toBeLessThan(ROUNDING)
      const text = pages[0]?.text ?? ''
      for (const fact of [who.name, who.birth, '血液型(参考)', '参照用・原本ではない', '(nurse)']) {
        expect(text.split(fact).length - 1, fact).toBe(count)
      }
      await page.context().close()
    },
  )

  it('the wristband is a page of its own size', async () => {
    const { page } = await terminal()
    await openChart(page, inject('fullPatient'))
    const who = await identity(page)
    const toDialog = async () => {
      await page.click('.print-button')
      await page.getByRole('button', { name: /リストバンド/ }).click()
    }
    const pages = await print(page, 'wristband', toDialog, () => expectReadableBars(page, 1))
    expect(pages.length).toBe(1)
    expect(Math.abs((pages[0]?.width ?? 0) - (279 / 25.4) * 72)).toBeLessThan(ROUNDING)
    expect(Math.abs((pages[0]?.height ?? 0) - (25 / 25.4) * 72)).toBeLessThan(ROUNDING)
    for (const fact of Object.values(who)) expect(pages[0]?.text).toContain(fact)
    await page.context().close()
  })
})

describe('the letters of labels and the wristband', () => {
  it('are as large as their stock allows, and smaller only where a name is long: nothing of it is cut', async () => {
    const { page } = await terminal()
    await page.route('**/summary', async (route) => {
      const answer = await route.fetch()
      const summary = await answer.json()
      Object.assign(summary.banner, {
        name: '勅使河原伊集院　龍之介清右衛門左近太夫',
        deceased: true,
      })
      summary.banner.kana = 'テシガワライジュウイン　リュウノスケセイエモンサコンダユウ'
      await route.fulfill({ response: answer, json: summary })
    })
    await openChart(page, inject('fullPatient'))
    const fits: number[] = []
    for (const size of ['a4-21', 'a4-44', 'roll-50x30']) {
      const toDialog = async () => {
        await page.click('.print-button')
        await page.getByLabel('用紙').selectOption(size)
        await page.getByRole('button', { name: 'ラベルを印刷' }).click()
      }
      const [first] = await print(page, `long-name-${size}`, toDialog, async () => {
        const label = page.locator('.label').first()
        const cut = await label.evaluate(
          (each) => each.scrollHeight > each.clientHeight || each.scrollWidth > each.clientWidth,
        )
        expect(cut, size).toBe(false)
        fits.push(
          await label.evaluate((each) => Number(getComputedStyle(each).getPropertyValue('--fit'))),
        )
      })
      expect(first?.text.replace(/\s/g, '')).toContain('勅使河原伊集院龍之介清右衛門左近太夫')
      expect(first?.text).toContain('死亡')
      await page.keyboard.press('Escape')
    }
    expect(Math.max(...fits), String(fits)).toBeLessThan(1)
    expect(Math.min(...fits), String(fits)).toBeGreaterThan(0.5)
    await page.context().close()
  })
})

describe('documents of a period', () => {
  it('print every document with its title and date, PDFs and scans page by page', async () => {
    const { page } = await terminal()
    await openChart(page, inject('documentPatient'))
    const drawn = page
      .waitForResponse((response) => response.url().endsWith('/documents'))
      .then(async (response) => ((await response.json()) as DocumentsAnswer).documents)
    const who = await identity(page)
    const pages = await print(page, 'documents', async () => {
      await page.click('.print-button')
      await page.getByLabel('順番').selectOption('newest')
      await page.getByRole('button', { name: '文書を印刷' }).click()
    })
    expectRunningHeads(pages, who)
    expectNothingCut(pages)
    const all = pages.map((each) => each.text).join('\n')
    const originals = (await drawn)
      .filter(({ standing }) => standing === 'current')
      .flatMap(({ parts }) => parts)
      .filter(({ mediaType }) => /^(application\/pdf|image\/)/.test(mediaType))
    expect(originals.length).toBeGreaterThan(1)
    expect(all.split(/1 \/ \d+ ページ/).length - 1).toBe(originals.length)
    for (const { name } of originals) expect(all).toContain(name)
    expect(pages.filter((each) => each.pictures > 0).length).toBeGreaterThan(1)
    const days = [...all.matchAll(/(\d{4}\/\d{2}\/\d{2})(?: \d{2}:\d{2})? \S+/g)].length
    expect(days).toBeGreaterThan(2)
    await page.context().close()
  })
})

describe('a ward', () => {
  it('prints a packet of every in-patient after a list; one that fails is a page that says so', async () => {
    const { page } = await terminal()
    await page.click('nav a[href="/wards"]')
    await page.waitForSelector('.ward-card')
    await page.click('.ward-card')
    await page.waitForSelector('[data-patient-row]')
    const ids = await page.locator('[data-patient-row]').allTextContents()
    const failing = ids.at(-1) ?? ''
    await page.route('**/api/charts', async (route) => {
      const asked = route.request().postDataJSON() as { patientId: string }
      if (asked.patientId !== failing) return route.continue()
      return route.abort()
    })
    let logged = 0
    page.on('request', (request) => {
      if (request.url().endsWith('/prints')) logged += 1
    })
    const pages = await print(page, 'ward', async () => {
      await page.click('.print-button')
      await page.click('[data-preset=ward]')
    })
    expect(pages[0]?.text).toContain('入院患者の一覧')
    for (const id of ids) expect(pages[0]?.text).toContain(id)
    for (const id of ids) {
      const own = pages.slice(1).filter((each) => each.text.includes(id))
      expect(own.length, id).toBeGreaterThan(0)
      expect(own.map((each) => pageNumber(each.text))).toEqual(
        own.map((_, at) => `${at + 1}/${own.length}`),
      )
    }
    const failed = pages.find((each) => each.text.includes('印刷できませんでした'))
    expect(failed?.text).toContain(failing)
    expect(logged).toBe(ids.length - 1)
    expectNothingCut(pages)
    await page.context().close()
  })
})

describe('the dialogs', () => {
  it('are accessible in both themes', async () => {
    const { page } = await terminal()
    await openChart(page, inject('fullPatient'))
    await page.click('.print-button')
    await page.waitForSelector('.print-dialog')
    await page.click('.print-box > summary')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${PAPERS}/dialog-${colorScheme}.png` })
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.flatMap((each) => each.nodes.map((node) => node.html))).toEqual([])
    }
    await page.context().close()
  })
})

/** A terminal whose print dialog is noted instead of shown. */
async function terminal() {
  const opened = await openTerminal(browser)
  await opened.page.addInitScript(stubPrint)
  await opened.page.evaluate(stubPrint)
  await signIn(opened.page)
  return opened
}

function stubPrint(): void {
  window.print = () => void document.body.setAttribute('data-printed', '')
}

/** Does what leads to the print dialog, then prints to a PDF as the dialog would. */
async function print(
  page: Page,
  name: string,
  toDialog: () => Promise<void>,
  /** Looks at the paper while it stands in the document: it is gone once it is printed. */
  measure?: () => Promise<void>,
): Promise<PrintedPage[]> {
  // One job may come after another on the same page.
  await page.evaluate(() => document.body.removeAttribute('data-printed'))
  await toDialog()
  await page.waitForSelector('body[data-printed]', { timeout: 60_000 })
  if (measure !== undefined) {
    await page.emulateMedia({ media: 'print' })
    await measure()
    await page.emulateMedia({ media: null })
  }
  const drawn = await page.locator('.paper > section').count()
  const path = `${PAPERS}/${name}.pdf`
  await page.pdf({ path, preferCSSPageSize: true })
  const pages = await readPdf(readFileSync(path))
  expect(pages.length, 'as many sheets of paper as pages were laid out').toBe(drawn)
  return pages
}

async function readPdf(bytes: Uint8Array): Promise<PrintedPage[]> {
  const pdf = await getDocument({
    data: new Uint8Array(bytes),
    cMapUrl: MAPS,
    verbosity: 0,
  }).promise
  const pages: PrintedPage[] = []
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number)
    const [left = 0, low = 0, right = 0, high = 0] = page.view
    const { items } = await page.getTextContent()
    const { fnArray } = await page.getOperatorList()
    const letters = items.flatMap((item) =>
      'str' in item && item.str.trim() !== ''
        ? [{ x: Number(item.transform[4]) + item.width, y: Number(item.transform[5]) }]
        : [],
    )
    pages.push({
      text: plain(
        items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''),
      ),
      width: right - left,
      height: high - low,
      bottom: high - Math.min(...letters.map((each) => each.y)),
      right: Math.max(...letters.map((each) => each.x)),
      pictures: fnArray.filter((operator) => operator === OPS.paintImageXObject).length,
    })
  }
  await pdf.loadingTask.destroy()
  return pages
}

/** Letters of a PDF's font come back as radicals and compatibility forms; both sides are compared without them. */
function plain(text: string): string {
  return text.normalize('NFKC').replaceAll('\u2027', '・')
}

/** So many barcodes, none with a bar narrower than scanners read at a label printer's resolution. */
async function expectReadableBars(page: Page, count: number): Promise<void> {
  const narrowest = await page
    .locator('.paper .barcode svg')
    .evaluateAll((codes) =>
      codes.map((code) =>
        Math.min(
          ...[...code.querySelectorAll('rect')].map(
            (bar) => (bar.getBoundingClientRect().width / 96) * 25.4,
          ),
        ),
      ),
    )
  expect(narrowest.length).toBe(count)
  for (const width of narrowest) expect(width).toBeGreaterThanOrEqual(LEAST_MODULE)
}

interface Who {
  readonly id: string
  readonly name: string
  readonly kana: string
  readonly birth: string
  readonly sex: string
}

/** As the banner of the chart says it. */
async function identity(page: Page): Promise<Who> {
  const facts = await page.locator('.banner dd').allTextContents()
  const kana = (await page.textContent('.banner h1 span')) ?? ''
  const name = ((await page.textContent('.banner h1')) ?? '').replace(kana, '')
  const [id = '', birth = '', , sex = ''] = facts
  return {
    id: /\d+/.exec(id)?.[0] ?? '',
    name: plain(name.trim()),
    kana: plain(kana.trim()),
    birth: plain(birth.trim()),
    sex: sex.trim(),
  }
}

function expectRunningHeads(pages: readonly PrintedPage[], who: Who): void {
  for (const [at, page] of pages.entries()) {
    const where = `page ${at + 1}`
    for (const fact of Object.values(who)) expect(page.text, where).toContain(fact)
    expect(page.text, where).toMatch(/データ時点\s*\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}/)
    expect(page.text, where).toMatch(/世代\s*\d{8}T\d{4}Z-/)
    expect(page.text, where).toContain('参照用・原本ではない')
    expect(page.text, where).toContain('reference copy, not the original')
    expect(page.text, where).toMatch(
      /印刷 \d{4}\/\d{2}\/\d{2} \d{2}:\d{2}\(端末の時計\) 看護師 佐藤 \(nurse\)/,
    )
    expect(pageNumber(page.text), where).toBe(`${at + 1}/${pages.length}`)
  }
}

/** The last thing on a page: `3/7`. */
function pageNumber(text: string): string {
  return /(\d+\/\d+)\s*$/.exec(text)?.[1] ?? ''
}

function expectNothingCut(pages: readonly PrintedPage[]): void {
  for (const [at, page] of pages.entries()) {
    const where = `page ${at + 1}`
    expect(Math.abs(page.width - A4.width), where).toBeLessThan(ROUNDING)
    expect(Math.abs(page.height - A4.height), where).toBeLessThan(ROUNDING)
    expect(page.bottom, where).toBeLessThan(page.height - 5)
    expect(page.right, where).toBeLessThan(page.width - 5)
    expect(page.text.length, `${where} is not blank`).toBeGreaterThan(150)
  }
}
