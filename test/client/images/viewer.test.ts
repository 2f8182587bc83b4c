/**
 * The viewer in a real browser, built as the product is and under its content security policy, over instances made
 * here. Skipped by name where no Chromium is installed.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ImageInstance, ImageSeries } from '../../../model/api/images.ts'
import { dicomFile, type Element, EXPLICIT, image } from './dicom-file.ts'
import {
  ECG,
  ecg,
  KEY_OBJECTS,
  keyObjects,
  PRESENTATION,
  presentation,
  REPORT,
  rejectionNote,
  report,
  shutteredPresentation,
} from './object-files.ts'
import { buildViewerPage, type ServedStudy, serveViewerPage } from './serve-viewer-page.ts'

const CHROMIUM = '/usr/bin/chromium'
const SIZE = 64
const VIDEO = '1.2.840.10008.1.2.4.102'

/** Slice `n` of a CT: air, and a square of 100 × n Hounsfield units in the middle. */
function ctSlice(n: number): Uint8Array {
  const stored = new Uint16Array(SIZE * SIZE)
  for (let y = 16; y < 48; y += 1) stored.fill(1024 + 100 * n, y * SIZE + 16, y * SIZE + 48)
  return dicomFile({
    elements: image(
      ['00080060', 'CS', 'CT'],
      ['00200037', 'DS', '1\\0\\0\\0\\1\\0'],
      ['00280010', 'US', SIZE],
      ['00280011', 'US', SIZE],
      ['00280030', 'DS', '0.5\\0.5'],
      ['00281050', 'DS', '100'],
      ['00281051', 'DS', '1000'],
      ['00281052', 'DS', '-1024'],
      ['00281053', 'DS', '1'],
      ['7fe00010', 'OW', new Uint8Array(stored.buffer)],
    ),
  })
}

/** White, but for what its own shutter hides: all outside of columns and rows 17 to 48. */
function shutteredImage(): Uint8Array {
  return dicomFile({
    elements: image(
      ['00080060', 'CS', 'XA'],
      ['00181600', 'CS', 'RECTANGULAR'],
      ['00181602', 'IS', '17'],
      ['00181604', 'IS', '48'],
      ['00181606', 'IS', '17'],
      ['00181608', 'IS', '48'],
      ['00280010', 'US', SIZE],
      ['00280011', 'US', SIZE],
      ['00281050', 'DS', '100'],
      ['00281051', 'DS', '100'],
      ['7fe00010', 'OW', new Uint8Array(SIZE * SIZE * 2).fill(1)],
    ),
  })
}

/** Four frames of colour at 20 a second: red, green, blue, white. */
function usLoop(): Uint8Array {
  const colours = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
  ]
  const frames = colours.flatMap((colour) => Array.from({ length: 64 }, () => colour).flat())
  return dicomFile({ elements: colourElements(8, frames) })
}

function colourElements(side: number, data: readonly number[]): Element[] {
  return image(
    ['00080060', 'CS', 'US'],
    ['00181063', 'DS', '50'],
    ['00280002', 'US', 3],
    ['00280004', 'CS', 'RGB'],
    ['00280006', 'US', 0],
    ['00280008', 'IS', '4'],
    ['00280010', 'US', side],
    ['00280011', 'US', side],
    ['00280100', 'US', 8],
    ['00280101', 'US', 8],
    ['00280102', 'US', 7],
    ['7fe00010', 'OB', Uint8Array.from(data)],
  )
}

