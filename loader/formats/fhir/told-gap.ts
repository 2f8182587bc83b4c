/** What this product told the receiver to be missing when it handed a chart over: a gap here, too. */
import { GAP_REASONS } from '../../../model/codes/gap-reasons.ts'
import { GAP, GAP_DATA_TYPE, GAP_DETAIL, GAP_SOURCE } from '../../../model/codes/sansho-systems.ts'
import type { UnreadReason } from '../format.ts'
import { type Json, list, obj, str } from './json.ts'

export interface ToldGap {
  readonly outcome: 'unread'
  readonly reason: UnreadReason
  readonly detail: string
  readonly dataType: string
  readonly date: string
}

/** @returns null for a Basic that is anything else */
export function toldGap(resource: Json): ToldGap | null {
  const codings = list(obj(resource.code)?.coding)
  const reason = str(codings.find(({ system }) => system === GAP)?.code)
  if (!isReason(reason)) return null
  const said = (url: string) =>
    str(list(resource.extension).find((each) => each.url === url)?.valueString)
  const source = said(GAP_SOURCE) === '' ? '' : ` (${said(GAP_SOURCE)})`
  return {
    outcome: 'unread',
    reason,
    detail: `引継ぎ元で / at the sender${source}: ${said(GAP_DETAIL) || reason}`,
    dataType: said(GAP_DATA_TYPE) || 'FHIR',
    date: str(resource.created),
  }
}

/** One of the reasons for which a chart has a gap: each has words, whichever part of a load gives it. */
function isReason(text: string): text is UnreadReason {
  return Object.hasOwn(GAP_REASONS, text)
}
