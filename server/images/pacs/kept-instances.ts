/**
 * Images of the image server that were fetched a short while ago, kept in memory: a file of many frames is fetched once and not for each of them, and what was looked at
 * is there when the server goes away. An image never changes under its UID (PS3.3 C.12.1). What several wait for is given up when the last of them goes.
 */
import type { FoundFile, ImageServer, InstancePath, Pacs } from './pacs.ts'
import type { Part10Facts } from './part10.ts'

const MOST_BYTES = 128 * 1024 * 1024
const KEPT_MILLISECONDS = 10 * 60_000
/** Whoever has learnt whose an image is looks at it next: it is fetched on for so long. */
const EXPECTED_MILLISECONDS = 2_000

interface Kept {
  readonly found: FoundFile
  readonly at: number
}

interface Fetching {
  readonly answer: Promise<FoundFile | null>
  /** Settles before `answer`, or never. */
  readonly facts: Promise<Part10Facts>
  readonly control: AbortController
  askers: number
}

/** @param now milliseconds since any moment */
export function keepInstances(
  pacs: ImageServer,
  { most = MOST_BYTES, expected = EXPECTED_MILLISECONDS, now = () => performance.now() } = {},
): Pacs {
  const kept = new Map<string, Kept>()
  const asked = new Map<string, Fetching>()
  let held = 0

  function forget(key: string): void {
    held -= kept.get(key)?.found.bytes.byteLength ?? 0
    kept.delete(key)
  }

  function keep(key: string, found: FoundFile): void {
    const size = found.bytes.byteLength
    // One that would push out all others is not kept.
    if (size > most / 2) return
    forget(key)
    kept.set(key, { found, at: now() })
    held += size
    for (const [oldest, { at }] of kept) {
      if (held <= most && now() - at < KEPT_MILLISECONDS) return
      forget(oldest)
    }
  }

  function begin(key: string, path: InstancePath): Fetching {
    const control = new AbortController()
    const { promise: facts, resolve } = Promise.withResolvers<Part10Facts>()
    const fetchOnce = async () => {
      try {
        const found = await pacs.instance(path, control.signal, resolve)
        if (found !== null) keep(key, found)
        return found
      } finally {
        if (asked.get(key) === begun) asked.delete(key)
      }
    }
    const begun: Fetching = { answer: fetchOnce(), facts, control, askers: 0 }
    asked.set(key, begun)
    return begun
  }

  function known(key: string): FoundFile | null {
    const found = kept.get(key)
    return found !== undefined && now() - found.at < KEPT_MILLISECONDS ? found.found : null
  }

  /** @returns what is being fetched, and how to wait for it no longer */
  function join(key: string, path: InstancePath) {
    const fetching = asked.get(key) ?? begin(key, path)
    fetching.askers += 1
    let hasLeft = false
    const leave = () => {
      if (hasLeft) return
      hasLeft = true
      fetching.askers -= 1
      if (fetching.askers > 0) return
      if (asked.get(key) === fetching) asked.delete(key)
      fetching.control.abort()
    }
    return { fetching, leave }
  }

  async function waitFor<Answer>(
    signal: AbortSignal,
    leave: () => void,
    answer: Promise<Answer>,
  ): Promise<Answer> {
    signal.addEventListener('abort', leave)
    try {
      return await answer
    } finally {
      signal.removeEventListener('abort', leave)
      signal.throwIfAborted()
    }
  }

  return {
    ...pacs,
    async instance(path, signal) {
      signal.throwIfAborted()
      const key = keyOf(path)
      const found = known(key)
      if (found !== null) return found
      const { fetching, leave } = join(key, path)
      return waitFor(signal, leave, fetching.answer)
    },
    async facts(path, signal) {
      signal.throwIfAborted()
      const key = keyOf(path)
      const found = known(key)
      if (found !== null) return found.facts
      const { fetching, leave } = join(key, path)
      const whole = fetching.answer.then((answer) => answer?.facts ?? null)
      const facts = await waitFor(signal, leave, Promise.race([fetching.facts, whole]))
      setTimeout(leave, expected).unref()
      return facts
    },
  }
}

function keyOf({ study, series, instance }: InstancePath): string {
  return `${study}/${series}/${instance}`
}
