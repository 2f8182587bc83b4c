/** Parsed JSON of unknown shape: nothing is taken for what it should be. */

export type Json = Readonly<Record<string, unknown>>

const NONE: readonly Json[] = []

/** The text, or '' for anything else. */
export function str(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The object, or null for anything else. */
export function obj(value: unknown): Json | null {
  return isObject(value) ? value : null
}

/** The objects of an array; what is no object in it (null beside a primitive extension) is left out. */
export function list(value: unknown): readonly Json[] {
  if (!Array.isArray(value)) return NONE
  for (const item of value) if (!isObject(item)) return value.filter(isObject)
  return value as readonly Json[]
}

/** The texts of an array. */
export function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** A member of a member, null on the way when there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value
  for (const step of path) {
    if (typeof step === 'number') found = Array.isArray(found) ? found[step] : undefined
    else found = isObject(found) ? found[step] : undefined
  }
  return found
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
