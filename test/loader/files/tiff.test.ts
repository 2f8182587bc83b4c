/** A TIFF becomes a PDF page for page: read back with pdf.js, its pixels are where they were and what they were. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { getDocument, ImageKind, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { describe, expect, it } from 'vitest'
import { tiffAsPdf } from '../../../loader/formats/files/tiff/tiff-as-pdf.ts'
import { TIFF_NAMES, type TiffName, tiffFile } from './tiff-files.ts'

const MAPS = join(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'), '../cmaps/')
const [WIDTH, HEIGHT] = [72, 40]
const COLOURED: readonly TiffName[] = ['deflate-rgb', 'lzw-predictor', 'raw-rgba', 'jpeg']

interface Picture {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
  readonly kind: number
}

interface ReadPage {
  readonly width: number
  readonly height: number
  readonly turn: number
  /** Red of each pixel, row by row: 0 = black. */
  readonly pixels: Uint8Array
  readonly blue: Uint8Array
  readonly text: string
}

async function readPdf(bytes: Uint8Array): Promise<ReadPage[]> {
  const pdf = await getDocument({ data: new Uint8Array(bytes), cMapUrl: MAPS, verbosity: 0 })
    .promise
  const pages: ReadPage[] = []
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number)
    const { items } = await page.getTextContent()
    const [, , width = 0, height = 0] = page.view
    const text = items.map((item) => ('str' in item ? item.str : '')).join(' ')
    const drawn = await drawnPixels(page, width, height)
    pages.push({ width, height, turn: page.rotate, text, ...drawn })
  }
  await pdf.loadingTask.destroy()
  return pages
}

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof getDocument>['promise']>['getPage']>>

/** Every image at the place that its matrix gives it, in pixels; what is drawn later covers what was drawn before. */
async function drawnPixels(page: Page, width: number, height: number) {
  const { fnArray, argsArray } = await page.getOperatorList()
  const pixels = new Uint8Array(WIDTH * HEIGHT).fill(255)
  const blue = new Uint8Array(WIDTH * HEIGHT).fill(255)
  let matrix: number[] = []
  for (const [at, operator] of fnArray.entries()) {
    if (operator === OPS.transform) matrix = [...argsArray[at]]
    if (operator !== OPS.paintImageXObject) continue
    const picture = await new Promise<Picture>((done) => page.objs.get(argsArray[at][0], done))
    const [, , , high = 0, left = 0, low = 0] = matrix
    const x = Math.round((left / width) * WIDTH)
    const y = Math.round(((height - low - high) / height) * HEIGHT)
    for (let row = 0; row < picture.height && y + row < HEIGHT; row++) {
      for (let column = 0; column < picture.width; column++) {
        const to = (y + row) * WIDTH + x + column
        const [red, other] = pixelOf(picture, column, row)
        pixels[to] = red
        blue[to] = other
      }
    }
  }
  return { pixels, blue }
}

function pixelOf({ data, width, kind }: Picture, x: number, y: number): [number, number] {
  if (kind === ImageKind.GRAYSCALE_1BPP) {
    const byte = data[y * Math.ceil(width / 8) + (x >> 3)] ?? 0
    const value = (byte >> (7 - (x & 7))) & 1 ? 255 : 0
    return [value, value]
  }
  const size = kind === ImageKind.RGB_24BPP ? 3 : 4
  const at = (y * width + x) * size
  return [data[at] ?? 0, data[at + 2] ?? 0]
}

function isBlack({ pixels }: ReadPage, x: number, y: number): boolean {
  return (pixels[y * WIDTH + x] ?? 255) < 60
}

/** The rectangle with its edges, and where the line begins. */
function expectDrawing(page: ReadPage, isMirrored = false): void {
  const at = (x: number, y: number) => isBlack(page, isMirrored ? WIDTH - 1 - x : x, y)
  for (const [x, y] of [
    [5, 4],
    [22, 9],
    [14, 6],
    [6, 37],
  ] as const) {
    expect(at(x, y), `${x}, ${y}`).toBe(true)
  }
  for (const [x, y] of [
    [1, 1],
    [27, 6],
    [14, 14],
    [60, 35],
    [70, 1],
  ] as const) {
    expect(at(x, y), `${x}, ${y}`).toBe(false)
  }
}

