/** Patients by department, by doctor, and around as-of; and what a list can't know of. */

import type { Area, Provenance } from '../../model/api/common.ts'
import {
  DatedList,
  GroupedList,
  type ListAnswer,
  type ListKind,
  type ListsAnswer,
} from '../../model/api/lists.ts'
import { LIST_DAYS } from '../../model/codes/list-days.ts'
import type { Generation } from '../generations/open-generation.ts'
import { type DatedEntries, openDated, readDated, readDays } from './dated-lists.ts'
import { readGroup, readGroups } from './grouped-lists.ts'
import type { IsRestricted } from './listed-facts.ts'
import { listedPatients } from './listed-patients.ts'

/** Rows of one answer: more than a screen is read of, few enough that other terminals don't wait. */
const MOST_LISTED = 500

type Own<Answer> = Omit<Answer, keyof Provenance>

/** How long each list is. */
export function readLists(generation: Generation): Own<ListsAnswer> {
  const departments = readGroups(generation, 'department')
  return {
    departments,
    attendings: readGroups(generation, 'attending'),
    inpatients: departments.reduce((sum, { inpatients }) => sum + inpatients, 0),
    dated: DatedList.options.map((list) => {
      const spans = LIST_DAYS.map((days) => readDays(generation, list, days))
      return {
        list,
        counts: spans.map(({ entries }) => entries.length),
        held: spans.every(({ held }) => held),
      }
    }),
  }
}

/** One list; null for an unknown group, or a grouped list without one. */
export function readList(
  generation: Generation,
  list: ListKind,
  { group, days }: { group?: string | undefined; days?: number | undefined },
  isRestricted: IsRestricted,
): Own<ListAnswer> | null {
  const grouped = GroupedList.safeParse(list)
  if (!grouped.success) {
    const kind = DatedList.parse(list)
    const dated =
      days === undefined ? openDated(generation, kind) : readDated(generation, kind, days)
    return datedList(generation, list, dated, isRestricted)
  }
  const found = readGroup(generation, grouped.data, group ?? '', isRestricted)
  if (found === null) return null
  const { length } = found.patients
  return {
    ...{ list, ...found, from: '', to: '', days: 0, nearest: '', total: length, held: true },
    ...missingFrom(generation, 'encounters'),
  }
}

function datedList(
  generation: Generation,
  list: ListKind,
  dated: DatedEntries,
  isRestricted: IsRestricted,
): Own<ListAnswer> {
  const { from, to, days, nearest, entries, held, area } = dated
  return {
    ...{ list, name: '', from, to, days, nearest, total: entries.length, held },
    patients: listedPatients(generation, entries.slice(0, MOST_LISTED), isRestricted),
    ...missingFrom(generation, area),
  }
}

/** What of the whole backup is missing that would have stood on a list of this kind. */
function missingFrom(
  { facts }: Generation,
  area: Area,
): Pick<ListAnswer, 'area' | 'unread' | 'spans'> {
  const spans = facts.missingDays.filter((gap) => gap.dataType === '' || gap.area === area)
  const ofArea = spans.filter((gap) => gap.area === area).length
  return { area, unread: (facts.gapsOf.get(area) ?? 0) - ofArea, spans }
}
