/** Reads a medium to its end and seals what is on it. */
import { readSources } from '../reading.ts'
import type { SourceSpec } from '../sources/source.ts'
import { createSeal, type SealedEntry } from './medium-seal.ts'
import { fingerprint, signingKey } from './signing-key.ts'

export interface SealedMedium {
  readonly file: string
  readonly files: number
  readonly bytes: number
  /** Files whose bytes could not be read: listed in the seal without a hash. */
  readonly unreadable: number
  /** Of the key that signed. */
  readonly signedBy: string
}

export interface SealProgress {
  readonly files: number
  readonly bytes: number
  /** 0 to 1. */
  readonly share: number
}

/**
 * @param file where the seal goes; must not exist. Nothing is left there when the reading fails.
 * @param dataDirectory holds the key, made on first use.
 */
export async function sealMedium(
  source: SourceSpec,
  file: string,
  dataDirectory: string,
  onProgress: (progress: SealProgress) => void,
  signal: AbortSignal,
): Promise<SealedMedium> {
  const key = signingKey(dataDirectory)
  const seal = createSeal(file, source.location)
  let files = 0
  let bytes = 0
  let unreadable = 0
  try {
    await readSources(
      { sources: [source], purpose: 'seal', load: null },
      (_thread, result, { shardsDone, shards }) => {
        for (const entry of result as SealedEntry[]) {
          seal.add(entry)
          files++
          bytes += entry.size
          if (entry.sha256 === '') unreadable++
        }
        onProgress({ files, bytes, share: shards === 0 ? 1 : shardsDone / shards })
      },
      signal,
    )
  } catch (error) {
    seal.abandon()
    throw error
  }
  seal.finish(key)
  return { file, files, bytes, unreadable, signedBy: fingerprint(key.publicKey) }
}
