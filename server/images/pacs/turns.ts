/** Lets so many run at once, the others in the order they came. */

/** @throws what the work throws; the signal's reason when it is aborted before its turn has come */
export type Turn = <Answer>(signal: AbortSignal, work: () => Promise<Answer>) => Promise<Answer>

export function makeTurns(places: number): Turn {
  let free = places
  const waiting = new Set<() => void>()

  async function enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (free > 0) {
      free -= 1
      return
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const leave = () => {
      // Whoever has been called already takes the turn.
      if (waiting.delete(resolve)) reject(signal.reason)
    }
    waiting.add(resolve)
    signal.addEventListener('abort', leave)
    try {
      await promise
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }

  function giveBack(): void {
    const [next] = waiting
    if (next === undefined) free += 1
    else {
      waiting.delete(next)
      next()
    }
  }

  return async (signal, work) => {
    await enter(signal)
    try {
      return await work()
    } finally {
      giveBack()
    }
  }
}
