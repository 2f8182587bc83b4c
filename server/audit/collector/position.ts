/** How far a collector has come, beside the log: number and hash of the last entry that it has got. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { CHAIN_START, type Head } from '../entry.ts'

const Position = z.strictObject({
  sequence: z.number().int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
})

/** A file that is missing or damaged means the beginning: too much is sent rather than too little. */
export function readPosition(directory: string): Head {
  try {
    return Position.parse(JSON.parse(readFileSync(fileIn(directory), 'utf8')))
  } catch {
    return CHAIN_START
  }
}

/** Whole or not at all. */
export function keepPosition(directory: string, position: Head): void {
  const file = fileIn(directory)
  writeFileSync(`${file}.new`, `${JSON.stringify(position)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

function fileIn(directory: string): string {
  return join(directory, 'collector.json')
}
