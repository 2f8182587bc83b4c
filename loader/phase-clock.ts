/** How long each phase of a load takes, and how far it is. */
import type { LoadOptions, LoadProgress } from './load-options.ts'
import type { Writer } from './writer/writer.ts'

export type PhaseClock = ReturnType<typeof phaseClock>
export type Announce = (phase: LoadProgress['phase'], share: number) => void

/** Tells the operator of the phase, with what the writer has counted by then. */
export function announcer(
  onProgress: LoadOptions['onProgress'],
  writer: Writer,
  clock: PhaseClock,
): Announce {
  return (phase, share) => {
    const { files, bytes } = writer.tally
    onProgress({
      phase,
      files,
      bytes,
      patients: writer.patients(),
      share,
      seconds: clock.seconds(),
    })
  }
}

/**
 * Seconds since the beginning, and of each phase, to the hundredth.
 * @param before seconds that went before.
 */
export function phaseClock(before: number) {
  let last = performance.now()
  const start = last - before * 1000
  const phases: Record<string, number> = {}
  const round = (milliseconds: number) => Math.round(milliseconds / 10) / 100
  return {
    phases,
    seconds: () => round(performance.now() - start),
    end(phase: string): void {
      const now = performance.now()
      phases[phase] = round(now - last)
      last = now
    },
  }
}
