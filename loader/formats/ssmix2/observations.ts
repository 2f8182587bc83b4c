/**
 * Results grouped as they were reported: OBR with its OBX. The order of segments tells what belongs together:
 * OML-11 `{ SPM { OBR [ORC] {OBX} } }`, OMG-13 and vital signs `{ [ORC] OBR {OBX} }`. HL7 v2.5 ch. 7.
 */
import { isSusceptibilityFlag } from '../../../model/codes/result-words.ts'
import type {
  ObservationCategory,
  ObservationGroupRecord,
  Result,
} from '../../../model/records/results.ts'
import type { Coded } from '../../../model/records/values.ts'
import { codedOf, firstComponentOf, linesOf, mergeCoded, staffOf, timeOf } from './fields.ts'
import { controlOf } from './order-groups.ts'
import { isNamedBy, parentLinkOf, parentWords } from './parent-result.ts'
import type { Reading } from './reading.ts'
import { readResult } from './results.ts'
import { type Message, type Segment, textOf } from './segment.ts'

export { readResult } from './results.ts'

/** OBR with the segments that belong to it, while a message is walked. */
interface Draft {
  obr: Segment | null
  orc: Segment | null
  spm: Segment | null
  readonly results: Result[]
  readonly notes: string[]
}

/** OML-11: laboratory results; a group of bacteriology items is told apart as microbiology. */
export function readLaboratoryResults(reading: Reading): ObservationGroupRecord[] {
  const drafts = draftGroups(reading.message)
  const links = drafts.flatMap(({ obr }) => (obr === null ? [] : (parentLinkOf(obr) ?? [])))
  const all = drafts.flatMap(({ results }) => results)
  return drafts.map((draft) => {
    const group = groupFrom(reading, 'laboratory', draft)
    const link = draft.obr === null ? null : parentLinkOf(draft.obr)
    const parent = link === null ? '' : parentWords(link, all)
    const isParent = group.results.some((each) => links.some((one) => isNamedBy(each, one)))
    return isMicrobiology(group) || isParent
      ? { ...group, parent, category: 'microbiology' }
      : { ...group, parent }
  })
}

/** OMG-13, and the observations that come with an examination that was done (OMG-11, OMG-12). */
export function readObservations(
  reading: Reading,
  category: ObservationCategory,
): ObservationGroupRecord[] {
  return draftGroups(reading.message).map((draft) => groupFrom(reading, category, draft))
}

/**
 * Vital signs of an ORU^R30 (SS-MIX2 extended storage): `MSH PID [PV1] ORC OBR {OBX}`. The message is one of
 * `openMessage`; the caller has checked that it is `patientId`'s and calls `message.finish()` afterwards.
 */
export function readVitalSigns(message: Message, patientId: string): ObservationGroupRecord[] {
  const reading = { message, patientId, dataType: '', orderNo: '', folderDate: '-' }
  return readObservations(reading, 'vital-signs')
}

/** A group of results that no OBR heads. */
export function observationGroup(
  reading: Reading,
  category: ObservationCategory,
  results: Result[],
): ObservationGroupRecord {
  return groupFrom(reading, category, { obr: null, orc: null, spm: null, results, notes: [] })
}

function draftGroups(message: Message): Draft[] {
  const drafts: Draft[] = []
  const names = message.segments.map((segment) => segment.name)
  const specimenFirst = !names.includes('OBR') || names.indexOf('SPM') < names.indexOf('OBR')
  let draft: Draft | null = null
  let order: Segment | null = null
  let specimen: Segment | null = null
  let notes: string[] = []
  const open = (obr: Segment | null) => {
    draft = { obr, orc: order, spm: specimenFirst ? specimen : null, results: [], notes }
    drafts.push(draft)
    order = null
    notes = []
    return draft
  }
  for (const segment of message.segments) {
    switch (segment.name) {
      case 'OBX':
        ;(draft ?? open(null)).results.push(readResult(segment))
        break
      case 'OBR':
        open(segment)
        break
      case 'ORC':
        if (draft !== null && belongsToOpen(draft)) (draft as Draft).orc = segment
        else order = segment
        break
      case 'SPM':
        specimen = segment
        if (specimenFirst) draft = null
        else if (draft !== null) (draft as Draft).spm = segment
        break
      case 'NTE':
        if (draft === null) notes.push(linesOf(segment, 3))
        else addNote(draft, linesOf(segment, 3))
        break
    }
  }
  return drafts
}

/** In OML-11 the order follows its OBR; elsewhere it comes before the next one. */
function belongsToOpen(draft: Draft): boolean {
  return draft.orc === null && draft.results.length === 0
}

