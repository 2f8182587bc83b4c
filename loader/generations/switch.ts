/** Makes a published generation the one that is served, by one rename: readers see the old or the new, never neither. */
import fs from 'node:fs'
import path from 'node:path'
import { removeDeadAsides } from '../dead-asides.ts'
import { recordSwitch, type Switch, servedBefore } from './history.ts'
import { currentGeneration, generationIds, generationsFolder, resolveGeneration } from './place.ts'
import { schemaFaults } from './schema-version.ts'
import { inTurn } from './switch-lock.ts'
import { findFaults, keyFaults, trustedKey } from './verify-generation.ts'
import { currentWhole, isPartial } from './whole-generation.ts'

const ASIDE = '.switch-'

/** The generation is not what was published, of another version, or only a part of one that is served: it will not be served. The message says which. */
export class UnsoundGeneration extends Error {}

/** There is nothing to go back to. */
export class NothingBefore extends Error {}

/** Somebody else switched or pruned while this one proved the generation: what was asked for does not fit any more. */
export class ChangedMeanwhile extends Error {}

export type Switched = Pick<Switch, 'generation' | 'previous' | 'reason'>

/** Why it is done, whose seal is trusted, and who has to know. */
export interface Order {
  readonly reason: string
  /** Fingerprint of the key that sealed the generation, from paper; undefined = the installation's own. */
  readonly key: string | undefined
  /** Told what will be served just before it is. What it throws keeps the switch from being made. */
  readonly writeDown: (switched: Switched) => void
}

/**
 * @param name id, part of an id.
 * @throws UnknownGeneration, UnsoundGeneration, ChangedMeanwhile, SwitchInProgress, or the system's error; then nothing has changed.
 */
export function activateGeneration(dataDirectory: string, name: string, order: Order): Switched {
  const generations = generationsFolder(dataDirectory)
  const generation = resolveGeneration(generations, name)
  if (isPartial(path.join(generations, generation)) && currentWhole(generations) !== '') {
    throw new UnsoundGeneration(`${generation} holds in-patients only; a whole one is served`)
  }
  refuseUnsound(path.join(generations, generation), trustedKey(dataDirectory, order.key))
  return inTurn(generations, () => {
    if (!generationIds(generations).includes(generation)) {
      throw new ChangedMeanwhile(`${generation} was removed meanwhile`)
    }
    return makeCurrent(generations, 'activate', generation, order)
  })
}

/**
 * Back to what was served before the current generation; pruned ones are passed over.
 * @throws NothingBefore, UnsoundGeneration, ChangedMeanwhile, SwitchInProgress, or the system's error; then nothing has changed.
 */
export function rollBack(dataDirectory: string, order: Order): Switched {
  const generations = generationsFolder(dataDirectory)
  const generation = generationBefore(generations)
  if (generation === '') {
    throw new NothingBefore(`no other generation was served before in ${generations}`)
  }
  refuseUnsound(path.join(generations, generation), trustedKey(dataDirectory, order.key))
  return inTurn(generations, () => {
    if (generationBefore(generations) !== generation) {
      throw new ChangedMeanwhile(
        `the generation before the current one is not ${generation} any more`,
      )
    }
    return makeCurrent(generations, 'rollback', generation, order)
  })
}

/** What a rollback would lead to, a whole generation; '' = nothing. */
export function generationBefore(generations: string): string {
  const ids = generationIds(generations)
  const current = currentGeneration(generations)
  const isWhole = (id: string) => !isPartial(path.join(generations, id))
  return (
    servedBefore(generations, current).find(
      (id) => id !== current && ids.includes(id) && isWhole(id),
    ) ?? ''
  )
}

function makeCurrent(
  generations: string,
  action: Switch['action'],
  generation: string,
  { reason, writeDown }: Order,
): Switched {
  writeDown({ generation, previous: currentGeneration(generations), reason })
  return switchCurrent(generations, { action, generation, reason })
}

/** Writes the switch into the history, then makes it. Durable when it returns. To be called in turn (switch-lock.ts). */
export function switchCurrent(
  generations: string,
  { action, generation, reason }: Pick<Switch, 'action' | 'generation' | 'reason'>,
): Switched {
  const previous = currentGeneration(generations)
  const at = new Date().toISOString()
  recordSwitch(generations, { at, action, generation, previous, reason })
  removeDeadAsides(generations, ASIDE, '')
  const link = path.join(generations, `${ASIDE}${process.pid}`)
  fs.rmSync(link, { force: true })
  try {
    fs.symlinkSync(generation, link)
    fs.renameSync(link, path.join(generations, 'current'))
  } catch (error) {
    fs.rmSync(link, { force: true })
    throw error
  }
  const directory = fs.openSync(generations, fs.constants.O_RDONLY)
  try {
    fs.fsyncSync(directory)
  } finally {
    fs.closeSync(directory)
  }
  return { generation, previous, reason }
}

function refuseUnsound(folder: string, trusted: string): void {
  const faults = [...keyFaults(folder, trusted), ...findFaults(folder, 'databases')]
  if (faults.length > 0) {
    throw new UnsoundGeneration(
      `${path.basename(folder)} is not what was published: ${faults.join('; ')}`,
    )
  }
  const [fault] = schemaFaults(folder)
  if (fault !== undefined) throw new UnsoundGeneration(`${path.basename(folder)}: ${fault}`)
}
