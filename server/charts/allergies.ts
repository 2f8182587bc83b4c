/** Allergies of one patient and the state they add up to. */
import type { Allergy } from '../../model/api/chart/problems.ts'
import { isPastAllergyStatus } from '../../model/codes/allergy-words.ts'
import { isErroneousAllergy } from '../../model/codes/hl7-tables.ts'
import { nameKey } from '../../model/search-keys.ts'
import type { Generation, Term } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { type Described, readRecordVoices, type Voices } from './other-statements.ts'
import type { PatientRef } from './patient.ts'

export type AllergyState = 'present' | 'none-known' | 'no-record' | 'unreadable'

interface AllergyRow {
  id: number
  state: 'present' | 'none-known'
  categoryId: number | null
  substanceId: number | null
  severityId: number | null
  reaction: string
  action: string
  onsetAt: string | null
  onsetText: string
  reportedAt: string | null
  reportedText: string
  clinicalStatusId: number | null
  origin: Allergy['origin']
  standing: number
}

const COLUMNS = `id, state, category_id AS categoryId, substance_id AS substanceId, severity_id AS severityId,
    reaction, action, onset_at AS onsetAt, onset_text AS onsetText, reported_at AS reportedAt, reported_text AS reportedText,
    clinical_status_id AS clinicalStatusId, origin, standing`
const ALLERGIES_BY_ID = statement<AllergyRow>(`
  SELECT ${COLUMNS} FROM allergy WHERE id IN (SELECT value FROM json_each(@ids))`)

// The table, not the view: an allergy known only from a superseded list or an earlier patient master, or struck off
// by the list itself, stays visible as history.
const ALLERGIES = statement<AllergyRow>(`
  SELECT ${COLUMNS}
  FROM allergy WHERE ${OF_PATIENT} AND (standing = 1
    OR (origin IN ('list', 'master') AND standing = 2)
    OR (origin = 'list' AND standing = 0 AND action = 'D')) ORDER BY id`)

/** An allergy may stand in the allergy list or in the patient master: a gap in either hides one. */
const UNREADABLE = statement<{ n: number }>(`
  SELECT count(*) AS n FROM gap WHERE ${OF_PATIENT}
  AND (area = 'allergies' OR data_type IN ('ADT-61', 'ADT-00')) AND reason NOT IN ('birth-dates-differ', 'identity-differs', 'kept-apart')`)

const CURRENT = 1
/** `2006-05-01` */
const DAY_LENGTH = 10

export interface Allergies {
  readonly allergies: Allergy[]
  readonly allergyState: AllergyState
}

/** An allergy with the codes of its source. */
export interface CodedAllergy {
  readonly id: number
  readonly allergy: Allergy
  readonly substance: Term | null
  readonly category: Term | null
  readonly clinicalStatus: Term | null
  readonly severity: Term | null
  /** A denial that covers every kind of allergen. */
  readonly isGeneralDenial: boolean
}

/**
 * Every allergy the backup knows of, once each: those that are valid first (what its source calls over behind the others), then deleted and superseded ones with
 * their mark. The list (ADT-61) is told before the copy in the master (ADT-00) and copies in orders.
 *
 * State: `present` when any valid row says so; else `unreadable` when something that could have said so was not
 * readable; else `none-known` when the source denies allergies of every kind; else `present` when only a superseded list or master knows one
 * (neither current nor gone: it must not read as "no record"); else `no-record`.
 */
export function readAllergies(generation: Generation, patient: PatientRef): Allergies {
  const { coded, allergyState } = readCodedAllergies(generation, patient)
  return { allergies: coded.map(({ allergy }) => allergy), allergyState }
}