/**
 * A note speaks of what it follows: the last result, or the whole group when no result has come yet. One in front of
 * every group (behind PID or SPM) goes with the next.
 */
function addNote(draft: Draft, note: string): void {
  const last = draft.results.at(-1)
  if (last === undefined) draft.notes.push(note)
  else if (note !== '') {
    const whole = last.note === '' ? note : `${last.note}\n${note}`
    draft.results[draft.results.length - 1] = { ...last, note: whole }
  }
}

function groupFrom(
  reading: Reading,
  category: ObservationCategory,
  draft: Draft,
): ObservationGroupRecord {
  const { obr, orc, spm } = draft
  const collected = spm === null ? null : timeOf(spm, 17)
  const stated = obr === null ? '' : textOf(obr, 25)
  const isCancelled = stated === CANCELLED || (orc !== null && endsReport(orc))
  return {
    kind: 'observationGroup',
    patientId: reading.patientId,
    category,
    orderNo: orderNoOf(reading, obr, orc),
    specimenId: spm === null ? '' : specimenIdOf(spm),
    specimen: spm === null ? null : codedOf(spm, 4),
    site: spm === null ? null : siteOf(spm),
    panel: obr === null ? null : codedOf(obr, 4),
    collectedAt: collected ?? (obr === null ? null : timeOf(obr, 7)),
    reportedAt: obr === null ? null : timeOf(obr, 22),
    status: isCancelled ? CANCELLED : stated,
    parent: obr === null ? '' : textOf(obr, 26),
    department: orc === null ? null : codedOf(orc, 17),
    doctor: (obr === null ? null : staffOf(obr, 16)) ?? (orc === null ? null : staffOf(orc, 12)),
    note: joinLines([...draft.notes, ...circumstancesOf(obr, spm)]),
    results: isCancelled ? draft.results.map(cancelled) : draft.results,
  }
}

/** Where the specimen is from: SPM-8, and SPM-10 where it was collected; HL7 v2.5 ch. 7.4.3. */
function siteOf(spm: Segment): Coded | null {
  const [source, collected] = [codedOf(spm, 8), codedOf(spm, 10)]
  if (source === null || collected === null) return source ?? collected
  const isSame = source.display === collected.display
  const display = isSame ? source.display : `${source.display}・${collected.display}`
  return { ...mergeCoded(source, collected), display }
}

/** How the specimen was collected (SPM-7), its description (SPM-14), what the orderer told of the patient (OBR-13). */
function circumstancesOf(obr: Segment | null, spm: Segment | null): string[] {
  const ofSpecimen = spm === null ? [] : [codedOf(spm, 7)?.display ?? '', linesOf(spm, 14)]
  return [...ofSpecimen, obr === null ? '' : linesOf(obr, 13)]
}

/** HL7 v2.5 table 0123 for a report, 0085 for a result: the order was cancelled. */
const CANCELLED = 'X'
/** Order control (table 0119) by which the report's order is cancelled or discontinued. */
const ENDS_REPORT = /^(?:CA|OC|CR|DC|OD|DR)$/i

function endsReport(orc: Segment): boolean {
  return ENDS_REPORT.test(controlOf(orc))
}

/** Results of a cancelled report are cancelled, unless their own status already says that they are void. */
function cancelled(result: Result): Result {
  return /^[DW]$/.test(result.status) ? result : { ...result, status: CANCELLED }
}

function orderNoOf(reading: Reading, obr: Segment | null, orc: Segment | null): string {
  const stated = obr === null ? '' : firstComponentOf(obr, 2)
  return stated || (orc === null ? '' : firstComponentOf(orc, 2)) || reading.orderNo
}

/** SPM-2 (EIP): placer's specimen number, else the filler's. */
function specimenIdOf(spm: Segment): string {
  const placer = firstComponentOf(spm, 2)
  if (placer !== '') return placer
  const { codec } = spm.message
  const filler = codec.components(spm.raw(2))[1] ?? ''
  return codec.text(codec.subcomponents(filler)[0] ?? '')
}

function joinLines(lines: readonly string[]): string {
  return lines.filter((line) => line !== '').join('\n')
}

/** JLAC10 analytes of chapter 6 are microbiology (JSLM, JLAC10 code table 1), and so is what has a flag of susceptibility. */
function isMicrobiology(group: ObservationGroupRecord): boolean {
  if (isMicrobiologyItem(group.panel)) return true
  return group.results.some(
    ({ item, flag }) => isMicrobiologyItem(item) || isSusceptibilityFlag(flag),
  )
}

function isMicrobiologyItem(coded: Coded | null): boolean {
  const coding = coded?.codings[0]
  return coding !== undefined && coding.system.trim() === 'JC10' && /^6[A-Z]/.test(coding.code)
}
