/** cornerstone-core holds geometry and redraws; the pixels are painted by us, so that every kind of image is right. */
import * as cornerstone from 'cornerstone-core'
import type { ShownFrame } from '../../../../model/dicom-pixels/shown-frame.ts'
import { type ResolvedWindow, resolveWindow } from '../../../../model/dicom-pixels/windowing.ts'
import type { DisplayedArea, PresentedImage } from '../objects/presentation.ts'
import type { Turned } from './orientation.ts'
import { type PixelCanvas, paintFrame } from './paint-frame.ts'
import type { Cell } from './viewer-state.ts'

/** How a cell is drawn: everything that changes its picture. */
export type Look = Pick<
  Cell,
  'window' | 'inverted' | 'rotation' | 'hflip' | 'vflip' | 'scale' | 'shift'
>

/**
 * Shows a frame in an enabled element.
 * @returns the scale it is shown at, in screen pixels per image pixel
 */
export function display(
  element: HTMLElement,
  pixels: PixelCanvas,
  shown: ShownFrame,
  look: Look,
  presentation: PresentedImage | null = null,
): number {
  const inverted = look.inverted !== (presentation?.inverted ?? false)
  const window = resolveWindow(shown, look.window, inverted)
  paintFrame(pixels, shown, window, inverted)
  const { rotation, hflip, vflip } = turnedBy(look, presentation)
  const scaling = look.scale === null ? {} : { scale: look.scale }
  cornerstone.displayImage(element, imageOf(shown, pixels, window), {
    rotation,
    hflip,
    vflip,
    translation: { ...look.shift },
    ...scaling,
  })
  if (look.scale === null) fitTo(element, shown, presentation?.area ?? null)
  return cornerstone.getViewport(element)?.scale ?? 1
}

/** The whole image, or the part that a presentation state asks for, as large as the viewport allows. */
function fitTo(element: HTMLElement, shown: ShownFrame, area: DisplayedArea | null): void {
  cornerstone.fitToWindow(element)
  const viewport = cornerstone.getViewport(element)
  if (area === null || viewport === undefined) return
  const { rows, columns } = shown.image
  const share = Math.max(
    (area.right - area.left + 1) / columns,
    (area.bottom - area.top + 1) / rows,
  )
  const translation = {
    x: columns / 2 - (area.left - 1 + area.right) / 2,
    y: rows / 2 - (area.top - 1 + area.bottom) / 2,
  }
  cornerstone.setViewport(element, { ...viewport, scale: viewport.scale / share, translation })
}

/** How the person turned it, on top of how the presentation state has it. */
export function turnedBy(
  { rotation, hflip, vflip }: Turned,
  presentation: PresentedImage | null,
): Turned {
  return {
    rotation: (rotation + (presentation?.rotation ?? 0)) % 360,
    hflip: hflip !== (presentation?.hflip ?? false),
    vflip,
  }
}

/** The frame with the rescale, windows, tables and shutter of a presentation state in place of its own (PS3.4 N.2): one without a shutter opens the image's. */
export function withPresentation(
  shown: ShownFrame,
  presentation: PresentedImage | null,
): ShownFrame {
  if (presentation === null) return shown
  const { modality, windows, voiTables, voiFunction, shutter } = presentation
  const hasVoi = windows.length + voiTables.length > 0
  return {
    ...shown,
    look: {
      ...shown.look,
      shutter,
      ...(modality === null
        ? {}
        : {
            modalityTable: modality.table,
            slope: modality.slope,
            intercept: modality.intercept,
          }),
      ...(hasVoi ? { windows, voiTables, voiFunction } : {}),
    },
  }
}

function imageOf(
  shown: ShownFrame,
  pixels: PixelCanvas,
  window: ResolvedWindow,
): cornerstone.CornerstoneImage {
  const { rows, columns, pixelAspect } = shown.image
  const { spacing } = shown.look
  return {
    imageId: 'frame',
    rows,
    columns,
    height: rows,
    width: columns,
    rowPixelSpacing: spacing?.row ?? pixelAspect,
    columnPixelSpacing: spacing?.column ?? 1,
    color: false,
    invert: false,
    windowCenter: window.figures?.center ?? 128,
    windowWidth: window.figures?.width ?? 256,
    render: (enabled) => draw(enabled, pixels.canvas),
  }
}

/** Takes the last picture away while the next is awaited. */
export function blank(element: HTMLElement): void {
  const { canvas } = cornerstone.getEnabledElement(element)
  const context = opaqueContext(canvas)
  context?.setTransform(1, 0, 0, 1, 0, 0)
  context?.fillRect(0, 0, canvas.width, canvas.height)
}

function draw(enabled: cornerstone.EnabledElement, picture: HTMLCanvasElement): void {
  const context = opaqueContext(enabled.canvas)
  if (context === null) return
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.fillStyle = 'black'
  context.fillRect(0, 0, enabled.canvas.width, enabled.canvas.height)
  // Enlarged beyond 4:1 the pixels themselves are of interest.
  context.imageSmoothingEnabled = enabled.viewport.scale < 4
  cornerstone.setToPixelCoordinateSystem(enabled, context)
  context.drawImage(picture, 0, 0)
}

/** Nothing shines through a picture, so that what lies under it need not be drawn. */
function opaqueContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  return canvas.getContext('2d', { alpha: false })
}
