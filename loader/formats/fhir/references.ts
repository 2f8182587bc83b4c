/**
 * References in all their syntaxes (FHIR R4 references; Bulk Data): relative, absolute, versioned, `urn:uuid:`, contained,
 * conditional (`Type?identifier=system|value`), logical (`identifier` only), and `display` only, which leads nowhere. Examples of JP Core
 * write an id alone: it is the `fullUrl` of an entry, with or without `urn:uuid:`, or the id of what the reference's `type` says.
 */
import { type Json, list, obj, str } from './json.ts'
import type { KnownType } from './known-resources.ts'
import { namesOnePerson } from './patient-identity.ts'

/** Key of a resource under one of its identifiers. */
export function identifierKey(type: string, system: string, value: string): string {
  return `${type}?${system}|${value}`
}

/** Every key under which a resource may be referred to. `fullUrl`: of its Bundle entry, '' = none. */
export function keysOf(resource: Json, fullUrl: string): string[] {
  const type = str(resource.resourceType)
  const keys: string[] = []
  if (str(resource.id) !== '') keys.push(`${type}/${str(resource.id)}`)
  if (fullUrl !== '') keys.push(withoutVersion(fullUrl))
  for (const identifier of list(resource.identifier)) {
    const { system, value } = identifier
    if (type === 'Patient' && !namesOnePerson(identifier)) continue
    if (str(value) !== '') keys.push(identifierKey(type, str(system), str(value)))
  }
  return keys
}

/** `…/_history/3` names the same resource. */
export function withoutVersion(reference: string): string {
  const history = reference.indexOf('/_history/')
  return history < 0 ? reference : reference.slice(0, history)
}

const RELATIVE = /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]+$/
const BARE = /^[A-Za-z0-9\-.]{1,64}$/
const TAIL = /^(.*?)\/([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]+)$/

/** The keys to look under, the surest first. `isOwnServer` decides whether an absolute URL is one of this export. */
export function keysOfReference(
  reference: Json,
  type: KnownType,
  isOwnServer: (base: string) => boolean,
): string[] {
  const keys: string[] = []
  const written = withoutVersion(str(reference.reference))
  const conditional = /^([A-Z][A-Za-z]+)\?identifier=(.*)$/.exec(written)
  if (conditional !== null) {
    const [, named = '', token = ''] = conditional
    const decoded = percentDecoded(token)
    keys.push(`${named}?${decoded.includes('|') ? decoded : `|${decoded}`}`)
  } else if (RELATIVE.test(written)) {
    keys.push(written)
  } else if (written.startsWith('urn:uuid:') || written.startsWith('urn:oid:')) {
    keys.push(written, `${type}/${written.slice(written.lastIndexOf(':') + 1)}`)
  } else if (BARE.test(written)) {
    keys.push(written, `urn:uuid:${written}`)
    if (str(reference.type) === type) keys.push(`${type}/${written}`)
  } else if (written !== '') {
    keys.push(written)
    const [, base = '', tail = ''] = TAIL.exec(written) ?? []
    if (tail !== '' && isOwnServer(base)) keys.push(tail)
  }
  const logical = obj(reference.identifier)
  if (logical !== null && str(logical.value) !== '') {
    keys.push(identifierKey(type, str(logical.system), str(logical.value)))
  }
  return keys
}

function percentDecoded(token: string): string {
  try {
    return decodeURIComponent(token)
  } catch {
    return token
  }
}

/** Examples of JP Core name a contained resource by its type, too; a Patient of that id may be another one. */
export function containedIn(resource: Json | undefined, reference: string): Json | null {
  if (resource?.contained === undefined || reference === '') return null
  const isIt = ({ resourceType: type, id }: Json) =>
    reference === `#${id}` || (type !== 'Patient' && reference === `${type}/${id}`)
  return list(resource.contained).find(isIt) ?? null
}
