/**
 * What is missing, in words for a receiver: "no record", "record unreadable" and "not in this backup" are three sentences.
 * A search's Bundle carries them as an OperationOutcome (R4 http.html, search.mode `outcome`).
 */

import type { OperationOutcome, OperationOutcomeIssue } from '@medplum/fhirtypes'
import type { Area, Gap, Provenance } from '../../model/api/common.ts'
import { AREA_WORDS } from '../../model/codes/chart-words.ts'
import { dataTypeOf } from '../../model/codes/data-types.ts'
import { GAP_REASONS } from '../../model/codes/gap-reasons.ts'
import { meaningOf } from '../../model/codes/meaning.ts'
import { readCodedAllergies } from '../charts/allergies.ts'
import { readDocuments } from '../charts/documents.ts'
import { chartProvenance } from '../charts/gaps.ts'
import { isTold } from './allergy-intolerance.ts'
import type { FhirChart } from './chart.ts'

/** Areas that a resource type's list may be short of; `other` may concern any. */
const AREAS: Readonly<Record<string, readonly Area[]>> = {
  Patient: ['demographics'],
  Encounter: ['encounters'],
  Condition: ['problems'],
  AllergyIntolerance: ['allergies', 'demographics'],
  Observation: ['labs', 'vitals', 'orders'],
  MedicationRequest: ['medications'],
  MedicationAdministration: ['medications'],
  MedicationDispense: ['medications'],
  Immunization: ['medications'],
  // Operations are known from their notes, too.
  Procedure: ['orders', 'documents'],
  DocumentReference: ['documents'],
  ImagingStudy: ['images'],
}

/** What a list of one type must say of itself. */
export function outcomeOf(chart: FhirChart, type: string): OperationOutcome {
  const provenance = chartProvenance(chart.generation, chart.patient)
  const areas: readonly string[] = [...(AREAS[type] ?? []), 'other']
  const gaps = provenance.patientGaps.filter(({ area }) => areas.includes(area))
  const issues: OperationOutcomeIssue[] = [
    issue('information', 'informational', asOfText(provenance)),
    ...partialText(provenance).map((text) => issue('warning', 'incomplete', text)),
    ...gaps.map((gap) => issue('warning', 'incomplete', gapText(gap))),
  ]
  if (type === 'AllergyIntolerance') {
    issues.push(...allergyStateTexts(chart).map((text) => issue('warning', 'incomplete', text)))
  }
  if (type === 'DocumentReference') {
    issues.push(...deletedDocuments(chart).map((text) => issue('information', 'deleted', text)))
  }
  return { resourceType: 'OperationOutcome', issue: issues }
}

function issue(
  severity: OperationOutcomeIssue['severity'],
  code: OperationOutcomeIssue['code'],
  text: string,
): OperationOutcomeIssue {
  return { severity, code, details: { text } }
}

export function asOfText({ asOf, sources }: Provenance): string {
  const plain = (at: string) => at.replace('T', ' ')
  const each = sources.map(({ label, asOf: at }) => `${label} ${plain(at)}`).join('、')
  return `${plain(asOf)} 時点のバックアップ（${each}） / from a backup as of ${plain(asOf)}`
}

/** One sentence when the generation is not the whole backup. */
export function partialText({ partial }: Provenance): string[] {
  if (partial === '') return []
  return [`バックアップの一部だけを読んだ世代 / only part of the backup was read: ${partial}`]
}

export function gapText({ area, dataType, date, reason, detail, source }: Gap): string {
  const words = meaningOf(GAP_REASONS, reason)
  const said = words === undefined ? reason : `${words.ja} / ${words.en}`
  const areaWords = meaningOf(AREA_WORDS, area)
  const { ja, en } = dataTypeOf(dataType)
  return [
    areaWords === undefined ? area : `${areaWords.ja} / ${areaWords.en}`,
    // The code, too: whoever looks for the file on the medium knows it by that.
    [ja === en ? ja : `${ja} / ${en}`, ja === dataType ? '' : `(${dataType})`].join(' ').trim(),
    date,
    said,
    detail,
    source,
  ]
    .filter((text) => text !== '')
    .join(' · ')
}

/** What the state of the allergies must never be mistaken for; nothing where a list of allergies speaks for itself. */
export function allergyStateTexts({
  generation,
  patient,
}: Pick<FhirChart, 'generation' | 'patient'>): string[] {
  const { coded, allergyState } = readCodedAllergies(generation, patient)
  const withheld = coded.some((found) => !isTold(found, allergyState))
  const denied = withheld
    ? [
        '読めた範囲には「アレルギーなし」の記載があるが、なしとは言えない / the readable part denies allergies, but that must not be relied on',
      ]
    : []
  if (allergyState === 'unreadable') {
    return [
      'アレルギー: 記録が読めない。「なし」ではない / allergies: the record is unreadable; this is not "none"',
      ...denied,
    ]
  }
  if (allergyState === 'no-record') {
    return [
      'アレルギー: 記録がない。「なし」と確認されてはいない / allergies: no record; nobody confirmed that there are none',
      ...denied,
    ]
  }
  return denied
}

function deletedDocuments({ generation, patient }: FhirChart): string[] {
  const { deleted } = readDocuments(generation, patient)
  if (deleted === 0) return []
  return [
    `記録元が削除した文書 ${deleted} 件は含まない / ${deleted} documents deleted by the source are left out`,
  ]
}
