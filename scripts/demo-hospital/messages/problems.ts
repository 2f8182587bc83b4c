/** PPR-01 (PPR^ZD1): all diagnoses of a patient in one file. SS-MIX2 standardized storage 1.2. */
import { hl7Date, type Minute } from '../calendar.ts'
import type { Person, Problem, Setting } from '../events.ts'
import { type Filed, NO_ORDER } from './filing.ts'
import { composite, message, segment } from './hl7.ts'
import { msh, orc, pid } from './segments.ts'

const OUTCOMES: Readonly<Record<string, string>> = {
  F: '治癒',
  R: '軽快',
  N: '回復せず',
  D: '死亡',
  U: '不明',
}

export function problemsMessage(
  person: Person,
  problems: readonly Problem[],
  settingOf: (problem: Problem) => Setting,
  sentAt: Minute,
): Filed {
  return {
    type: 'PPR-01',
    date: null,
    orderNo: NO_ORDER,
    sentAt,
    department: '-',
    flag: '1',
    text: message([
      msh({ event: 'PPR^ZD1', structure: 'PPR_ZD1' }, sentAt, person),
      pid(person),
      ...problems.flatMap((problem, i) => problemSegments(person, problem, i, settingOf(problem))),
    ]),
  }
}

function problemSegments(
  person: Person,
  problem: Problem,
  index: number,
  setting: Setting,
): string[] {
  const { diagnosis, ended } = problem
  const instance = `${person.id.slice(-8)}${String(index + 1).padStart(4, '0')}`
  const name = problem.suspected ? `${diagnosis.name}の疑い` : diagnosis.name
  return [
    segment('PRB', {
      1: ended ? 'UP' : 'AD',
      2: hl7Date(ended ? ended.at : problem.since),
      3: composite(diagnosis.code, name, 'MDCDX2'),
      4: instance,
      7: hl7Date(problem.since),
      9: ended ? hl7Date(ended.at) : '',
      10: composite(
        diagnosis.icd10,
        '',
        'I10',
        setting.bed ? 'I' : 'O',
        setting.bed ? '入院時' : '外来時',
        'JHSD0004',
      ),
      13: problem.suspected ? '1^疑いあり^JHSD0005' : '',
      14: ended ? composite(ended.outcome, OUTCOMES[ended.outcome] ?? '', 'HL70241') : '',
      15: ended ? hl7Date(ended.at) : '',
      16: hl7Date(problem.since),
      17: composite(name),
      18: problem.main ? '1^主診断^JHSD0007' : '',
    }),
    segment('ZPR', {
      2: composite(diagnosis.code, diagnosis.name, 'MDCDX2'),
      3: problem.suspected ? '8002^の疑い^MDCDX2' : '',
    }),
    orc({ control: 'NW', orderNo: instance, at: problem.since, setting }),
  ]
}
