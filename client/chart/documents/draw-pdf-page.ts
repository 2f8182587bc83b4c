/** Draws one page of a PDF and finds out whether all of it could be drawn. */
import type { PageViewport, PDFPageProxy } from 'pdfjs-dist'

/**
 * @returns false where a picture of the page is missing: pdf.js leaves out what it cannot decode, and draws the rest
 * @throws where the page itself cannot be read
 */
export async function drawPdfPage(
  page: PDFPageProxy,
  canvas: HTMLCanvasElement,
  viewport: PageViewport,
): Promise<boolean> {
  await page.render({ canvas, viewport }).promise
  if (undrawn(page.objs).size > 0) return false
  const shared = undrawn(page.commonObjs)
  if (shared.size === 0) return true
  // What several pages share need not be on this one.
  const { argsArray } = await page.getOperatorList()
  return !argsArray.some((args: unknown) => Array.isArray(args) && shared.has(args[0]))
}

/** Names of what was asked for and came as nothing. */
function undrawn(objects: PDFPageProxy['objs']): ReadonlySet<unknown> {
  const names = new Set<unknown>()
  for (const [name, data] of objects) if (data === null) names.add(name)
  return names
}
