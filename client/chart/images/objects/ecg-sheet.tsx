/** An electrocardiogram on a millimetre grid, at the speed and gain chosen, each lead after its calibration mark. */
import { useState } from 'react'
import type { ObjectWords } from './object-words.ts'
import type { Lead, Waveform } from './waveform.ts'

const SPEEDS = [12.5, 25, 50] as const
const GAINS = [5, 10, 20] as const
/** Millimetres: of a lead's strip, and of the calibration mark and name before it. */
const STRIP = 22
const MARK = 11
/** Screen pixels of a millimetre. */
const SCALE = 4

interface EcgSheetProps {
  readonly waveforms: readonly Waveform[]
  readonly words: ObjectWords
}

export function EcgSheet({ waveforms, words }: EcgSheetProps) {
  const [speed, setSpeed] = useState<number>(25)
  const [gain, setGain] = useState<number>(10)
  const [columns, setColumns] = useState(2)
  const [from, setFrom] = useState(0)
  const [waveform] = waveforms
  if (waveform === undefined) return <p className="viewport-empty">{words.noWaveform}</p>
  const shown = columns === 2 ? 5 : 10
  const choice = (
    label: string,
    value: number,
    all: readonly (readonly [number, string])[],
    set: (value: number) => void,
  ) => (
    <label>
      {label}{' '}
      <select value={value} onChange={({ target }) => set(Number(target.value))}>
        {all.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
  const starts = Array.from(
    { length: Math.max(1, Math.ceil(waveform.seconds / shown)) },
    (_, n) => [n * shown, words.seconds(String(n * shown))],
  ) as (readonly [number, string])[]
  return (
    <div className="ecg">
      <p className="ecg-controls">
        <b>{words.ecg}</b>
        {choice(
          words.speed,
          speed,
          SPEEDS.map((each) => [each, `${each} mm/s`]),
          setSpeed,
        )}
        {choice(
          words.gain,
          gain,
          GAINS.map((each) => [each, `${each} mm/mV`]),
          setGain,
        )}
        {choice(
          words.layout,
          columns,
          [
            [2, words.columns],
            [1, words.rows],
          ],
          (value) => {
            setColumns(value)
            setFrom(0)
          },
        )}
        {choice(words.from, from, starts, setFrom)}
        <span>
          {words.rate(waveform.samplesPerSecond)} {words.grid}
        </span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <div className="ecg-paper" tabIndex={0}>
        <Sheet {...{ waveform, speed, gain, columns, from, shown, words }} />
      </div>
    </div>
  )
}

interface SheetProps {
  readonly waveform: Waveform
  readonly speed: number
  readonly gain: number
  readonly columns: number
  /** Seconds: where the strips begin, and how long they are. */
  readonly from: number
  readonly shown: number
  readonly words: ObjectWords
}

function Sheet({ waveform, speed, gain, columns, from, shown, words }: SheetProps) {
  const { leads, samplesPerSecond } = waveform
  const rows = Math.ceil(leads.length / columns)
  const stripWidth = MARK + shown * speed
  const [width, height] = [stripWidth * columns, rows * STRIP + 4]
  return (
    <svg
      width={width * SCALE}
      height={height * SCALE}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${words.ecg} ${leads.map(({ name }) => name).join(' ')}`}
    >
      <defs>
        <pattern id="ecg-mm" width="1" height="1" patternUnits="userSpaceOnUse">
          <path d="M1 0H0V1" className="ecg-fine" />
        </pattern>
        <pattern id="ecg-cm" width="5" height="5" patternUnits="userSpaceOnUse">
          <rect width="5" height="5" fill="url(#ecg-mm)" />
          <path d="M5 0H0V5" className="ecg-coarse" />
        </pattern>
      </defs>
      <rect width={width} height={height} fill="url(#ecg-cm)" />
      {leads.map((lead, n) => (
        <g
          // biome-ignore lint/suspicious/noArrayIndexKey: a lead's place is its identity
          key={n}
          transform={`translate(${Math.floor(n / rows) * stripWidth} ${(n % rows) * STRIP + STRIP / 2 + 2})`}
        >
          <text x={1} y={6}>
            {lead.name.replace(/^Lead /, '')}
            {!lead.isCalibrated && `（${words.notCalibrated}）`}
          </text>
          {lead.unit === 'mV' && lead.isCalibrated && (
            <path className="ecg-line" d={`M2 0h1v${-gain}h5v${gain}h1`} />
          )}
          <path
            className="ecg-line"
            d={lineOf(lead, { samplesPerSecond, speed, gain, from, shown })}
          />
        </g>
      ))}
    </svg>
  )
}

/** Leads without a unit of voltage are drawn over the height of a strip: their gain means nothing. */
function lineOf(
  { values, unit, isCalibrated }: Lead,
  {
    samplesPerSecond,
    speed,
    gain,
    from,
    shown,
  }: Pick<SheetProps, 'speed' | 'gain' | 'from' | 'shown'> & {
    samplesPerSecond: number
  },
): string {
  const first = Math.floor(from * samplesPerSecond)
  const part = values.subarray(first, first + Math.ceil(shown * samplesPerSecond))
  const isVoltage = unit === 'mV' && isCalibrated
  const peak = part.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
  const scale = isVoltage ? gain : peak === 0 ? 0 : STRIP / 2 / peak
  let path = ''
  part.forEach((value, n) => {
    const x = MARK + (n / samplesPerSecond) * speed
    path += `${n === 0 ? 'M' : 'L'}${x.toFixed(2)} ${(-value * scale).toFixed(2)}`
  })
  return path
}
