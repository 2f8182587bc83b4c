/** A QR code with its quiet zone of four modules: dark on white in every theme, as readers expect. */
import { encode } from 'uqr'

const QUIET = 4

export function QrCode({ text, label }: { text: string; label: string }) {
  const rows = encode(text, { border: 0 }).data
  const size = rows.length + 2 * QUIET
  const path = rows.flatMap((row, y) =>
    row.flatMap((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : [])),
  )
  return (
    <svg
      className="qr-code"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path.join('')} fill="#000" />
    </svg>
  )
}
