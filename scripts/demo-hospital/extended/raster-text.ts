/** Letters and digits as dots, for what a scanner or an ultrasound machine burns into its pictures. */
import type { Raster } from './jpeg.ts'

/** 3 × 5 dots, five rows of three bits each. */
const GLYPHS: Readonly<Record<string, number>> = {
  '0': 0o75557,
  '1': 0o26227,
  '2': 0o71747,
  '3': 0o71717,
  '4': 0o55711,
  '5': 0o74717,
  '6': 0o74757,
  '7': 0o71111,
  '8': 0o75757,
  '9': 0o75717,
  A: 0o75755,
  B: 0o65656,
  C: 0o74447,
  D: 0o65556,
  E: 0o74647,
  F: 0o74644,
  G: 0o74557,
  H: 0o55755,
  I: 0o72227,
  J: 0o11157,
  K: 0o55655,
  L: 0o44447,
  M: 0o57755,
  N: 0o65555,
  O: 0o75557,
  P: 0o75744,
  Q: 0o75571,
  R: 0o75655,
  S: 0o74717,
  T: 0o72222,
  U: 0o55557,
  V: 0o55552,
  W: 0o55775,
  X: 0o55255,
  Y: 0o55722,
  Z: 0o71247,
  '-': 0o00700,
  '/': 0o11244,
  '.': 0o00002,
  ':': 0o02020,
}

/** Writes text with its upper left corner at (x, y); unknown letters are spaces. */
export function burnText(
  raster: Raster,
  x: number,
  y: number,
  scale: number,
  level: number,
  text: string,
): void {
  ;[...text.toUpperCase()].forEach((letter, i) => {
    const glyph = GLYPHS[letter] ?? 0
    for (let bit = 0; bit < 15; bit++) {
      if (((glyph >> (14 - bit)) & 1) === 0) continue
      const left = x + (i * 4 + (bit % 3)) * scale
      const top = y + Math.floor(bit / 3) * scale
      fillBox(raster, left, top, scale, scale, level)
    }
  })
}

export function fillBox(
  raster: Raster,
  x: number,
  y: number,
  width: number,
  height: number,
  level: number,
): void {
  const { channels, pixels } = raster
  for (let j = Math.max(0, y); j < Math.min(raster.height, y + height); j++) {
    for (let i = Math.max(0, x); i < Math.min(raster.width, x + width); i++) {
      pixels.fill(level, (j * raster.width + i) * channels, (j * raster.width + i + 1) * channels)
    }
  }
}
