/** OBX → `Result`: the value as the source wrote it, and a number beside it where it is one. HL7 v2.5 ch. 7.4.2. */
import type { Result } from '../../../model/records/results.ts'
import { codedListOf, joinedCodedOf, linesOf, requiredCodedOf, timeOf, unitOf } from './fields.ts'
import { type NumberReading, readNumber } from './numbers.ts'
import { type Segment, textOf } from './segment.ts'

const NO_NUMBER: NumberReading = { number: null, comparator: '' }
/** OBX-2 of values that are not quantities though they may be written in digits. */
const NEVER_NUMBERS = /^(?:CWE|CE|CNE|CF|IS|ID|DT|TM|TS|DTM|ED|RP|XCN|XPN|PN|CX|ZRD)$/

/** One result. An item without a name, an embedded file or a time not understood is reported. */
export function readResult(segment: Segment): Result {
  const type = segment.raw(2)
  const text = valueText(segment, type)
  const { number, comparator } =
    text === '' || NEVER_NUMBERS.test(type) ? NO_NUMBER : readNumber(text)
  return {
    item: requiredCodedOf(segment, 3),
    subId: textOf(segment, 4),
    text,
    number,
    comparator,
    unit: unitOf(segment, 6),
    range: textOf(segment, 7),
    flag: flagOf(segment),
    status: textOf(segment, 11),
    observedAt: timeOf(segment, 14),
    note: '',
    method: joinedCodedOf(segment, 17),
  }
}

/** What is asked for or told with an order (OBX), a line each. */
export function observedIn(segments: readonly Segment[]): string[] {
  return segments
    .filter(({ name }) => name === 'OBX')
    .map((obx) => {
      const value = valueText(obx, obx.raw(2))
      const name = requiredCodedOf(obx, 3).display
      const unit = unitOf(obx, 6)?.display ?? ''
      return value === '' ? name : `${name}: ${value}${unit === '' ? '' : ` ${unit}`}`
    })
}

/** OBX-5 as people read it: the name of a coded value, a structured number as written, else the text itself. */
export function valueText(segment: Segment, type: string): string {
  switch (type) {
    case 'CWE':
    case 'CE':
    case 'CNE':
    case 'CF':
      return codedListOf(segment, 5)
        .map((coded) => coded.display)
        .join('\n')
    case 'SN':
      return parts(segment).join('')
    case 'XCN':
    case 'XPN':
    case 'PN':
      return namesIn(segment, type === 'XCN' ? 1 : 0)
    case 'ZRD':
      return suppliesIn(segment)
    case 'ED':
    case 'RP':
      segment.problem(5, 'embedded or linked data is not read')
      return parts(segment).slice(0, 3).join(' ').trim()
    default:
      return linesOf(segment, 5)
  }
}

/** Persons by family and given name, which stand at `at`; their ids where they have no name. */
function namesIn(segment: Segment, at: number): string {
  return eachRepetition(segment, (all) => {
    const name = joined([all[at] ?? '', all[at + 1] ?? ''])
    return name === '' ? (all[0] ?? '') : name
  })
}

/** ZRD (SS-MIX2): drug or material `code^name^system`, amount, unit `code&name&system`. */
function suppliesIn(segment: Segment): string {
  const { subcomponent } = segment.message.delimiters
  return eachRepetition(segment, ([code = '', name = '', , amount = '', unit = '']) => {
    const [unitCode = '', unitName = ''] = unit.split(subcomponent)
    return joined([name || code, amount, unitName || unitCode])
  })
}

function eachRepetition(segment: Segment, read: (parts: readonly string[]) => string): string {
  const { codec } = segment.message
  return codec
    .repetitions(segment.raw(5))
    .map((raw) => read(codec.components(raw).map((part) => codec.text(part))))
    .join('\n')
}

function joined(words: readonly string[]): string {
  return words.filter((word) => word !== '').join(' ')
}

function parts(segment: Segment): string[] {
  const { codec } = segment.message
  return codec.components(segment.raw(5)).map((part) => codec.text(part))
}

/** OBX-8: the flag's code; several flags stay as written. */
function flagOf(segment: Segment): string {
  const raw = segment.raw(8)
  if (raw === '') return ''
  const { codec } = segment.message
  return codec.text(codec.components(raw)[0] ?? '')
}
