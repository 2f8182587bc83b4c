/** The parts of PDF 1.4 that pages of pictures need (ISO 32000-1, 7.5); a notice is written in a font that is not embedded. */

export interface PicturePage {
  readonly width: number
  readonly height: number
  /** Degrees, clockwise. */
  readonly turn: number
  /** Numbers of the streams that the operators draw, as `/I<number>`. */
  readonly images: readonly number[]
  readonly operators: readonly string[]
}

export interface PdfDraft {
  /** Adds a stream with these entries in its dictionary. Returns its number. */
  addStream(entries: string, data: Uint8Array): number
  addPage(page: PicturePage): void
  /** A page of lines of text. */
  addNotice(lines: readonly string[]): void
  finish(): Uint8Array
}

const CATALOG = 1
const PAGES = 2
const FONT = 3
const A4 = { width: 595, height: 842 }
/** Adobe-Japan1, by the names that every viewer has a font of its own for. */
const FONT_OBJECTS = [
  '<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5-UniJIS-UTF16-H /Encoding /UniJIS-UTF16-H /DescendantFonts [4 0 R] >>',
  '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiKakuGo-W5 /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 5 >> /DW 1000 /W [1 [278] 2 94 500 231 632 500] /FontDescriptor 5 0 R >>',
  '<< /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 /FontBBox [-92 -250 1010 922] /ItalicAngle 0 /Ascent 752 /Descent -221 /CapHeight 737 /StemV 114 >>',
]

export function createPdf(): PdfDraft {
  const pieces: Buffer[] = []
  const offsets = new Map<number, number>()
  const pages: number[] = []
  let written = 0
  let numbers = FONT + FONT_OBJECTS.length - 1
  const write = (piece: Uint8Array | string) => {
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : Buffer.from(piece)
    pieces.push(bytes)
    written += bytes.length
  }
  const object = (number: number, ...body: readonly (Uint8Array | string)[]) => {
    offsets.set(number, written)
    write(`${number} 0 obj\n`)
    for (const piece of body) write(piece)
    write('\nendobj\n')
  }
  const addStream = (entries: string, data: Uint8Array) => {
    numbers += 1
    const head = `<< ${entries} /Length ${data.length} >>\nstream\n`
    object(numbers, head, data, '\nendstream')
    return numbers
  }
  const addSheet = (entries: string, resources: string, operators: readonly string[]) => {
    const contents = addStream('', Buffer.from(operators.join('\n'), 'latin1'))
    numbers += 1
    pages.push(numbers)
    const sheet = `/Type /Page /Parent ${PAGES} 0 R /Resources << ${resources} >> /Contents ${contents} 0 R ${entries}`
    object(numbers, `<< ${sheet} >>`)
  }
  write('%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n')
  for (const [at, font] of FONT_OBJECTS.entries()) object(FONT + at, font)
  return {
    addStream,
    addPage({ width, height, turn, images, operators }) {
      const named = images.map((number) => `/I${number} ${number} 0 R`).join(' ')
      const box = `/MediaBox [0 0 ${width.toFixed(3)} ${height.toFixed(3)}]`
      addSheet(`${box} /Rotate ${turn}`, `/XObject << ${named} >>`, operators)
    },
    addNotice(lines) {
      const text = lines.map((line, at) => textLine(60, A4.height - 100 - at * 24, line))
      const box = `/MediaBox [0 0 ${A4.width} ${A4.height}]`
      addSheet(box, `/Font << /F1 ${FONT} 0 R >>`, text)
    },
    finish() {
      object(CATALOG, `<< /Type /Catalog /Pages ${PAGES} 0 R >>`)
      const kids = pages.map((number) => `${number} 0 R`).join(' ')
      object(PAGES, `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`)
      const start = written
      const rows = Array.from({ length: numbers }, (_, at) => {
        return `${String(offsets.get(at + 1) ?? 0).padStart(10, '0')} 00000 n \n`
      })
      write(`xref\n0 ${numbers + 1}\n0000000000 65535 f \n${rows.join('')}`)
      write(
        `trailer\n<< /Size ${numbers + 1} /Root ${CATALOG} 0 R >>\nstartxref\n${start}\n%%EOF\n`,
      )
      return Buffer.concat(pieces)
    },
  }
}

function textLine(x: number, y: number, text: string): string {
  const hex = Buffer.from(text, 'utf16le').swap16().toString('hex')
  return `BT /F1 12 Tf ${x} ${y} Td <${hex}> Tj ET`
}
