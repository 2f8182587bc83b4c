/** Whose the log's files are: their owner's alone or, where their folder is its group's too, the group's: server and loader as two users. */
import { chmodSync, statSync } from 'node:fs'

/** Mode of a file in this folder. */
export function modeIn(directory: string): number {
  return (statSync(directory).mode & 0o020) === 0 ? 0o600 : 0o660
}

/** Only the owner can change it, and only what differs is changed: the other user finds it right. */
export function keepMode(path: string, mode: number): void {
  if ((statSync(path).mode & 0o777) !== mode) chmodSync(path, mode)
}
