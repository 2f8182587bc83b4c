/** Whether a new generation may take the current one's place by itself. */
import path from 'node:path'
import type { Building } from './building.ts'
import { compareGenerations, type Loss, lossesOf, type PatientChange } from './difference.ts'
import { currentWhole } from './whole-generation.ts'

export interface Activation {
  /** Whether the new generation is to be served. */
  readonly current: boolean
  /** The generation it was compared with; '' = there was none. */
  readonly comparedWith: string
  /** What it has lost against that one. */
  readonly losses: readonly Loss[]
  readonly lostPatients: readonly PatientChange[]
  /** The operator's reason for activating it nevertheless; '' when none was needed or given. */
  readonly reason: string
}

/**
 * A generation that has lost a patient, a kind of data or a source is kept but not served, unless the operator says why:
 * clinicians would otherwise take the loss for "no record". One that replaces nothing readable, or a partial one, is served.
 * @param building complete, its databases closed.
 * @param reason the operator's; '' = none was given.
 */
export function decideActivation(building: Building, reason: string): Activation {
  const comparedWith = currentWhole(building.generations)
  const none = { comparedWith, losses: [], lostPatients: [], reason: '' }
  if (comparedWith === '') return { ...none, current: true }
  try {
    const current = path.join(building.generations, comparedWith)
    const difference = compareGenerations(current, building.folder)
    const losses = lossesOf(difference)
    const isLoss = losses.length > 0
    const { lostPatients } = difference
    const stated = isLoss ? reason : ''
    return { comparedWith, losses, lostPatients, reason: stated, current: !isLoss || reason !== '' }
  } catch (error) {
    const name = error instanceof Error ? error.message : String(error)
    return { ...none, losses: [{ what: 'comparison', name, before: 0 }], current: true }
  }
}
