/** Removes old generations to free their space. */
import fs from 'node:fs'
import path from 'node:path'
import { listGenerations } from './list.ts'
import { currentGeneration, generationsFolder } from './place.ts'
import { generationBefore } from './switch.ts'
import { inTurn } from './switch-lock.ts'

const ASIDE = '.pruned-'

export interface Pruned {
  /** Ids, newest first. */
  readonly removed: readonly string[]
  readonly kept: readonly string[]
}

/**
 * Keeps the newest `keep` generations, the current one in any case, and the one that a rollback leads to unless
 * `includingPrevious`. A generation leaves the list by one rename before any of its files goes, so that a kill in the
 * middle leaves no half generation; what such a kill left is removed by the next.
 * @param writeDown told what will be removed just before it is; what it throws keeps everything
 * @throws SwitchInProgress; the system's error
 */
export function pruneGenerations(
  dataDirectory: string,
  keep: number,
  includingPrevious: boolean,
  writeDown: (pruned: Pruned) => void,
): Pruned {
  const generations = generationsFolder(dataDirectory)
  if (!fs.existsSync(generations)) return { removed: [], kept: [] }
  removeAside(generations)
  const pruned = inTurn(generations, () => {
    const held = new Set([currentGeneration(generations)])
    if (!includingPrevious) held.add(generationBefore(generations))
    const ids = listGenerations(dataDirectory).map((entry) => entry.generation)
    const newest = new Set(ids.slice(0, keep))
    const removed = ids.filter((id) => !newest.has(id) && !held.has(id))
    const plan = { removed, kept: ids.filter((id) => !removed.includes(id)) }
    writeDown(plan)
    for (const id of removed) {
      fs.renameSync(path.join(generations, id), path.join(generations, ASIDE + id))
    }
    return plan
  })
  removeAside(generations)
  return pruned
}

function removeAside(generations: string): void {
  for (const name of fs.readdirSync(generations)) {
    if (name.startsWith(ASIDE)) {
      fs.rmSync(path.join(generations, name), { recursive: true, force: true })
    }
  }
}
