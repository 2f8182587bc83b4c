/** Messages built of orders: an ORC and the segments up to the next one. */

import { firstComponentOf, linesOf } from './fields.ts'
import type { Message, Segment } from './segment.ts'

export interface OrderGroup {
  /** Null for segments in front of the first ORC. */
  readonly orc: Segment | null
  /** The group's other segments in the message's order. */
  readonly segments: readonly Segment[]
}

const HEADERS = new Set(['MSH', 'PID', 'PV1', 'PV2', 'AL1', 'EVN'])

/** The orders of a message, in its order. Header segments belong to none. */
export function orderGroups(message: Message): OrderGroup[] {
  const groups: { orc: Segment | null; segments: Segment[] }[] = []
  for (const segment of message.segments) {
    if (HEADERS.has(segment.name)) continue
    if (segment.name === 'ORC') groups.push({ orc: segment, segments: [] })
    else if (groups.length === 0) groups.push({ orc: null, segments: [segment] })
    else groups.at(-1)?.segments.push(segment)
  }
  return groups
}

/** The order's segments cut in front of each segment of that name; what stands before the first is in none. */
export function splitAt(segments: readonly Segment[], name: string): Segment[][] {
  const parts: Segment[][] = []
  for (const segment of segments) {
    if (segment.name === name) parts.push([segment])
    else parts.at(-1)?.push(segment)
  }
  return parts
}

/** The first segment of that name. */
export function firstOf(segments: readonly Segment[], name: string): Segment | undefined {
  return segments.find((segment) => segment.name === name)
}

/** Every segment of that name. */
export function allOf(segments: readonly Segment[], name: string): Segment[] {
  return segments.filter((segment) => segment.name === name)
}

/** HL7 v2.5 table 0038, status of an order: cancelled or discontinued. */
const ENDED_STATUS = /^(?:CA|DC)$/i

/**
 * Order control (ORC-1, its code). A change of status (SC, SN, SR: table 0119) ends an order only through its new status
 * (ORC-5), which then speaks instead.
 */
export function controlOf(orc: Segment): string {
  const control = firstComponentOf(orc, 1)
  const status = firstComponentOf(orc, 5)
  return /^(?:SC|SN|SR)?$/i.test(control) && ENDED_STATUS.test(status) ? status : control
}

/** The comments (NTE-3) among these segments, as lines. */
export function notesIn(segments: readonly Segment[]): string {
  return allOf(segments, 'NTE')
    .map((segment) => linesOf(segment, 3))
    .filter((line) => line !== '')
    .join('\n')
}
