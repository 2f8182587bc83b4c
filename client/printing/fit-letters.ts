/** How large the letters of a label or wristband can be: as large as its stock allows, less where a name is long. */

/** In per cent. A name that is hard to read at the bedside is better than one that is cut. */
const LEAST = 35
const STEP = 5

/**
 * Lessens `--fit`, by which the sheet's own style multiplies its letters, until nothing in it overflows.
 * @param section drawn in its true size; its labels, all the same, or what it holds itself
 * @returns what `--fit` is then, 0.35 to 1
 */
export function fitLetters(section: HTMLElement): number {
  const piece = section.querySelector<HTMLElement>('.label') ?? section
  let fit = 100
  const set = () => section.style.setProperty('--fit', String(fit / 100))
  for (set(); fit > LEAST && overflows(piece); set()) fit -= STEP
  return fit / 100
}

function overflows(element: HTMLElement): boolean {
  return element.scrollHeight > element.clientHeight || element.scrollWidth > element.clientWidth
}
