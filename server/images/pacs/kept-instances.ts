/**
 * Images of the image server that were fetched a short while ago, kept in memory: a file of many frames is fetched once and not for each of them, and what was looked at
 * is there when the server goes away. An image never changes under its UID (PS3.3 C.12.1).
 */
import type { InstancePath, Pacs } from './pacs.ts'

const MOST_BYTES = 128 * 1024 * 1024
const KEPT_MILLISECONDS = 10 * 60_000

type Found = Awaited<ReturnType<Pacs['instance']>>

interface Kept {
  readonly found: NonNullable<Found>
  readonly at: number
}

/** @param now milliseconds since any moment */
export function keepInstances(
  pacs: Pacs,
  { most = MOST_BYTES, now = () => performance.now() } = {},
): Pacs {
  const kept = new Map<string, Kept>()
  const asked = new Map<string, Promise<Found>>()
  let held = 0

  function forget(key: string): void {
    held -= kept.get(key)?.found.bytes.byteLength ?? 0
    kept.delete(key)
  }

  function keep(key: string, found: NonNullable<Found>): void {
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

  async function fetchOnce(key: string, path: InstancePath): Promise<Found> {
    try {
      const found = await pacs.instance(path)
      if (found !== null) keep(key, found)
      return found
    } finally {
      asked.delete(key)
    }
  }

  return {
    ...pacs,
    async instance(path) {
      const key = `${path.study}/${path.series}/${path.instance}`
      const known = kept.get(key)
      if (known !== undefined && now() - known.at < KEPT_MILLISECONDS) return known.found
      const fetching = asked.get(key) ?? fetchOnce(key, path)
      asked.set(key, fetching)
      return fetching
    },
  }
}
