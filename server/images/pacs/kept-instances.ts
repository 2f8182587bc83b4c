/**
 * Images of the image server that were fetched a short while ago, kept in memory: a file of many frames is fetched once and not for each of them, and what was looked at
 * is there when the server goes away. An image never changes under its UID (PS3.3 C.12.1). What several wait for is given up when the last of them goes.
 */
import type { FoundFile, InstancePath, Pacs } from './pacs.ts'

const MOST_BYTES = 128 * 1024 * 1024
const KEPT_MILLISECONDS = 10 * 60_000

interface Kept {
  readonly found: FoundFile
  readonly at: number
}

interface Fetching {
  readonly answer: Promise<FoundFile | null>
  readonly control: AbortController
  askers: number
}

/** @param now milliseconds since any moment */
export function keepInstances(
  pacs: Pacs,
  { most = MOST_BYTES, now = () => performance.now() } = {},
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
    const fetchOnce = async () => {
      try {
        const found = await pacs.instance(path, control.signal)
        if (found !== null) keep(key, found)
        return found
      } finally {
        if (asked.get(key) === begun) asked.delete(key)
      }
    }
    const begun: Fetching = { answer: fetchOnce(), control, askers: 0 }
    asked.set(key, begun)
    return begun
  }

  return {
    ...pacs,
    async instance(path, signal) {
      signal.throwIfAborted()
      const key = `${path.study}/${path.series}/${path.instance}`
      const known = kept.get(key)
      if (known !== undefined && now() - known.at < KEPT_MILLISECONDS) return known.found
      const fetching = asked.get(key) ?? begin(key, path)
      const leave = () => {
        fetching.askers -= 1
        if (fetching.askers > 0) return
        if (asked.get(key) === fetching) asked.delete(key)
        fetching.control.abort(signal.reason)
      }
      fetching.askers += 1
      signal.addEventListener('abort', leave)
      try {
        return await fetching.answer
      } finally {
        signal.removeEventListener('abort', leave)
        signal.throwIfAborted()
      }
    },
  }
}
