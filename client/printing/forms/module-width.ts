/** How wide one module of a barcode is printed. */

/** Below it the dots of a label printer run into one another (GS1 General Specifications allow 0.17 at the very least). */
export const LEAST_MODULE = 0.19

/**
 * In mm, for that many modules with their quiet zones: `wanted`, less where `room` mm are not enough for it; null when they are not
 * enough at all: then there is no barcode.
 */
export function moduleWidth(modules: number, wanted: number, room: number): number | null {
  if (modules * wanted <= room) return wanted
  const width = room / modules
  return width >= LEAST_MODULE ? width : null
}
