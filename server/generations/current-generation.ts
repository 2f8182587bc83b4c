/**
 * Follows `<data>/generations/current` and lends the generation it points to.
 *
 * Guarantees: a lent generation stays open, and the same, until it is given back; a switch of the link is
 * seen within a second; an old generation is closed when the last borrower has given it back.
 */
import { readlinkSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { type Generation, openGeneration } from './open-generation.ts'

const LOOK_EVERY_MILLISECONDS = 1_000

interface LentGeneration {
  readonly generation: Generation
  /** To be called once, when the answer has been sent. */
  giveBack(): void
}

export interface CurrentGeneration {
  /** null while no generation has been published, or the published one can't be opened. */
  borrow(): LentGeneration | null
  /** Id of the published generation that can't be opened, as of the last look; '' = none. */
  unopened(): string
  close(): void
}

interface Held {
  readonly target: string
  readonly generation: Generation
  borrowers: number
  retired: boolean
}

/**
 * @param dataDirectory the folder that holds `generations/`
 * @param report takes a line for the operator: a switch, or why one failed
 */
export function followCurrentGeneration(
  dataDirectory: string,
  report: (line: string) => void,
): CurrentGeneration {
  const link = join(dataDirectory, 'generations', 'current')
  let held: Held | null = null
  let failed = ''
  let lookedAt = Number.NEGATIVE_INFINITY

  function retire(old: Held | null): void {
    if (old === null) return
    old.retired = true
    if (old.borrowers === 0) old.generation.close()
  }

  function look(): void {
    const now = performance.now()
    if (now - lookedAt < LOOK_EVERY_MILLISECONDS) return
    lookedAt = now
    const target = readTarget(link)
    if (target === (held?.target ?? '')) {
      failed = ''
      return
    }
    if (target === '') {
      retire(held)
      held = null
      failed = ''
      report('no generation is published any more')
      return
    }
    if (target === failed) return
    try {
      const generation = openGeneration(target)
      retire(held)
      held = { target, generation, borrowers: 0, retired: false }
      failed = ''
      report(`generation ${generation.facts.id}, as of ${generation.facts.asOf}`)
    } catch (error) {
      failed = target
      const kept = held === null ? '' : `; ${basename(held.target)} stays in use`
      report(`generation ${basename(target)} can't be opened (${reason(error)})${kept}`)
    }
  }

  return {
    borrow() {
      look()
      const lent = held
      if (lent === null) return null
      lent.borrowers += 1
      return {
        generation: lent.generation,
        giveBack() {
          lent.borrowers -= 1
          if (lent.retired && lent.borrowers === 0) lent.generation.close()
        },
      }
    },
    unopened: () => (failed === '' ? '' : basename(failed)),
    close() {
      retire(held)
      held = null
    },
  }
}

/** Absolute path the link points to; '' when there is no link. */
function readTarget(link: string): string {
  try {
    return resolve(link, '..', readlinkSync(link))
  } catch {
    return ''
  }
}

function reason(error: unknown): string {
  const parts: string[] = []
  for (let at: unknown = error; at instanceof Error; at = at.cause) parts.push(at.message)
  return parts.join(': ')
}
