/** The query of a QIDO-RS search (PS3.18 8.3.4, PS3.4 C.2.2.2): matching by the attributes that are answered, then `limit` and `offset`. */
import type { DataSet } from './attributes.ts'

export type Query = Readonly<Record<string, unknown>>

export interface Searched {
  readonly found: readonly DataSet[]
  /** How many more there are behind this page. */
  readonly remaining: number
  /** Names of parameters that nothing was matched by. */
  readonly ignored: readonly string[]
}

/** The query holds a number that is none, or says who the patient is, which the chart does. */
export class BadQuery extends Error {
  readonly field: string

  constructor(field: string) {
    super(`the query's ${field}`)
    this.field = field
  }
}

const KEYWORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    StudyInstanceUID: '0020000D',
    StudyDate: '00080020',
    StudyTime: '00080030',
    AccessionNumber: '00080050',
    ModalitiesInStudy: '00080061',
    StudyDescription: '00081030',
    SeriesInstanceUID: '0020000E',
    Modality: '00080060',
    SeriesNumber: '00200011',
    SeriesDescription: '0008103E',
    BodyPartExamined: '00180015',
    SOPInstanceUID: '00080018',
    SOPClassUID: '00080016',
    InstanceNumber: '00200013',
  }),
)
/** No patient's number or name is taken in an address: group 0010, and the keywords that begin so. */
const OF_PATIENT = /^(0010[\dA-Fa-f]{4}|Patient.*|OtherPatient.*|IssuerOfPatientID)$/
/** What is answered is fixed, and matching is literal: these change nothing. */
const WITHOUT_EFFECT = new Set(['includefield', 'fuzzymatching'])

/** @throws BadQuery */
export function search(sets: readonly DataSet[], query: Query): Searched {
  const ignored: string[] = []
  let matching = sets
  for (const [name, value] of Object.entries(query)) {
    if (name === 'limit' || name === 'offset' || WITHOUT_EFFECT.has(name)) continue
    if (OF_PATIENT.test(name)) throw new BadQuery(name)
    const tag =
      KEYWORDS.get(name) ?? [...KEYWORDS.values()].find((each) => each === name.toUpperCase())
    if (tag === undefined) ignored.push(name)
    else matching = matching.filter((set) => matches(set[tag], String(value)))
  }
  const offset = wholeNumber(query, 'offset') ?? 0
  const limit = wholeNumber(query, 'limit') ?? Number.POSITIVE_INFINITY
  const found = matching.slice(offset, offset + limit)
  return { found, remaining: Math.max(0, matching.length - offset - found.length), ignored }
}

function wholeNumber(query: Query, field: string): number | null {
  const text = query[field]
  if (text === undefined) return null
  if (typeof text !== 'string' || !/^\d{1,9}$/.test(text)) throw new BadQuery(field)
  return Number(text)
}

/** An empty key matches everything. */
function matches(attribute: DataSet[string] | undefined, key: string): boolean {
  if (key === '' || key === '*') return true
  const values = (attribute?.Value ?? []).map(String)
  const vr = attribute?.vr
  if (vr === 'UI') return key.split(/[\\,]/).some((uid) => values.includes(uid))
  if ((vr === 'DA' || vr === 'TM') && key.includes('-')) {
    const [from = '', to = ''] = key.split('-')
    return values.some((value) => value >= from && (to === '' || value.slice(0, to.length) <= to))
  }
  return values.some((value) => isLike(value, key))
}

/** Wildcard matching: `*` any text, `?` any character. Never more steps than the product of both lengths. */
function isLike(value: string, key: string): boolean {
  let [at, next] = [0, 0]
  let star = -1
  let resume = 0
  while (at < value.length) {
    if (key[next] === '*') {
      star = next
      next += 1
      resume = at
    } else if (next < key.length && (key[next] === '?' || key[next] === value[at])) {
      at += 1
      next += 1
    } else {
      if (star < 0) return false
      next = star + 1
      resume += 1
      at = resume
    }
  }
  return /^\**$/.test(key.slice(next))
}
