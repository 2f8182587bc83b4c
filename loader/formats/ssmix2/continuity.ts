/**
 * Whether a message is one message and the one that its file is named by: what a disk leaves that gave another file or a piece of it, or
 * a copy that was written twice.
 */
import { firstComponentOf } from './fields.ts'
import type { Reading } from './reading.ts'
import type { Message } from './segment.ts'

/** Begin what is said of such a message. A sender may write so in all its messages: see screening/doubtful-files.ts. */
export const OUT_OF_TURN = 'segments out of turn'
export const LEFT_OUT = 'segments left out'
export const OTHER_ORDER = 'the file is named by another order'

/** HL7 v2.5 7.4.2.1, 3.4.6.1, 3.4.7.1: field 1 numbers the repetitions. */
const NUMBERED: ReadonlySet<string> = new Set(['OBX', 'AL1', 'IAM'])

/**
 * Why the message may hold what its sender did not write there; '' when nothing says so. Numbers may begin anew with each group or go on,
 * and a number may stand several times.
 */
export function brokenOrder(message: Message): string {
  const last = new Map<string, number>()
  const sent = new Set<string>()
  for (const segment of message.segments) {
    if (segment.name === 'MSH') {
      const id = segment.raw(10)
      if (id !== '' && sent.has(id)) return 'the same message twice'
      sent.add(id)
      last.clear()
    }
    if (!NUMBERED.has(segment.name)) continue
    const number = Number(segment.raw(1) || Number.NaN)
    if (!Number.isInteger(number)) continue
    const before = last.get(segment.name)
    const follows = before === undefined || number === before || number === before + 1
    if (!follows && number > 1) {
      return `${number < before ? OUT_OF_TURN : LEFT_OUT}: ${segment.name} ${number} behind ${before}`
    }
    last.set(segment.name, number)
  }
  return ''
}

/**
 * SS-MIX2 1.2 storage specification: a file of an order is named by its number (ORC-2), filled up with zeros. Undated files hold all of a
 * patient's. '' when nothing speaks against it.
 */
export function otherOrder({ message, orderNo, folderDate }: Reading): string {
  const named = orderNo.replace(/^0+/, '')
  if (named === '' || folderDate === '-') return ''
  const numbers = message.segments
    .filter(({ name }) => name === 'ORC')
    .map((orc) => firstComponentOf(orc, 2).replace(/^0+/, ''))
    .filter((number) => number !== '')
  return numbers.length === 0 || numbers.includes(named)
    ? ''
    : `${OTHER_ORDER}, not by that of its ORC-2`
}