async function converted(bytes: Uint8Array) {
  const found = tiffAsPdf(bytes)
  if (found === null) throw new Error('not converted')
  return { pages: await readPdf(found.pdf), problems: found.problems }
}

/** The same file with one field of its first directory changed (little-endian, as these are). */
function withField(bytes: Buffer, tag: number, value: number): Buffer {
  const changed = Buffer.from(bytes)
  const directory = changed.readUInt32LE(4)
  for (let entry = 0; entry < changed.readUInt16LE(directory); entry++) {
    const at = directory + 2 + entry * 12
    if (changed.readUInt16LE(at) === tag) changed.writeUInt16LE(value, at + 8)
  }
  return changed
}

describe('a TIFF', () => {
  it.each(TIFF_NAMES)('%s keeps its pixels', async (name) => {
    const { pages, problems } = await converted(tiffFile(name))
    expect(problems).toEqual([])
    const [first] = pages
    if (first === undefined) throw new Error('no page')
    expectDrawing(first)
    const blue = first.blue[6 * WIDTH + 14] ?? 0
    if (COLOURED.includes(name)) expect(Math.abs(blue - 200)).toBeLessThan(16)
    else if (name !== 'palette') expect(blue).toBe(0)
  })

  it('has as many pages as it had, in its order and with the dots of a fax', async () => {
    const { pages } = await converted(tiffFile('group4'))
    expect(pages.length).toBe(2)
    for (const [at, page] of pages.entries()) {
      expectDrawing(page, at === 1)
      expect(page.width).toBeCloseTo((WIDTH / 204) * 72, 1)
      expect(page.height).toBeCloseTo((HEIGHT / 98) * 72, 1)
    }
  })

  it('with white as 1, or with its bits in the other order, looks the same', async () => {
    const inverted = await converted(withField(tiffFile('packbits'), 262, 0))
    const [page] = inverted.pages
    if (page === undefined) throw new Error('no page')
    expect(isBlack(page, 14, 6)).toBe(false)
    expect(isBlack(page, 27, 6)).toBe(true)
    const group3 = tiffFile('group3')
    const strip = group3.readUInt16LE(fieldAt(group3, 273) + 8)
    const length = group3.readUInt16LE(fieldAt(group3, 279) + 8)
    const reversed = withField(group3, 266, 2)
    for (let at = strip; at < strip + length; at++) {
      const bits = (reversed[at] ?? 0).toString(2).padStart(8, '0')
      reversed[at] = Number.parseInt([...bits].reverse().join(''), 2)
    }
    if (fieldAt(group3, 266) < 0) return
    const [same] = (await converted(reversed)).pages
    if (same === undefined) throw new Error('no page')
    expectDrawing(same)
  })

  it('with a page of an unknown kind keeps the others, and says which page is missing', async () => {
    const { pages, problems } = await converted(withField(tiffFile('group4'), 259, 34_661))
    expect(problems).toEqual([
      {
        where: 'page 1',
        text: 'compression 34661',
        reason: 'a page of this TIFF cannot be shown',
      },
    ])
    expect(pages[0]?.text).toContain('could not be converted')
    expect(pages[1] && isBlack(pages[1], WIDTH - 1 - 14, 6)).toBe(true)
  })

  it('that cannot be converted at all, or lies about its sizes, is left as it is', () => {
    expect(tiffAsPdf(withField(tiffFile('packbits'), 259, 34_661))).toBeNull()
    expect(tiffAsPdf(withField(tiffFile('lzw-strips'), 257, 60_000))).toBeNull()
    expect(tiffAsPdf(tiffFile('packbits').subarray(0, 40))).toBeNull()
    const loop = tiffFile('packbits')
    loop.writeUInt32LE(loop.readUInt32LE(4), directoryEnd(loop))
    expect(tiffAsPdf(loop)?.problems).toEqual([])
  })
})

function fieldAt(bytes: Buffer, tag: number): number {
  const directory = bytes.readUInt32LE(4)
  for (let entry = 0; entry < bytes.readUInt16LE(directory); entry++) {
    const at = directory + 2 + entry * 12
    if (bytes.readUInt16LE(at) === tag) return at
  }
  return -1
}

function directoryEnd(bytes: Buffer): number {
  const directory = bytes.readUInt32LE(4)
  return directory + 2 + bytes.readUInt16LE(directory) * 12
}
