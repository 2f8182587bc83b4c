/** What a client may ask of a rendered image in its address (PS3.18 8.3.5.1): window, viewport, quality. */
import type { VoiFunction } from '../../../model/dicom-pixels/frame-look.ts'

export interface WantedWindow {
  readonly center: number
  readonly width: number
  readonly curve: VoiFunction
}

export interface Viewport {
  readonly width: number
  readonly height: number
  /** Of the frame, in its pixels; null = all of it. */
  readonly region: {
    readonly left: number
    readonly top: number
    readonly width: number
    readonly height: number
  } | null
}

export interface RenderedQuery {
  /** null = the image's own. */
  readonly window: WantedWindow | null
  /** null = the frame's own size. */
  readonly viewport: Viewport | null
  /** Of JPEG, 1 … 100. */
  readonly quality: number
  /** Names of parameters that change nothing here. */
  readonly ignored: readonly string[]
}

/** A parameter can't be read, or can't be. */
export class BadRendering extends Error {
  readonly field: string

  constructor(field: string) {
    super(`the query's ${field}`)
    this.field = field
  }
}

/** A picture larger than this each way is nobody's screen. */
const LARGEST_SIDE = 8192
const USUAL_QUALITY = 90
/** PS3.18 8.3.5.1.4. */
const CURVES: Readonly<Record<string, VoiFunction>> = {
  linear: 'LINEAR',
  'linear-exact': 'LINEAR_EXACT',
  sigmoid: 'SIGMOID',
}

/** @throws BadRendering */
export function readRenderedQuery(query: Readonly<Record<string, unknown>>): RenderedQuery {
  const known = ['window', 'viewport', 'quality']
  const read = (field: string): string[] | null => {
    const value = query[field]
    if (value === undefined) return null
    if (typeof value !== 'string') throw new BadRendering(field)
    return value.split(',')
  }
  return {
    window: windowOf(read('window')),
    viewport: viewportOf(read('viewport')),
    quality: qualityOf(read('quality')),
    ignored: Object.keys(query).filter((name) => !known.includes(name)),
  }
}

function windowOf(parts: readonly string[] | null): WantedWindow | null {
  if (parts === null) return null
  const [center, width, name = 'linear'] = parts
  const curve = Object.hasOwn(CURVES, name) ? CURVES[name] : undefined
  const figures = [center, width].map((part) => decimal(part))
  const [at = Number.NaN, wide = Number.NaN] = figures
  if (parts.length > 3 || curve === undefined || !Number.isFinite(at) || !(wide > 0)) {
    throw new BadRendering('window')
  }
  return { center: at, width: wide, curve }
}

/** `width,height` or `width,height,left,top,width,height`; mirroring by negative sizes is not done. */
function viewportOf(parts: readonly string[] | null): Viewport | null {
  if (parts === null) return null
  if (parts.length !== 2 && parts.length !== 6) throw new BadRendering('viewport')
  const [width = 0, height = 0, left = 0, top = 0, wide = 0, tall = 0] = parts.map((part) =>
    Math.floor(decimal(part)),
  )
  const isSize = (value: number) => value >= 1 && value <= LARGEST_SIDE
  if (!isSize(width) || !isSize(height)) throw new BadRendering('viewport')
  if (parts.length === 2) return { width, height, region: null }
  if (!(left >= 0 && top >= 0 && wide >= 1 && tall >= 1)) throw new BadRendering('viewport')
  return { width, height, region: { left, top, width: wide, height: tall } }
}

function qualityOf(parts: readonly string[] | null): number {
  if (parts === null) return USUAL_QUALITY
  const [text = ''] = parts
  const quality = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (parts.length > 1 || quality < 1 || quality > 100) throw new BadRendering('quality')
  return quality
}

/** NaN = not a plain decimal number. */
function decimal(text: string | undefined): number {
  return text !== undefined && /^[+-]?\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN
}
