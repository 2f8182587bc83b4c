/** The mark of a curve, so that it is told from the others without colours. */
import type { Curve } from './sheet.ts'

interface MarkProps {
  readonly curve: Curve
  readonly x: number
  readonly y: number
  readonly isHollow?: boolean
}

/** Filled circle: temperature. Cross: pulse. Triangle: respiration. */
export function Mark({ curve, x, y, isHollow = false }: MarkProps) {
  const hollow = isHollow ? ' hollow' : ''
  if (curve === 'temperature') return <circle className={`dot${hollow}`} cx={x} cy={y} r={3.5} />
  if (curve === 'pulse') {
    return <path className="cross" d={`M${x - 3.5} ${y - 3.5}l7 7m0-7l-7 7`} />
  }
  return <path className={`dot${hollow}`} d={`M${x} ${y - 4}l4 7h-8z`} />
}

/** A small angle whose tip lies on the value: ∨ for the systolic pressure, ∧ for the diastolic. */
export function tick(at: number, tip: number, arms: number): string {
  return `${at - 4},${tip + arms} ${at},${tip} ${at + 4},${tip + arms}`
}
