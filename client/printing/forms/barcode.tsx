/** A Code 128 barcode with its text beneath; a text that has none, or none that fits, is printed alone, and that is said. */
import { useSpeech } from '../words.ts'
import { code128 } from './code-128.ts'
import { moduleWidth } from './module-width.ts'

/** Quiet zone on either side, in modules (ISO/IEC 15417). */
const QUIET = 10

interface BarcodeProps {
  readonly text: string
  /** Width of one module in mm: 0.25 is what office printers and hand scanners agree on, and two dots of a label printer. */
  readonly module: number
  /** What it may be wide at most, with its quiet zones, in mm. */
  readonly room: number
  /** Of the bars, in mm. */
  readonly height: number
}

export function Barcode({ text, module, room, height }: BarcodeProps) {
  const { print } = useSpeech()
  const code = code128(text)
  const modules = (code?.modules ?? 0) + 2 * QUIET
  const width = moduleWidth(modules, module, room)
  if (code === null || width === null) {
    return (
      <p className="barcode">
        {text} <small>{print.writing.noBarcode}</small>
      </p>
    )
  }
  return (
    <figure className="barcode">
      <svg
        role="img"
        aria-label={text}
        width={`${modules * width}mm`}
        height={`${height}mm`}
        viewBox={`0 0 ${modules} 10`}
        preserveAspectRatio="none"
        shapeRendering="crispEdges"
      >
        {code.bars.map((bar) => (
          <rect key={bar.at} x={bar.at + QUIET} y={0} width={bar.width} height={10} fill="#000" />
        ))}
      </svg>
      <figcaption>{text}</figcaption>
    </figure>
  )
}
