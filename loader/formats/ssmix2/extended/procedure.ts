/** The operation or anaesthesia that a record's own words state: name and times, never guessed. */
import type { DocumentPartRecord } from '../../../../model/records/documents.ts'
import type { ProcedureRecord } from '../../../../model/records/results.ts'
import type { ClinicalTime, Coded, Staff } from '../../../../model/records/values.ts'
import type { XmlDocument } from '../../files/xml-text.ts'
import { readTime } from '../times.ts'
import { firstOf, labelledLines } from './labelled-lines.ts'

const NAME_LABELS: Readonly<Record<'operation' | 'anesthesia', readonly string[]>> = {
  operation: ['実施術式', '術式', '手術名', '手術術式', '予定術式'],
  anesthesia: ['麻酔法', '麻酔方法', '麻酔の種類', '麻酔種別', '麻酔'],
}
const START_LABELS = {
  operation: ['手術開始', '手術開始時刻', '手術開始時間', '執刀開始', '開始時刻', '開始'],
  anesthesia: ['麻酔開始', '麻酔開始時刻', '麻酔開始時間', '麻酔導入', '開始時刻', '開始'],
}
const END_LABELS = {
  operation: ['手術終了', '手術終了時刻', '手術終了時間', '終了時刻', '終了'],
  anesthesia: ['麻酔終了', '麻酔終了時刻', '麻酔終了時間', '終了時刻', '終了'],
}
/** `9:05～10:40（95分）`: both ends in one line. */
const SPAN_LABELS = { operation: ['手術時間', '手術時刻'], anesthesia: ['麻酔時間', '麻酔時刻'] }
const DAY_LABELS = ['手術日', '手術実施日', '実施日', '麻酔日', '手術年月日']
const PERFORMER_LABELS = {
  operation: ['執刀医', '術者', '執刀'],
  anesthesia: ['麻酔科医', '麻酔医', '麻酔担当医'],
}

/**
 * The procedure of a main part whose category is an operation note or an anaesthesia record; null for every other.
 * `day`: the folder's date as ISO, '' = none; it dates the procedure only where the document states no time.
 */
export function procedureOf(
  part: DocumentPartRecord,
  xml: XmlDocument | null,
  day: string,
): ProcedureRecord | null {
  const category = categoryOf(part)
  if (category === null) return null
  const lines = labelledLines(part.text)
  const stated = firstOf(lines, NAME_LABELS[category]) || sectionText(xml, NAME_LABELS[category])
  const statedDay = firstOf(lines, DAY_LABELS)
  const date = dayOf(statedDay) || day
  const [from, to] = spanOf(firstOf(lines, SPAN_LABELS[category]))
  const start = timeOf(xml?.serviceStart, timeIn(lines, START_LABELS[category]) || from, date)
  const end = timeOf(xml?.serviceEnd, timeIn(lines, END_LABELS[category]) || to, date)
  return {
    kind: 'procedure',
    patientId: part.patientId,
    category,
    name: named(stated || xml?.serviceName || part.title, part.type),
    startAt: start ?? dayAlone(statedDay, day),
    endAt: isBefore(end, start) ? { text: end?.text ?? '', at: null } : end,
    status: '',
    performer: performerOf(xml, firstOf(lines, PERFORMER_LABELS[category])),
    department: part.department,
    note: '',
    documentKey: part.documentKey,
  }
}

function categoryOf(part: DocumentPartRecord): 'operation' | 'anesthesia' | null {
  if (part.role !== 'main') return null
  if (part.category === 'operation-note') return 'operation'
  return part.category === 'anesthesia-record' ? 'anesthesia' : null
}

function named(name: string, type: Coded): Coded {
  if (name === '') return type
  return { display: name, codings: [{ code: '', name, system: '' }] }
}

/** First line of the CDA section with such a title. */
function sectionText(xml: XmlDocument | null, labels: readonly string[]): string {
  const section = xml?.sections.find(({ title }) => labels.includes(title.trim()))
  return section?.text.split('\n')[0]?.slice(0, 300) ?? ''
}

/** A coded time (HL7 TS) if there is one, else what a line states: date and clock, or a clock of that day. */
function timeOf(coded: string | undefined, stated: string, day: string): ClinicalTime | null {
  if (coded) return readTime(coded)
  if (stated === '') return null
  const text = stated.normalize('NFKC')
  const clock = /(\d{1,2})\s?[:時]\s?(\d{2})/.exec(text)
  const date = dayOf(text) || day
  if (!clock)
    return dayOf(text) === '' ? { text: stated, at: null } : { text: stated, at: dayOf(text) }
  if (date === '') return { text: stated, at: null }
  const { at } = readTime(`${date} ${clock[1]}:${clock[2]}`)
  return { text: stated, at }
}

/** A label such as 開始 also heads other things: only a value with a clock or a date is a time. */
function timeIn(lines: ReadonlyMap<string, string>, labels: readonly string[]): string {
  const value = firstOf(lines, labels).normalize('NFKC')
  return /\d\s?[:時]\s?\d|\d{4}[-/.年]\d/.test(value) ? firstOf(lines, labels) : ''
}

function dayAlone(stated: string, day: string): ClinicalTime | null {
  if (dayOf(stated) !== '') return { text: stated, at: dayOf(stated) }
  return day === '' ? null : { text: day.replaceAll('-', ''), at: day }
}

function spanOf(stated: string): readonly [from: string, to: string] {
  const [from = '', to = ''] = stated.split(/[～〜~―→]|\s-\s/)
  return to === '' ? ['', ''] : [from.trim(), to.trim()]
}

/** A clock past midnight is given without its day: then the end is text only. */
function isBefore(end: ClinicalTime | null, start: ClinicalTime | null): boolean {
  return end?.at != null && start?.at != null && end.at < start.at
}

/** ISO date out of `2022-10-31`, `2022/10/31`, `2022年10月31日`, `20221031`; '' = none that exists. */
function dayOf(text: string): string {
  const plain = text.normalize('NFKC')
  const match =
    /(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})/.exec(plain) ?? /\b(\d{4})(\d{2})(\d{2})\b/.exec(plain)
  return match ? (readTime(`${match[1]}-${match[2]}-${match[3]}`).at ?? '') : ''
}

function performerOf(xml: XmlDocument | null, stated: string): Staff | null {
  const name = stated || xml?.performerName || ''
  return name === '' ? null : { code: stated === '' ? (xml?.performerId ?? '') : '', name }
}
