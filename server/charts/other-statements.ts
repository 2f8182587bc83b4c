/** What further sources say of the facts that a chart shows: who says the same, and who says otherwise. */

import type { LabResult } from '../../model/api/chart/labs.ts'
import type { OtherStatement } from '../../model/api/chart/part.ts'
import type { FactName } from '../../model/patient-facts.ts'
import type { Generation } from '../generations/open-generation.ts'
import { statement } from '../generations/statement.ts'
import { readOwnSources } from './own-sources.ts'

interface Row {
  record: number
  seq: number
  sourceId: number
  otherSourceId: number
  otherRecord: number
  otherSeq: number
  agrees: number
}

interface ResultRow extends Row {
  value: string
  unitId: number | null
  flag: string
  status: string
  standing: number
  at: string | null
  atText: string
  notes: string
  ownGroupNote: string
  methodId: number | null
  ownMethodId: number | null
}

const OF_RESULTS = statement<ResultRow>(`
  SELECT s.record, s.seq, s.source_id AS sourceId, s.other_source_id AS otherSourceId, s.other_record AS otherRecord,
    s.other_seq AS otherSeq, s.agrees, o.value, o.unit_id AS unitId, o.flag, coalesce(nullif(o.status, ''), g.status) AS status,
    g.standing, coalesce(o.observed_at, g.collected_at) AS at,
    coalesce(nullif(o.observed_text, ''), g.collected_text) AS atText, o.note || char(10) || g.note AS notes,
    own.note AS ownGroupNote, o.method_id AS methodId, shown.method_id AS ownMethodId
  FROM json_each(@groups) wanted CROSS JOIN other_statement s ON s.kind = 'result' AND s.record = wanted.value
    JOIN observation_group own ON own.id = s.record
    JOIN observation shown ON shown.group_id = s.record AND shown.seq = s.seq
    JOIN observation_group g ON g.id = s.other_record
    JOIN observation o ON o.group_id = s.other_record AND o.seq = s.other_seq
  ORDER BY s.record, s.seq, s.other_source_id, s.other_record, s.other_seq`)

/** As they stand in a result of the API; nothing where one source alone speaks of the patient. */
export type Voices = Pick<LabResult, 'sources' | 'otherwise'>

export interface VoicesOfResult extends Voices {
  /** What sources that say the same add in words, each with its label. */
  readonly notes: readonly { readonly source: string; readonly text: string }[]
}

/** @returns by {@link resultKey}. A generation of one source costs nothing. */
export function readResultVoices(
  generation: Generation,
  groups: readonly number[],
): ReadonlyMap<string, VoicesOfResult> {
  if (generation.facts.sources.length < 2) return new Map()
  const rows = generation.all(OF_RESULTS, { groups: JSON.stringify([...new Set(groups)]) })
  const byResult = Map.groupBy(rows, ({ record, seq }) => resultKey(record, seq))
  const labels = new Map([...byResult].map(([key, said]) => [key, sourcesOf(generation, said)]))
  return new Map(
    [...byResult].map(([key, said]) => {
      const otherwise = said
        .filter(({ agrees }) => agrees === 0)
        .map((row) => asStatement(generation, row, labels))
      const sources = labels.get(key) ?? []
      const notes = notesOf(generation, said)
      return [key, { sources, notes, ...(otherwise.length === 0 ? {} : { otherwise }) }]
    }),
  )
}

/** What a result of the API says of them. @param notes what stands in the result's own note and its group's */
export function voicesIn(
  found: VoicesOfResult | undefined,
  notes: readonly string[] = [],
): Voices & { readonly added: readonly string[] } {
  if (found === undefined) return { added: [] }
  const { notes: others, ...voices } = found
  const added = others.filter(({ text }) => !notes.includes(text))
  return { ...voices, added: added.map(({ source, text }) => `［${source}］${text}`) }
}

/**
 * The same where notes are not told.
 * @param own by {@link readOwnSources}: the source of the result's group, for one of which no other source speaks
 */
export function voicesOf(
  found: ReadonlyMap<string, VoicesOfResult>,
  own: ReadonlyMap<number, string>,
  group: number,
  seq: number,
): Voices {
  const { added: _, ...voices } = voicesIn(found.get(resultKey(group, seq)))
  return { ...ownVoice(own.get(group)), ...voices }
}

