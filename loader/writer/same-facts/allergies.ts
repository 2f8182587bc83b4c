/**
 * An allergy that several sources state. Rule: the same patient, statement (present, none known) and substance (terms.ts) is one
 * allergy; reaction, severity, category, onset and clinical status must not differ, and what one of them says alone is shown. What one
 * source deletes and another holds stays, and the deletion is told with it.
 */

import { isErroneousAllergy } from '../../../model/codes/hl7-tables.ts'
import { meaningOf } from '../../../model/codes/meaning.ts'
import type { Connection } from '../generation-database.ts'
import { type Fact, type FactRow, joinRows } from './rows.ts'
import { covers } from './stated.ts'
import type { Terms } from './terms.ts'
import { writtenForm } from './written-form.ts'

interface Allergy extends FactRow {
  readonly state: string
  readonly substance_id: number | null
  readonly category_id: number | null
  readonly severity_id: number | null
  readonly clinical_status_id: number | null
  readonly reaction: string
  readonly action: string
  readonly onset_at: string | null
  readonly onset_text: string
  readonly origin: string
}

/** HL7 v2.5 tables 0127 and 0128 as FHIR R4 names them. */
const MEANINGS: Readonly<Record<string, string>> = {
  DA: 'medication',
  FA: 'food',
  EA: 'environment',
  SV: 'severe',
  MO: 'moderate',
  MI: 'mild',
}

const ORIGINS = ['list', 'master', 'order']

/** A source's list before the copies of it. */
function spokesmen(rows: readonly Fact<Allergy>[]): Fact<Allergy>[] {
  const bySource = Map.groupBy(rows, ({ source }) => source)
  return [...bySource.values()].flatMap((own) => {
    const valid = own.filter(({ isCurrent }) => isCurrent)
    const [best] = ORIGINS.filter((origin) => valid.some((row) => row.origin === origin))
    return own.filter((row) => !row.isCurrent || row.origin === best)
  })
}

export function joinAllergies(db: Connection, terms: Terms): void {
  const meaning = (id: number | null) => {
    const code = terms.codeOf(id)
    return meaningOf(MEANINGS, code) ?? (code === '' ? '' : terms.nameOf(id))
  }
  const isSameSubstance = (a: Allergy, b: Allergy) =>
    a.substance_id === null || b.substance_id === null
      ? a.substance_id === b.substance_id && a.state === 'none-known'
      : terms.isSame(a.substance_id, b.substance_id, true)
  /** `active` is what an allergy without a status is taken for. */
  const status = ({ clinical_status_id: id }: Allergy) => terms.nameOf(id) || 'active'
  /** Without the severity that FHIR gives each reaction, where the allergy has it, too. */
  const reactionOf = ({ reaction, severity_id }: Allergy) =>
    writtenForm(reaction).replaceAll(`(${meaning(severity_id)})`, '')
  joinRows<Allergy>(db, {
    kind: 'allergy',
    columns: `t.state, t.substance_id, t.category_id, t.severity_id, t.clinical_status_id, t.reaction, t.action,
      t.onset_at, t.onset_text,
      t.origin`,
    keyOf: ({ state, substance_id }) =>
      `${state} ${substance_id === null ? '' : terms.classOf(substance_id)}`,
    timeOf: () => '',
    isCurrent: ({ standing, action, clinical_status_id }) =>
      standing === 1 && action !== 'D' && !isErroneousAllergy(terms.codeOf(clinical_status_id)),
    spokesmen,
    rules: {
      isSameEvent: isSameSubstance,
      says: (a, b) =>
        reactionOf(a).includes(reactionOf(b)) &&
        covers(meaning(a.severity_id), meaning(b.severity_id)) &&
        covers(meaning(a.category_id), meaning(b.category_id)) &&
        coversOnset(a, b) &&
        status(a) === status(b),
    },
  })
}

/** The same day, and no less precise, however it is written; or the same words. */
function coversOnset(own: Allergy, other: Allergy): boolean {
  if (other.onset_at !== null) return own.onset_at?.startsWith(other.onset_at) === true
  return covers(writtenForm(own.onset_text), writtenForm(other.onset_text))
}
