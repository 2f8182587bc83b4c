/** A softcopy presentation state (PS3.3 C.11.10, A.33): how images are to be shown, and what is drawn on them. */
import type { DataSet } from 'dicom-parser'
import { items, numbers, text } from '../../../../model/dicom-pixels/element-values.ts'
import {
  type VoiFunction,
  voiFunctionOf,
  type Window,
} from '../../../../model/dicom-pixels/frame-look.ts'
import { type LookupTable, readLookupTable } from '../../../../model/dicom-pixels/lookup-table.ts'
import {
  hasBitmapShutter,
  readShutter,
  type Shutter,
} from '../../../../model/dicom-pixels/shutter.ts'
import { type Reference, referencesOf } from './content-tree.ts'
import { type DicomWords, dicomWords } from './dicom-words.ts'

/** Of whole images, or of fractions of the displayed area. */
export type GraphicUnits = 'PIXEL' | 'DISPLAY'

export type Graphic =
  | {
      readonly kind: 'POINT' | 'POLYLINE' | 'INTERPOLATED' | 'CIRCLE' | 'ELLIPSE'
      readonly units: GraphicUnits
      readonly points: readonly { readonly x: number; readonly y: number }[]
    }
  | {
      readonly kind: 'TEXT'
      readonly units: GraphicUnits
      readonly points: readonly { readonly x: number; readonly y: number }[]
      readonly text: string
    }

/** Pixels from 1, as the file counts them; both corners belong to it. */
export interface DisplayedArea {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** From stored values to those that windows and tables are for. */
export interface Modality {
  readonly slope: number
  readonly intercept: number
  readonly table: LookupTable | null
}

/** How one of the images is shown. */
export interface PresentedImage {
  /** In place of the image's own; none = the image's own. */
  readonly modality: Modality | null
  readonly windows: readonly Window[]
  readonly voiFunction: VoiFunction
  readonly voiTables: readonly LookupTable[]
  readonly shutter: Shutter | null
  /** It asks for more than is done here: a presentation table, a shutter of bits. */
  readonly isPartial: boolean
  readonly area: DisplayedArea | null
  readonly rotation: number
  readonly hflip: boolean
  readonly inverted: boolean
  readonly graphics: readonly Graphic[]
}

export interface Presentation {
  readonly label: string
  readonly creator: string
  /** In the order of the file. */
  readonly references: readonly Reference[]
  imageOf(sopInstanceUid: string): PresentedImage
}

const KINDS = new Set(['POINT', 'POLYLINE', 'INTERPOLATED', 'CIRCLE', 'ELLIPSE'])

export function readPresentation(file: DataSet): Presentation {
  const words = dicomWords(file)
  const references = items(file, 'x00081115').flatMap((series) =>
    items(series, 'x00081140').map((image) => ({
      sopInstanceUid: text(image, 'x00081155'),
      frames: numbers(image, 'x00081160'),
    })),
  )
  return {
    label: words.text(file, 'x00700081') || words.text(file, 'x00700080'),
    creator: words.text(file, 'x00700084').replaceAll('^', ' '),
    references,
    imageOf: (uid) => presented(file, words, uid),
  }
}

function presented(file: DataSet, words: DicomWords, uid: string): PresentedImage {
  const voi = items(file, 'x00283110').find((item) => concerns(item, uid))
  const area = items(file, 'x0070005a').find((item) => concerns(item, uid))
  const widths = numbers(voi, 'x00281051')
  return {
    modality: modalityOf(file),
    voiFunction: voiFunctionOf(text(voi, 'x00281056')),
    voiTables: items(voi, 'x00283010').flatMap(tableOf),
    shutter: readShutter(file),
    isPartial: items(file, 'x20500010').length > 0 || hasBitmapShutter(file),
    windows: numbers(voi, 'x00281050').flatMap((center, n) => {
      const width = widths[n]
      return width === undefined || width <= 0 ? [] : [{ center, width, name: '' }]
    }),
    area: areaOf(area),
    rotation: (file.uint16('x00700042') ?? 0) % 360,
    hflip: text(file, 'x00700041') === 'Y',
    inverted: text(file, 'x20500020') === 'INVERSE',
    graphics: items(file, 'x00700001')
      .filter((item) => concerns(item, uid))
      .flatMap((item) => graphicsOf(item, words)),
  }
}

function modalityOf(file: DataSet): Modality | null {
  const [table = null] = items(file, 'x00283000').flatMap(tableOf)
  const [slope] = numbers(file, 'x00281053')
  const [intercept] = numbers(file, 'x00281052')
  if (table === null && (slope === undefined || intercept === undefined)) return null
  return { table, slope: slope ?? 1, intercept: intercept ?? 0 }
}

/** The state holds no pixels: the sign of a table's first value is that of its own representation. */
function tableOf(item: DataSet): LookupTable[] {
  const table = readLookupTable(item, item.elements.x00283002?.vr === 'SS')
  return table === null ? [] : [table]
}

/** An item without a list of images is about all of them. */
function concerns(item: DataSet, uid: string): boolean {
  const named = items(item, 'x00081140').map((each) => text(each, 'x00081155'))
  return named.length === 0 ? referencesOf(item).length === 0 : named.includes(uid)
}

function areaOf(item: DataSet | undefined): DisplayedArea | null {
  if (item === undefined) return null
  const corner = (tag: string) => [item.int32(tag, 0), item.int32(tag, 1)]
  const [left, top] = corner('x00700052')
  const [right, bottom] = corner('x00700053')
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) {
    return null
  }
  return right > left && bottom > top ? { left, top, right, bottom } : null
}

function graphicsOf(item: DataSet, words: DicomWords): Graphic[] {
  const shapes = items(item, 'x00700009').flatMap((shape): Graphic[] => {
    const kind = text(shape, 'x00700023')
    const points = pairs(floats(shape, 'x00700022'))
    if (!isShape(kind) || points.length === 0) return []
    return [{ kind, units: unitsOf(shape, 'x00700005'), points }]
  })
  const texts = items(item, 'x00700008').flatMap((each): Graphic[] => {
    const anchor = floats(each, 'x00700014')
    const isAnchored = anchor.length >= 2
    const points = pairs(isAnchored ? anchor : floats(each, 'x00700010'))
    const units = unitsOf(each, isAnchored ? 'x00700004' : 'x00700003')
    const said = words.text(each, 'x00700006')
    return points.length === 0 || said === '' ? [] : [{ kind: 'TEXT', units, points, text: said }]
  })
  return [...shapes, ...texts]
}

function isShape(kind: string): kind is Exclude<Graphic['kind'], 'TEXT'> {
  return KINDS.has(kind)
}

function unitsOf(dataSet: DataSet, tag: string): GraphicUnits {
  return text(dataSet, tag) === 'DISPLAY' ? 'DISPLAY' : 'PIXEL'
}

function floats(dataSet: DataSet, tag: string): number[] {
  const element = dataSet.elements[tag]
  if (element === undefined) return []
  const count = Math.min(element.length >> 2, 20_000)
  return Array.from({ length: count }, (_, n) => dataSet.float(tag, n) ?? 0)
}

function pairs(values: readonly number[]): { x: number; y: number }[] {
  return Array.from({ length: values.length >> 1 }, (_, n) => ({
    x: values[n * 2] ?? 0,
    y: values[n * 2 + 1] ?? 0,
  }))
}
