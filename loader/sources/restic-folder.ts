/** A restic repository in a folder. Packs stay open for a while: the trees' and the files' lie in different ones. */
import fs from 'node:fs'
import path from 'node:path'
import { openQuietly } from './open-quietly.ts'
import type { ResticStore } from './restic-store.ts'
import { NotThere } from './server-errors.ts'

const FOLDERS = ['keys', 'data', 'index', 'snapshots']
const OPEN_FILES = 8

export function isResticRepository(folder: string): boolean {
  return (
    isKind(path.join(folder, 'config'), 'isFile') &&
    FOLDERS.every((name) => isKind(path.join(folder, name), 'isDirectory'))
  )
}

function isKind(place: string, kind: 'isFile' | 'isDirectory'): boolean {
  return fs.statSync(place, { throwIfNoEntry: false })?.[kind]() ?? false
}

export function folderStore(location: string): ResticStore {
  const open = new Map<string, number>()
  const closeFirst = () => {
    for (const [place, fd] of open) {
      fs.closeSync(fd)
      open.delete(place)
      return
    }
  }
  const fdOf = (kind: string, name: string): number => {
    const place = path.join(location, kind, kind === 'data' ? name.slice(0, 2) : '', name)
    const known = open.get(place)
    if (known !== undefined) return known
    if (open.size >= OPEN_FILES) closeFirst()
    const fd = openPart(place)
    open.set(place, fd)
    return fd
  }
  return {
    async list(kind) {
      const folder = path.join(location, kind)
      return kind === 'data' ? packNames(folder) : fs.readdirSync(folder)
    },
    size: async (kind, name) => fs.fstatSync(fdOf(kind, name)).size,
    async read(kind, name, offset, length) {
      const fd = fdOf(kind, name)
      const bytes = Buffer.allocUnsafe(length)
      let done = 0
      while (done < length) {
        const read = fs.readSync(fd, bytes, done, length - done, offset + done)
        if (read === 0) throw new Error(`only ${done} of ${length} bytes could be read`)
        done += read
      }
      return bytes
    },
    close() {
      while (open.size > 0) closeFirst()
    },
  }
}

function packNames(data: string): string[] {
  return fs
    .readdirSync(data, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => fs.readdirSync(path.join(data, entry.name)))
}

function openPart(place: string): number {
  try {
    return openQuietly(place)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new NotThere('is missing', { cause: error })
    }
    throw error
  }
}
