/** The chart API's answers in the terms of raw-facts.ts. */
import type { Raw, RawFact } from './raw-facts.ts'

/** What an answer's list says, each entry in the words that a raw fact of it uses. */
export function saidIn(answer: Raw, list: string): Raw[] {
  const entries: Raw[] = answer[list] ?? []
  if (list !== 'results') return entries.map(plain)
  const items = new Map<number, Raw>(answer.items.map((item: Raw) => [item.id, item]))
  const groups = new Map<number, Raw>(answer.groups.map((group: Raw) => [group.id, group]))
  return entries.map((result) => {
    const item = items.get(result.item)
    const observedAt = result.observedAt ?? groups.get(result.group)?.collectedAt
    return plain({ ...result, observedAt, name: item?.name, unit: item?.unit })
  })
}

/** `startAt: {at, text}` becomes `startWall` and `startText`; a point of the temperature chart was observed. */
function plain(entry: Raw): Raw {
  const { at, components, ...rest } = entry
  const flat: Raw = {
    ...rest,
    drug: components?.[0]?.drug ?? rest.drug,
    dose: components?.[0]?.dose,
  }
  const times: [string, Raw | null][] = Object.keys(rest)
    .filter((key) => key.endsWith('At'))
    .map((key) => [key.slice(0, -2), rest[key]])
  if (at?.text !== undefined) times.push(['observed', at])
  for (const [name, time] of times) {
    flat[`${name}Wall`] = time?.at ?? ''
    flat[`${name}Text`] = time?.text ?? ''
  }
  return flat
}

/** Whether an entry of the API says everything that the raw fact says. */
export function agrees(entry: Raw, { says }: Pick<RawFact, 'says'>): boolean {
  return Object.entries(says).every(([field, value]) =>
    Array.isArray(value) ? value.includes(entry[field]) : entry[field] === value,
  )
}
