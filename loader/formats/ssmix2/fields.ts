/**
 * Typed fields of a segment: coded values, times, quantities, people, places. A field that is there but cannot be
 * understood is reported on its message with its place and text.
 */
import type {
  ClinicalTime,
  Coded,
  Coding,
  Place,
  Quantity,
  Staff,
} from '../../../model/records/values.ts'
import type { Codec } from './codec.ts'
import { type Segment, textOf } from './segment.ts'
import { readTime } from './times.ts'

/** Coding systems that are national or international standards. SS-MIX2 1.2 code table; HL7 v2.5 table 0396. */
const STANDARD_SYSTEM =
  /^(?:JC10|JLAC1[01]|HOT(?:7|9|11|13)?|YJ|MDCDX2|I10.*|ICD10.*|MR9P|ISO\+|UCUM|JAMISDP\d*|JJ1017.*|LENDO|J-?FAGY|JANIS|JSHR\d+|JHSD\d+|JHSR\d+|HL7\d+|HL7|LN|DCM|SCT|MEDIS.*)$/

/** Stands for a name that the source does not give where a record needs one. */
const NAMELESS: Coded = { display: '(名称なし)', codings: [] }

/**
 * Field `n` as a coded value (CE, CWE, CNE, IS); null when absent. For fields that the standard lets say one thing: of several
 * repetitions the first is read, and that there are more is reported.
 */
export function codedOf(segment: Segment, n: number): Coded | null {
  const raw = segment.raw(n)
  if (raw === '') return null
  if (raw.includes(segment.message.codec.delimiters.repetition)) noteRepetitions(segment, n)
  return codedFrom(segment.message.codec, raw)
}

function noteRepetitions(segment: Segment, n: number): void {
  const [first, ...more] = repetitionsOf(segment, n)
  if (more.every((one) => one === '' || one === first)) return
  const reason = 'only the first of several values is read'
  const where = segment.where(n)
  const isSaid = segment.message.problems.some(
    (problem) => problem.where === where && problem.reason === reason,
  )
  if (!isSaid) segment.problem(n, reason)
}

/** Every repetition of field `n` that holds a coded value. */
export function codedListOf(segment: Segment, n: number): Coded[] {
  if (segment.raw(n) === '') return []
  const { codec } = segment.message
  return present(repetitionsOf(segment, n).map((raw) => codedFrom(codec, raw)))
}

/** All repetitions of field `n` as one value, for a field that says one thing in several words; null when none is coded. */
export function joinedCodedOf(segment: Segment, n: number): Coded | null {
  const raw = segment.raw(n)
  if (raw === '') return null
  const { codec } = segment.message
  return codec.remember(codec.joined, raw, () => {
    const [first, ...rest] = codedListOf(segment, n)
    if (first === undefined || rest.length === 0) return first ?? null
    const displays = new Set([first, ...rest].map(({ display }) => display))
    return { display: [...displays].join('・'), codings: rest.reduce(mergeCoded, first).codings }
  })
}

/** Like `codedOf`, for a field that the record cannot do without: its absence is reported. */
export function requiredCodedOf(segment: Segment, n: number): Coded {
  const coded = codedOf(segment, n)
  if (coded !== null) return coded
  segment.problem(n, 'code and name are missing')
  return NAMELESS
}

/** A coded value from raw text (its first repetition); the same object for the same text. */
function codedFrom(codec: Codec, raw: string): Coded | null {
  return codec.remember(codec.coded, raw, (own) => {
    const first = codec.repetitions(own)[0] ?? ''
    return codedFromParts(codec.components(first).map((part) => codec.text(part)))
  })
}

/** A coded value whose triplet is written with subcomponents: `code&text&system` (RPT.1, CQ.2). */
function subcodedFrom(codec: Codec, raw: string): Coded | null {
  return codec.remember(codec.subcoded, raw, (own) =>
    codedFromParts(codec.subcomponents(own).map((part) => codec.text(part))),
  )
}

/** HL7 v2.5 ch. 2 CWE: two triplets in either order or with the first one empty; CWE.9 is the original text. */
function codedFromParts(parts: readonly string[]): Coded | null {
  const codings = [codingAt(parts, 0), codingAt(parts, 3)].filter((c) => c !== null)
  codings.sort((a, b) => Number(isStandardSystem(b.system)) - Number(isStandardSystem(a.system)))
  const display =
    codings.find((c) => c.name !== '')?.name ||
    parts[8] ||
    codings.find((c) => c.code !== '')?.code ||
    ''
  return display === '' ? null : { display, codings }
}

function codingAt(parts: readonly string[], at: number): Coding | null {
  const [code = '', name = '', system = ''] = parts.slice(at, at + 3)
  return code === '' && name === '' ? null : { code, name, system }
}

/** Whether a coding system's name, as written in CWE.3, is that of a standard and not a local one (`99…`, `L`). */
function isStandardSystem(system: string): boolean {
  return STANDARD_SYSTEM.test(system.trim())
}

/** One coded value with the codings of both, those of `first` first; `first` itself when nothing is added. */
export function mergeCoded(first: Coded, second: Coded): Coded {
  const added = second.codings.filter(
    (coding) => !first.codings.some((c) => c.code === coding.code && c.system === coding.system),
  )
  return added.length === 0 ? first : { ...first, codings: [...first.codings, ...added] }
}

/** Field `n` as a time (TS; first component); null when absent, reported when not understood. */
export function timeOf(segment: Segment, n: number): ClinicalTime | null {
  const raw = segment.raw(n)
  if (raw === '' || raw === '""') return null
  const text = firstPart(segment.message.codec, raw)
  if (text.trim() === '') return null
  const time = readTime(text)
  if (time.at === null) segment.problem(n, 'time not understood')
  return time
}

