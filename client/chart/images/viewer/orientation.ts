/** The letters at the edges of the picture: which way of the patient lies there (PS3.3 C.7.6.1.1.1, C.7.6.2.1.1). */
import type { FrameLook } from '../../../../model/dicom-pixels/frame-look.ts'

export interface Turned {
  /** Degrees clockwise. */
  readonly rotation: number
  readonly hflip: boolean
  readonly vflip: boolean
}

export interface EdgeLetters {
  readonly left: string
  readonly right: string
  readonly top: string
  readonly bottom: string
}

type Vector = readonly [number, number, number]

/** Positive and negative end of each axis of the patient. */
const AXES = ['LR', 'PA', 'HF'] as const
/** A direction is named by every axis it leans to by more than about 20°. */
const LEAN = 0.35

/** null = the file does not say how the image lies. */
export function edgeLetters(look: FrameLook, turned: Turned): EdgeLetters | null {
  const axes = imageAxes(look)
  if (axes === null) return null
  const [right, down] = axes
  const towards = (x: number, y: number) => lettersOf(onImage(x, y, turned), right, down)
  return {
    left: towards(-1, 0),
    right: towards(1, 0),
    top: towards(0, -1),
    bottom: towards(0, 1),
  }
}

function imageAxes(look: FrameLook): readonly [Vector, Vector] | null {
  const cosines = look.orientation
  if (cosines !== null) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = cosines
    return [
      [a, b, c],
      [d, e, f],
    ]
  }
  const [right, down] = look.patientOrientation
  if (right === undefined || down === undefined) return null
  return [vectorOf(right), vectorOf(down)]
}

function vectorOf(letters: string): Vector {
  const axis = (n: number) => {
    const [positive = '', negative = ''] = AXES[n] ?? ''
    return letters.includes(positive) ? 1 : letters.includes(negative) ? -1 : 0
  }
  return [axis(0), axis(1), axis(2)]
}

/** A direction on the screen as one on the image: rotation undone, then the flips. */
function onImage(x: number, y: number, { rotation, hflip, vflip }: Turned) {
  const angle = (-rotation * Math.PI) / 180
  const turnedX = x * Math.cos(angle) - y * Math.sin(angle)
  const turnedY = x * Math.sin(angle) + y * Math.cos(angle)
  return [hflip ? -turnedX : turnedX, vflip ? -turnedY : turnedY] as const
}

function lettersOf([x, y]: readonly [number, number], right: Vector, down: Vector): string {
  return AXES.map((pair, n) => ({ pair, value: x * (right[n] ?? 0) + y * (down[n] ?? 0) }))
    .filter(({ value }) => Math.abs(value) > LEAN)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .map(({ pair, value }) => (value > 0 ? pair[0] : pair[1]))
    .join('')
}
