/** Frames that are being fetched or decoded, and for how long: one that is long in coming holds up no other. */

/** Longer than any decoding takes on a slow terminal. */
const PATIENCE_MILLISECONDS = 1000

export interface LoadingFrames {
  has(key: string): boolean
  isNone(): boolean
  /** @returns aborted when the frame is given up */
  begin(key: string): AbortSignal
  end(key: string): void
  /** Gives up all that nobody wishes for. */
  keepOnly(wished: ReadonlySet<string>): void
  /** Gives up one that has had its time, unless it is spared. @returns whether there was one */
  giveUpLong(spared: ReadonlySet<string>): boolean
  clear(): void
}

/** @param whenLong told each time that a frame has been awaited too long */
export function makeLoadingFrames(whenLong: () => void): LoadingFrames {
  const loading = new Map<
    string,
    { readonly control: AbortController; readonly timer: ReturnType<typeof setTimeout> }
  >()
  const long = new Set<string>()

  function end(key: string): void {
    clearTimeout(loading.get(key)?.timer)
    loading.delete(key)
    long.delete(key)
  }

  function giveUp(key: string): void {
    loading.get(key)?.control.abort()
    end(key)
  }

  return {
    has: (key) => loading.has(key),
    isNone: () => loading.size === 0,
    begin(key) {
      const control = new AbortController()
      const timer = setTimeout(() => {
        long.add(key)
        whenLong()
      }, PATIENCE_MILLISECONDS)
      loading.set(key, { control, timer })
      return control.signal
    },
    end,
    keepOnly(wished) {
      for (const key of loading.keys()) if (!wished.has(key)) giveUp(key)
    },
    giveUpLong(spared) {
      const found = [...long].find((key) => !spared.has(key))
      if (found !== undefined) giveUp(found)
      return found !== undefined
    },
    clear() {
      for (const key of loading.keys()) end(key)
    },
  }
}
