/** The pages of a document that are pictures on paper: those of a PDF, and pictures themselves. */
import type { DocumentRow } from '../../../model/api/chart/documents.ts'
import { ApiError, requestFile } from '../../api/request.ts'
import { drawPdfPage } from '../../chart/documents/draw-pdf-page.ts'
import { chartUrl, type OpenChart } from '../../chart/open-chart.tsx'

/** One sheet to be printed. `url` carries its bytes: nothing is fetched, and nothing stays, when it is printed. */
export interface PaperPicture {
  readonly url: string
  readonly width: number
  readonly height: number
  /** False where the page has a picture that could not be drawn. */
  readonly isWhole: boolean
}

export interface PicturePart {
  readonly name: string
  readonly pictures: readonly PaperPicture[]
  /** Pages in all; more than there are pictures when not all were drawn. */
  readonly pages: number
  /** Whether it could not be drawn at all: the file is damaged. */
  readonly isBroken: boolean
}

/** As the printer's dots: A4 at 150 a inch. */
const LONG_SIDE = 1754
/** Of one file. A thicker one is read on the screen. */
const MOST_PAGES = 40
const PICTURE = /^image\/(jpeg|png|gif|webp|bmp)$/

/** Whether a part is drawn, and not read as text. */
export function isPicturePart({ mediaType }: DocumentRow['parts'][number]): boolean {
  return mediaType === 'application/pdf' || PICTURE.test(mediaType)
}

/** Every part that is drawn, in the document's own order. @throws ApiError, AbortError */
export async function readPictures(
  chart: OpenChart,
  row: DocumentRow,
  signal: AbortSignal,
): Promise<PicturePart[]> {
  const parts: PicturePart[] = []
  for (const { name, part, mediaType } of row.parts.filter(isPicturePart)) {
    const path = `documents/${encodeURIComponent(row.document)}/parts/${part}`
    try {
      const { content } = await requestFile('GET', chartUrl(chart, path), { signal })
      const drawn =
        mediaType === 'application/pdf' ? drawPdf(content, signal) : drawPicture(content)
      parts.push({ name, ...(await drawn), isBroken: false })
    } catch (error) {
      if (signal.aborted || concernsAll(error)) throw error
      parts.push({ name, pictures: [], pages: 0, isBroken: true })
    }
  }
  return parts
}

/** Whether the server is not to be asked any more: it is lost, or the session is over. One file that is gone is one file. */
function concernsAll(error: unknown): boolean {
  return error instanceof ApiError && error.status < 500 && error.status !== 404
}

type Drawn = Pick<PicturePart, 'pictures' | 'pages'>

async function drawPdf(content: Blob, signal: AbortSignal): Promise<Drawn> {
  const { openPdf } = await import('../../chart/documents/pdf-source.ts')
  const task = openPdf({ data: new Uint8Array(await content.arrayBuffer()) })
  try {
    const pdf = await task.promise
    const pictures: PaperPicture[] = []
    for (let number = 1; number <= Math.min(pdf.numPages, MOST_PAGES); number++) {
      signal.throwIfAborted()
      const page = await pdf.getPage(number)
      const own = page.getViewport({ scale: 1 })
      const viewport = page.getViewport({ scale: LONG_SIDE / Math.max(own.width, own.height) })
      const canvas = canvasOf(viewport.width, viewport.height)
      const isWhole = await drawPdfPage(page, canvas, viewport)
      pictures.push(pictureOf(canvas, isWhole))
    }
    return { pictures, pages: pdf.numPages }
  } finally {
    await task.destroy()
  }
}

async function drawPicture(content: Blob): Promise<Drawn> {
  const bitmap = await createImageBitmap(content)
  const scale = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height))
  const canvas = canvasOf(bitmap.width * scale, bitmap.height * scale)
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return { pictures: [pictureOf(canvas, true)], pages: 1 }
}

function canvasOf(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width))
  canvas.height = Math.max(1, Math.round(height))
  return canvas
}

function pictureOf(canvas: HTMLCanvasElement, isWhole: boolean): PaperPicture {
  return { url: canvas.toDataURL(), width: canvas.width, height: canvas.height, isWhole }
}
