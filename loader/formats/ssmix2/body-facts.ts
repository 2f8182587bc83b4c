/**
 * Blood type, height and weight out of the patient master's OBX (ADT-00). Items are recognised by the first five
 * characters of JLAC10 (analyte): the remaining digits differ between senders.
 */
import type { ObservationGroupRecord } from '../../../model/records/results.ts'
import type { MeasuredQuantity } from '../../../model/records/values.ts'
import { codedOf, timeOf, unitOf } from './fields.ts'
import { observationGroup, readResult } from './observations.ts'
import type { Reading } from './reading.ts'
import { type Segment, textOf } from './segment.ts'

export interface BodyFacts {
  readonly bloodAbo: string
  readonly bloodRh: string
  readonly height: MeasuredQuantity | null
  readonly weight: MeasuredQuantity | null
  /** Observations of the master that are none of these, so that they are not lost. */
  readonly others: readonly ObservationGroupRecord[]
}

const ABO = '5H010'
const RH = '5H020'
const HEIGHT = '9N001'
const WEIGHT = '9N006'
const KNOWN = [ABO, RH, HEIGHT, WEIGHT]

/** Facts of the body in the patient master. */
export function readBodyFacts(reading: Reading): BodyFacts {
  const segments = reading.message.segments.filter((segment) => segment.name === 'OBX')
  const of = (analyte: string) =>
    segments.filter((segment) => analyteOf(segment) === analyte && isValid(segment))
  const rest = segments.filter((segment) => analyteOf(segment) === '')
  const results = rest.map(readResult)
  return {
    bloodAbo: oneBloodType(of(ABO), aboOf),
    bloodRh: oneBloodType(of(RH), rhOf),
    height: quantity(of(HEIGHT)),
    weight: quantity(of(WEIGHT)),
    others: results.length === 0 ? [] : [observationGroup(reading, 'laboratory', results)],
  }
}

function analyteOf(segment: Segment): string {
  const codings = codedOf(segment, 3)?.codings ?? []
  return KNOWN.find((analyte) => codings.some((c) => c.code.startsWith(analyte))) ?? ''
}

/** HL7 table 0085: D deleted, W wrong, X cannot be obtained. */
function isValid(segment: Segment): boolean {
  return !/^[DWX]$/.test(textOf(segment, 11))
}

/** The last one sent. OBX-14: when it was measured. */
function quantity(segments: readonly Segment[]): MeasuredQuantity | null {
  const segment = segments.at(-1)
  const text = segment === undefined ? '' : textOf(segment, 5)
  if (segment === undefined || text === '') return null
  return { text, unit: unitOf(segment, 6), measuredAt: timeOf(segment, 14) }
}

/** The blood type that all statements agree on. Where they do not, all of them are kept and reported. */
function oneBloodType(
  segments: readonly Segment[],
  reading: (parts: readonly string[]) => readonly string[],
): string {
  const stated = new Set<string>()
  for (const segment of segments) for (const one of reading(valueParts(segment))) stated.add(one)
  if (stated.size > 1)
    for (const segment of segments) segment.problem(5, 'statements of the blood type contradict')
  return [...stated].join(' / ')
}

function valueParts(segment: Segment): string[] {
  const { codec } = segment.message
  const [code = '', name = ''] = codec.components(segment.raw(5))
  return [codec.text(code), codec.text(name)].filter((part) => part.trim() !== '')
}

/** `A`, `AB` … from whichever component holds it; the source's own words when none does. */
function aboOf(parts: readonly string[]): readonly string[] {
  const types = parts
    .map((part) => /^(A|B|O|AB)\s*型?$/i.exec(part.normalize('NFKC').trim())?.[1]?.toUpperCase())
    .filter((type) => type !== undefined)
  return types.length > 0 ? types : parts.slice(-1)
}

/** `+` or `-` from whichever component holds it (senders swap `+` and `Rh+`); else the source's own words. */
function rhOf(parts: readonly string[]): readonly string[] {
  const signs = parts.map((part) => rhSign(part.normalize('NFKC').trim())).filter((s) => s !== '')
  return signs.length > 0 ? signs : parts.slice(-1)
}

function rhSign(text: string): '+' | '-' | '' {
  const folded = text.replace(/[−‐ー]/g, '-')
  const match =
    /^(?:Rh)?\s*(?:\(?D?\)?)?\s*[(]?(\+|-|陽性|陰性|positive|negative|pos|neg)[)]?$/i.exec(folded)
  const word = match?.[1]?.toLowerCase() ?? ''
  if (word === '') return ''
  return word === '+' || word === '陽性' || word.startsWith('pos') ? '+' : '-'
}
