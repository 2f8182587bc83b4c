/** The figures of a measurement as lines of text. Millimetres only where the image is calibrated. */
import type { ShownFrame } from '../../../../model/dicom-pixels/shown-frame.ts'
import {
  angleAt,
  ellipseArea,
  ellipseStatistics,
  lengthBetween,
  type Measurement,
  pixelSize,
  probe,
} from './measuring.ts'
import type { ViewerWords } from './viewer-words.ts'

export function measurementText(
  { kind, points: [a, b, c] }: Omit<Measurement, 'id'>,
  shown: ShownFrame,
  words: ViewerWords,
): readonly string[] {
  const size = pixelSize(shown)
  if (kind === 'probe') return a === undefined ? [] : probeText(shown, a)
  if (a === undefined || b === undefined) return []
  if (kind === 'length') return [lengthText(shown, lengthBetween(a, b, size), words)]
  if (kind === 'angle') return c === undefined ? [] : [`${angleAt(a, b, c, size).toFixed(1)}°`]
  const area = ellipseArea(a, b, size)
  const areaText = size.isCalibrated
    ? `${words.area} ${area.toFixed(1)} mm²${calibration(shown, words)}`
    : `${words.area} ${Math.round(area)} px²（${words.notCalibrated}）`
  const statistics = ellipseStatistics(shown, a, b)
  if (statistics === null) return [areaText]
  const unit = shown.look.unit === '' ? '' : ` ${shown.look.unit}`
  return [
    `${words.mean} ${figure(statistics.mean)}${unit}  ${words.deviation} ${figure(statistics.deviation)}`,
    `${figure(statistics.min)} – ${figure(statistics.max)}${unit}  n=${statistics.pixels}`,
    areaText,
  ]
}

function probeText(shown: ShownFrame, point: { x: number; y: number }): string[] {
  const found = probe(shown, point)
  const place = `(${Math.floor(point.x)}, ${Math.floor(point.y)})`
  if (found === null) return [place]
  if ('rgb' in found) return [`RGB ${found.rgb.join(' ')}`, place]
  const { unit } = shown.look
  return [`${figure(found.value)}${unit === '' ? '' : ` ${unit}`}`, place]
}

function lengthText(shown: ShownFrame, length: number, words: ViewerWords): string {
  if (shown.look.spacing === null) return `${length.toFixed(1)} px（${words.notCalibrated}）`
  return `${length.toFixed(1)} mm${calibration(shown, words)}`
}

function calibration({ look }: ShownFrame, words: ViewerWords): string {
  return look.spacing?.kind === 'detector' ? `（${words.atDetector}）` : ''
}

/** Whole numbers as such; others with the digits that matter. */
function figure(value: number): string {
  if (Number.isInteger(value)) return String(value)
  const size = Math.abs(value)
  return size >= 1 ? value.toFixed(1) : value.toPrecision(3)
}
