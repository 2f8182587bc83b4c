/** The part of cornerstone-core 2.6 that is used; the package ships no types. */
declare module 'cornerstone-core' {
  export interface Point {
    x: number
    y: number
  }
  export interface CornerstoneViewport {
    scale: number
    translation: Point
    voi: { windowWidth: number; windowCenter: number }
    rotation: number
    hflip: boolean
    vflip: boolean
  }
  export interface EnabledElement {
    readonly canvas: HTMLCanvasElement
    readonly viewport: CornerstoneViewport
    readonly image: CornerstoneImage | undefined
  }
  export interface CornerstoneImage {
    readonly imageId: string
    readonly rows: number
    readonly columns: number
    readonly height: number
    readonly width: number
    readonly rowPixelSpacing: number
    readonly columnPixelSpacing: number
    readonly color: boolean
    readonly invert: boolean
    readonly windowCenter: number
    readonly windowWidth: number
    /** Draws instead of the library's own renderers. */
    readonly render: (element: EnabledElement, invalidated: boolean) => void
  }
  export function enable(element: HTMLElement): void
  export function disable(element: HTMLElement): void
  export function displayImage(
    element: HTMLElement,
    image: CornerstoneImage,
    viewport?: Partial<CornerstoneViewport>,
  ): void
  export function setViewport(element: HTMLElement, viewport: Partial<CornerstoneViewport>): void
  export function getViewport(element: HTMLElement): CornerstoneViewport | undefined
  export function getEnabledElement(element: HTMLElement): EnabledElement
  export function resize(element: HTMLElement, fit?: boolean): void
  export function fitToWindow(element: HTMLElement): void
  export function updateImage(element: HTMLElement, invalidated?: boolean): void
  export function canvasToPixel(element: HTMLElement, point: Point): Point
  export function pixelToCanvas(element: HTMLElement, point: Point): Point
  export function setToPixelCoordinateSystem(
    element: EnabledElement,
    context: CanvasRenderingContext2D,
  ): void
}