/** Number in field `n`, unit (coded) in field `unit`; null when there is no number. */
export function quantityOf(segment: Segment, n: number, unit: number): Quantity | null {
  const text = textOf(segment, n)
  return text === '' ? null : { text, unit: unitOf(segment, unit) }
}

/**
 * Field `n` as a unit. A number must not lose its unit: where neither code nor name stands in its place (`^^mg/dL`), the
 * unit is what does stand there.
 */
export function unitOf(segment: Segment, n: number): Coded | null {
  const raw = segment.raw(n)
  const coded = raw === '' ? null : codedOf(segment, n)
  if (coded !== null || raw === '') return coded
  const { codec } = segment.message
  const parts = codec.components(firstRepetition(segment, raw)).map((part) => codec.text(part))
  const display = parts.find((part) => part.trim() !== '') ?? ''
  return display === '' ? null : { display, codings: [] }
}

/** Composite quantity `text^unit`, its unit a code alone or `code&text&system`. HL7 v2.5 ch. 2 CQ. */
export function compositeQuantityOf(segment: Segment, n: number): Quantity | null {
  const raw = segment.raw(n)
  if (raw === '') return null
  const { codec } = segment.message
  const [text = '', unit = ''] = codec.components(firstRepetition(segment, raw))
  const amount = codec.text(text)
  return amount === '' ? null : { text: amount, unit: subcodedFrom(codec, unit) }
}

/** TQ1-3: repeat patterns, `code&text&system` in each repetition's first component. HL7 v2.5 ch. 2 RPT. */
export function timingPatternsOf(tq1: Segment): Coded[] {
  const { codec } = tq1.message
  return present(
    repetitionsOf(tq1, 3).map((raw) => subcodedFrom(codec, codec.components(raw)[0] ?? '')),
  )
}

/**
 * Persons (XCN): id, then family and given name, or the whole name in one component. A repetition of the same id is the same person
 * in other letters; those of other ids stand beside the first by name.
 */
export function staffOf(segment: Segment, n: number): Staff | null {
  const raw = segment.raw(n)
  if (raw === '') return null
  const { codec } = segment.message
  return codec.remember(codec.staff, raw, (own) => {
    const [first, ...more] = present(codec.repetitions(own).map((one) => staffFrom(codec, one)))
    if (first === undefined || more.length === 0) return first ?? null
    const names = new Map([[first.code, first.name || first.code]])
    for (const { code, name } of more) {
      if (code !== '' && !names.has(code)) names.set(code, name || code)
    }
    return names.size === 1 ? first : { code: first.code, name: [...names.values()].join('、') }
  })
}

function staffFrom(codec: Codec, raw: string): Staff | null {
  const parts = codec.components(raw)
  const code = firstPart(codec, parts[0] ?? '')
  const family = codec.text(codec.subcomponents(parts[1] ?? '')[0] ?? '')
  const name = [family, codec.text(parts[2] ?? '')].filter((part) => part !== '').join(' ')
  return code === '' && name === '' ? null : { code, name }
}

/** A bed place (PL): ward, room, bed; null when absent or a clinic (PL.6 `C`), which is a department. */
export function placeOf(segment: Segment, n: number): Place | null {
  const raw = segment.raw(n)
  if (raw === '') return null
  const { codec } = segment.message
  return codec.remember(codec.places, raw, (own) => {
    const [ward = '', room = '', bed = '', , , type = ''] = codec.components(own)
    if (codec.text(type) === 'C') return null
    const place = {
      ward: subcodedFrom(codec, ward),
      room: firstPart(codec, room),
      bed: firstPart(codec, bed),
    }
    return place.ward === null && place.room === '' && place.bed === '' ? null : place
  })
}

/** The clinic of an out-patient place: PL.1 where PL.6 is `C`. */
export function clinicOf(segment: Segment, n: number): Coded | null {
  const { codec } = segment.message
  const [department = '', , , , , type = ''] = codec.components(segment.raw(n))
  return codec.text(type) === 'C' ? subcodedFrom(codec, department) : null
}

/** Field `n`'s repetitions, raw; none when it is absent. */
export function repetitionsOf(segment: Segment, n: number): string[] {
  const raw = segment.raw(n)
  return raw === '' ? [] : segment.message.codec.repetitions(raw)
}

/** First component of field `n`, decoded: the id of an EI, CX or CE. */
export function firstComponentOf(segment: Segment, n: number): string {
  const raw = segment.raw(n)
  return raw === '' ? '' : firstPart(segment.message.codec, firstRepetition(segment, raw))
}

/** Free text of field `n`, its repetitions as lines (TX, FT). */
export function linesOf(segment: Segment, n: number): string {
  const raw = segment.raw(n)
  const { codec } = segment.message
  if (!raw.includes(codec.delimiters.repetition)) return codec.text(raw)
  return codec
    .repetitions(raw)
    .map((one) => codec.text(one))
    .join('\n')
}

function firstRepetition(segment: Segment, raw: string): string {
  const { codec } = segment.message
  if (!raw.includes(codec.delimiters.repetition)) return raw
  return codec.repetitions(raw)[0] ?? ''
}

/** First subcomponent of the first component, decoded. */
function firstPart(codec: Codec, raw: string): string {
  const { component, subcomponent } = codec.delimiters
  const simple = !raw.includes(component) && !raw.includes(subcomponent)
  return codec.text(simple ? raw : (codec.subcomponents(codec.components(raw)[0] ?? '')[0] ?? ''))
}

function present<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value) => value !== null)
}
