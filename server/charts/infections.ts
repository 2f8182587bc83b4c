/** Infection markers and irregular antibodies among a patient's results. */
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { infectionMarker, type MarkerItem } from '../../model/codes/infection-markers.ts'
import { isVoidStatus } from '../../model/codes/result-words.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { standardCode } from './lab-items.ts'
import { organismSenses } from './organism-sense.ts'
import { readResultVoices, voicesOf } from './other-statements.ts'
import { readOwnSources } from './own-sources.ts'
import type { PatientRef } from './patient.ts'
import { resultSense } from './result-sense.ts'

interface MarkerRow {
  groupId: number
  seq: number
  itemId: number
  subId: string
  value: string
  unitId: number | null
  flag: string
  status: string
  at: string | null
  atText: string
}

/** `other` holds what a source warns of: a carrier may be known from an alert alone (FHIR R4 Flag). */
const CATEGORIES = `('laboratory', 'microbiology', 'other')`

/** Which items a patient was ever tested for, to find infection markers among them. */
const ITEMS_EVER = statement<{ itemId: number }>(`
  SELECT DISTINCT o.item_id AS itemId
  FROM current_observation_group g CROSS JOIN observation o ON o.group_id = g.id
  WHERE g.${OF_PATIENT} AND g.category IN ${CATEGORIES}`)
const MARKERS = statement<MarkerRow>(`
  SELECT o.group_id AS groupId, o.seq, o.item_id AS itemId, o.sub_id AS subId, o.value, o.unit_id AS unitId, o.flag, o.status,
    coalesce(o.observed_at, g.collected_at, g.reported_at) AS at,
    coalesce(nullif(o.observed_text, ''), nullif(g.collected_text, ''), g.reported_text) AS atText
  FROM current_observation_group g CROSS JOIN observation o ON o.group_id = g.id
  WHERE g.${OF_PATIENT} AND g.category IN ${CATEGORIES}
    AND o.item_id IN (SELECT value FROM json_each(@items))`)

type Said = Pick<SummaryAnswer['infections'][number], 'text' | 'flag' | 'at' | 'sense'>

/** A result of one marker; a culture that names two organisms is one of each. */
interface MarkerResult {
  readonly marker: string
  readonly row: MarkerRow
  readonly said: Said
}

/**
 * Newest result of each infection marker, organism that is carried on and irregular antibody ever found, as it came; with the newest
 * earlier positive one where it is not positive.
 */
export function readInfections(
  generation: Generation,
  patient: PatientRef,
): SummaryAnswer['infections'] {
  const kinds = new Map<number, MarkerItem>()
  for (const { itemId } of generation.all(ITEMS_EVER, patient.rows)) {
    const term = generation.term(itemId)
    const kind = term === null ? null : infectionMarker(standardCode(term).code, term.display)
    if (kind !== null) kinds.set(itemId, kind)
  }
  if (kinds.size === 0) return []
  const items = JSON.stringify([...kinds.keys()])
  const results = generation
    .all(MARKERS, { ...patient.rows, items })
    .filter(({ status }) => !isVoidStatus(status))
    .flatMap((row) => resultsOf(generation, row, kinds))
    .sort(newestFirst)
  const groups = results.map(({ row }) => row.groupId)
  const voices = readResultVoices(generation, groups)
  const own = readOwnSources(generation, 'group', groups)
  const byMarker = Map.groupBy(results, ({ marker }) => marker)
  return [...byMarker.values()].flatMap(([newest, ...older]) => {
    if (newest === undefined) return []
    const { row, said } = newest
    const earlier = earlierOf(said, older)
    return {
      name: generation.display(row.itemId),
      ...said,
      kind: kinds.get(row.itemId) === 'antibody' ? 'antibody' : 'infection',
      ...(earlier === undefined ? {} : { earlier }),
      ...voicesOf(voices, own, row.groupId, row.seq),
    }
  })
}

/** Rows of one marker are its history. What is cultured has one history an organism, whatever the place in its culture. */
function resultsOf(
  generation: Generation,
  row: MarkerRow,
  kinds: ReadonlyMap<number, MarkerItem>,
): MarkerResult[] {
  const { itemId, subId, value, unitId, flag, at, atText } = row
  const text = [value, generation.display(unitId)].filter((part) => part !== '').join(' ')
  const said = { text, flag, at: { at, text: atText } }
  if (kinds.get(itemId) !== 'organism') {
    const marker = `${generation.display(itemId)}\n${subId}`
    return [{ marker, row, said: { ...said, sense: resultSense(flag, text) } }]
  }
  return [...organismSenses(flag, value)].map(([organism, sense]) => {
    return { marker: `\n${organism}`, row, said: { ...said, sense } }
  })
}

/** What must not be hidden by another result of the same moment comes first. */
const SENSES = ['positive', 'unread', 'measured', 'negative']

/** A result that is still to come must not hide the last one that is there. */
function newestFirst(a: MarkerResult, b: MarkerResult): number {
  const pending = Number(isPending(a.row)) - Number(isPending(b.row))
  if (pending !== 0) return pending
  const [first, second] = [a.row.at ?? '', b.row.at ?? '']
  if (first !== second) return first > second ? -1 : 1
  return SENSES.indexOf(a.said.sense) - SENSES.indexOf(b.said.sense)
}

/** The newest earlier positive one; without one, the newest whose words could not be read as either. */
function earlierOf(newest: Said, older: readonly MarkerResult[]): Said | undefined {
  if (newest.sense === 'positive') return undefined
  const said = older.filter(({ row }) => !isPending(row)).map((each) => each.said)
  const positive = said.find(({ sense }) => sense === 'positive')
  if (positive !== undefined || newest.sense === 'unread') return positive
  return said.find(({ sense }) => sense === 'unread')
}

/** HL7 v2.5 table 0085, FHIR R4 observation-status, HL7 v3 ActStatus; or nothing is written yet. */
const PENDING = new Set(['I', 'O', 'REGISTERED', 'ACTIVE'])

function isPending({ value, status }: { value: string; status: string }): boolean {
  return value.trim() === '' || PENDING.has(status.trim().toUpperCase())
}
