/** One page of a search as a FHIR R4 Bundle. Where the next page begins is opaque to clients, and good in one generation only. */
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes'
import { z } from 'zod'
import { HttpProblem, parseInput } from '../http-problem.ts'
import type { Lazy } from './chart.ts'

/** Entries of a page where the client asks for no number, and the most it gets. */
const PAGE = 100
const PAGE_LIMIT = 500

/** `page` names everything else, so it comes alone. Unknown parameters are refused: an ignored filter would mislead. */
const SearchQuery = z.strictObject({
  patient: z.string().optional(),
  subject: z.string().optional(),
  category: z.string().optional(),
  page: z.string().optional(),
  _count: z.coerce.number().int().min(0).optional(),
  /** Judged before: see asked-format.ts. */
  _format: z.string().optional(),
})

const Asked = z.strictObject({
  handle: z.string(),
  category: z.string(),
  count: z.number().int().min(0).max(PAGE_LIMIT),
  from: z.number().int().min(0),
  generation: z.string(),
})
type Asked = z.infer<typeof Asked>

/** @throws HttpProblem 400 for a page of another generation: the chart has changed, the search begins anew. */
export function readAsked(query: unknown, type: string, generation: string): Asked {
  const read = parseInput(SearchQuery, query, 'query')
  if (read.page !== undefined) {
    const asked = parseInput(Asked, decode(read.page), 'query')
    const isAlone = Object.keys(read).length === 1
    const isOfType = asked.category === '' || type === 'Observation'
    if (asked.generation !== generation || !isAlone || !isOfType) {
      throw new HttpProblem('bad-request', { field: 'page' })
    }
    return asked
  }
  const { patient, subject, category } = read
  const handles = [patient, subject].flatMap((each) => (each === undefined ? [] : [handleIn(each)]))
  const [handle, ...others] = handles
  if (handle === undefined) throw new HttpProblem('bad-request', { field: 'patient' })
  const isOther = others.some((each) => each !== handle)
  if (subject !== undefined && (isOther || !hasSubject(type))) {
    throw new HttpProblem('bad-request', { field: 'subject' })
  }
  if (category !== undefined && type !== 'Observation') {
    throw new HttpProblem('bad-request', { field: 'category' })
  }
  return {
    handle,
    category: category ?? '',
    count: Math.min(read._count ?? PAGE, PAGE_LIMIT),
    from: 0,
    generation,
  }
}

/** R4: an AllergyIntolerance or Immunization is searched by patient alone, everything else that is served by subject, too. */
export function hasSubject(type: string): boolean {
  return type !== 'AllergyIntolerance' && type !== 'Immunization'
}

function handleIn(reference: string): string {
  return reference.replace(/^(?:.*\/)?Patient\//, '')
}

function decode(page: string): unknown {
  try {
    return JSON.parse(Buffer.from(page, 'base64url').toString('utf8'))
  } catch (cause) {
    throw new HttpProblem('bad-request', { field: 'page' }, { cause })
  }
}

interface Page {
  readonly base: string
  readonly type: string
  readonly asked: Asked
  readonly found: readonly Lazy<Resource>[]
  /** What the list must say of itself. */
  readonly outcome: Resource
}

export function searchPage({ base, type, asked, found, outcome }: Page): Bundle {
  const end = asked.from + asked.count
  const linkTo = (from: number) => {
    const page = Buffer.from(JSON.stringify({ ...asked, from })).toString('base64url')
    return `${base}/${type}?page=${page}`
  }
  const entries = found.slice(asked.from, end).map(
    ({ id, make }): BundleEntry => ({
      fullUrl: `${base}/${type}/${id}`,
      resource: make(),
      search: { mode: 'match' },
    }),
  )
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    link: [
      { relation: 'self', url: linkTo(asked.from) },
      ...(asked.count > 0 && end < found.length ? [{ relation: 'next', url: linkTo(end) }] : []),
    ],
    entry: [...entries, { resource: outcome, search: { mode: 'outcome' } }],
  }
}

/** The token search on Observation.category: `code` or `system|code`, several of them by commas (R4 search.html, 3.1.1.4.1: any of them). */
export function ofCategory(
  found: readonly Lazy<Resource>[],
  tokens: string,
): readonly Lazy<Resource>[] {
  if (tokens === '') return found
  const wanted = tokens.split(',').map((token) => {
    const at = token.lastIndexOf('|')
    return { system: at < 0 ? null : token.slice(0, at), code: token.slice(at + 1) }
  })
  return found.filter(({ make }) => {
    const made = make()
    if (made.resourceType !== 'Observation') return false
    const codings = (made.category ?? []).flatMap(({ coding }) => coding ?? [])
    return wanted.some(({ system, code }) =>
      codings.some((each) => each.code === code && (system === null || each.system === system)),
    )
  })
}
