/**
 * Where in the body, with its side: R4 lets a bodySite carry the side in an extension (mCODE's laterality-qualifier), or in a BodyStructure
 * that the `bodySite` extension refers to, and the code of the place alone is of both sides.
 */
import type { Coded } from '../../../model/records/values.ts'
import { type Json, list, obj, str } from './json.ts'
import type { Reading } from './reading.ts'

/** The place as coded where nothing is added to it, else in words: `左 腕`. */
export function siteOf(value: unknown, reading: Reading): Coded | null {
  const site = obj(value)
  const place = reading.concept(site)
  if (site === null || site.extension === undefined) return place
  const added = list(site.extension).map((extension) => addedBy(extension, reading))
  const words = [...added, place?.display ?? ''].filter(Boolean).join(' ')
  return added.every((word) => word === '') ? place : reading.values.text(words)
}

/** For `labelled`: each place as a concept of its words. */
export function sitesIn(value: unknown, reading: Reading): Json[] {
  return list(value).map((site) => ({ text: siteOf(site, reading)?.display ?? '' }))
}

function addedBy(extension: Json, reading: Reading): string {
  const reference = obj(extension.valueReference)
  if (reference === null) return reading.concept(extension.valueCodeableConcept)?.display ?? ''
  const structure = reading.contained(reference)
  return (structure === null ? '' : structureWords(structure, reading)) || str(reference.display)
}

/** A BodyStructure (R4): its sides, its place. */
export function structureWords(structure: Json, reading: Reading): string {
  const { location, locationQualifier, description } = structure
  const concepts = [...list(locationQualifier), location]
  const words = concepts.map((each) => reading.concept(each)?.display ?? '').filter(Boolean)
  return words.join(' ') || str(description)
}
