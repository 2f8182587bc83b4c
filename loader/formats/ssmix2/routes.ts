/** How and where a drug is given besides its route: RXR-4 method, RXR-2 site with RXR-6 its side. HL7 v2.5 ch. 4.14.2. */
import type { Coded } from '../../../model/records/values.ts'
import { codedOf, mergeCoded } from './fields.ts'
import type { Segment } from './segment.ts'

export function placesOf(routes: readonly Segment[]): Coded[] {
  return routes
    .flatMap((rxr) => [codedOf(rxr, 4), siteOf(rxr)])
    .filter((coded): coded is Coded => coded !== null)
}

function siteOf(rxr: Segment): Coded | null {
  const [site, side] = [codedOf(rxr, 2), codedOf(rxr, 6)]
  if (site === null || side === null) return site ?? side
  return { ...mergeCoded(site, side), display: `${site.display}（${side.display}）` }
}
