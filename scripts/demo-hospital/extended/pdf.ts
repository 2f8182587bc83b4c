/**
 * A small PDF 1.4 writer: Japanese text in a font that is not embedded (Adobe-Japan1, UniJIS-UTF16-H), lines and
 * dots. ISO 32000-1: 7.5 file structure, 9.7.5.2 predefined CMaps. Streams are not compressed.
 */

/** Points from the lower left corner; A4 is 595 × 842. */
export interface PdfPage {
  readonly operators: readonly string[]
}

export function pdfText(x: number, y: number, size: number, text: string): string {
  let hex = ''
  for (let i = 0; i < text.length; i++) hex += text.charCodeAt(i).toString(16).padStart(4, '0')
  return `BT /F1 ${size} Tf ${x} ${y} Td <${hex}> Tj ET`
}

export function pdfLine(x1: number, y1: number, x2: number, y2: number, width = 0.5): string {
  return `${width} w ${x1} ${y1} m ${x2} ${y2} l S`
}

/** A line through the points, in the given colour (`r g b`, 0 to 1). */
export function pdfPath(points: readonly (readonly [number, number])[], colour: string): string {
  const path = points.map(([x, y], i) => `${x.toFixed(1)} ${y.toFixed(1)} ${i === 0 ? 'm' : 'l'}`)
  return `q ${colour} RG 1 w ${path.join(' ')} S Q`
}

/** A head line and lines of text below each other. */
export function textPage(title: string, lines: readonly string[]): PdfPage {
  const operators = [pdfText(60, 780, 16, title), pdfLine(60, 770, 535, 770)]
  lines.forEach((line, i) => {
    if (line) operators.push(pdfText(60, 745 - i * 18, 10.5, line))
  })
  return { operators }
}

const FONT = [
  '<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5-UniJIS-UTF16-H /Encoding /UniJIS-UTF16-H /DescendantFonts [4 0 R] >>',
  '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiKakuGo-W5 /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 5 >> /DW 1000 /W [1 [278] 2 94 500 231 632 500] /FontDescriptor 5 0 R >>',
  '<< /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 /FontBBox [-92 -250 1010 922] /ItalicAngle 0 /Ascent 752 /Descent -221 /CapHeight 737 /StemV 114 >>',
]

/** @returns the bytes of a PDF file with the pages in order */
export function pdf(pages: readonly PdfPage[]): Uint8Array {
  const first = 6
  const kids = pages.map((_, i) => `${first + i * 2} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} /MediaBox [0 0 595 842] >>`,
    ...FONT,
    ...pages.flatMap((page, i) => {
      const content = page.operators.join('\n')
      return [
        `<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /Contents ${first + i * 2 + 1} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ]
    }),
  ]
  let body = '%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n'
  const offsets = objects.map((object, i) => {
    const offset = body.length
    body += `${i + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const xref = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const tail = `xref\n0 ${size}\n0000000000 65535 f \n${xref}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`
  return Uint8Array.from(Buffer.from(body + tail, 'latin1'))
}