/** The same with the codes of the source. */
export function readCodedAllergies(
  generation: Generation,
  patient: PatientRef,
): { readonly coded: CodedAllergy[]; readonly allergyState: AllergyState } {
  const rows = generation.all(ALLERGIES, patient.rows)
  const voices = readRecordVoices(
    generation,
    'allergy',
    rows.map(({ id }) => id),
    (ids) => describe(generation, ids),
  )
  const current = applyDeletions(
    generation,
    rows.filter((row) => row.standing === CURRENT),
    voices,
  )
  const known = new Set(current.map(({ row }) => keyOf(generation, row)))
  const history = applyDeletions(
    generation,
    rows.filter((row) => row.standing !== CURRENT),
    voices,
  ).filter((each) => !known.has(each.key))
  const isPast = ({ row }: { row: AllergyRow }) =>
    isPastAllergyStatus(generation.display(row.clinicalStatusId))
  const standing = current.filter((each) => !isPast(each))
  const shown = [...standing, ...current.filter(isPast), ...newestOf(history)]
  const coded = shown.map(({ row, deleted }) => ({
    id: row.id,
    allergy: { ...asAllergy(generation, row, deleted), ...voices.get(row.id) },
    substance: generation.term(row.substanceId),
    category: generation.term(row.categoryId),
    clinicalStatus: generation.term(row.clinicalStatusId),
    severity: generation.term(row.severityId),
    isGeneralDenial: isGeneralDenial(generation, row),
  }))
  const isDenied = current.some(({ row, deleted }) => !deleted && isGeneralDenial(generation, row))
  const allergies = coded.map(({ allergy }) => allergy)
  return { coded, allergyState: stateOf(generation, patient, allergies, isDenied) }
}

/** Another source's entry in one line: reaction, severity, kind. */
function describe(generation: Generation, ids: readonly number[]): Map<number, Described> {
  const rows = generation.all(ALLERGIES_BY_ID, { ids: JSON.stringify(ids) })
  return new Map(
    rows.map((row) => {
      const { substance, severity, category, reaction, reportedAt, clinicalStatus } = asAllergy(
        generation,
        row,
        isDeleted(generation, row),
      )
      const words = [substance, reaction, severity, category, onsetOf(row), clinicalStatus]
      const text = words.filter((word) => word !== '').join(' ')
      const standing = isDeleted(generation, row) ? 0 : row.standing
      return [row.id, { at: reportedAt, text, unit: '', flag: '', status: '', standing }]
    }),
  )
}

interface Judged {
  readonly key: string
  readonly row: AllergyRow
  readonly deleted: boolean
}

const ORIGINS: readonly Allergy['origin'][] = ['list', 'master', 'order']

/**
 * One row a substance, from the origin that speaks with most authority; IAM-6 applied in order (HL7 table 0323). Rows of sources that
 * contradict stay apart, and entries of one list that say different things of it.
 */
function applyDeletions(
  generation: Generation,
  unordered: readonly AllergyRow[],
  voices: ReadonlyMap<number, Voices>,
): Judged[] {
  const found = new Map<string, Judged>()
  const apart = sidesOf(generation, unordered, voices)
  const rows = [...unordered].sort((a, b) => Number(apart.has(a.id)) - Number(apart.has(b.id)))
  for (const origin of ORIGINS) {
    const before = new Map(found)
    for (const row of rows.filter((each) => each.origin === origin)) {
      const substance = apart.get(row.id) ?? keyOf(generation, row)
      const other = before.get(substance)
      // A current copy in the master outlives a deletion in the list: two sources disagree, the allergy stays.
      const outlives = origin === 'master' && row.standing === CURRENT
      if (other !== undefined && !(other.deleted && outlives)) continue
      // Two entries of one substance, one of them in error (entered twice): the other one still stands.
      const deleted = isDeleted(generation, row)
      const told = found.get(substance)
      if (deleted && row.action !== 'D' && told?.deleted === false) continue
      const isBeside = told?.deleted === false && !deleted && isAnotherStatement(told.row, row)
      const key = isBeside ? `${substance} ${saidIn(row)}` : substance
      found.set(key, { key, row, deleted })
    }
  }
  return [...found.values()].sort((a, b) => Number(a.deleted) - Number(b.deleted))
}

/** Of a list without actions no entry takes the place of another: two reactions to one substance are both told. */
function isAnotherStatement(told: AllergyRow, row: AllergyRow): boolean {
  const isOfList = row.origin === 'list' && row.action === '' && told.action === ''
  return isOfList && saidIn(told) !== saidIn(row)
}

function saidIn({ reaction, severityId, categoryId, clinicalStatusId }: AllergyRow): string {
  return JSON.stringify([reaction, severityId, categoryId, clinicalStatusId])
}

