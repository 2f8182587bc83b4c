/** Pictures that look enough like what they are: CT slices in Hounsfield units, chest films, ultrasound fans. */
import type { Raster } from '../extended/jpeg.ts'
import type { Random } from '../random.ts'

/** Region of the body, and where along it the slice lies (0 = top, 1 = bottom). */
export type CtRegion = 'chest' | 'abdomen' | 'head'

interface Ellipse {
  readonly x: number
  readonly y: number
  readonly a: number
  readonly b: number
  readonly hu: number
}

const CT_SIZE = 512

/** One slice: 512 × 512 Hounsfield units. Coordinates run from -1 to 1, y downwards (to the back). */
export function ctSlice(
  region: CtRegion,
  depth: number,
  finding: string,
  noise: Int16Array,
): Int16Array {
  const shapes =
    region === 'head' ? headShapes(depth, finding) : trunkShapes(region, depth, finding)
  const out = new Int16Array(CT_SIZE * CT_SIZE).fill(-1000)
  for (const shape of shapes) drawEllipse(out, CT_SIZE, shape)
  table(out)
  const shift = Math.floor(depth * 7919) % noise.length
  for (let i = 0; i < out.length; i++) {
    const value = out[i] as number
    if (value > -950) out[i] = value + (noise[(i + shift) % noise.length] as number)
  }
  return out
}

/** Noise to be laid over slices, drawn once. */
export function noiseField(random: Random): Int16Array {
  return Int16Array.from({ length: 65_521 }, () => Math.round(random.normal(0, 9)))
}

function trunkShapes(region: CtRegion, depth: number, finding: string): Ellipse[] {
  const belly = region === 'abdomen' ? depth : 0
  const a = 0.78 + 0.04 * Math.sin(depth * 3)
  const b = 0.52 + 0.05 * belly
  const shapes: Ellipse[] = [
    { x: 0, y: 0, a, b, hu: -95 },
    { x: 0, y: 0, a: a - 0.05, b: b - 0.05, hu: 48 },
  ]
  if (region === 'chest') shapes.push(...chestShapes(depth, finding))
  else shapes.push(...abdomenShapes(depth, finding))
  return [...shapes, ...spine(b)]
}

function spine(b: number): Ellipse[] {
  const y = b - 0.2
  return [
    { x: 0, y, a: 0.13, b: 0.1, hu: 620 },
    { x: 0, y, a: 0.1, b: 0.075, hu: 190 },
    { x: 0, y: y + 0.1, a: 0.045, b: 0.035, hu: 25 },
    { x: 0, y: y + 0.17, a: 0.03, b: 0.05, hu: 560 },
  ]
}

function chestShapes(depth: number, finding: string): Ellipse[] {
  const open = Math.sin(Math.PI * Math.min(0.95, 0.15 + depth * 0.85))
  const heart = finding === 'cardiomegaly' ? 0.34 : 0.24
  const shapes: Ellipse[] = [
    { x: -0.36, y: 0.02, a: 0.3 * open, b: 0.37 * open, hu: -860 },
    { x: 0.36, y: 0.02, a: 0.3 * open, b: 0.37 * open, hu: -855 },
  ]
  for (let i = 0; i < 26; i++) {
    const side = i % 2 === 0 ? -1 : 1
    const angle = i * 2.4 + depth * 5
    const r = 0.08 + ((i * 37) % 19) / 90
    shapes.push({
      x: side * 0.34 + Math.cos(angle) * r,
      y: Math.sin(angle) * r,
      a: 0.012,
      b: 0.012,
      hu: -120,
    })
  }
  if (depth > 0.35)
    shapes.push({ x: 0.1, y: -0.1, a: heart * Math.min(1, depth), b: heart * 0.85, hu: 52 })
  shapes.push(
    { x: 0.07, y: 0.2, a: 0.05, b: 0.05, hu: 58 },
    { x: -0.01, y: 0.02, a: 0.035, b: 0.03, hu: depth < 0.5 ? -980 : 40 },
  )
  if (finding === 'infiltrate' && depth > 0.55) {
    shapes.push(
      { x: -0.4, y: 0.18, a: 0.16, b: 0.12, hu: -70 },
      { x: -0.42, y: 0.2, a: 0.03, b: 0.015, hu: -900 },
    )
  }
  for (let i = 0; i < 10; i++) {
    const angle = (i / 10) * 2 * Math.PI + depth * 2
    shapes.push({
      x: Math.cos(angle) * 0.69,
      y: Math.sin(angle) * 0.44,
      a: 0.045,
      b: 0.018,
      hu: 520,
    })
  }
  return shapes
}

