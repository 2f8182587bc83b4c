/** Where the generations of a data directory lie, and how an operator names one of them. */
import fs from 'node:fs'
import path from 'node:path'

const GENERATION_ID = /^\d{8}T\d{4}Z-[0-9a-f]{6}$/

/** No generation, or more than one, goes by the name that was given. */
export class UnknownGeneration extends Error {}

/** `generations/` of a data directory; it need not exist. */
export function generationsFolder(dataDirectory: string): string {
  return path.join(path.resolve(dataDirectory), 'generations')
}

/** Ids of the published generations, in no order. */
export function generationIds(generations: string): string[] {
  if (!fs.existsSync(generations)) return []
  return fs.readdirSync(generations).filter((name) => GENERATION_ID.test(name))
}

/** Id of the generation that is served; '' when none is. */
export function currentGeneration(generations: string): string {
  try {
    return path.basename(fs.readlinkSync(path.join(generations, 'current')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

/**
 * The generation that an operator names: its id, any part of the id that only one has, or `current`.
 * @throws UnknownGeneration with what there is to choose from.
 */
export function resolveGeneration(generations: string, name: string): string {
  const current = currentGeneration(generations)
  if (name === 'current' && current !== '') return current
  const ids = generationIds(generations)
  if (ids.includes(name)) return name
  const found = name === '' || name === 'current' ? [] : ids.filter((id) => id.includes(name))
  const [only, second] = found
  if (only !== undefined && second === undefined) return only
  throw new UnknownGeneration(
    found.length === 0
      ? `no generation "${name}"; there are: ${ids.sort().join(', ') || 'none'}`
      : `"${name}" is part of several: ${found.sort().join(', ')}`,
  )
}