/** Of a fact of which one source speaks, where several speak of the patient. */
export function ownVoice(label: string | undefined): Voices {
  return label === undefined || label === '' ? {} : { sources: [label] }
}

function notesOf(generation: Generation, said: readonly ResultRow[]): VoicesOfResult['notes'] {
  return said
    .filter(({ agrees }) => agrees === 1)
    .flatMap(({ otherSourceId, notes, ownGroupNote, methodId, ownMethodId }) => {
      const method = generation.display(methodId)
      const isOwn = method === generation.display(ownMethodId)
      return [...new Set([...notes.split('\n'), isOwn ? '' : method])]
        .filter((text) => text !== '' && !ownGroupNote.split('\n').includes(text))
        .map((text) => ({ source: generation.sourceLabel(otherSourceId), text }))
    })
}

export function resultKey(group: number, seq: number): string {
  return `${group} ${seq}`
}

/** Who says what is shown: its own source first. */
function sourcesOf(generation: Generation, said: readonly Row[]): string[] {
  const own = said[0]?.sourceId ?? 0
  const others = said.filter(({ agrees }) => agrees === 1).map((row) => row.otherSourceId)
  return [...new Set([own, ...others])].map((id) => generation.sourceLabel(id))
}

const STANDINGS: Readonly<Record<number, OtherStatement['standing']>> = {
  0: 'deleted',
  1: 'current',
  2: 'superseded',
}

function asStatement(
  generation: Generation,
  row: ResultRow,
  labels: ReadonlyMap<string, readonly string[]>,
): OtherStatement {
  const { otherRecord, otherSeq, value, flag, status, at, atText } = row
  const own = labels.get(resultKey(otherRecord, otherSeq))
  return {
    sources: [...(own ?? [generation.sourceLabel(row.otherSourceId)])],
    at: { at, text: atText },
    text: value,
    unit: generation.display(row.unitId),
    flag,
    status,
    standing: STANDINGS[row.standing] ?? 'current',
  }
}

const OF_RECORDS = statement<Row>(`
  SELECT s.record, s.seq, s.source_id AS sourceId, s.other_source_id AS otherSourceId, s.other_record AS otherRecord,
    s.other_seq AS otherSeq, s.agrees
  FROM json_each(@records) wanted CROSS JOIN other_statement s ON s.kind = @kind AND s.record = wanted.value
  ORDER BY s.record, s.other_source_id, s.other_record`)

/** What another source's row says, in the terms of its kind. */
export type Described = Omit<OtherStatement, 'sources' | 'standing'> & { readonly standing: number }

/**
 * The same for facts that are one row each.
 * @param describe rows by their ids, of any standing
 * @returns by the id of the shown row
 */
export function readRecordVoices(
  generation: Generation,
  kind: FactName,
  records: readonly number[],
  describe: (ids: readonly number[]) => ReadonlyMap<number, Described>,
): ReadonlyMap<number, Voices> {
  if (generation.facts.sources.length < 2) return new Map()
  const rows = generation.all(OF_RECORDS, { kind, records: JSON.stringify(records) })
  const byRecord = Map.groupBy(rows, ({ record }) => record)
  const labels = new Map([...byRecord].map(([id, said]) => [id, sourcesOf(generation, said)]))
  const differing = rows.filter(({ agrees }) => agrees === 0)
  const others = describe(differing.map(({ otherRecord }) => otherRecord))
  const lone = [...readOwnSources(generation, kind, records)].map(
    ([id, label]): [number, Voices] => [id, ownVoice(label)],
  )
  return new Map<number, Voices>([
    ...lone,
    ...[...byRecord].map(([id, said]): [number, Voices] => {
      const otherwise = said.flatMap(({ agrees, otherRecord, otherSourceId }) => {
        const other = others.get(otherRecord)
        if (agrees === 1 || other === undefined) return []
        const { standing, ...words } = other
        const own = labels.get(otherRecord) ?? [generation.sourceLabel(otherSourceId)]
        return [{ ...words, sources: [...own], standing: STANDINGS[standing] ?? 'current' }]
      })
      return [
        id,
        { sources: labels.get(id) ?? [], ...(otherwise.length === 0 ? {} : { otherwise }) },
      ]
    }),
  ])
}
