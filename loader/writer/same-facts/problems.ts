/**
 * A diagnosis that several sources state. Rule: patient, disease (its number in the master of diseases, or its whole name; an ICD-10
 * code covers many) and day of onset, else of diagnosis, agree. Certainty, end and outcome must not differ.
 */
import { systemName } from '../../../model/codes/coding-systems.ts'
import { problemName } from '../../../model/problem-name.ts'
import type { Connection } from '../generation-database.ts'
import { type FactRow, joinRows } from './rows.ts'
import { covers } from './stated.ts'
import type { Terms } from './terms.ts'
import { writtenForm } from './written-form.ts'

interface Problem extends FactRow {
  readonly action: string
  readonly condition_id: number
  readonly icd10: string
  readonly prefixes: string
  readonly suffixes: string
  readonly suspected: number
  readonly main: number
  readonly diagnosed_at: string | null
  readonly onset_at: string | null
  readonly ended_at: string | null
  readonly outcome_id: number | null
  readonly note: string
}

/** MEDIS master of diseases: one number a disease. */
const DISEASES = systemName('MDCDX2')
/** FHIR R4 condition-clinical: no more than that it is over. */
const OVER = new Set(['resolved', 'inactive'])
const DELETE_ACTION = 'DE'

export function joinProblems(db: Connection, terms: Terms): void {
  const names = new Map<number, string>()
  const nameOf = ({ record, condition_id, prefixes, suffixes }: Problem) => {
    const name = names.get(record)
    if (name !== undefined) return name
    const whole = writtenForm(problemName(terms.nameOf(condition_id), prefixes, suffixes))
    names.set(record, whole)
    return whole
  }
  const outcomeOf = ({ outcome_id }: Problem) => {
    const name = terms.nameOf(outcome_id)
    return OVER.has(name) ? '' : name
  }
  joinRows<Problem>(db, {
    kind: 'problem',
    columns: `t.action, t.condition_id, t.icd10, t.prefixes, t.suffixes, t.suspected, t.main, t.diagnosed_at, t.onset_at, t.ended_at,
      t.outcome_id, t.note`,
    keyOf: (row) => (timeOf(row) === '' ? null : String(terms.classOf(row.condition_id))),
    timeOf,
    isCurrent: ({ standing, action }) => standing === 1 && action !== DELETE_ACTION,
    rules: {
      isSameEvent: (a, b) =>
        terms.isSame(a.condition_id, b.condition_id, true) &&
        (nameOf(a) === nameOf(b) ||
          [a, b].every(({ condition_id }) => terms.hasSystem(condition_id, DISEASES))),
      says: (a, b) =>
        nameOf(a) === nameOf(b) &&
        a.suspected === b.suspected &&
        a.main >= b.main &&
        hasEnded(a) === hasEnded(b) &&
        coversTime(a.ended_at, b.ended_at) &&
        covers(outcomeOf(a), outcomeOf(b)) &&
        covers(a.icd10.replaceAll('.', ''), b.icd10.replaceAll('.', '')) &&
        covers(writtenForm(a.note), writtenForm(b.note)) &&
        coversTime(a.onset_at, b.onset_at) &&
        coversTime(a.diagnosed_at, b.diagnosed_at),
    },
  })
}

function timeOf({ onset_at, diagnosed_at }: Problem): string {
  return onset_at ?? diagnosed_at ?? ''
}

function hasEnded({ ended_at, outcome_id }: Problem): boolean {
  return ended_at !== null || outcome_id !== null
}

/** The same time, and no less precise; or the other one gives none. */
function coversTime(own: string | null, other: string | null): boolean {
  return other === null || (own?.startsWith(other) ?? false)
}
