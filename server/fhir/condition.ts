/** FHIR R4 Condition: the problem list. */
import type { Coding, Condition } from '@medplum/fhirtypes'
import { systemUri } from '../../model/codes/coding-systems.ts'
import { otherwiseTexts } from '../charts/otherwise-text.ts'
import { type CodedProblem, readCodedProblems } from '../charts/problems.ts'
import { type FhirChart, type Lazy, localName, metaOf, subjectOf } from './chart.ts'
import { conceptOf, dateTimeOf, departmentOf, timed } from './datatypes.ts'

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical'
const VERIFICATION = 'http://terminology.hl7.org/CodeSystem/condition-ver-status'
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/condition-category'

export function conditionResources(chart: FhirChart): Lazy<Condition>[] {
  return readCodedProblems(chart.generation, chart.patient).map((found) => {
    const id = chart.naming.id('Condition', localName(chart, 'problem', found.id))
    return { id, make: () => conditionResource(chart, id, found) }
  })
}

function conditionResource(
  chart: FhirChart,
  id: string,
  { problem, condition }: CodedProblem,
): Condition {
  const code = conceptOf(condition, problem.name)
  const note = notesOf(problem)
  return {
    resourceType: 'Condition',
    id,
    meta: metaOf(chart, problem.sources),
    ...extensionsOf(problem),
    clinicalStatus: {
      coding: [{ system: CLINICAL, code: clinicalStatusOf(problem) }],
      ...(problem.ended && problem.outcome !== '' ? { text: problem.outcome } : {}),
    },
    // 疑い is said; that a disease was confirmed is not, because the source does not say it either.
    ...(problem.suspected
      ? {
          verificationStatus: {
            coding: [{ system: VERIFICATION, code: 'provisional' }],
            text: '疑い',
          },
        }
      : {}),
    category: [{ coding: [{ system: CATEGORY, code: 'problem-list-item' }] }],
    code: { ...code, ...withIcd10(code.coding ?? [], problem.icd10) },
    subject: subjectOf(chart),
    ...onsetOf(problem),
    ...abatementOf(problem),
    ...timed('recordedDate', problem.diagnosedAt),
    ...(problem.doctor === '' ? {} : { asserter: { display: problem.doctor } }),
    ...(note.length === 0 ? {} : { note: note.map((text) => ({ text })) }),
  }
}

/** To the precision that is known; what is no date (an age, a season) in the words of the source. */
function onsetOf({ onsetAt }: CodedProblem['problem']) {
  const onsetDateTime = dateTimeOf(onsetAt)
  if (onsetDateTime !== undefined) return { onsetDateTime }
  return onsetAt.text === '' ? {} : { onsetString: onsetAt.text }
}

/** The same of its end, where it has ended (con-4). */
function abatementOf({ ended, endedAt }: CodedProblem['problem']) {
  const abatementDateTime = dateTimeOf(endedAt)
  if (!ended) return {}
  if (abatementDateTime !== undefined) return { abatementDateTime }
  return endedAt.text === '' ? {} : { abatementString: endedAt.text }
}

/** FHIR's own words of a problem that has ended. */
const ENDED = ['inactive', 'remission', 'resolved']

function clinicalStatusOf({ ended, outcome }: CodedProblem['problem']): string {
  if (!ended) return 'active'
  const said = outcome.toLowerCase()
  return ENDED.includes(said) ? said : 'inactive'
}

/** JP-CLINS eCS: of which kind the diagnosis is. */
const DIAGNOSIS_TYPE =
  'http://jpfhir.jp/fhir/eCS/Extension/StructureDefinition/JP_eCS_DiagnosisType'
const PRINCIPAL = {
  system: 'http://terminology.hl7.org/CodeSystem/ex-diagnosistype',
  code: 'principal',
  display: 'Principal Diagnosis',
}

/** The department, and whether it is the main disease (主病名). */
function extensionsOf({ main, department }: CodedProblem['problem']): Pick<Condition, 'extension'> {
  const { extension = [] } = departmentOf(department)
  const kind = {
    url: DIAGNOSIS_TYPE,
    valueCodeableConcept: { coding: [PRINCIPAL], text: '主病名' },
  }
  const all = main ? [...extension, kind] : extension
  return all.length === 0 ? {} : { extension: all }
}

function withIcd10(codings: readonly Coding[], icd10: string): { coding?: Coding[] } {
  const isThere = icd10 === '' || codings.some(({ code }) => code === icd10)
  return isThere ? {} : { coding: [...codings, { system: systemUri('I10'), code: icd10 }] }
}

function notesOf(problem: CodedProblem['problem']): string[] {
  const endsLater = !problem.ended && problem.endedAt.text !== ''
  return [
    problem.note,
    // That of an ended one stands with its status.
    problem.outcome === '' || problem.ended ? '' : `転帰 / outcome: ${problem.outcome}`,
    endsLater ? `終了予定 / to end: ${problem.endedAt.text}` : '',
    ...otherwiseTexts(problem),
  ].filter((text) => text !== '')
}
