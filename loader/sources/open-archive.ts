/** Opens a medium that is read from front to back. */
import type { Archive } from './archive.ts'
import { wordsOf } from './archive.ts'
import { type Compression, decompressed } from './decompress.ts'
import { resticArchive } from './restic-repository.ts'
import type { SourceSpec } from './source.ts'
import { StreamReader } from './stream-reader.ts'
import { tarFiles } from './tar-archive.ts'
import { openVolumes } from './volumes.ts'
import { zipArchive } from './zip-archive.ts'

/** @throws the system's error when the medium cannot be opened; ConnectionLost. */
export async function openArchive(spec: SourceSpec): Promise<Archive> {
  switch (spec.kind) {
    case 'tar':
      return tarArchive(spec.location, null)
    case 'tar.gz':
      return tarArchive(spec.location, 'gzip')
    case 'tar.zst':
      return tarArchive(spec.location, 'zstd')
    case 'zip':
      return zipArchive(spec.location)
    case 'restic':
      return resticArchive(spec)
    default:
      throw new Error(`a ${spec.kind} is not read from front to back`)
  }
}

function tarArchive(location: string, compression: Compression | null): Archive {
  const volumes = openVolumes(location)
  let consumed = 0
  async function* counted() {
    for await (const piece of volumes.pieces()) {
      consumed += piece.length
      yield piece
    }
    if (volumes.missing !== '') throw new Error(`the volume ${volumes.missing} is missing`)
  }
  return {
    size: volumes.size,
    consumed: () => consumed,
    async *files(room, isWanted, passing) {
      const stream = compression === null ? counted() : decompressed(counted(), compression)
      const reader = new StreamReader(stream, wordsOf)
      try {
        yield* tarFiles(volumes.name, reader, room, isWanted, passing)
      } finally {
        await reader.close()
        volumes.close()
      }
    },
  }
}
