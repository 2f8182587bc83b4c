/** Which window a frame is shown with: the image's own first, presets by modality, or the person's. */
import { fullWindow, type GreyScale } from './grey-scale.ts'
import type { ShownFrame } from './shown-frame.ts'

export interface Preset {
  readonly id: string
  readonly ja: string
  readonly en: string
  readonly center: number
  readonly width: number
}

/** Usual windows for CT in Hounsfield units. */
export const CT_PRESETS: readonly Preset[] = [
  { id: 'soft', ja: '軟部', en: 'Soft tissue', center: 40, width: 400 },
  { id: 'lung', ja: '肺野', en: 'Lung', center: -600, width: 1500 },
  { id: 'liver', ja: '肝', en: 'Liver', center: 90, width: 150 },
  { id: 'bone', ja: '骨', en: 'Bone', center: 480, width: 2500 },
  { id: 'brain', ja: '脳', en: 'Brain', center: 40, width: 80 },
]

export type WindowChoice =
  /** The n-th of the image's own: its windows, then its tables. */
  | { readonly kind: 'own'; readonly n: number }
  | { readonly kind: 'full' }
  | { readonly kind: 'preset'; readonly id: string }
  | { readonly kind: 'custom'; readonly center: number; readonly width: number }

/** The presets that have a meaning for values in this unit. */
export function presetsFor(modality: string, unit: string): readonly Preset[] {
  return modality === 'CT' && unit === 'HU' ? CT_PRESETS : []
}

/** The window as figures, and the whole way from value to grey. */
export interface ResolvedWindow {
  readonly scale: GreyScale
  /** null = a table: it has no centre and width. */
  readonly figures: { readonly center: number; readonly width: number } | null
}

export function resolveWindow(
  shown: ShownFrame,
  choice: WindowChoice,
  inverted: boolean,
): ResolvedWindow {
  const { look, image } = shown
  const flipped = (image.photometric === 'MONOCHROME1') !== inverted
  const table = choice.kind === 'own' ? look.voiTables[choice.n - look.windows.length] : undefined
  if (table !== undefined) {
    return { scale: { voi: { kind: 'table', table }, inverted: flipped }, figures: null }
  }
  const figures = figuresOf(shown, choice)
  const curve = choice.kind === 'own' ? look.voiFunction : 'LINEAR'
  return {
    scale: { voi: { kind: 'window', ...figures, curve }, inverted: flipped },
    figures,
  }
}

function figuresOf(shown: ShownFrame, choice: WindowChoice) {
  const { look, pixels, image } = shown
  if (choice.kind === 'custom') return { center: choice.center, width: choice.width }
  if (choice.kind === 'preset') {
    const preset = CT_PRESETS.find(({ id }) => id === choice.id)
    if (preset !== undefined) return { center: preset.center, width: preset.width }
  }
  if (choice.kind === 'own') {
    const own = look.windows[choice.n] ?? look.windows[0]
    if (own !== undefined) return { center: own.center, width: own.width }
    const [soft] = presetsFor(image.modality, look.unit)
    if (soft !== undefined) return { center: soft.center, width: soft.width }
  }
  return pixels.kind === 'grey' ? fullWindow(look, pixels) : { center: 128, width: 256 }
}

/** The window after a drag: right widens, down brightens the centre; a step is in proportion to the window. */
export function draggedWindow(
  from: { readonly center: number; readonly width: number },
  right: number,
  down: number,
  isWhole: boolean,
): WindowChoice {
  const step = Math.max(from.width, isWhole ? 50 : 0) / 300
  const round = (value: number) => (isWhole ? Math.round(value) : value)
  return {
    kind: 'custom',
    center: round(from.center + down * step),
    width: Math.max(isWhole ? 1 : Number.EPSILON, round(from.width + right * step)),
  }
}