function abdomenShapes(depth: number, finding: string): Ellipse[] {
  const liver = Math.max(0, 1 - depth * 1.5)
  const kidney = Math.max(0, Math.sin(Math.PI * Math.min(1, Math.max(0, (depth - 0.25) * 1.8))))
  const shapes: Ellipse[] = [
    { x: -0.3, y: -0.05, a: 0.38 * liver, b: 0.34 * liver, hu: 112 },
    { x: 0.47, y: 0.08, a: 0.15 * liver, b: 0.2 * liver, hu: 118 },
    { x: 0.22, y: -0.16, a: 0.2, b: 0.13, hu: 18 },
    { x: -0.33, y: 0.2, a: 0.12 * kidney, b: 0.13 * kidney, hu: 165 },
    { x: 0.33, y: 0.2, a: 0.12 * kidney, b: 0.13 * kidney, hu: 165 },
    { x: 0.05, y: 0.14, a: 0.045, b: 0.045, hu: 210 },
    { x: -0.07, y: 0.14, a: 0.05, b: 0.04, hu: 150 },
  ]
  for (let i = 0; i < 14; i++) {
    const angle = i * 1.9 + depth * 9
    const x = Math.cos(angle) * (0.15 + (i % 5) * 0.09)
    const y = -0.12 + Math.sin(angle) * (0.05 + (i % 4) * 0.06)
    if (depth > 0.3) shapes.push({ x, y, a: 0.055, b: 0.045, hu: i % 3 === 0 ? -700 : 35 })
  }
  if (finding === 'tumor' || depth > 0.75)
    shapes.push(
      { x: 0.3, y: 0.05, a: 0.08, b: 0.07, hu: 95 },
      { x: 0.31, y: 0.05, a: 0.02, b: 0.015, hu: -300 },
    )
  return shapes
}

function headShapes(depth: number, finding: string): Ellipse[] {
  const r = 0.4 + 0.3 * Math.sin(Math.PI * (0.2 + depth * 0.65))
  const shapes: Ellipse[] = [
    { x: 0, y: 0, a: r * 0.86, b: r + 0.04, hu: 40 },
    { x: 0, y: 0, a: r * 0.82, b: r, hu: 1150 },
    { x: 0, y: 0, a: r * 0.76, b: r - 0.055, hu: 36 },
    { x: 0, y: 0, a: r * 0.68, b: r - 0.13, hu: 29 },
    { x: -0.07, y: -0.08, a: 0.045, b: 0.17 * Math.sin(Math.PI * depth), hu: 6 },
    { x: 0.07, y: -0.08, a: 0.045, b: 0.17 * Math.sin(Math.PI * depth), hu: 6 },
    { x: 0, y: 0, a: 0.006, b: r - 0.06, hu: 45 },
  ]
  if (finding === 'infarct' && depth > 0.35 && depth < 0.75)
    shapes.push({ x: -0.32, y: -0.02, a: 0.14, b: 0.19, hu: 21 })
  return shapes
}

function drawEllipse(out: Int16Array, size: number, { x, y, a, b, hu }: Ellipse): void {
  if (a <= 0 || b <= 0) return
  const half = size / 2
  const top = Math.max(0, Math.floor((y - b + 1) * half))
  const bottom = Math.min(size - 1, Math.ceil((y + b + 1) * half))
  for (let row = top; row <= bottom; row++) {
    const v = ((row + 0.5) / half - 1 - y) / b
    if (v * v >= 1) continue
    const reach = a * Math.sqrt(1 - v * v)
    const from = Math.max(0, Math.ceil((x - reach + 1) * half - 0.5))
    const to = Math.min(size - 1, Math.floor((x + reach + 1) * half - 0.5))
    out.fill(hu, row * size + from, row * size + to + 1)
  }
}

/** The table under the patient: a thin arc of carbon fibre. */
function table(out: Int16Array): void {
  for (let x = 70; x < 442; x++) {
    const y = Math.round(440 - ((x - 256) * (x - 256)) / 2600)
    for (let thick = 0; thick < 3; thick++) out[(y + 28 + thick) * CT_SIZE + x] = -250
  }
}

