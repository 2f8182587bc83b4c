/** A generation of the in-patients alone stands in until the whole one is there: nothing is compared with it, nothing goes back to it. */
import fs from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { currentGeneration, generationIds } from './place.ts'
import { inTurn } from './switch-lock.ts'

/** Readers look for a new generation every second; what they had begun to read of the old one ends sooner than this. */
const READERS_LEAVE_MILLISECONDS = 3_000

/** Id of the generation that is served, if it is a whole one; '' = none is. */
export function currentWhole(generations: string): string {
  const id = currentGeneration(generations)
  return id === '' || isPartial(path.join(generations, id)) ? '' : id
}

/** Whether a generation says of itself that it is limited. One that cannot be read does not say so. */
export function isPartial(folder: string): boolean {
  const file = path.join(folder, 'chart.sqlite')
  if (!fs.existsSync(file)) return false
  try {
    const db = new Database(file, { readonly: true })
    try {
      return db.prepare('SELECT partial FROM generation').pluck().get() !== ''
    } finally {
      db.close()
    }
  } catch {
    return false
  }
}

/** Takes away the partial generations that are not served any more. What the disk does not let go stays for the next time. */
export async function removePartial(generations: string): Promise<void> {
  const current = currentGeneration(generations)
  const ids = generationIds(generations).filter(
    (id) => id !== current && isPartial(path.join(generations, id)),
  )
  if (ids.length === 0) return
  await new Promise((resolve) => setTimeout(resolve, READERS_LEAVE_MILLISECONDS))
  for (const id of ids) {
    const aside = path.join(generations, `.pruned-${id}`)
    try {
      inTurn(generations, () => {
        if (currentGeneration(generations) !== id) {
          fs.renameSync(path.join(generations, id), aside)
        }
      })
      fs.rmSync(aside, { recursive: true, force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    }
  }
}
