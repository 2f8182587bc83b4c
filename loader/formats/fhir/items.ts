/** What is found in a file: resources, each with its Bundle; deletions; and what could not be read. */
import type { FileRefusal } from '../../../model/records.ts'
import { type Json, list, obj, str } from './json.ts'
import type { NumberSource } from './number-literals.ts'

export interface BundleEntry {
  readonly resource: Json
  readonly fullUrl: string
}

export interface Bundle {
  /** `''` for a file that is one Bundle, `line 3` in NDJSON. */
  readonly where: string
  readonly type: string
  /** Base of the server whose entries these are, where a Bundle has them of several: `https://host/fhir`. Else ''. */
  readonly server: string
  readonly entries: readonly BundleEntry[]
}

/** Names the ids of one Bundle, or of one server in it. */
export function originOf(path: string, { where, server }: Bundle): string {
  return `${path}#${where}${server}`
}

export interface FoundResource {
  readonly kind: 'resource'
  readonly resource: Json
  /** `line 3`, `entry 2`, `line 3 entry 2`; '' for a file that is one resource. */
  readonly where: string
  readonly numbers: NumberSource
  readonly fullUrl: string
  readonly bundle: Bundle | null
}

export type Item =
  | FoundResource
  /** `url`: `Observation/123`. `time`: the Bundle's own, or ''. */
  | { readonly kind: 'deletion'; readonly url: string; readonly time: string }
  | {
      readonly kind: 'broken'
      readonly where: string
      readonly refusal: FileRefusal
      readonly detail: string
      /** True when nothing of the file can be read. */
      readonly whole: boolean
      /** What there is of it, where it is text: it may say whose it was. */
      readonly text: string
    }

type Broken = Extract<Item, { kind: 'broken' }>

/** One of a line. Where it stands is put into words for the few that are asked. */
class FoundInLine implements FoundResource {
  readonly kind = 'resource'
  readonly resource: Json
  readonly numbers: NumberSource
  readonly fullUrl = ''
  readonly bundle = null
  private readonly line: number

  constructor(resource: Json, numbers: NumberSource, line: number) {
    this.resource = resource
    this.numbers = numbers
    this.line = line
  }

  get where(): string {
    return whereOf(this.line)
  }
}

/** @param line its number, from 1 */
export function whereOf(line: number): string {
  return `line ${line}`
}

/** Of a Bundle in a Bundle in a Bundle: nobody needs more than three. */
const DEEPEST_BUNDLE = 20

export function addLine(items: Item[], resource: Json, numbers: NumberSource, line: number): void {
  const type = str(resource.resourceType)
  if (type === '' || type === 'Bundle') addResources(items, resource, numbers, whereOf(line))
  else items.push(new FoundInLine(resource, numbers, line))
}

export function addResources(
  items: Item[],
  value: unknown,
  numbers: NumberSource,
  where: string,
): void {
  const resource = obj(value)
  if (resource === null || str(resource.resourceType) === '') {
    items.push(broken(where, 'unparsable', 'no FHIR resource: it has no resourceType'))
  } else if (resource.resourceType === 'Bundle') {
    addEntries(items, resource, { numbers, where })
  } else {
    items.push({ kind: 'resource', resource, where, numbers, fullUrl: '', bundle: null })
  }
}

function addEntries(
  items: Item[],
  bundle: Json,
  from: { numbers: NumberSource; where: string },
): void {
  const placed: { entry: BundleEntry; where: string }[] = []
  const all = list(bundle.entry)
  for (let i = 0; i < all.length; i++) {
    const raw = all[i] as Json
    const where = from.where === '' ? `entry ${i + 1}` : `${from.where} entry ${i + 1}`
    const request = obj(raw.request)
    const resource = obj(raw.resource)
    if (request?.method === 'DELETE') {
      const time = str(obj(raw.response)?.lastModified) || str(obj(bundle.meta)?.lastUpdated)
      const moment = time || str(bundle.timestamp)
      items.push({ kind: 'deletion', url: str(request.url), time: moment })
    } else if (resource === null) {
      if (request === null && obj(raw.response) === null) {
        items.push(broken(where, 'unparsable', 'a Bundle entry without resource'))
      }
    } else if (resource.resourceType === 'Bundle') {
      if (where.split(' entry ').length > DEEPEST_BUNDLE) {
        items.push(broken(where, 'unparsable', `Bundles in Bundles, ${DEEPEST_BUNDLE} deep`))
      } else addEntries(items, resource, { ...from, where })
    } else if (str(resource.resourceType) === '') {
      items.push(broken(where, 'unparsable', 'no FHIR resource: it has no resourceType'))
    } else {
      placed.push({ entry: { resource, fullUrl: str(raw.fullUrl) }, where })
    }
  }
  const type = str(bundle.type)
  for (const [server, own] of byServer(placed)) {
    const entries = own.map(({ entry }) => entry)
    const whole: Bundle = { where: from.where, type, server, entries }
    for (const { entry, where } of own) {
      items.push({ kind: 'resource', ...entry, where, numbers: from.numbers, bundle: whole })
    }
  }
}

/**
 * A relative reference is one of the server that its entry's `fullUrl` names (R4 bundle.html#references): what several servers gave
 * stands apart, for `Patient/1` is somebody else on each. Entries that name no server go with the first.
 */
function byServer<Placed extends { entry: BundleEntry }>(
  placed: readonly Placed[],
): Iterable<[server: string, own: readonly Placed[]]> {
  const servers = new Set(placed.map(({ entry }) => serverOf(entry.fullUrl)).filter(Boolean))
  const [first = ''] = servers
  if (servers.size < 2) return [['', placed]]
  return Map.groupBy(placed, ({ entry }) => serverOf(entry.fullUrl) || first)
}

/** Base of a fullUrl: `https://host/fhir` of `https://host/fhir/Patient/1`; '' for a urn. */
export function serverOf(fullUrl: string): string {
  return /^(https?:.*)\/[A-Z][A-Za-z]+\/[^/]+$/.exec(fullUrl)?.[1] ?? ''
}

export function broken(where: string, refusal: FileRefusal, detail: string, text = ''): Broken {
  return { kind: 'broken', where, refusal, detail, whole: false, text }
}

/** What JSON.parse says, without the content that it quotes. `text` begins as JSON does and ends before it does: it is cut. */
export function unparsed(where: string, text: string, error: unknown): Broken {
  const message = error instanceof Error ? error.message : String(error)
  const said = text.trim()
  const isCut = /end of JSON/.test(message) || (/^[{[]/.test(said) && !/[}\]]$/.test(said))
  const place = /position \d+|end of JSON input/.exec(message)?.[0] ?? ''
  return broken(where, isCut ? 'truncated' : 'unparsable', `not JSON${place && `: ${place}`}`, text)
}
