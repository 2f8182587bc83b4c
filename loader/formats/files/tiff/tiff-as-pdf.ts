/**
 * A TIFF as a PDF that browsers can show, page for page: what a scanning station or a fax server files is TIFF of several pages, which no
 * browser draws. Pixels are carried over unchanged; a page that cannot be is a page that says so, and a problem.
 */
import zlib from 'node:zlib'
import type { FieldProblem } from '../../../../model/records.ts'
import { readDirectories, TAG, type TiffFile, type TiffPage } from './directory.ts'
import { imagesOf, type PlacedImage, UnknownPage } from './page-image.ts'
import { createPdf, type PdfDraft } from './pdf-draft.ts'

export interface ConvertedTiff {
  readonly pdf: Uint8Array
  readonly problems: readonly FieldProblem[]
}

/** Bytes of pixels in all pages together: a file made to cost time is not read to its end. */
const MOST_BYTES = 2 * 1024 * 1024 * 1024
const POINTS_OF_INCH = 72
const POINTS_OF_CENTIMETRE = 72 / 2.54
const CENTIMETRE = 3
/** Where a page tells no resolution: that of an ordinary scan. */
const USUAL_RESOLUTION = 150
/** Orientation (tag 274): how far to turn clockwise, after mirroring those that are mirrored. */
const TURNS: Readonly<Record<number, number>> = { 3: 180, 4: 180, 5: 270, 6: 90, 7: 90, 8: 270 }
const MIRRORED = [2, 4, 5, 7]
const FAST = 3

/** Null when no page of it can be carried over. Never throws. */
export function tiffAsPdf(bytes: Uint8Array): ConvertedTiff | null {
  try {
    return convert(readDirectories(bytes))
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function convert(file: TiffFile): ConvertedTiff | null {
  const problems: FieldProblem[] = []
  const draft = createPdf()
  let room = MOST_BYTES
  for (const [at, page] of file.pages.entries()) {
    try {
      room -= weightOf(page)
      if (room < 0) throw new UnknownPage('too large')
      addPage(draft, page, imagesOf(file, page))
    } catch (error) {
      if (!(error instanceof UnknownPage || error instanceof RangeError)) throw error
      const reason = 'a page of this TIFF cannot be shown'
      problems.push({ where: `page ${at + 1}`, text: error.message, reason })
      draft.addNotice([
        `${at + 1} / ${file.pages.length} ページは変換できないため、ここには表示されません。`,
        `TIFF: ${error.message}`,
        `Page ${at + 1} of ${file.pages.length} could not be converted and is not shown here.`,
      ])
    }
  }
  return problems.length === file.pages.length ? null : { pdf: draft.finish(), problems }
}

function weightOf(page: TiffPage): number {
  const bits = page.value(TAG.samples, 1) * page.value(TAG.bits, 1)
  return (page.value(TAG.width, 0) * page.value(TAG.height, 0) * bits) / 8
}

function addPage(draft: PdfDraft, page: TiffPage, images: readonly PlacedImage[]): void {
  const [right, down] = pointsOfPixel(page)
  const width = page.value(TAG.width, 0) * right
  const height = page.value(TAG.height, 0) * down
  const names = images.map((image) =>
    draft.addStream(
      `/Type /XObject /Subtype /Image /Width ${image.width} /Height ${image.height} ${image.entries}`,
      image.isPlain ? zlib.deflateSync(image.data, { level: FAST }) : image.data,
    ),
  )
  const draw = (below: number) =>
    images.map(({ x, y, width: wide, height: high }, at) => {
      const low = height - (y + high + below) * down
      const matrix = [wide * right, 0, 0, high * down, x * right, low]
      return `q ${matrix.map(short).join(' ')} cm /I${names[at]} Do Q`
    })
  const orientation = page.value(TAG.orientation, 1)
  const operators = [
    MIRRORED.includes(orientation) ? `-1 0 0 1 ${short(width)} 0 cm` : '',
    // Strips that meet inside a dot of the screen would let the white paper through: under each seam lies the strip above it.
    ...(images.length > 1 ? draw(1) : []),
    ...draw(0),
  ]
  draft.addPage({ width, height, turn: TURNS[orientation] ?? 0, images: names, operators })
}

/** Points that a pixel is wide and high: a fax has other dots across than down. */
function pointsOfPixel(page: TiffPage): readonly [number, number] {
  const isMetric = page.value(TAG.resolutionUnit, 2) === CENTIMETRE
  const points = isMetric ? POINTS_OF_CENTIMETRE : POINTS_OF_INCH
  const [across, down] = [page.value(TAG.horizontal, 0), page.value(TAG.vertical, 0)]
  const usual = POINTS_OF_INCH / USUAL_RESOLUTION
  return isResolution(across) && isResolution(down)
    ? [points / across, points / down]
    : [usual, usual]
}

function isResolution(dots: number): boolean {
  return Number.isFinite(dots) && dots > 1 && dots < 10_000
}

function short(value: number): string {
  return value.toFixed(3)
}
