/** What was measured: the rows of the cumulative table. */
import type { LabItem } from '../../model/api/chart/labs.ts'
import { isJlac10, LAB_SECTIONS, labSectionOf } from '../../model/codes/lab-sections.ts'
import type { Generation, Term } from '../generations/open-generation.ts'
import { labItemKey } from './lab-item-key.ts'

/** What a result tells of its row. */
interface ItemOfResult {
  readonly itemId: number
  readonly unitId: number | null
}

/** What a result's group tells of its row. */
interface ItemOfGroup {
  readonly category: string
  readonly specimenId: number | null
  readonly panelId: number | null
}

/** Rows of the cumulative table: one for each item, unit and specimen. */
export class ItemTable {
  readonly #generation: Generation
  readonly #ids = new Map<string, number>()
  readonly #byParts = new Map<string, number>()
  readonly #items: (LabItem & { readonly order: string })[] = []
  readonly #terms = new Map<number, Set<number>>()

  constructor(generation: Generation) {
    this.#generation = generation
  }

  /** Id of the row a result belongs to, made when it is the first. */
  idOf(row: ItemOfResult, group: ItemOfGroup): number {
    const known = this.knownId(row, group.specimenId)
    if (known !== undefined) return known
    const term = this.#generation.term(row.itemId)
    const { code, system } = term === null ? { code: '', system: '' } : standardCode(term)
    const name = term?.display ?? ''
    const unit = this.#generation.display(row.unitId)
    const specimen = this.#generation.display(group.specimenId)
    const key = labItemKey({ code, system, name, unit, specimen })
    const id = this.#ids.get(key) ?? this.#items.length + 1
    this.#byParts.set(partsKey(row, group.specimenId), id)
    this.#terms.set(id, (this.#terms.get(id) ?? new Set()).add(row.itemId))
    if (!this.#ids.has(key)) {
      this.#ids.set(key, id)
      const section = sectionOf(this.#generation, group, code)
      const order = `${sectionOrder(section)} ${code} ${name}`
      this.#items.push({ id, key, name, code, system, unit, specimen, section, order })
    }
    return id
  }

  /** The same without making one: undefined for a row not in the table. */
  knownId(row: ItemOfResult, specimenId: number | null): number | undefined {
    return this.#byParts.get(partsKey(row, specimenId))
  }

  /** The items of the dictionary that stand in a row, as far as results were handed over. */
  termsOf(id: number): ReadonlySet<number> {
    return this.#terms.get(id) ?? new Set()
  }

  list(): LabItem[] {
    return [...this.#items]
      .sort((a, b) => (a.order < b.order ? -1 : 1))
      .map(({ order: _, ...item }) => item)
  }
}

function partsKey(row: ItemOfResult, specimenId: number | null): string {
  return `${row.itemId} ${row.unitId} ${specimenId}`
}

/** The JLAC10 coding of an item if it has one, else its first coding. */
export function standardCode(term: Term): { code: string; system: string } {
  const jlac10 = term.codings.find(([code, , system]) => system === 'JC10' && isJlac10(code))
  return jlac10 === undefined
    ? { code: term.code, system: term.system }
    : { code: jlac10[0], system: jlac10[2] }
}

function sectionOf(generation: Generation, group: ItemOfGroup, code: string): string {
  if (group.category === 'microbiology') return 'microbiology'
  if (group.category === 'laboratory') {
    return labSectionOf(code) ?? generation.display(group.panelId)
  }
  // A score's parts stand under its name.
  if (group.category === 'other') return generation.display(group.panelId)
  return group.category
}

const SECTION_ORDER = Object.keys(LAB_SECTIONS)

function sectionOrder(section: string): string {
  const at = SECTION_ORDER.indexOf(section)
  return at < 0 ? `99 ${section}` : String(at).padStart(2, '0')
}
