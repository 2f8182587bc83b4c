/** Whose a resource or Bundle was that cannot be parsed: what is whole of it may say so, and its gap belongs on that patient's chart. */
import { type Json, obj } from './json.ts'
import { chartNumberOf } from './patient-identity.ts'
import type { Reading } from './reading.ts'

/** Characters that are searched: a patient who is not named by then is not told. */
export const LONGEST_TORN = 2 ** 24
const SUBJECT = /"(?:subject|patient|beneficiary|individual)"\s*:\s*\{/g
const PATIENT = /\{\s*"resourceType"\s*:\s*"Patient"/g
/** Characters of a reference and of a Patient, photograph left out: longer ones are taken for cut. */
const LONGEST_REFERENCE = 2 ** 12
const LONGEST_PATIENT = 2 ** 16
/** More references than these say no more of whose it is. */
const MOST_NAMED = 2 ** 10

/** @returns the one chart that all of it speaks of; '' when that cannot be told or there are several */
export function patientOfTorn(text: string, reading: Reading): string {
  const searched = text.slice(0, LONGEST_TORN)
  const named = new Set<string>()
  for (const { index, 0: found } of first(searched.matchAll(SUBJECT))) {
    const start = index + found.length - 1
    named.add(reading.patientOf(wholeObject(searched, start, LONGEST_REFERENCE)))
  }
  for (const { index } of first(searched.matchAll(PATIENT))) {
    const patient =
      wholeObject(searched, index, LONGEST_PATIENT) ??
      wholeMembers(searched, index, LONGEST_PATIENT)
    named.add(patient === null ? '' : chartNumberOf(patient).number)
  }
  reading.patientId = ''
  // A reference inside a Bundle (urn:uuid:…) leads nowhere without it, nor does a Patient that is cut before its identifiers end: they add no other patient.
  named.delete('')
  const [only = '', ...others] = named
  return others.length === 0 ? only : ''
}

function* first(found: Iterable<RegExpExecArray>): Generator<RegExpExecArray> {
  let count = 0
  for (const each of found) {
    if (++count > MOST_NAMED) return
    yield each
  }
}

/** From its opening brace to the one that closes it; null when none does. */
function wholeObject(text: string, start: number, longest: number): Json | null {
  const end = Math.min(text.length, start + longest)
  let depth = 0
  let isInString = false
  for (let at = start; at < end; at++) {
    const character = text[at]
    if (isInString) {
      if (character === '\\') at++
      else if (character === '"') isInString = false
    } else if (character === '"') isInString = true
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return parsed(text.slice(start, at + 1))
  }
  return null
}

/**
 * From its opening brace as far as its own members are whole: of one that is cut, what stands before the cut. Identifiers among them
 * are all that it has, or the list of them would not be whole.
 */
function wholeMembers(text: string, start: number, longest: number): Json | null {
  const ends = commasBetweenMembers(text.slice(start, start + longest))
  for (const end of ends.reverse().slice(0, MOST_TRIED)) {
    const found = parsed(`${text.slice(start, start + end)}}`)
    if (found !== null) return found
  }
  return null
}

/** Members that are left out one by one until the rest is sound: damage may stand before the end. */
const MOST_TRIED = 20

function commasBetweenMembers(text: string): number[] {
  const found: number[] = []
  let depth = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (isInString) {
      if (character === '\\') at++
      else if (character === '"') isInString = false
    } else if (character === '"') isInString = true
    else if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') depth--
    else if (character === ',' && depth === 1) found.push(at)
  }
  return found
}

function parsed(text: string): Json | null {
  try {
    return obj(JSON.parse(text))
  } catch {
    return null
  }
}
