/** The medium being written: files below one folder, counted. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface Medium {
  readonly root: string
  /** Writes a file; `path` is relative to the root and `/`-separated. @throws Error when it is there already */
  write(path: string, bytes: Uint8Array): void
  files(): number
  bytes(): number
}

/** A medium in an existing empty folder. */
export function openMedium(root: string): Medium {
  const folders = new Set<string>(['.'])
  let files = 0
  let size = 0
  const makeFolder = (folder: string) => {
    if (folders.has(folder)) return
    makeFolder(dirname(folder))
    mkdirSync(`${root}/${folder}`)
    folders.add(folder)
  }
  return {
    root,
    write(path, bytes) {
      makeFolder(dirname(path))
      writeFileSync(`${root}/${path}`, bytes, { flag: 'wx' })
      files++
      size += bytes.length
    },
    files: () => files,
    bytes: () => size,
  }
}
