/**
 * One event as several sources state it: which statements say the same, and which contradict.
 *
 * A statement may stand for another one only when it says everything that the other says. Times are equal to the precision both
 * have; where one is coarser (a day), a pair is made only when no other pair could be. In each source every statement is another event.
 */

export interface Statement {
  readonly source: number
  /** Whether its source holds it as valid; others are only told where the source holds nothing valid in their place. */
  readonly isCurrent: boolean
  /** ISO 8601 to the precision the source gave, at least a day. */
  readonly at: string
}

export interface Rules<S extends Statement> {
  /** Whether both are of the same event, their times apart. */
  isSameEvent(a: S, b: S): boolean
  /** Whether `a` says everything that `b` says, and nothing else. */
  says(a: S, b: S): boolean
  /** Of several statements of one event that are no longer valid, whether `a` was written later. */
  isLater(a: S, b: S): boolean
  /** Whether `a` is no more than an earlier version of `b` itself, in a copy of the same archive. */
  isVersionOf(a: S, b: S): boolean
}

export interface Told<S> {
  /** The statement that is shown, and those of further sources that say the same. */
  readonly same: readonly { readonly shown: S; readonly others: readonly S[] }[]
  /** What another source says otherwise. Between two that are shown, both ways. */
  readonly otherwise: readonly { readonly shown: S; readonly other: S }[]
}

interface Held<S> {
  shown: S
  readonly others: S[]
}

/** @param statements about what may be one event, in an order that does not depend on how they were read. */
export function pair<S extends Statement>(statements: readonly S[], rules: Rules<S>): Told<S> {
  const bySource = [...Map.groupBy(statements, ({ source }) => source)].sort(([a], [b]) => a - b)
  if (bySource.length < 2) return { same: [], otherwise: [] }
  let held: Held<S>[] = []
  for (const [, own] of bySource) {
    const current = own.filter(({ isCurrent }) => isCurrent)
    held = [...held, ...joinSource(held, current, rules)]
  }
  const retired = statements.filter(({ isCurrent }) => !isCurrent)
  return {
    same: held.filter(({ others }) => others.length > 0),
    otherwise: [
      ...contradictions(held, rules),
      ...held.flatMap((each) => retractions(each, { held, retired }, rules)),
    ],
  }
}

/** Joins a further source's statements to those that are held; @returns those that stand for themselves. */
function joinSource<S extends Statement>(
  held: readonly Held<S>[],
  own: readonly S[],
  rules: Rules<S>,
): Held<S>[] {
  const agrees = (one: Held<S>, statement: S) =>
    isOneEvent(one.shown, statement, rules) &&
    (rules.says(one.shown, statement) || rules.says(statement, one.shown))
  const candidates = new Map(own.map((each) => [each, held.filter((one) => agrees(one, each))]))
  const taken = new Set<Held<S>>()
  const alone: Held<S>[] = []
  for (const statement of own) {
    const fitting = candidates.get(statement) ?? []
    const exact = fitting.find((one) => !taken.has(one) && isSameTime(one.shown, statement))
    const only = exact ?? theOnly(fitting, candidates)
    if (only === undefined || taken.has(only)) {
      alone.push({ shown: statement, others: [] })
      continue
    }
    taken.add(only)
    attach(only, statement, rules)
  }
  return alone
}

/** The one candidate, when it is no other statement's candidate either. */
function theOnly<S>(
  fitting: readonly Held<S>[],
  candidates: ReadonlyMap<S, readonly Held<S>[]>,
): Held<S> | undefined {
  const [only, second] = fitting
  if (only === undefined || second !== undefined) return undefined
  const rivals = [...candidates.values()].filter((each) => each.includes(only))
  return rivals.length === 1 ? only : undefined
}

function attach<S extends Statement>(one: Held<S>, statement: S, rules: Rules<S>): void {
  if (rules.says(one.shown, statement)) {
    one.others.push(statement)
    return
  }
  one.others.push(one.shown)
  one.shown = statement
}

function contradictions<S extends Statement>(held: readonly Held<S>[], rules: Rules<S>) {
  const rivals = new Map(
    held.map((each) => [
      each,
      held.filter((other) => areApart(each, other) && isOneEvent(each.shown, other.shown, rules)),
    ]),
  )
  return held.flatMap((each) => {
    const others = rivals.get(each) ?? []
    return others
      .filter(
        (other) =>
          isSameTime(each.shown, other.shown) ||
          (others.length === 1 && rivals.get(other)?.length === 1),
      )
      .map((other) => ({ shown: each.shown, other: other.shown }))
  })
}

/** No source states both. */
function areApart<S extends Statement>(a: Held<S>, b: Held<S>): boolean {
  const sources = new Set(allOf(a).map(({ source }) => source))
  return !allOf(b).some(({ source }) => sources.has(source))
}

function allOf<S>({ shown, others }: Held<S>): S[] {
  return [shown, ...others]
}

interface Around<S> {
  readonly held: readonly Held<S>[]
  readonly retired: readonly S[]
}

/** What is shown, and another source took back or replaced by nothing. */
function retractions<S extends Statement>(
  each: Held<S>,
  { held, retired }: Around<S>,
  rules: Rules<S>,
) {
  const stated = new Set(
    held
      .filter((one) => one === each || isOneEvent(one.shown, each.shown, rules))
      .flatMap((one) => allOf(one).map(({ source }) => source)),
  )
  const fitting = retired.filter(
    (one) =>
      !stated.has(one.source) &&
      isOneEvent(one, each.shown, rules) &&
      !allOf(each).some((shown) => rules.isVersionOf(one, shown)) &&
      (isSameTime(one, each.shown) || isUnrivalled(each, held, one, rules)),
  )
  return [...Map.groupBy(fitting, ({ source }) => source).values()].map((versions) => ({
    shown: each.shown,
    other: versions.reduce((latest, one) => (rules.isLater(one, latest) ? one : latest)),
  }))
}

/** Whether nothing else that is shown may be what the coarser statement means. */
function isUnrivalled<S extends Statement>(
  each: Held<S>,
  held: readonly Held<S>[],
  one: S,
  rules: Rules<S>,
): boolean {
  return held.every((other) => other === each || !isOneEvent(other.shown, one, rules))
}

function isOneEvent<S extends Statement>(a: S, b: S, rules: Rules<S>): boolean {
  const length = Math.min(a.at.length, b.at.length)
  return a.at.slice(0, length) === b.at.slice(0, length) && rules.isSameEvent(a, b)
}

function isSameTime(a: Statement, b: Statement): boolean {
  return a.at === b.at
}
