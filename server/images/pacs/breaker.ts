/** Keeps one image server that is away from holding up every terminal: after a failure nobody waits for it a while. */

/** How long the server is left alone before one request tries it again. */
export const REST_MILLISECONDS = 10_000

export type Away = 'unreachable' | 'timeout' | 'refused' | 'not-understood'

interface Circumstances extends ErrorOptions {
  readonly hasAnswered?: boolean
}

/** The image server did not give what was asked; `why` is told to people. */
export class PacsAway extends Error {
  readonly why: Away
  /** An answer had begun: what else is asked for may come all the same. */
  readonly hasAnswered: boolean

  constructor(why: Away, { hasAnswered = false, ...options }: Circumstances = {}) {
    super(`the image server is away: ${why}`, options)
    this.why = why
    this.hasAnswered = hasAnswered
  }
}

export interface Breaker {
  /** Runs `ask`, unless the server has just failed to answer. @throws PacsAway as `ask` does, or at once. */
  through<Answer>(ask: () => Promise<Answer>): Promise<Answer>
}

/** @param now milliseconds since any moment */
export function makeBreaker(now: () => number = () => performance.now()): Breaker {
  let failedAt = Number.NEGATIVE_INFINITY
  let last: PacsAway | null = null
  let probing = false
  return {
    async through(ask) {
      if (last !== null) {
        const resting = now() - failedAt < REST_MILLISECONDS
        if (resting || probing) throw new PacsAway(last.why, { cause: last })
        probing = true
      }
      try {
        const answer = await ask()
        last = null
        return answer
      } catch (error) {
        if (error instanceof PacsAway) {
          if (isSilent(error)) last = error
          // One that stops within its answer is as it was before: neither away for this alone, nor back.
          else if (!error.hasAnswered) last = null
          failedAt = now()
        }
        throw error
      } finally {
        probing = false
      }
    },
  }
}

/** A refusal or a strange answer is an answer: the server is there. */
function isSilent({ why, hasAnswered }: PacsAway): boolean {
  return !hasAnswered && (why === 'unreachable' || why === 'timeout')
}
