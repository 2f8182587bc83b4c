/** Opens a PDF with pdf.js, without eval and without any request but for the document, and character maps and picture decoders of this server. */
import { GlobalWorkerOptions, getDocument, type PDFDocumentLoadingTask } from 'pdfjs-dist'
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url'

GlobalWorkerOptions.workerSrc = workerUrl

/** Where the PDF comes from: an address of this server, or bytes that are here already. */
export type PdfSource = { readonly url: string } | { readonly data: Uint8Array }

export function openPdf(source: PdfSource): PDFDocumentLoadingTask {
  return getDocument({
    // pdf.js hands its bytes over to its worker: they are its own copy.
    ...('data' in source ? { data: source.data.slice() } : { url: source.url }),
    isEvalSupported: false,
    // One reading, one request, one line in the access log.
    disableRange: true,
    cMapUrl: '/pdf/cmaps/',
    cMapPacked: true,
    standardFontDataUrl: '/pdf/fonts/',
    wasmUrl: '/pdf/decoders/',
  })
}
