/** Some files of an archive or a repository as they lie there, read once more for a drill. */
import { openArchive } from '../sources/open-archive.ts'
import { ConnectionLost } from '../sources/server-errors.ts'
import type { SourceSpec } from '../sources/source.ts'

export interface RawFile {
  readonly path: string
  /** Valid until the next file is asked for. */
  readonly bytes: Uint8Array
}

/** Those of the paths whose bytes can be read; of a server that is gone by then, none more. */
export async function* rawFiles(
  spec: SourceSpec,
  paths: ReadonlySet<string>,
): AsyncGenerator<RawFile> {
  const archive = await openArchive(spec)
  let memory = new Uint8Array(2 ** 20)
  const room = async (size: number) => {
    if (size > memory.length) memory = new Uint8Array(size)
    return memory.subarray(0, size)
  }
  try {
    for await (const { path, bytes } of archive.files(room, (name) => paths.has(name))) {
      if (bytes !== null && paths.has(path)) yield { path, bytes }
    }
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error
  }
}
