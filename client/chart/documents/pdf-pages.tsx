/** A PDF drawn page by page on canvas. Nothing is fetched but the document, and character maps and decoders of this server. */
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '../../language/language.tsx'
import { drawPdfPage } from './draw-pdf-page.ts'
import { openPdf, type PdfSource } from './pdf-source.ts'

/** Sharp enough to read small print on an ordinary screen. */
const PIXELS_PER_CSS_PIXEL = Math.max(1.5, globalThis.devicePixelRatio)

export default function PdfPages(source: PdfSource) {
  const { words } = useWords()
  const [pdf, setPdf] = useState<PDFDocumentProxy | null>(null)
  const [failed, setFailed] = useState(false)
  const url = 'url' in source ? source.url : ''
  const data = 'data' in source ? source.data : null
  useEffect(() => {
    const task = openPdf(data === null ? { url } : { data })
    let stopped = false
    task.promise
      .then((opened) => {
        if (!stopped) setPdf(opened)
      })
      .catch(() => {
        if (!stopped) setFailed(true)
      })
    return () => {
      stopped = true
      void task.destroy()
    }
  }, [url, data])
  if (failed) {
    return (
      <p className="failure" role="alert">
        {words.documents.brokenPdf}
      </p>
    )
  }
  if (pdf === null) return <p className="waiting">{words.reading}</p>
  return (
    <div className="pdf">
      {Array.from({ length: pdf.numPages }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number
        <PdfPage key={index} pdf={pdf} number={index + 1} />
      ))}
    </div>
  )
}

function PdfPage({ pdf, number }: { pdf: PDFDocumentProxy; number: number }) {
  const { words } = useWords()
  const canvas = useRef<HTMLCanvasElement>(null)
  const [text, setText] = useState('')
  const [failed, setFailed] = useState(false)
  const [isWhole, setIsWhole] = useState(true)
  useEffect(() => {
    let stopped = false
    const draw = async () => {
      const page = await pdf.getPage(number)
      if (stopped || canvas.current === null) return
      const isDrawnWhole = await drawPage(page, canvas.current)
      if (!stopped) setIsWhole(isDrawnWhole)
      const content = await page.getTextContent()
      const words = content.items.map((item) => ('str' in item ? item.str : ''))
      // Text out of a PDF may hold CJK radicals where the letters are meant: NFKC maps them back.
      if (!stopped) setText(words.join(' ').normalize('NFKC'))
    }
    draw().catch(() => {
      if (!stopped) setFailed(true)
    })
    return () => {
      stopped = true
    }
  }, [pdf, number])
  return (
    <figure>
      <figcaption>{words.documents.page(number, pdf.numPages)}</figcaption>
      {failed && <p className="failure">{words.documents.brokenPage}</p>}
      {!isWhole && <p className="failure">{words.documents.undrawnPicture}</p>}
      <canvas
        ref={canvas}
        role="img"
        aria-label={text || words.documents.page(number, pdf.numPages)}
      />
    </figure>
  )
}

async function drawPage(page: PDFPageProxy, canvas: HTMLCanvasElement): Promise<boolean> {
  const base = page.getViewport({ scale: 1 })
  const width = canvas.parentElement?.clientWidth ?? base.width
  const viewport = page.getViewport({ scale: (width / base.width) * PIXELS_PER_CSS_PIXEL })
  canvas.width = Math.floor(viewport.width)
  canvas.height = Math.floor(viewport.height)
  return drawPdfPage(page, canvas, viewport)
}
