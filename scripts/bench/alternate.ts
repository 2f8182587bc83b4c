/** Two pieces of work in turn on one machine, so that what disturbs one disturbs the other. */

export interface Contest {
  /** Seconds of each round. */
  readonly ours: number[]
  readonly theirs: number[]
  /** ours / theirs of each round, sorted. */
  readonly ratios: number[]
}

/** Runs `theirs` then `ours`, `rounds` times after one round that only warms the caches. */
export function alternate(rounds: number, ours: () => void, theirs: () => void): Contest {
  theirs()
  const contest: Contest = { ours: [], theirs: [], ratios: [] }
  for (let round = 0; round < rounds; round++) {
    contest.theirs.push(seconds(theirs))
    contest.ours.push(seconds(ours))
  }
  for (let round = 0; round < rounds; round++) {
    contest.ratios.push((contest.ours[round] ?? 0) / (contest.theirs[round] ?? 1))
  }
  contest.ratios.sort((a, b) => a - b)
  return contest
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

function seconds(work: () => void): number {
  const begun = performance.now()
  work()
  return (performance.now() - begun) / 1000
}