/** Keys of rows that another source contradicts. A copy in the master goes with the first of them. */
function sidesOf(
  generation: Generation,
  rows: readonly AllergyRow[],
  voices: ReadonlyMap<number, Voices>,
): Map<number, string> {
  const keys = new Map<number, string>()
  const first = new Map<string, string>()
  for (const row of rows) {
    const { otherwise = [], sources = [] } = voices.get(row.id) ?? {}
    if (!otherwise.some(({ standing }) => standing === 'current')) continue
    const key = `${keyOf(generation, row)} ${sources[0]}`
    keys.set(row.id, key)
    if (!first.has(keyOf(generation, row))) first.set(keyOf(generation, row), key)
  }
  for (const row of rows) {
    const side = first.get(keyOf(generation, row))
    if (side !== undefined && !keys.has(row.id) && row.origin !== 'list') keys.set(row.id, side)
  }
  return keys
}

function newestOf(history: readonly Judged[]): Judged[] {
  return history.filter((each) => each.row.state === 'present')
}

function isDeleted(generation: Generation, row: AllergyRow): boolean {
  const status = generation.term(row.clinicalStatusId)
  return row.action === 'D' || isErroneousAllergy(status?.code ?? '')
}

function keyOf(generation: Generation, row: AllergyRow): string {
  const substance = generation.term(row.substanceId)
  if (row.state === 'none-known') return `none-known ${nameKey(substance?.display ?? '')}`
  return substance === null ? `row ${row.id}` : nameKey(substance.display)
}

/** Words of a denial that speaks of one kind of allergen only: drugs, contrast media, food, what is around. */
const OF_ONE_KIND =
  /薬|剤|食|環境|花粉|ラテックス|drug|medic|food|nkda|nkfa|environment|pollen|latex/i
/**
 * The same as codes, whose words may be in any language or none: SNOMED CT (no known allergy to drugs, food, environment, latex, peanut), IPS;
 * what C-CDA denies (allergy, intolerance or propensity to drugs and to food, to the environment, to latex; drug, pharmaceutical product, edible
 * substance, food).
 */
const CODES_OF_ONE_KIND =
  /^(409137002|429625007|428607008|428197003|1003774007|no-known-(medication|food|environmental)-allergies|416098002|59037007|419511003|414285001|235719002|418471000|426232007|300916003|410942007|373873005|762766007|255620007)$/
/** Words of a denial that names allergies at all; a bare なし speaks of its category. */
const OF_ALLERGIES = /アレルギー|allerg|nka/i
/** HL7 v2.5 table 0127: miscellaneous allergy. */
const MISCELLANEOUS = 'MA'

/** Whether a denial covers every kind of allergen: "no drug allergy" leaves food and latex unknown, and the reverse. */
function isGeneralDenial(generation: Generation, row: AllergyRow): boolean {
  if (row.state !== 'none-known') return false
  const substance = generation.term(row.substanceId)
  const words = generation.display(row.substanceId).normalize('NFKC')
  if (OF_ONE_KIND.test(words) || CODES_OF_ONE_KIND.test(substance?.code ?? '')) return false
  const category = generation.term(row.categoryId)
  return OF_ALLERGIES.test(words) || category === null || category.code === MISCELLANEOUS
}

/** The day since when, as far as it was understood (HL7 v2 and v3 write `20060501105702`); else what the source wrote. */
function onsetOf({ onsetAt, onsetText }: AllergyRow): string {
  return onsetAt === null ? onsetText : onsetAt.slice(0, DAY_LENGTH)
}

function asAllergy(generation: Generation, row: AllergyRow, deleted: boolean): Allergy {
  return {
    state: row.state,
    category: generation.display(row.categoryId),
    substance: generation.display(row.substanceId),
    severity: generation.display(row.severityId),
    reaction: row.reaction,
    onset: onsetOf(row),
    reportedAt: { at: row.reportedAt, text: row.reportedText },
    clinicalStatus: generation.display(row.clinicalStatusId),
    origin: row.origin,
    current: row.standing === CURRENT,
    deleted,
  }
}

function stateOf(
  generation: Generation,
  patient: PatientRef,
  allergies: readonly Allergy[],
  isDenied: boolean,
): AllergyState {
  const valid = allergies.filter((each) => each.current && !each.deleted)
  if (valid.some((each) => each.state === 'present')) return 'present'
  if ((generation.get(UNREADABLE, patient.rows)?.n ?? 0) > 0) return 'unreadable'
  if (isDenied) return 'none-known'
  const remembered = allergies.some((each) => !each.current && !each.deleted)
  return remembered ? 'present' : 'no-record'
}