/** A chest film, 12 bits: low = dark. Lungs dark, heart and spine bright (MONOCHROME2). */
export function chestFilm(
  width: number,
  height: number,
  finding: string,
  random: Random,
): Uint16Array {
  const out = new Uint16Array(width * height)
  const heart = finding === 'cardiomegaly' ? 0.46 : 0.32
  const noise = Int16Array.from({ length: 9973 }, () => Math.round(random.normal(0, 16)))
  const ribs = Float64Array.from(
    { length: height },
    (_, row) => Math.max(0, Math.sin((row / height) * 70)) * 190,
  )
  for (let row = 0; row < height; row++) {
    const y = (row / height) * 2 - 1
    for (let column = 0; column < width; column++) {
      const x = (column / width) * 2 - 1
      const i = row * width + column
      out[i] = Math.max(
        0,
        Math.min(
          4095,
          filmLevel(x, y, heart, finding, ribs[row] as number) + (noise[(i * 7) % 9973] as number),
        ),
      )
    }
  }
  return out
}

function filmLevel(x: number, y: number, heart: number, finding: string, rib: number): number {
  const shoulders = 0.62 + 0.34 * Math.min(1, Math.max(0, (y + 1) * 3))
  if (Math.abs(x) > shoulders) return 100
  let level = 2150 + 260 * Math.abs(x)
  const lung = inEllipse(Math.abs(x) - 0.4, y + 0.08, 0.32, 0.7)
  if (lung < 1.15) {
    const inside = 930 + 380 * lung ** 3 + rib * (1 - 0.4 * lung)
    level = lung < 1 ? inside : inside + ((level - inside) * (lung - 1)) / 0.15
  }
  const vessels =
    Math.max(0, 0.22 - Math.abs(Math.abs(x) - 0.16)) * Math.max(0, 0.4 - Math.abs(y + 0.05))
  level += vessels * 5200
  const inHeart = inEllipse(x - 0.13, y - 0.24, heart, 0.33)
  if (inHeart < 1.12)
    level = Math.max(level, 2650 - 330 * inHeart - Math.max(0, inHeart - 1) * 6000)
  level += 520 * Math.exp(-((x / 0.085) ** 2))
  const dome = 0.5 + (x < 0 ? -0.04 : 0.03) + 0.9 * (Math.abs(x) - 0.36) ** 2
  if (y > dome) level = Math.max(level, 2520 + Math.min(160, (y - dome) * 900))
  const patch = inEllipse(x + 0.42, y - 0.22, 0.2, 0.17)
  if (finding === 'infiltrate' && patch < 1) level = Math.max(level, 1350 + 780 * (1 - patch))
  return level
}

function inEllipse(x: number, y: number, a: number, b: number): number {
  return (x * x) / (a * a) + (y * y) / (b * b)
}

/** An ultrasound fan in RGB with a coloured bar; `phase` (0 to 1) moves what lies inside. */
export function ultrasoundFan(
  width: number,
  height: number,
  phase: number,
  random: Random,
): Raster {
  const pixels = new Uint8Array(width * height * 3)
  const speckle = random.bytes(8191)
  for (let row = 20; row < height - 20; row++) {
    for (let column = 0; column < width; column++) {
      const dx = column - width / 2
      const dy = row + 40
      const radius = Math.sqrt(dx * dx + dy * dy)
      if (Math.abs(Math.atan2(dx, dy)) > 0.62 || radius < 90 || radius > height - 30) continue
      const level =
        fanLevel(dx / width, dy / height, phase) *
        (0.55 + (speckle[(row * 131 + column * 17) % 8191] as number) / 560)
      pixels.fill(Math.min(255, level), (row * width + column) * 3, (row * width + column) * 3 + 3)
    }
  }
  for (let row = 60; row < 220; row++) {
    const hot = 1 - (row - 60) / 160
    for (let column = width - 28; column < width - 14; column++) {
      pixels.set(
        [Math.round(255 * hot), 40, Math.round(255 * (1 - hot))],
        (row * width + column) * 3,
      )
    }
  }
  return { width, height, channels: 3, pixels }
}

function fanLevel(x: number, y: number, phase: number): number {
  const beat = 1 + 0.12 * Math.sin(phase * 2 * Math.PI)
  if (inEllipse(x - 0.08, y - 0.55, 0.1 * beat, 0.08 * beat) < 1) return 12
  if (inEllipse(x + 0.12, y - 0.68, 0.07, 0.1) < 1) return 150
  return 78 + 30 * Math.sin(y * 38 + x * 9)
}
