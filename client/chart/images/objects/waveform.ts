/** Waveforms, as an electrocardiograph stores them (PS3.3 C.10.9), in the units of their channels. */
import type { DataSet } from 'dicom-parser'
import { bytesOf, items, numbers, text } from '../../../../model/dicom-pixels/element-values.ts'
import { PixelError } from '../../../../model/dicom-pixels/pixel-problem.ts'
import { dicomWords } from './dicom-words.ts'

export interface Lead {
  readonly name: string
  /** In millivolts where the unit is a voltage, else in `unit`. */
  readonly values: Float32Array
  readonly unit: string
  /** False: the file gives no sensitivity, the values are as stored. */
  readonly isCalibrated: boolean
}

export interface Waveform {
  readonly label: string
  readonly samplesPerSecond: number
  readonly seconds: number
  readonly leads: readonly Lead[]
}

const SAMPLES_LIMIT = 50_000_000
const MILLIVOLTS: Readonly<Record<string, number>> = { mV: 1, uV: 0.001, V: 1000 }

/** @throws PixelError naming what is missing. */
export function readWaveforms(file: DataSet): Waveform[] {
  const words = dicomWords(file)
  return items(file, 'x54000100').map((group) => {
    const channels = group.uint16('x003a0005') ?? 0
    const samples = group.uint32('x003a0010') ?? 0
    const rate = numbers(group, 'x003a001a')[0] ?? 0
    if (channels === 0 || samples === 0 || !(rate > 0)) {
      throw new PixelError('bad-attribute', 'Waveform channels, samples or sampling frequency')
    }
    const read = sampleReader(group, channels * samples)
    const definitions = items(group, 'x003a0200')
    const leads = Array.from({ length: channels }, (_, channel): Lead => {
      const definition = definitions[channel]
      const unit = items(definition, 'x003a0211')[0]
      const unitText = text(unit, 'x00080100')
      const sensitivity = numbers(definition, 'x003a0210')[0]
      const scale = (sensitivity ?? 1) * (numbers(definition, 'x003a0212')[0] ?? 1)
      const baseline = numbers(definition, 'x003a0213')[0] ?? 0
      const toMillivolts = MILLIVOLTS[unitText]
      const factor = sensitivity === undefined ? 1 : (toMillivolts ?? 1)
      return {
        name: words.code(definition, 'x003a0208') || words.text(definition, 'x003a0203'),
        values: Float32Array.from(
          { length: samples },
          (_, n) => (read(n * channels + channel) * scale + baseline) * factor,
        ),
        unit: toMillivolts === undefined ? unitText : 'mV',
        isCalibrated: sensitivity !== undefined,
      }
    })
    return {
      label: words.text(group, 'x003a0020'),
      samplesPerSecond: rate,
      seconds: samples / rate,
      leads,
    }
  })
}

/** By Waveform Bits Allocated and Sample Interpretation (PS3.3 C.10.9.1.4, C.10.9.1.5). */
function sampleReader(group: DataSet, count: number): (at: number) => number {
  const bits = group.uint16('x54001004') ?? 16
  const kind = text(group, 'x54001006')
  const bytes = bytesOf(group, 'x54001010')
  if (bits !== 8 && bits !== 16) {
    throw new PixelError('bad-attribute', `Waveform Bits Allocated ${bits}`)
  }
  if (count > SAMPLES_LIMIT) throw new PixelError('too-large', `${count}`)
  const needed = (count * bits) / 8
  if (bytes.length < needed) throw new PixelError('truncated', `${bytes.length} < ${needed}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bits === 8) {
    return kind === 'SB' ? (at) => view.getInt8(at) : (at) => view.getUint8(at)
  }
  const little = isLittle(group)
  return kind === 'US'
    ? (at) => view.getUint16(at * 2, little)
    : (at) => view.getInt16(at * 2, little)
}

/** The data set's parser reads 01 00 as 1 when it is little-endian. */
function isLittle(group: DataSet): boolean {
  return group.byteArrayParser.readUint16(Uint8Array.of(1, 0), 0) === 1
}
