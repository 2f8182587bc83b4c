/** Facts of a generation against the media they came from. */
import fs from 'node:fs'
import path from 'node:path'
import { isArchive, openSource, type SourceSpec } from '../sources/source.ts'
import { checkFact, type FactVerdict } from './check-fact.ts'
import { type DrawnFact, drawFacts, type FactKind } from './draw-facts.ts'
import { rawFiles } from './raw-files.ts'

export interface FactCount {
  readonly kind: FactKind
  readonly drawn: number
  readonly agree: number
}

export interface FactCheck {
  readonly counts: readonly FactCount[]
  /** Each fact that its file does not bear out, with where it stands. */
  readonly differences: readonly (DrawnFact & { readonly verdict: RawVerdict })[]
}

type RawVerdict = FactVerdict | 'unreadable'

/** Reads the drawn files once more; an archive or a repository, which has no other way to them, from its beginning. */
export async function checkFacts(
  generation: string,
  sources: readonly SourceSpec[],
  count: number,
): Promise<FactCheck> {
  const byKind = new Map<FactKind, { drawn: number; agree: number }>()
  const differences: (DrawnFact & { verdict: RawVerdict })[] = []
  const drawn = Map.groupBy(drawFacts(generation, count), ({ source }) => source)
  for (const [source, facts] of drawn) {
    const verdicts = await judge(facts, sources[source - 1] as SourceSpec)
    for (const fact of facts) {
      const tally = byKind.get(fact.kind) ?? { drawn: 0, agree: 0 }
      byKind.set(fact.kind, tally)
      tally.drawn++
      const verdict = verdicts.get(fact) ?? 'unreadable'
      if (verdict === 'agrees') tally.agree++
      else differences.push({ ...fact, verdict })
    }
  }
  return { counts: [...byKind].map(([kind, tally]) => ({ kind, ...tally })), differences }
}

/** What is not in it could not be read. */
async function judge(
  facts: readonly DrawnFact[],
  spec: SourceSpec,
): Promise<ReadonlyMap<DrawnFact, RawVerdict>> {
  const verdicts = new Map<DrawnFact, RawVerdict>()
  const byPath = Map.groupBy(facts, (fact) => fact.path)
  const files = isArchive(spec)
    ? rawFiles(spec, new Set(byPath.keys()))
    : filesOfFolder(spec, byPath.keys())
  for await (const { path: place, bytes } of files) {
    for (const fact of byPath.get(place) ?? []) verdicts.set(fact, checkFact(fact, bytes))
  }
  return verdicts
}

function* filesOfFolder(spec: SourceSpec, paths: Iterable<string>) {
  for (const place of paths) {
    const bytes = bytesOf(spec, place)
    if (bytes !== null) yield { path: place, bytes }
  }
}

/** A name that is no UTF-8 is kept escaped: only the loader's own reader finds its file. */
function bytesOf(spec: SourceSpec, place: string): Uint8Array | null {
  if (place.includes('\\x')) return [...openSource(spec).readFile(place)][0]?.bytes ?? null
  try {
    return fs.readFileSync(path.join(spec.location, place))
  } catch {
    return null
  }
}
