/**
 * Consent (FHIR R4 consent) that is an advance directive: what the patient decided beforehand, as a result that says it in words. One about
 * privacy, research or one treatment is none.
 */
import { ADVANCE_DIRECTIVES, isResuscitationStatus, withEnd } from '../../../model/codes/alerts.ts'
import type { ObservationGroupRecord } from '../../../model/records/results.ts'
import type { Coded } from '../../../model/records/values.ts'
import { type Json, list, obj, str } from './json.ts'
import { labelled } from './labelled-words.ts'
import type { Reading } from './reading.ts'

/** HL7 consent category codes, LOINC: advance directive, do not resuscitate, health care directive, orders for life-sustaining treatment. */
const CATEGORIES: ReadonlySet<string> = new Set([
  'acd',
  'dnr',
  'hcd',
  'polst',
  '42348-3',
  '75320-2',
  '81351-9',
  '81334-5',
  '92664-2',
  '93037-0',
  '100822-6',
])
/** HL7 consent scope codes: advance care directive. */
const SCOPE = 'adr'
/** FHIR R4 consent-provision-type: the same code is allowed by one and forbidden by the other. */
const PROVISIONS: Readonly<Record<string, string>> = {
  permit: '許可 / permit',
  deny: '拒否 / deny',
}
const PANEL: Coded = {
  display: '事前指示・同意',
  codings: [{ code: ADVANCE_DIRECTIVES, name: 'Advance directives', system: 'http://loinc.org' }],
}

/** By its scope or a category; a provision that names a resuscitation status makes it one, whatever its scope. */
export function isDirective(resource: Json): boolean {
  const codes = (concepts: readonly Json[]) =>
    concepts.flatMap(({ coding }) => list(coding).map(({ code }) => str(code)))
  const scope = obj(resource.scope)
  return (
    codes(scope === null ? [] : [scope]).includes(SCOPE) ||
    codes(list(resource.category)).some((code) => CATEGORIES.has(code)) ||
    provisionsIn(resource).some(({ code }) =>
      list(code)
        .flatMap(({ coding }) => list(coding))
        .some((each) =>
          isResuscitationStatus([[str(each.code), '', str(each.system)]], str(each.display)),
        ),
    )
  )
}

export function readConsent(reading: Reading): ObservationGroupRecord[] {
  const { resource, patientId } = reading
  const at = reading.time(resource.dateTime, 'Consent.dateTime')
  const provision = obj(resource.provision)
  const said = str(resource.status)
  // Of a directive that is in force nothing need be said.
  const status = said === 'active' ? '' : said
  const until = str(obj(provision?.period)?.end)
  const titles = [obj(resource.sourceAttachment)?.title, obj(resource.sourceReference)?.display]
  const note = [
    labelled(
      reading,
      '文書',
      titles.map((title) => ({ text: str(title) })),
    ),
    labelled(reading, '規則', [resource.policyRule]),
    ...list(resource.verification).map(({ verified }) =>
      verified === true ? '確認済み' : '未確認',
    ),
  ].filter((words) => words !== '')
  return [
    {
      kind: 'observationGroup',
      patientId,
      category: 'other',
      orderNo: str(resource.id),
      specimenId: '',
      specimen: null,
      site: null,
      panel: PANEL,
      collectedAt: at,
      reportedAt: null,
      status,
      parent: '',
      department: null,
      doctor: reading.staff(list(resource.performer)[0]),
      note: note.join('\n'),
      results: [
        {
          item: itemOf(reading),
          subId: '',
          text: withEnd(wordsOf(provision, reading) || UNSAID, until),
          number: null,
          comparator: '',
          unit: null,
          range: '',
          flag: '',
          status,
          observedAt: at,
          note: '',
          method: null,
        },
      ],
    },
  ]
}

const UNSAID = '内容の記載なし / no provision stated'

/** The category that makes it a directive, else its first one, else its scope. */
function itemOf(reading: Reading): Coded {
  const { category, scope } = reading.resource
  const categories = list(category)
  const telling =
    categories.find(({ coding }) => list(coding).some(({ code }) => CATEGORIES.has(str(code)))) ??
    categories[0]
  return reading.concept(telling) ?? reading.concept(scope) ?? PANEL
}

/** `拒否 / deny: Cardiopulmonary resuscitation`; what stands inside is an exception from it (FHIR R4 Consent.provision.provision). */
function wordsOf(provision: Json | null, reading: Reading): string {
  if (provision === null) return ''
  const type = str(provision.type)
  const codes = list(provision.code).map((code) => reading.concept(code)?.display ?? '')
  const named = codes.filter((code) => code !== '').join('、')
  const own = [PROVISIONS[type] ?? type, named].filter((part) => part !== '').join(': ')
  const exceptions = list(provision.provision)
    .map((each) => wordsOf(each, reading))
    .filter((words) => words !== '')
  return [own, ...exceptions.map((words) => `例外 / except（${words}）`)]
    .filter((part) => part !== '')
    .join(' ')
}

function provisionsIn(resource: Json): Json[] {
  const found: Json[] = []
  const waiting = [obj(resource.provision)]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === null) continue
    found.push(next)
    waiting.push(...list(next.provision))
  }
  return found
}
