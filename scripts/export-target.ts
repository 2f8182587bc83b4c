/** The file a handover is written to: whole under its own name, or not there. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { removeDeadAsides } from '../loader/dead-asides.ts'
import type { Sink } from '../server/handover/encrypted-zip.ts'

export interface Target {
  readonly sink: Sink
  /** Makes the bytes durable. @returns their SHA-256 and length */
  seal(): { sha256: string; bytes: number }
  /** Gives the file its name. */
  publish(): void
  /** Leaves nothing that was not published. */
  discard(): void
}

/**
 * Opens a file beside the one to be made; also takes away what exports that were killed have left there.
 * @throws the system's error, and where `file` exists
 */
export function openTarget(file: string, signal: AbortSignal): Target {
  const folder = path.dirname(file)
  removeDeadAsides(folder, '.sansho-', '.partial')
  if (fs.existsSync(file)) throw new Error(`${file} exists already`)
  const partial = path.join(folder, `.sansho-${process.pid}.partial`)
  const descriptor = fs.openSync(partial, 'wx', 0o600)
  const hash = createHash('sha256')
  let bytes = 0
  let open = true
  const close = () => {
    if (open) fs.closeSync(descriptor)
    open = false
  }
  return {
    async sink(chunk) {
      signal.throwIfAborted()
      hash.update(chunk)
      for (let at = 0; at < chunk.byteLength; ) at += fs.writeSync(descriptor, chunk, at)
      bytes += chunk.byteLength
    },
    seal() {
      signal.throwIfAborted()
      fs.fsyncSync(descriptor)
      close()
      return { sha256: hash.digest('hex'), bytes }
    },
    publish() {
      fs.renameSync(partial, file)
      syncFolder(folder)
    },
    discard() {
      close()
      fs.rmSync(partial, { force: true })
    },
  }
}

function syncFolder(folder: string): void {
  const descriptor = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(descriptor)
  } catch (error) {
    // Some file systems of USB disks know no such thing for a folder.
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error
  } finally {
    fs.closeSync(descriptor)
  }
}
