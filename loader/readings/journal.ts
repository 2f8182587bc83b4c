/**
 * What one reading thread has read, as it goes: a file of frames that a killed load leaves for the next one.
 *
 * Frame: length (4 bytes, little-endian), 1 if no file is open at its end else 0 (1 byte), SHA-256 of the content (32), content.
 * A frame that is cut or does not match its hash, and all behind it, were never written.
 */
import crypto from 'node:crypto'
import fs from 'node:fs'

const HEAD_BYTES = 37
/** After so many bytes what was written is forced to the disk, for the day when the power goes. */
const SYNC_BYTES = 2 ** 26

export interface Frame {
  readonly content: Uint8Array
  /** Whether no file goes on in the next frame. */
  readonly isComplete: boolean
}

export interface Journal {
  append(frame: Frame): void
}

/** @param file must not exist yet. */
export function createJournal(file: string): Journal {
  const fd = fs.openSync(file, 'wx', 0o640)
  let unsynced = 0
  return {
    append({ content, isComplete }) {
      const head = Buffer.alloc(HEAD_BYTES)
      head.writeUInt32LE(content.length, 0)
      head[4] = isComplete ? 1 : 0
      crypto.createHash('sha256').update(content).digest().copy(head, 5)
      fs.writevSync(fd, [head, content])
      unsynced += content.length
      if (unsynced < SYNC_BYTES) return
      fs.fdatasyncSync(fd)
      unsynced = 0
    },
  }
}

export function* readJournal(file: string): Generator<Frame> {
  const fd = fs.openSync(file, 'r')
  try {
    const head = Buffer.alloc(HEAD_BYTES)
    for (;;) {
      if (fs.readSync(fd, head) < HEAD_BYTES) return
      const content = Buffer.allocUnsafeSlow(head.readUInt32LE(0))
      if (fs.readSync(fd, content) < content.length) return
      const sha256 = crypto.createHash('sha256').update(content).digest()
      if (!sha256.equals(head.subarray(5))) return
      yield { content, isComplete: head[4] === 1 }
    }
  } finally {
    fs.closeSync(fd)
  }
}
