/** The culture result that a report of susceptibilities belongs to: OBR-26 (HL7 v2.5 ch. 2.A.58, PRL), looked up in its message. */
import type { Result } from '../../../model/records/results.ts'
import { type Segment, textOf } from './segment.ts'

/** How a report names its parent. */
export interface ParentLink {
  readonly code: string
  readonly name: string
  readonly subId: string
  /** What the sender says of the parent's value. */
  readonly descriptor: string
  readonly written: string
}

/** Null where OBR-26 is empty. */
export function parentLinkOf(obr: Segment): ParentLink | null {
  const written = textOf(obr, 26)
  if (written === '') return null
  const { codec } = obr.message
  const text = (raw = '') => codec.text(raw)
  const [identifier = '', subId, described = ''] = codec.components(obr.raw(26))
  const [code, name] = codec.subcomponents(identifier)
  // Text by the standard; some write code and name as parts of it.
  const [only, descriptor = only] = codec.subcomponents(described)
  return {
    code: text(code),
    name: text(name),
    subId: text(subId),
    descriptor: text(descriptor),
    written,
  }
}

/** Whether this is the result that the link names. */
export function isNamedBy(result: Result, { code, subId }: ParentLink): boolean {
  return (
    code !== '' &&
    result.subId === subId &&
    result.item.codings.some((coding) => coding.code === code || coding.name === code)
  )
}

/** The organism, with the number that tells it from others of the culture; in the sender's own words where the message has no such result. */
export function parentWords(link: ParentLink, results: readonly Result[]): string {
  const values = new Set(
    results.filter((each) => isNamedBy(each, link)).map(({ text }) => text.trim()),
  )
  const [found = ''] = values.size === 1 ? values : []
  const words = found || link.descriptor || link.name || link.code
  return [link.subId, words].filter((part) => part !== '').join(' ') || link.written
}
