/** Results that are one measurement: the parts of a blood pressure (FHIR R4 vital signs profile: one Observation, component). */
import type { Measurement } from '../charts/measurements.ts'

/** LOINC blood pressure panel, with all children optional and its predecessor. */
const PANELS: ReadonlySet<string> = new Set(['85354-9', '55284-4'])
/** LOINC systolic, diastolic, mean blood pressure. */
const PARTS: ReadonlySet<string> = new Set(['8480-6', '8462-4', '8478-0'])

export type Parts = readonly [Measurement, ...Measurement[]]

/** Each result by itself, but those of one blood pressure together, in the order of their first; only what its panel's code says to be one. */
export function withPressures(found: readonly Measurement[]): Parts[] {
  const groups = new Map<string, [Measurement, ...Measurement[]]>()
  const all: Parts[] = []
  for (const each of found) {
    const key = keyOf(each)
    const known = key === '' ? undefined : groups.get(key)
    if (known !== undefined) {
      known.push(each)
      continue
    }
    const parts: [Measurement, ...Measurement[]] = [each]
    if (key !== '') groups.set(key, parts)
    all.push(parts)
  }
  return all.flatMap((parts) => (isSound(parts) ? [parts] : parts.map((each): Parts => [each])))
}

/** What the parts of one measurement share; '' for any other result. */
function keyOf({ group, panel, item, result }: Measurement): string {
  const isOf = (term: Measurement['item'], codes: ReadonlySet<string>) =>
    term?.codings.some(([code]) => codes.has(code)) === true
  if (!isOf(panel, PANELS) || !isOf(item, PARTS)) return ''
  return [group.id, result.status, result.observedAt?.text, result.method, result.sources].join(
    '\n',
  )
}

/** A second systolic value is another measurement: then which belong together is not known. */
function isSound(parts: Parts): boolean {
  return new Set(parts.map(({ item }) => item?.display)).size === parts.length
}