/** A series of a study; its files become its instances. @param gap millimetres between slices of a CT */
function series(
  bytes: Map<string, Uint8Array>,
  { uid = '1.2.3', number = 1, modality = 'CT', frames = 1, gap = 5, sopClassUid = '' },
  files: readonly Uint8Array[],
): ImageSeries {
  return {
    seriesUid: `${uid}.${number}`,
    modality,
    number,
    description: `series ${number}`,
    bodyPart: '',
    instances: files.map((file, n): ImageInstance => {
      const instance = `${number}-${n}`
      bytes.set(instance, file)
      const size = { rows: SIZE, columns: SIZE, bytes: file.length }
      const sopInstanceUid = `${uid}.${number}.${n}`
      const uids = { transferSyntaxUid: EXPLICIT, sopClassUid, sopInstanceUid }
      const plane = modality === 'CT' ? [1, 0, 0, 0, 1, 0, 0, 0, n * gap] : []
      const place = { frameOfReferenceUid: '1.2.3.9', plane }
      return { instance, number: n + 1, frames, ...size, ...uids, ...place, rejection: '' }
    }),
  }
}

function slices(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, n) => ctSlice(n))
}

/** Every second slice of what `study` shows, as it lay before. */
function prior(): ServedStudy {
  const bytes = new Map<string, Uint8Array>()
  return { series: [series(bytes, { uid: '1.2.4', gap: 10 }, slices(6))], bytes }
}

/** A CT, and what was written about it. */
function described(): ServedStudy {
  const bytes = new Map<string, Uint8Array>()
  const uid = '1.2.5'
  const about = (number: number, modality: string, sopClassUid: string, file: Uint8Array) =>
    series(bytes, { uid, number, modality, sopClassUid }, [file])
  return {
    series: [
      series(bytes, { uid }, slices(12)),
      about(2, 'KO', KEY_OBJECTS, keyObjects('1.2.5.1.9', '1.2.5.1.4')),
      about(3, 'PR', PRESENTATION, presentation('1.2.5.1.4')),
      about(4, 'SR', REPORT, report()),
      about(5, 'ECG', ECG, ecg()),
      about(6, 'PR', PRESENTATION, shutteredPresentation('1.2.5.1.6')),
      about(7, 'XA', '', shutteredImage()),
      about(8, 'RTPLAN', '', dicomFile({ elements: [['00080060', 'CS', 'RTPLAN']] })),
    ],
    bytes,
  }
}

/** A CT that lacks images by its own numbers. */
function holed(): ServedStudy {
  const bytes = new Map<string, Uint8Array>()
  const whole = series(bytes, { uid: '1.2.7' }, slices(8))
  const instances = whole.instances.filter(({ number }) => ![2, 5, 6].includes(number ?? 0))
  return { series: [{ ...whole, instances }], bytes }
}

/** A CT of which one note takes the first image back, and a selection points the second out. */
function rejected(): ServedStudy {
  const bytes = new Map<string, Uint8Array>()
  const uid = '1.2.6'
  const note = (number: number, title: string, image: string) =>
    series(bytes, { uid, number, modality: 'KO', sopClassUid: KEY_OBJECTS }, [
      rejectionNote(title, image),
    ])
  return {
    series: [
      series(bytes, { uid }, slices(3)),
      note(2, '113038', '1.2.6.1.0'),
      note(3, '113000', '1.2.6.1.1'),
    ],
    bytes,
  }
}

function study(): ServedStudy {
  const bytes = new Map<string, Uint8Array>()
  const video = dicomFile({ elements: image(['7fe00010', 'OB', '']), transferSyntax: VIDEO })
  const all: ImageSeries[] = [
    series(bytes, {}, slices(12)),
    series(bytes, { number: 2, modality: 'US', frames: 4 }, [usLoop()]),
    series(bytes, { number: 3, modality: 'XC' }, [video]),
  ]
  return { series: all, bytes }
}

