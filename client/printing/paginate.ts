/** Which block falls on which page. */

export interface MeasuredBlock {
  /** In any unit, the same for all. */
  readonly height: number
  readonly keepWithNext: boolean
  /** Key of the table the block is a row of; null for any other block. */
  readonly table: number | null
}

/** From the first to before the last of the blocks of a page. */
export interface PageSpan {
  readonly first: number
  readonly end: number
}

/**
 * Fills pages from the top; a table's head takes its place again on each page it goes on to.
 *
 * Guarantees: every block is on exactly one page, in order; no page is empty; a page is fuller than `room` only when
 * a single block with its head is. A block that keeps with the next goes over with it, unless a page
 * would be left empty or overfilled.
 * @param heads height of each table's head by its key
 */
export function paginate(
  blocks: readonly MeasuredBlock[],
  heads: ReadonlyMap<number, number>,
  room: number,
): PageSpan[] {
  const pages: PageSpan[] = []
  const heightOf = (from: number, to: number) => {
    let height = 0
    for (let at = from; at <= to; at += 1) height += heightAt(blocks, heads, at, from)
    return height
  }
  let first = 0
  let used = 0
  for (let at = 0; at < blocks.length; at += 1) {
    const needed = heightAt(blocks, heads, at, first)
    if (at === first || used + needed <= room) {
      used += needed
      continue
    }
    const kept = beforeKept(blocks, first, at)
    const end = heightOf(kept, at) <= room ? kept : at
    pages.push({ first, end })
    first = end
    used = heightOf(end, at)
  }
  if (blocks.length > first) pages.push({ first, end: blocks.length })
  return pages
}

/** With the head of its table when the block is the first of the table's rows on the page. */
function heightAt(
  blocks: readonly MeasuredBlock[],
  heads: ReadonlyMap<number, number>,
  at: number,
  first: number,
): number {
  const block = blocks[at]
  if (block === undefined) return 0
  const follows = at > first && blocks[at - 1]?.table === block.table
  return block.height + (block.table === null || follows ? 0 : (heads.get(block.table) ?? 0))
}

/** Moves the break before the headings that would end the page. */
function beforeKept(blocks: readonly MeasuredBlock[], first: number, at: number): number {
  let end = at
  while (end > first && blocks[end - 1]?.keepWithNext === true) end -= 1
  return end === first ? at : end
}
