/** Of what grew in a culture: the Observation that has this one as a member, or that it derives from, has it as its value. */
import type { FoundResource } from './items.ts'
import { list, str } from './json.ts'
import { type Known, valueKey, valueWords } from './known-resources.ts'
import { keysOf, withoutVersion } from './references.ts'

/** @returns '' = none known */
export function organismFor(
  { resource, fullUrl, bundle }: FoundResource,
  lookUp: (key: string) => Known | null,
): string {
  for (const key of keysOf(resource, fullUrl)) {
    const known = lookUp(key)
    if (known?.type === 'Observation') return known.memberOf
  }
  const references = list(resource.derivedFrom).map(({ reference }) =>
    withoutVersion(str(reference)),
  )
  for (const reference of references) {
    const known = lookUp(valueKey(reference))
    if (known?.type === 'Observation') return known.memberOf
  }
  const parents = bundle?.entries.filter(
    (entry) =>
      entry.resource.resourceType === 'Observation' &&
      keysOf(entry.resource, entry.fullUrl).some((key) => references.includes(key)),
  )
  return (parents ?? []).map((parent) => valueWords(parent.resource)).find(Boolean) ?? ''
}