describe.skipIf(!existsSync(CHROMIUM))('the image viewer in a browser', () => {
  let directory: string
  let served: { url: string; close: () => Promise<void> }
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'sansho-viewer-'))
    await buildViewerPage(directory)
    served = await serveViewerPage(
      directory,
      new Map([
        ['1.2.3', study()],
        ['1.2.4', prior()],
        ['1.2.5', described()],
        ['1.2.6', rejected()],
        ['1.2.7', holed()],
      ]),
    )
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu'],
    })
  })
  afterAll(async () => {
    await browser?.close()
    await served?.close()
    rmSync(directory, { recursive: true, force: true })
  })
  beforeEach(async () => {
    await page?.close()
    complaints.length = 0
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(served.url)
    await page.getByRole('button', { name: 'open' }).click()
    await page.locator('.state-full').waitFor()
  })

  /** Grey or colour of the picture's middle, as the canvas holds it. */
  const middle = () =>
    page.locator('.viewport-picture canvas').evaluate((canvas: HTMLCanvasElement) => {
      const context = canvas.getContext('2d')
      const data = context?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data
      return Array.from(data ?? []).slice(0, 3)
    })
  /** Grey at a place of a 64 × 64 image that fills the viewport's height. */
  const at = (x: number, y: number) =>
    page.locator('.viewport-picture canvas').evaluate(
      (canvas: HTMLCanvasElement, place: { x: number; y: number }) => {
        const scale = canvas.height / 64
        const left = canvas.width / 2 - canvas.height / 2
        const context = canvas.getContext('2d')
        return context?.getImageData(left + place.x * scale, place.y * scale, 1, 1).data[0]
      },
      { x, y },
    )
  const corner = (place: string) => page.locator(`.corner.${place}`).first().innerText()
  const showSeries = async (n: number) => {
    await page.locator('.series-strip button').nth(n).click()
    await page.locator('.state-full, .state-failed').waitFor()
  }

  test('burns in whose image it is, of when, as of when, and that it is no original', async () => {
    expect(await corner('top-left')).toBe(
      '山田 太郎\nヤマダ タロウ\nID 0001234 生年月日 1970/01/01',
    )
    expect(await corner('top-right')).toContain('2022/10/30 09:10')
    expect(await corner('bottom-right')).toBe('データ時点 2022/10/31 03:15\n参照用・原本ではない')
    expect(await corner('bottom-left')).toContain('1 / 12')
    expect(await corner('bottom-left')).toContain('WW 1000 WL 100 HU')
    const letters = await page.locator('.edge').allInnerTexts()
    expect(letters).toEqual(['R', 'L', 'A', 'P'])
    expect(complaints).toEqual([])
  })

  test('scrolls by keys, wheel, drag and position bar, each slice with its own pixels', async () => {
    expect(await middle()).toEqual([102, 102, 102])
    await page.keyboard.press('ArrowDown')
    await expect.poll(middle).toEqual([128, 128, 128])
    await page.mouse.move(600, 400)
    await page.mouse.wheel(0, 120)
    await expect.poll(() => corner('bottom-left')).toContain('3 / 12')
    await page.keyboard.press('PageDown')
    await expect.poll(() => corner('bottom-left')).toContain('12 / 12')
    await expect.poll(middle).toEqual([255, 255, 255])
    await page.keyboard.press('Home')
    await page.mouse.down()
    await page.mouse.move(600, 432, { steps: 4 })
    await page.mouse.up()
    await expect.poll(() => corner('bottom-left')).toContain('5 / 12')
    await page.locator('.position-bar').fill('7')
    await expect.poll(() => corner('bottom-left')).toContain('7 / 12')
  })

  test('changes the window by drag and preset, and back to the image’s own', async () => {
    await page.keyboard.press('2')
    await expect.poll(() => corner('bottom-left')).toContain('WW 1500 WL -600')
    await expect.poll(middle).toEqual([230, 230, 230])
    await page.keyboard.press('w')
    await page.mouse.move(600, 400)
    await page.mouse.down()
    await page.mouse.move(660, 400, { steps: 3 })
    await page.mouse.up()
    await expect.poll(() => corner('bottom-left')).toContain('WW 1800 WL -600')
    await page.keyboard.press('0')
    await expect.poll(() => corner('bottom-left')).toContain('WW 1000 WL 100')
    await page.keyboard.press('i')
    await expect.poll(middle).toEqual([153, 153, 153])
  })

  test('turns the letters with the picture, and puts everything back', async () => {
    await page.keyboard.press('h')
    await expect.poll(() => page.locator('.edge').allInnerTexts()).toEqual(['L', 'R', 'A', 'P'])
    await page.keyboard.press('r')
    await page.keyboard.press('Backspace')
    await expect.poll(() => page.locator('.edge').allInnerTexts()).toEqual(['R', 'L', 'A', 'P'])
  })

  test('measures in millimetres, and a region in Hounsfield units', async () => {
    const box = await page.locator('.viewport-picture').boundingBox()
    if (box === null) throw new Error('no picture')
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    // Fitted to the height: so many screen pixels for one of the 64.
    const pixel = box.height / SIZE
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('l')
    await page.mouse.move(x - 10 * pixel, y)
    await page.mouse.down()
    await page.mouse.move(x + 10 * pixel, y, { steps: 3 })
    await page.mouse.up()
    await expect.poll(() => page.locator('.viewer-measures').textContent()).toContain('10.0 mm')
    await page.keyboard.press('e')
    await page.mouse.move(x - 5 * pixel, y - 5 * pixel)
    await page.mouse.down()
    await page.mouse.move(x + 5 * pixel, y + 5 * pixel, { steps: 3 })
    await page.mouse.up()
    await expect
      .poll(() => page.locator('.viewer-measures').textContent())
      .toContain('平均 100 HU  SD 0')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.locator('.viewer-measures').textContent()).toBe('')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Delete')
    await page.keyboard.press('Delete')
    await expect.poll(() => page.locator('.viewer-measures').textContent()).toBe('')
  })

  test('plays a loop of colour at the rate of its file', async () => {
    await showSeries(1)
    expect(await middle()).toEqual([255, 0, 0])
    await page.getByRole('button', { name: '再生 20/秒' }).click()
    await expect.poll(middle, { timeout: 10_000 }).toEqual([0, 0, 255])
    await page.getByRole('button', { name: '停止 20/秒' }).click()
  })

  test('says which transfer syntax can’t be shown, and why, where the picture would be', async () => {
    await showSeries(2)
    const problem = page.locator('.viewport-problem')
    expect(await problem.innerText()).toContain(VIDEO)
    expect(await problem.innerText()).toContain('理由: この圧縮形式の復号には対応していません')
    expect(await page.locator('.viewport-picture').isVisible()).toBe(false)
  })

  test('draws the middle image of each series in the strip, or says why there is none', async () => {
    const strip = page.locator('.series-strip button')
    const pixel = (n: number, x: number) =>
      strip
        .nth(n)
        .locator('canvas')
        .evaluate((canvas: HTMLCanvasElement, at: number) => {
          const data = canvas.getContext('2d')?.getImageData(at, 48, 1, 1).data
          return Array.from(data ?? [])
        }, x)
    await expect.poll(() => pixel(0, 48)).toEqual([255, 255, 255, 255])
    expect(await pixel(0, 4)).toEqual([0, 0, 0, 255])
    await expect.poll(() => pixel(1, 48)).toEqual([0, 0, 255, 255])
    const reason = strip.nth(2).locator('.thumbnail-reason')
    await expect.poll(() => reason.innerText()).toBe('この圧縮形式の復号には対応していません')
    expect(await reason.getAttribute('title')).toContain(VIDEO)
  })

  test('shows several series side by side, each with its patient', async () => {
    await page.getByRole('button', { name: '2×2' }).click()
    expect(await page.locator('.viewport').count()).toBe(4)
    await expect.poll(() => page.locator('.corner.top-left').count()).toBe(3)
    expect(await page.locator('.viewport-empty').innerText()).toBe('シリーズを選んでください')
    await page.locator('.viewport').nth(3).click()
    await page.locator('.series-strip button').nth(0).click()
    await expect.poll(() => page.locator('.corner.top-left').count()).toBe(4)
  })

  test('puts the study before beside it, and scrolls both by their position in the patient', async () => {
    await page.getByRole('button', { name: '1×1' }).click()
    await page.keyboard.press('c')
    const corners = page.locator('.corner.bottom-left')
    await expect.poll(() => page.locator('.corner.top-right').allInnerTexts()).toHaveLength(2)
    expect(await page.locator('.corner.top-right').nth(1).innerText()).toContain('2022/04/01')
    await page.keyboard.press('k')
    for (let n = 0; n < 4; n += 1) await page.keyboard.press('ArrowDown')
    // 20 mm: the fifth slice of 5 mm, the third of 10 mm.
    await expect.poll(() => corners.nth(0).innerText()).toContain('5 / 12')
    await expect.poll(() => corners.nth(1).innerText()).toContain('3 / 6')
    expect(await corners.nth(1).innerText()).toContain('位置で連動')
    await page.keyboard.press('j')
    await page.keyboard.press('2')
    await expect.poll(() => corners.nth(1).innerText()).toContain('WW 1500 WL -600')
  })

  test('reconstructs a CT in three planes tied by a cross, each said to be no original; or says why not', async () => {
    await page.getByRole('button', { name: 'MPR' }).click()
    const pane = (name: string) => page.locator(`[data-plane=${name}]`)
    await pane('sagittal').waitFor()
    for (const name of ['axial', 'coronal', 'sagittal']) {
      const text = await pane(name).innerText()
      for (const said of ['ID 0001234', '2022/10/30 09:10', 'データ時点 2022/10/31 03:15']) {
        expect(text).toContain(said)
      }
      expect(text).toContain('再構成像・原本の画像ではない')
    }
    const grey = (name: string, fromBottom: number) =>
      pane(name)
        .locator('canvas')
        .evaluate((canvas: HTMLCanvasElement, up: number) => {
          const context = canvas.getContext('2d')
          return context?.getImageData(canvas.width / 2, canvas.height - up, 1, 1).data[0]
        }, fromBottom)
    // The lowest slice has 0 HU in its middle, the highest 1,100: in the window 100 ± 500 that is 102 of 255, and white.
    expect(await grey('coronal', 3)).toBe(102)
    expect(await grey('sagittal', 3)).toBe(102)
    expect(await grey('coronal', 300)).toBe(255)
    const places = async () =>
      Promise.all(
        ['axial', 'coronal', 'sagittal'].map(
          async (name) => /(\d+) \/ \d+/.exec(await pane(name).innerText())?.[1],
        ),
      )
    expect(await places()).toEqual(['6', '33', '33'])
    const box = await pane('axial').boundingBox()
    if (box === null) throw new Error('no axial plane')
    await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.26)
    await page.mouse.down()
    await page.mouse.up()
    await page.mouse.wheel(0, 80)
    await expect.poll(places).toEqual(['8', '17', '33'])
    // Keys go through the plane that was touched last.
    await page.keyboard.press('ArrowUp')
    await expect.poll(places).toEqual(['7', '17', '33'])
    await page.keyboard.press('End')
    await expect.poll(places).toEqual(['12', '17', '33'])
    await page.locator('.series-strip button').nth(1).click()
    const refused = page.locator('.mpr-refused')
    await expect.poll(() => refused.innerText()).toContain('CT と MR のシリーズだけ')
    // Escape leaves the planes, again and again, and not the images.
    for (let times = 0; times < 3; times += 1) {
      await page.keyboard.press('Escape')
      await page.locator('.viewer-state').waitFor()
      await page.getByRole('button', { name: 'MPR' }).click()
      await refused.waitFor()
    }
    // The browser's advice to those who read pixels back is for this test.
    expect(complaints.filter((text) => !text.includes('willReadFrequently'))).toEqual([])
  })

  test('two fingers zoom when they part and scroll when they go together; what one of them began is given up', async () => {
    const touch = await page.context().newCDPSession(page)
    /** Both fingers stand at one height, so far left and right of the picture's middle. */
    const fingers = async (steps: readonly (readonly [y: number, apart: number])[]) => {
      const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: object[]) =>
        touch.send('Input.dispatchTouchEvent', { type, touchPoints } as never)
      for (const [n, [y, apart]] of steps.entries()) {
        const places = [700 - apart, 700 + apart].map((x, id) => ({ x, y, id }))
        if (n === 0) await send('touchStart', places.slice(0, 1))
        await send(n === 0 ? 'touchStart' : 'touchMove', places)
      }
      await send('touchEnd', [])
    }
    await page.keyboard.press('l')
    const before = /倍率 (\d+)%/.exec(await corner('bottom-left'))?.[1]
    await fingers([
      [400, 50],
      [400, 60],
      [400, 100],
    ])
    const zoom = () => corner('bottom-left').then((text) => /倍率 (\d+)%/.exec(text)?.[1])
    await expect.poll(async () => Math.round(Number(await zoom()) / Number(before))).toBe(2)
    expect(await corner('bottom-left')).toContain('1 / 12')
    await fingers([
      [300, 50],
      [320, 50],
      [332, 52],
    ])
    await expect.poll(() => corner('bottom-left')).toContain('5 / 12')
    expect(await page.locator('.viewer-measures line').count()).toBe(0)
  })

  test('enlarges under the pointer while it is held', async () => {
    await page.keyboard.press('m')
    await page.locator('.viewport-picture').first().hover()
    await page.mouse.down()
    await expect.poll(() => page.locator('.magnifier').count()).toBe(1)
    await page.mouse.up()
    await expect.poll(() => page.locator('.magnifier').count()).toBe(0)
  })

  test('shows what was written about images: selections, presentation states, reports, waveforms', async () => {
    await page.goto(`${served.url}?study=1.2.5`)
    await page.getByRole('button', { name: 'open' }).click()
    await page.locator('.state-full').waitFor()
    await page.keyboard.press('.')
    await expect.poll(() => corner('bottom-left')).toContain('1 / 2')
    expect(await corner('bottom-left')).toContain('画像番号 10')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => corner('bottom-left')).toContain('画像番号 5')
    await page.keyboard.press('.')
    await expect.poll(() => corner('bottom-left')).toContain('WW 1500 WL -600')
    // The middle half of the image fills the height, turned by a quarter: its back lies left.
    await expect.poll(() => page.locator('.edge').allInnerTexts()).toEqual(['P', 'A', 'R', 'L'])
    expect(await page.locator('.presented text').textContent()).toBe('結節')
    await page.keyboard.press('.')
    await expect.poll(() => page.locator('.report').innerText()).toContain('38.4 mm')
    await page.keyboard.press('.')
    await page.locator('.ecg-paper svg').waitFor()
    // 1 mV is 10 mm up, a quarter of a second 6.25 mm on, behind 11 mm of name and mark.
    const line = await page.locator('.ecg-line').nth(1).getAttribute('d')
    expect(line).toBe('M11.00 0.00L17.25 -10.00L23.50 0.00L29.75 10.00')
    expect(complaints).toEqual([])
  })

  test('burns in that a name or birth date is not known, not nothing', async () => {
    await page.goto(`${served.url}?study=1.2.6&unknown`)
    await page.getByRole('button', { name: 'open' }).click()
    await page.locator('.state-full').waitFor()
    expect(await corner('top-left')).toMatch(/^不明\s+ID 0001234 生年月日 不明$/)
  })

  test('says which images a series lacks by its own numbers, and that files of the patient could not be taken in', async () => {
    const strip = page.locator('.series-strip')
    expect(await strip.innerText()).not.toMatch(/抜け|取り込めなかった/)
    expect(await corner('bottom-left')).not.toContain('抜け')
    await page.goto(`${served.url}?study=1.2.7&gaps`)
    await page.getByRole('button', { name: 'open' }).click()
    await page.locator('.state-full').waitFor()
    expect(await corner('bottom-left')).toContain('画像番号の抜け 3枚分: 2、5–6')
    const said = await strip.innerText()
    expect(said).toContain('番号に抜けあり（3枚分）')
    expect(said).toContain('この患者の画像データに取り込めなかったものが2件あります')
  })

  test('says of a study without a date that it has none, and takes it for none before another', async () => {
    const open = async (undated: string) => {
      await page.goto(`${served.url}?undated=${undated}`)
      await page.getByRole('button', { name: 'open' }).click()
      await page.locator('.state-full').waitFor()
    }
    await open('study')
    expect(await corner('top-right')).toMatch(/^日付不明\n/)
    expect(await page.locator('.strip-study').innerText()).toMatch(/^日付不明/)
    await open('prior')
    expect(await page.locator('.viewer-toolbar').innerText()).toContain('日付不明')
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.keyboard.press('c')
    await page.keyboard.press('2')
    await expect.poll(() => corner('bottom-left')).toContain('WW 1500')
    expect(asked.filter((url) => url.includes('1.2.4'))).toEqual([])
  })

  test('says of an image that its maker took back that it is, and of no other', async () => {
    await page.goto(`${served.url}?study=1.2.6`)
    await page.getByRole('button', { name: 'open' }).click()
    await page.locator('.state-full').waitFor()
    await page.keyboard.press('Home')
    await expect
      .poll(() => corner('bottom-left'))
      .toContain('取り消した画像です（ワークリスト誤り：患者・検査の取り違え')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => corner('bottom-left')).toContain('2 / 3')
    expect(await corner('bottom-left')).not.toContain('取り消した')
    const strip = page.locator('.series-strip button')
    expect(await strip.nth(0).innerText()).toContain('取り消された画像あり')
    expect(await strip.nth(1).innerText()).toContain('取り消された画像あり')
    expect(await strip.nth(2).innerText()).not.toContain('取り消された画像あり')
    expect(complaints).toEqual([])
  })

  test('shows an image by the tables of a presentation state, behind its shutter, and says so', async () => {
    await page.goto(`${served.url}?study=1.2.5`)
    await page.getByRole('button', { name: 'open' }).click()
    await page.locator('.state-full').waitFor()
    await showSeries(5)
    await expect.poll(() => corner('bottom-left')).toContain('シャッター')
    expect(await corner('bottom-left')).toContain('画像の階調表 1')
    // The square has 600 HU: white by the table. Above it the shutter lies, at its left only air.
    expect(await middle()).toEqual([255, 255, 255])
    expect(await at(32, 8)).toBe(204)
    expect(await at(4, 32)).toBe(204)
    expect(await at(12, 32)).toBe(0)
  })

  test('an object that is no image is not called an image that can’t be shown', async () => {
    await page.goto(`${served.url}?study=1.2.5`)
    await page.getByRole('button', { name: 'open' }).click()
    await page.locator('.state-full').waitFor()
    await showSeries(7)
    const said = await page.locator('.viewport-problem').innerText()
    expect(said).toContain('このデータは画像を含みません')
    expect(said).toContain('画素データがありません')
  })

  test('hides what an image’s own shutter hides, and says so', async () => {
    await page.goto(`${served.url}?study=1.2.5`)
    await page.getByRole('button', { name: 'open' }).click()
    await page.locator('.state-full').waitFor()
    expect(await corner('bottom-left')).not.toContain('シャッター')
    await showSeries(6)
    await expect.poll(() => corner('bottom-left')).toContain('シャッター')
    // The picture is painted behind what is written on it.
    await expect
      .poll(async () => [await at(32, 32), await at(8, 32), await at(32, 60)])
      .toEqual([255, 0, 0])
  })

  test('ends its workers when it is closed, and opens again', async () => {
    expect(page.workers().length).toBeGreaterThan(0)
    await page.keyboard.press('Escape')
    await expect.poll(() => page.workers().length).toBe(0)
    expect(await page.locator('dialog').count()).toBe(0)
    await page.getByRole('button', { name: 'open' }).click()
    await page.locator('.state-full').waitFor()
    expect(complaints).toEqual([])
  })
})
