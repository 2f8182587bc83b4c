/** Facts of a generation against the media they came from. */
import fs from 'node:fs'
import path from 'node:path'
import type { SourceSpec } from '../sources/source.ts'
import { checkFact, type FactVerdict } from './check-fact.ts'
import { type DrawnFact, drawFacts, type FactKind } from './draw-facts.ts'

export interface FactCount {
  readonly kind: FactKind
  readonly drawn: number
  readonly agree: number
  /** On media that cannot be read at one place: archives and repositories, whose files are proved by their hashes alone. */
  readonly notChecked: number
}

export interface FactCheck {
  readonly counts: readonly FactCount[]
  /** Each fact that its file does not bear out, with where it stands. */
  readonly differences: readonly (DrawnFact & { readonly verdict: FactVerdict | 'unreadable' })[]
}

export function checkFacts(
  generation: string,
  sources: readonly SourceSpec[],
  count: number,
): FactCheck {
  const byKind = new Map<FactKind, { drawn: number; agree: number; notChecked: number }>()
  const differences: (DrawnFact & { verdict: FactVerdict | 'unreadable' })[] = []
  for (const fact of drawFacts(generation, count)) {
    const tally = byKind.get(fact.kind) ?? { drawn: 0, agree: 0, notChecked: 0 }
    byKind.set(fact.kind, tally)
    tally.drawn++
    const verdict = judge(fact, sources[fact.source - 1])
    if (verdict === 'agrees') tally.agree++
    else if (verdict === 'not-checked') tally.notChecked++
    else differences.push({ ...fact, verdict })
  }
  return { counts: [...byKind].map(([kind, tally]) => ({ kind, ...tally })), differences }
}

function judge(fact: DrawnFact, source: SourceSpec | undefined) {
  // A name that is no UTF-8 is kept escaped, and cannot be opened by it.
  if (source?.kind !== 'folder' || fact.path.includes('\\x')) return 'not-checked'
  try {
    return checkFact(fact, fs.readFileSync(path.join(source.location, fact.path)))
  } catch {
    return 'unreadable'
  }
}
