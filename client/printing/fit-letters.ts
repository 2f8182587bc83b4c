/** How large the letters of a label or wristband can be: as large as its stock allows, less where a name is long. */

/** In per cent. Below it a name is no longer read at the bedside. */
const LEAST = 50
const STEP = 5

/**
 * Lessens `--fit`, by which the sheet's own style multiplies its letters, until nothing in it overflows.
 * @param section drawn in its true size; its labels, all the same, or what it holds itself
 * @returns what `--fit` is then, 0.5 to 1
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
