/** What `sansho mapping check` prints: rows as the chart will show them, and what cannot be read. */
import type { Table } from '../loader/formats/csv/mapping-schema.ts'
import type { TablePiece } from '../loader/formats/csv/table.ts'
import type { TableRow } from '../loader/formats/csv/table-row.ts'
import { KIND_WORDS, ROW_PROBLEMS } from '../loader/formats/csv/table-words.ts'
import { namesInWords } from '../loader/formats/csv/words.ts'
import {
  ENCOUNTER_EVENT_WORDS,
  ORDER_CATEGORY_WORDS,
  SEX_WORDS,
} from '../model/codes/chart-words.ts'
import { wordOf } from '../model/codes/word.ts'
import type { ClinicalTime, Coded } from '../model/records/values.ts'
import type { ClinicalRecord, Standing } from '../model/records.ts'
import type { Language } from './verb.ts'

/** Of the first rows. */
const ROWS_SHOWN = 10
/** Of rows and values that cannot be read; all of a table of a million rows would hide the rest. */
const MOST_TOLD = 50

interface Checked {
  readonly table: Table
  readonly pieces: readonly TablePiece[]
  /** What the chart will show of rows that are no records of their own. */
  readonly documents: readonly string[]
  /** Heads that the mapping does not name. */
  readonly unmapped: readonly string[]
}

export function checkText(
  { table, pieces, documents, unmapped }: Checked,
  language: Language,
): string {
  const seen = pieces.reduce((sum, { parts }) => sum + parts.seen, 0)
  const loaded = pieces.reduce((sum, { parts }) => sum + parts.loaded, 0)
  const ja = language === 'ja'
  const kind = KIND_WORDS[table.kind][language]
  const facts = pieces
    .flatMap(({ records }) => records)
    .filter((record) => record.kind !== 'patient' || record.authority === 'master')
  const newest = newestVersions(facts)
  const shown = [
    ...facts.slice(0, ROWS_SHOWN).map((fact) => inWords(settled(fact, newest), language)),
    ...documents,
  ]
  const leftOut = namesInWords(unmapped)
  const told = [...unreadIn(pieces, language), ...problemsIn(pieces, language)]
  const more = told.length - MOST_TOLD
  const lines = [
    ja
      ? `${kind}: ${seen} 行のうち ${loaded} 行を読みました。`
      : `${kind}: ${loaded} of ${seen} rows read.`,
    ...shown.slice(0, ROWS_SHOWN).map((line) => `  ${line}`),
    ...(leftOut === ''
      ? []
      : [`${ja ? '対応付けにない列' : 'Columns without a mapping'}: ${leftOut}`]),
    ...told.slice(0, MOST_TOLD),
    ...(more > 0 ? [ja ? `ほか ${more} 件` : `and ${more} more`] : []),
  ]
  return `${lines.join('\n')}\n`
}

/** By key, the version that a load will hold as valid: loader/writer/record-versions.ts. */
function newestVersions(facts: readonly ClinicalRecord[]): Map<string, ClinicalRecord['version']> {
  const newest = new Map<string, ClinicalRecord['version']>()
  for (const { version } of facts) {
    if (version === undefined) continue
    const known = newest.get(version.key)
    if (known === undefined || version.time >= known.time) newest.set(version.key, version)
  }
  return newest
}

function settled(fact: ClinicalRecord, newest: ReturnType<typeof newestVersions>): ClinicalRecord {
  const { version, standing } = fact
  const isPast = version !== undefined && newest.get(version.key) !== version
  return isPast && standing === undefined ? { ...fact, standing: 'superseded' } : fact
}

function unreadIn(pieces: readonly TablePiece[], language: Language): string[] {
  const unread = pieces.flatMap(({ parts }) => parts.unread)
  return unread.map(({ where, said }) => `${placeInWords(where, language)}: ${said[language]}`)
}

function problemsIn(pieces: readonly TablePiece[], language: Language): string[] {
  const problems = pieces.flatMap((piece) => piece.problems)
  return problems.map(({ where, text, reason }) => {
    const words = Object.values(ROW_PROBLEMS).find(({ en }) => en === reason)
    return `${placeInWords(where, language)}: 「${text}」 ${words?.[language] ?? reason}`
  })
}

/** `line 4 collected` */
function placeInWords(where: string, language: Language): string {
  return language === 'ja'
    ? where.replace(/^line (\d+)/, '$1 行目').replace('column ', '列 ')
    : where
}

/** A document that a row of an index names. */
export function documentInWords(row: TableRow, standing: Standing, language: Language): string {
  const said = ['title', 'type', 'author', 'department', 'file'].map((name) => row.text(name))
  const at = row.time('date')?.at ?? ''
  return words([row.patientId, at, ...said, standingInWords(standing, language)])
}

/** What the chart will say, in a line. */
function inWords(record: ClinicalRecord, language: Language): string {
  const standing = standingInWords(record.standing ?? 'current', language)
  return words([record.patientId, factInWords(record, language), standing])
}

function standingInWords(standing: Standing, language: Language): string {
  if (standing === 'current') return ''
  const ja = standing === 'deleted' ? '取消' : '旧版'
  return `[${language === 'ja' ? ja : standing}]`
}

function factInWords(record: ClinicalRecord, language: Language): string {
  switch (record.kind) {
    case 'patient': {
      const names = record.names.map(({ family, given }) => `${family} ${given}`.trim())
      const sex = wordOf(SEX_WORDS, record.sex, language)
      return words([names.join(' / '), timeIn(record.birthDate), sex])
    }
    case 'observationGroup':
      return words([timeIn(record.collectedAt), record.results.map(resultInWords).join('; ')])
    case 'encounterEvent': {
      const event = wordOf(ENCOUNTER_EVENT_WORDS, record.event, language)
      const { place } = record
      const where = [nameOf(place?.ward ?? null), place?.room ?? '', place?.bed ?? '']
      return words([timeIn(record.occurredAt), event, ...where, nameOf(record.department)])
    }
    case 'medicationOrder': {
      const drugs = record.components.map(({ drug, dose }) =>
        words([drug.display, `${dose?.text ?? ''}${nameOf(dose?.unit ?? null)}`]),
      )
      const { usage, duration, startAt, endAt } = record
      const days = `${duration?.text ?? ''}${nameOf(duration?.unit ?? null)}`
      const span = [timeIn(startAt), timeIn(endAt)].join('～')
      return words([drugs.join(' + '), ...usage.map(nameOf), days, span === '～' ? '' : span])
    }
    case 'order': {
      const category = wordOf(ORDER_CATEGORY_WORDS, record.category, language)
      const at = timeIn(record.scheduledAt)
      return words([at, category, record.item.display, record.text, nameOf(record.department)])
    }
    case 'allergy':
      return words([record.state, nameOf(record.substance), record.reaction])
    case 'problem':
      return words([
        ...[record.condition.display, record.icd10, timeIn(record.onsetAt)],
        ...[timeIn(record.endedAt), nameOf(record.outcome)],
      ])
    default:
      return record.kind
  }
}

type Result = Extract<ClinicalRecord, { kind: 'observationGroup' }>['results'][number]

function resultInWords({ item, text, unit, flag, range, status }: Result): string {
  const limits = range === '' ? '' : `(${range})`
  return words([item.display, text, nameOf(unit), flag, limits, status])
}

function words(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}

function nameOf(coded: Coded | null): string {
  return coded?.display ?? ''
}

/** A time that cannot be read stands as it was written. */
function timeIn(time: ClinicalTime | null): string {
  return time?.at ?? time?.text ?? ''
}
