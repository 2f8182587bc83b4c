/**
 * Costly work that serves everybody who asked before it began: however many ask, one is under way and at most one more will follow. Who asks
 * while it is under way is not answered by it: what they did just before must be in the result.
 */
export function shareWork<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let underWay: Promise<void> | null = null
  let next: Promise<Result> | null = null

  function begin(): Promise<Result> {
    next = null
    const mine = work()
    const end = () => {
      underWay = null
    }
    underWay = mine.then(end, end)
    return mine
  }

  return () => {
    if (underWay === null) return begin()
    next ??= underWay.then(begin)
    return next
  }
}
