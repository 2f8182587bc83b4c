/** Names of persons (HL7 v2.5 ch. 2 XPN), kanji and kana as repetitions of one field. */
import type { PersonName } from '../../../model/records/values.ts'
import { isKana } from '../../../model/search-keys.ts'
import type { Codec } from './codec.ts'
import { repetitionsOf } from './fields.ts'
import type { Segment } from './segment.ts'

/** All names in field `n`, in the source's order. */
export function readNames(segment: Segment, n: number): PersonName[] {
  const { codec } = segment.message
  return repetitionsOf(segment, n)
    .map((raw) => nameFrom(codec, raw))
    .filter((name) => name.family !== '' || name.given !== '')
}

function nameFrom(codec: Codec, raw: string): PersonName {
  const parts = codec.components(raw)
  const family = codec.text(codec.subcomponents(parts[0] ?? '')[0] ?? '')
  const given = codec.text(parts[1] ?? '')
  const stated = codec.text(parts[7] ?? '')
  return {
    representation: isRepresentation(stated) ? stated : byScript(family + given),
    family,
    given,
  }
}

function isRepresentation(text: string): text is PersonName['representation'] {
  return text === 'I' || text === 'P' || text === 'A'
}

/** XPN.8 is missing, or one caret off: some senders write `姓^名^^^^L^I`. */
function byScript(name: string): PersonName['representation'] {
  if (isKana(name)) return 'P'
  return /^[\p{Script=Latin}\p{P}\p{Zs}]+$/u.test(name) ? 'A' : 'I'
}
