/** The problem list. */
import type { ProblemRow } from '../../model/api/chart/problems.ts'
import { problemName } from '../../model/problem-name.ts'
import type { Generation, Term } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { notAfter } from './calendar.ts'
import { type Described, readRecordVoices } from './other-statements.ts'
import type { PatientRef } from './patient.ts'

interface Row {
  id: number
  action: string
  conditionId: number
  icd10: string
  prefixes: string
  suffixes: string
  suspected: number
  main: number
  diagnosedAt: string | null
  diagnosedText: string
  onsetAt: string | null
  onsetText: string
  endedAt: string | null
  endedText: string
  outcomeId: number | null
  departmentId: number | null
  doctorId: number | null
  note: string
  standing: number
}

const COLUMNS = `id, action, condition_id AS conditionId, icd10, prefixes, suffixes, suspected, main,
    diagnosed_at AS diagnosedAt, diagnosed_text AS diagnosedText, onset_at AS onsetAt,
    onset_text AS onsetText, ended_at AS endedAt, ended_text AS endedText, outcome_id AS outcomeId,
    department_id AS departmentId, doctor_id AS doctorId, note, standing`
const PROBLEMS = statement<Row>(`
  SELECT ${COLUMNS} FROM current_problem WHERE ${OF_PATIENT} ORDER BY id`)
const PROBLEMS_BY_ID = statement<Row>(`
  SELECT ${COLUMNS} FROM problem WHERE id IN (SELECT value FROM json_each(@ids))`)

/** PRB-1, HL7 table 0287: DE = delete this problem. */
const DELETE_ACTION = 'DE'

/** A problem with the codes of its source. */
export interface CodedProblem {
  readonly id: number
  readonly problem: ProblemRow
  readonly condition: Term | null
}

/** Not ended before ended, the main disease first, then the newest. Deleted instances are left out. */
export function readProblems(generation: Generation, patient: PatientRef): ProblemRow[] {
  return readCodedProblems(generation, patient).map(({ problem }) => problem)
}

/** The same with the codes of the source. */
export function readCodedProblems(generation: Generation, patient: PatientRef): CodedProblem[] {
  const rows = generation.all(PROBLEMS, patient.rows).filter((row) => row.action !== DELETE_ACTION)
  const voices = readRecordVoices(
    generation,
    'problem',
    rows.map(({ id }) => id),
    (ids) => describe(generation, ids),
  )
  return rows
    .map((row) => ({
      id: row.id,
      problem: { ...asProblem(generation, row), ...voices.get(row.id) },
      condition: generation.term(row.conditionId),
    }))
    .sort((a, b) => byRelevance(a.problem, b.problem))
}

/** Another source's entry in one line: name, certainty, end, outcome, note. */
function describe(generation: Generation, ids: readonly number[]): Map<number, Described> {
  const rows = generation.all(PROBLEMS_BY_ID, { ids: JSON.stringify(ids) })
  return new Map(
    rows.map((row) => {
      const problem = asProblem(generation, row)
      const end = problem.ended ? `～${problem.endedAt.text}` : ''
      const suspected = problem.suspected && !problem.name.includes('疑い') ? '疑い' : ''
      const words = [problem.name, suspected, problem.icd10, end, problem.outcome, problem.note]
      const text = words.filter((word) => word !== '').join(' ')
      const at = problem.onsetAt.at === null ? problem.diagnosedAt : problem.onsetAt
      const standing = row.action === DELETE_ACTION ? 0 : row.standing
      return [row.id, { at, text, unit: '', flag: '', status: '', standing }]
    }),
  )
}

function asProblem(generation: Generation, row: Row): ProblemRow {
  return {
    name: problemName(generation.display(row.conditionId), row.prefixes, row.suffixes),
    icd10: row.icd10,
    suspected: row.suspected === 1,
    main: row.main === 1,
    ended: hasEnded(row, generation.facts.asOf),
    diagnosedAt: { at: row.diagnosedAt, text: row.diagnosedText },
    onsetAt: { at: row.onsetAt, text: row.onsetText },
    endedAt: { at: row.endedAt, text: row.endedText },
    outcome: generation.display(row.outcomeId),
    department: generation.department(row.departmentId),
    doctor: generation.staff(row.doctorId),
    note: row.note,
  }
}

function hasEnded(row: Row, asOf: string): boolean {
  if (row.endedAt !== null) return notAfter(row.endedAt, asOf)
  return row.outcomeId !== null
}

function byRelevance(a: ProblemRow, b: ProblemRow): number {
  return (
    Number(a.ended) - Number(b.ended) ||
    Number(b.main) - Number(a.main) ||
    (b.diagnosedAt.at ?? '').localeCompare(a.diagnosedAt.at ?? '')
  )
}
