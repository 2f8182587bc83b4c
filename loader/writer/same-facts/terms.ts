/**
 * Which coded values of several sources mean the same thing.
 *
 * Rule: they share a code of a coding system that is common to all (JLAC10, LOINC, HOT, ICD-10 …, by whichever of its names), and
 * contradict in none; or they share a local code, its system's name and the item's name, for hospitals give a local code to another item in time; or neither
 * has a code and they are written the same. A source declares that a local code is a standard one by writing both.
 */
import { isCommonSystem, systemName } from '../../../model/codes/coding-systems.ts'
import type { Connection } from '../generation-database.ts'
import { writtenForm } from './written-form.ts'

interface Described {
  /** As it is read, in its written form. */
  readonly name: string
  readonly code: string
  /** Common system → codes. */
  readonly common: ReadonlyMap<string, readonly string[]>
  /** Local system, code and name in one. */
  readonly local: readonly string[]
}

export interface Terms {
  /** The same for all that may mean the same, and for others. */
  classOf(id: number): number
  /** @param byName whether two names that are written the same are enough where the codes do not contradict. */
  isSame(a: number, b: number, byName?: boolean): boolean
  /** Whether `a` carries every common code of `b`. */
  hasCodesOf(a: number, b: number): boolean
  /** Whether it has a code of a common system. @param system as {@link systemName} gives it */
  hasSystem(id: number, system: string): boolean
  /** The written form of the name; '' for null. */
  nameOf(id: number | null): string
  /** Its first code, else its name; '' for null. */
  codeOf(id: number | null): string
}

export function readTerms(db: Connection): Terms {
  const known = new Map<number, Described>()
  const classes = disjointSets()
  const rows = db.prepare<[], { id: number; display: string; codings: string }>(
    'SELECT id, display, codings FROM main.term',
  )
  for (const { id, display, codings } of rows.iterate()) {
    const term = describe(display, JSON.parse(codings) as [string, string, string][])
    known.set(id, term)
    for (const key of keysOf(term)) classes.join(id, key)
  }
  const of = (id: number): Described => known.get(id) ?? UNKNOWN
  return {
    classOf: classes.find,
    isSame: (a, b, byName = false) => isSame(of(a), of(b), byName),
    hasCodesOf: (a, b) =>
      [...of(b).common].every(([system, codes]) => {
        const own = of(a).common.get(system) ?? []
        return codes.every((code) => own.includes(code))
      }),
    hasSystem: (id, system) => of(id).common.has(system),
    nameOf: (id) => (id === null ? '' : of(id).name),
    codeOf: (id) => (id === null ? '' : of(id).code || of(id).name),
  }
}

/** What formats call something that has neither name nor code. */
const NAMELESS = new Set(['', '(名称なし)', '名称なし', '病名の記載なし', '薬剤名の記載なし'])

const UNKNOWN: Described = { name: '', code: '', common: new Map(), local: [] }

function describe(display: string, codings: readonly [string, string, string][]): Described {
  const common = new Map<string, string[]>()
  const local: string[] = []
  for (const [code, name, system] of codings) {
    if (code === '') continue
    const its = systemName(system)
    if (isCommonSystem(its)) common.set(its, [...(common.get(its) ?? []), code])
    else local.push(`${its}|${code}|${writtenForm(name || display)}`)
  }
  return { name: writtenForm(display), code: codings[0]?.[0] ?? '', common, local }
}

function keysOf({ name, common, local }: Described): string[] {
  const standard = [...common].flatMap(([system, codes]) =>
    codes.map((code) => `${system}|${code}`),
  )
  return [`name|${name}`, ...standard, ...local]
}

function isSame(a: Described, b: Described, byName: boolean): boolean {
  let shared = false
  for (const [system, codes] of a.common) {
    const others = b.common.get(system)
    if (others === undefined) continue
    if (!codes.some((code) => others.includes(code))) return false
    shared = true
  }
  if (shared || a.local.some((key) => b.local.includes(key))) return true
  const isCodeless = [a, b].every(({ common, local }) => common.size + local.length === 0)
  return (byName || isCodeless) && a.name === b.name && !NAMELESS.has(a.name)
}

/** Numbers joined by what they share. */
function disjointSets() {
  const parents = new Map<number, number>()
  const firstOf = new Map<string, number>()
  function find(id: number): number {
    let root = id
    for (let up = parents.get(root); up !== undefined && up !== root; up = parents.get(root)) {
      root = up
    }
    parents.set(id, root)
    return root
  }
  function join(id: number, key: string): void {
    const first = firstOf.get(key)
    if (first === undefined) firstOf.set(key, id)
    else parents.set(find(id), find(first))
  }
  return { find, join }
}
