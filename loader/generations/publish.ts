/**
 * Puts a built generation among the published ones: everything on the disk, read-only, then one rename; and one more that
 * makes it the current one. A reader sees the old generation or the new one; a crash before the last rename leaves the old.
 */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import type { Building } from './building.ts'
import { currentGeneration } from './place.ts'
import { switchCurrent } from './switch.ts'
import { inTurn } from './switch-lock.ts'

/** It is published, but the disk failed behind that: nobody can say whether it outlives a loss of power. */
export class PublishedUncertainly extends Error {}

/**
 * @throws PublishedUncertainly; SwitchInProgress or the system's error: then nothing was published.
 * @param serve null = it is kept, and what was current stays so; else why it becomes the current one ('' = nothing to say).
 */
export function publish(building: Building, serve: { readonly reason: string } | null): void {
  const { folder, generations, id } = building
  forEachFile(folder, (file) => fs.chmodSync(file, 0o444))
  flush(folder)
  const place = path.join(generations, id)
  // Nobody prunes it between the two renames.
  inTurn(generations, () => {
    fs.renameSync(folder, place)
    try {
      fsyncPath(generations)
      if (serve !== null) {
        switchCurrent(generations, { action: 'publish', generation: id, reason: serve.reason })
      }
    } catch (error) {
      if (currentGeneration(generations) === id) {
        throw new PublishedUncertainly(`${place} was published`, { cause: error })
      }
      fs.rmSync(place, { recursive: true, force: true })
      throw error
    }
  })
}

/** Up to so many files are flushed one by one: `sync` writes out whatever others have left in memory on that file system, too. */
const FEW_FILES = 256

/** Many files by one call for the whole file system where `sync` can (coreutils `sync -f`), else file by file. */
function flush(folder: string): void {
  if (fs.readdirSync(folder, { recursive: true }).length > FEW_FILES) {
    try {
      execFileSync('sync', ['-f', folder], { stdio: 'ignore' })
      return
    } catch {
      // One by one, then.
    }
  }
  fsyncTree(folder)
}

function fsyncTree(folder: string): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name)
    if (entry.isDirectory()) fsyncTree(place)
    else fsyncPath(place)
  }
  fsyncPath(folder)
}

function fsyncPath(file: string): void {
  const fd = fs.openSync(file, fs.constants.O_RDONLY)
  try {
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

function forEachFile(folder: string, visit: (file: string) => void): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name)
    if (entry.isDirectory()) forEachFile(place, visit)
    else visit(place)
  }
}
