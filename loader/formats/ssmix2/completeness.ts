/** Whether a message is whole: what its type requires is there, and its end is not torn. */
import { meaningOf } from '../../../model/codes/meaning.ts'
import type { Standing } from '../../../model/records.ts'
import type { DataType } from './data-types.ts'
import { controlOf } from './order-groups.ts'
import type { Message } from './segment.ts'

/** HL7 table 0119: orders that end another one and need not repeat it. */
const CANCELLING = /^(?:CA|OC|CR|DC|OD|DR)$/i

/** Last field that HL7 v2.5 requires in segments a viewer relies on: a segment that ends before it may be cut. */
const LAST_REQUIRED: Readonly<Record<string, number>> = {
  PID: 5,
  OBX: 11,
  RXE: 5,
  RXC: 4,
  RXA: 6,
  AL1: 3,
  IAM: 6,
  PRB: 4,
}

/**
 * Why the message counts as cut off, '' when it does not. A deleted file may be the bare cancelling message, so
 * nothing is demanded of it but its names.
 */
export function cutOff(message: Message, type: DataType, standing: Standing): string {
  if (message.endsInName) return 'file ends within the name of a segment'
  if (standing === 'deleted') return ''
  const conditional = type.requiredUnlessCancelled ?? []
  const needed =
    conditional.length > 0 && !cancels(message) ? [...type.required, ...conditional] : type.required
  const missing = needed.filter((name) => message.first(name) === undefined)
  return missing.length === 0 ? '' : `no ${missing.join(', ')} in the message`
}

function cancels(message: Message): boolean {
  const orders = message.segments.filter((segment) => segment.name === 'ORC')
  return orders.length > 0 && orders.every((orc) => CANCELLING.test(controlOf(orc)))
}

/** Reports a last segment that stops before its required fields and has no terminator. */
export function noteTornEnd(message: Message): void {
  const last = message.segments.at(-1)
  if (last === undefined || !message.endsOpen) return
  const required = meaningOf(LAST_REQUIRED, last.name)
  if (required !== undefined && last.lastField < required)
    last.problem(0, 'file may end inside this segment')
}
