/** The medium being written: files below one folder, counted. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface Medium {
  readonly root: string
  /** Writes a file; `path` is relative to the root and `/`-separated. */
  write(path: string, bytes: Uint8Array): void
  files(): number
  bytes(): number
}

/** A medium in an existing empty folder. */
export function openMedium(root: string): Medium {
  const folders = new Set<string>()
  let files = 0
  let size = 0
  return {
    root,
    write(path, bytes) {
      const folder = dirname(path)
      if (!folders.has(folder)) {
        mkdirSync(join(root, folder), { recursive: true })
        folders.add(folder)
      }
      writeFileSync(join(root, path), bytes, { flag: 'wx' })
      files++
      size += bytes.length
    },
    files: () => files,
    bytes: () => size,
  }
}
