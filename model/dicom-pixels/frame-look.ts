/**
 * How the values of one frame are to be read and where it lies: rescale, VOI, spacing, orientation. Taken from the
 * frame's functional groups where the image has them (PS3.3 C.7.6.16), else from the image itself.
 */
import type { DataSet } from 'dicom-parser'
import { items, numbers, text, values } from './element-values.ts'
import type { ImageAttributes } from './image-attributes.ts'
import { type LookupTable, readLookupTable } from './lookup-table.ts'
import { readShutter, type Shutter } from './shutter.ts'

export interface Window {
  readonly center: number
  readonly width: number
  /** The image's own explanation; '' = none. */
  readonly name: string
}

export type VoiFunction = 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID'

/** What a length in millimetres is measured against. */
export type SpacingKind = 'patient' | 'detector'

export interface FrameLook {
  readonly slope: number
  readonly intercept: number
  readonly modalityTable: LookupTable | null
  /** Unit of rescaled values: `HU`, `OD`, `BQML` …; '' = not said. */
  readonly unit: string
  readonly windows: readonly Window[]
  readonly voiFunction: VoiFunction
  readonly voiTables: readonly LookupTable[]
  /** Millimetres between rows, between columns; null = not calibrated. */
  readonly spacing: {
    readonly row: number
    readonly column: number
    readonly kind: SpacingKind
  } | null
  /** Direction cosines of a row and of a column; null = not known. */
  readonly orientation: readonly number[] | null
  readonly position: readonly number[] | null
  /** Letters that the file gives for right and bottom where it has no cosines (PS3.3 C.7.6.1.1.1). */
  readonly patientOrientation: readonly string[]
  readonly sliceThickness: number | null
  /** What the image itself wants hidden (PS3.3 C.7.6.11, of one frame C.7.6.16.2.16); null = nothing. */
  readonly shutter: Shutter | null
}

/** @param frame from 0 */
export function readFrameLook(dataSet: DataSet, image: ImageAttributes, frame: number): FrameLook {
  const group = frameGroups(dataSet)(frame)
  const rescale = group('x00289145', 'x00281053')
  const voi = group('x00289132', 'x00281050')
  const measures = group('x00289110', 'x00280030')
  const plane = group('x00209116', 'x00200037')
  const position = group('x00209113', 'x00200032')
  const modalityItem = items(dataSet, 'x00283000')[0]
  const modalityTable = readLookupTable(modalityItem, image.signed)
  return {
    slope: numbers(rescale, 'x00281053')[0] ?? 1,
    intercept: numbers(rescale, 'x00281052')[0] ?? 0,
    modalityTable,
    unit: unitOf(dataSet, image, text(rescale, 'x00281054') || text(modalityItem, 'x00283004')),
    windows: readWindows(voi),
    voiFunction: voiFunctionOf(text(voi, 'x00281056')),
    voiTables: items(dataSet, 'x00283010').flatMap((item) => {
      const table = readLookupTable(item, image.signed && modalityTable === null)
      return table === null ? [] : [table]
    }),
    spacing: readSpacing(dataSet, measures),
    orientation: exactly(6, numbers(plane, 'x00200037')),
    position: exactly(3, numbers(position, 'x00200032')),
    patientOrientation: values(dataSet, 'x00200020'),
    sliceThickness: numbers(measures, 'x00180050')[0] ?? null,
    shutter: readShutter(group('x00189472', 'x00181600')),
  }
}

/** Finds a functional group's item: the frame's own, the shared one, or the data set if it holds the attribute. */
export function frameGroups(dataSet: DataSet) {
  const frames = items(dataSet, 'x52009230')
  const shared = items(dataSet, 'x52009229')[0]
  return (frame: number) =>
    (sequence: string, attribute: string): DataSet => {
      const found = items(frames[frame], sequence)[0] ?? items(shared, sequence)[0]
      return found?.elements[attribute] === undefined ? dataSet : found
    }
}

function readWindows(voi: DataSet): Window[] {
  const centers = numbers(voi, 'x00281050')
  const widths = numbers(voi, 'x00281051')
  const names = text(voi, 'x00281055').split('\\')
  return centers.flatMap((center, n) => {
    const width = widths[n]
    if (width === undefined || width <= 0) return []
    // Explanations in other than ASCII need the file's character set: the number does instead.
    const name = (names[n] ?? '').trim()
    return [{ center, width, name: /^[\x20-\x7e]*$/.test(name) ? name : '' }]
  })
}

export function voiFunctionOf(word: string): VoiFunction {
  return word === 'SIGMOID' || word === 'LINEAR_EXACT' ? word : 'LINEAR'
}

/** CT without a Rescale Type is in Hounsfield units unless it is a localizer (PS3.3 C.8.2.1.1.1.2). */
function unitOf(dataSet: DataSet, image: ImageAttributes, said: string): string {
  if (said !== '' && said !== 'US') return said
  if (image.modality === 'PT') return text(dataSet, 'x00541001')
  const isOriginal = values(dataSet, 'x00080008')[0] !== 'DERIVED'
  const hasRescale = dataSet.elements.x00281053 !== undefined
  return image.modality === 'CT' && isOriginal && hasRescale ? 'HU' : ''
}

/** Pixel Spacing, unless it only repeats the detector's (PS3.3 10.7.1.3); else Imager Pixel Spacing. */
function readSpacing(dataSet: DataSet, measures: DataSet): FrameLook['spacing'] {
  const given = exactly(2, numbers(measures, 'x00280030'))
  const detector = exactly(2, numbers(dataSet, 'x00181164'))
  const [row, column] = given ?? detector ?? []
  if (row === undefined || column === undefined || row <= 0 || column <= 0) return null
  const repeats = detector !== null && detector[0] === row && detector[1] === column
  const isCalibrated = dataSet.elements.x00280a02 !== undefined
  return { row, column, kind: repeats && !isCalibrated ? 'detector' : 'patient' }
}

function exactly(count: number, found: readonly number[]): readonly number[] | null {
  return found.length === count ? found : null
}
