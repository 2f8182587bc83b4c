/**
 * Makes a built generation the current one: everything on the disk, read-only, then two renames. A reader sees the old
 * generation or the new one; a crash before the last rename leaves the old.
 */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import type { Building } from './building.ts'

/** @returns the published folder. */
export function publish(building: Building): string {
  const { folder, generations, id } = building
  forEachFile(folder, (file) => fs.chmodSync(file, 0o444))
  flush(folder)
  const final = path.join(generations, id)
  fs.renameSync(folder, final)
  fsyncPath(generations)
  const link = path.join(generations, `.current-${id}`)
  fs.symlinkSync(id, link)
  fs.renameSync(link, path.join(generations, 'current'))
  fsyncPath(generations)
  return final
}

/** One call for the whole file system where `sync` can (coreutils `sync -f`), else file by file. */
function flush(folder: string): void {
  try {
    execFileSync('sync', ['-f', folder], { stdio: 'ignore' })
  } catch {
    forEachFile(folder, fsyncPath)
    fsyncPath(folder)
  }
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
