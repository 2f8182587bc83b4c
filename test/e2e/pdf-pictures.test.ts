/** Pictures in PDFs: those that copiers pack as fax or photograph are drawn, and one that cannot be drawn is said to be missing. */
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PASSWORD, startTestServer, type TestServer } from '../server/running-server.ts'
import { openBrowser, openChart, openTerminal } from './terminal.ts'

const PATIENT = '0000000100'
const SIDE = 64

let server: TestServer
let browser: Browser
beforeAll(async () => {
  const pictures: Readonly<Record<string, Buffer>> = {
    JBIG2: jbig2(),
    JPX: await jpeg2000(),
    broken: Buffer.from('no picture'),
  }
  server = await startTestServer(
    (generation) => {
      const patient = generation.patient({ id: PATIENT, kanji: ['山田', '太郎'] })
      for (const [title, picture] of Object.entries(pictures)) {
        const bytes = pdfOf(title === 'JBIG2' ? 'JBIG2Decode' : 'JPXDecode', picture)
        const part = { name: 'a.pdf', mediaType: 'application/pdf', bytes, compressed: true }
        generation.document(patient, { title, text: '' }, [part])
      }
    },
    () => {},
    resolve(import.meta.dirname, '../../dist'),
  )
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

describe('a picture in a PDF', () => {
  it.each(['JBIG2', 'JPX'])('packed as %s is drawn', async (title) => {
    const { page, faults } = await documentOf(title)
    await expect.poll(() => darkShare(page)).toBeGreaterThan(0.1)
    expect(await page.locator('.pdf .failure').count()).toBe(0)
    expect(faults).toEqual([])
  })

  it('that cannot be drawn is said to be missing', async () => {
    const { page } = await documentOf('broken')
    await page.locator('.pdf .failure').waitFor()
    expect(await page.locator('.pdf .failure').textContent()).toContain('描けない画像')
  })
})

async function documentOf(title: string) {
  const terminal = await openTerminal(browser, server.address)
  const { page } = terminal
  await page.fill('input[name=user]', 'yamada')
  await page.fill('input[name=password]', PASSWORD)
  await page.click('button[type=submit]')
  await page.waitForSelector('#find-box')
  await openChart(page, PATIENT)
  await page.keyboard.press('7')
  await page.locator('.document-button', { hasText: title }).click()
  await page.waitForSelector('.pdf canvas')
  return terminal
}

/** Share of the drawn page that is dark. */
function darkShare(page: Page): Promise<number> {
  return page.locator('.pdf canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {}
    if (data === undefined) return 0
    let dark = 0
    for (let at = 0; at < data.length; at += 4) {
      if ((data[at] ?? 255) < 100 && (data[at + 3] ?? 0) > 0) dark++
    }
    return dark / (data.length / 4)
  })
}

/** ISO 32000-1: one page that is one picture. */
function pdfOf(filter: string, picture: Buffer): Buffer {
  const colour = filter === 'JBIG2Decode' ? '/ColorSpace /DeviceGray /BitsPerComponent 1 ' : ''
  const draw = Buffer.from(`${SIDE} 0 0 ${SIDE} 0 0 cm /I Do`)
  const objects = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${SIDE} ${SIDE}] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>`,
    ),
    stream('', draw),
    stream(
      `/Type /XObject /Subtype /Image /Width ${SIDE} /Height ${SIDE} ${colour}/Filter /${filter}`,
      picture,
    ),
  ]
  const pieces: Buffer[] = [Buffer.from('%PDF-1.7\n')]
  const starts: number[] = []
  for (const [at, content] of objects.entries()) {
    starts.push(Buffer.concat(pieces).length)
    pieces.push(Buffer.from(`${at + 1} 0 obj\n`), content, Buffer.from('\nendobj\n'))
  }
  const table = starts.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`).join('')
  const at = Buffer.concat(pieces).length
  const size = objects.length + 1
  pieces.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(pieces)
}

function stream(entries: string, bytes: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`<< ${entries} /Length ${bytes.length} >>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ])
}

/** ITU-T T.88: page information (7.4.8) and one immediate generic region (7.4.6) in MMR: columns 16 to 31 are black. */
function jbig2(): Buffer {
  const page = Buffer.alloc(19)
  page.writeUInt32BE(SIDE, 0)
  page.writeUInt32BE(SIDE, 4)
  const region = Buffer.alloc(18)
  region.writeUInt32BE(SIDE, 0)
  region.writeUInt32BE(SIDE, 4)
  region[17] = 1
  // T.6: the first line by its runs, every other like the one above, end of block.
  const first = `001${'101010'}${'0000010111'}1`
  const bits = `${first}${'111'.repeat(SIDE - 1)}${'000000000001'.repeat(2)}`
  const bytes = bits.match(/.{1,8}/g)?.map((each) => Number.parseInt(each.padEnd(8, '0'), 2)) ?? []
  const body = Buffer.concat([region, Buffer.from(bytes)])
  return Buffer.concat([segment(0, 48, page), segment(1, 38, body)])
}

function segment(number: number, type: number, data: Buffer): Buffer {
  const head = Buffer.from([0, 0, 0, number, type, 0, 1, 0, 0, 0, 0])
  head.writeUInt32BE(data.length, 7)
  return Buffer.concat([head, data])
}

/** A black square, by the encoder that comes with the viewer's decoder. */
async function jpeg2000(): Promise<Buffer> {
  const require = createRequire(import.meta.url)
  const make = require('@cornerstonejs/codec-openjpeg')
  const { J2KEncoder } = await make()
  const encoder = new J2KEncoder()
  const frame = { width: SIDE, height: SIDE, bitsPerSample: 8, componentCount: 1, isSigned: false }
  encoder.getDecodedBuffer(frame).fill(0)
  encoder.encode()
  const packed = Buffer.from(encoder.getEncodedBuffer())
  encoder.delete()
  return packed
}
