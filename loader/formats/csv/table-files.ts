/** Which files a table of a mapping is of. */
import type { Table } from './mapping-schema.ts'

/** Whether a table is of files of this name. The pattern may come from a hostile medium: linear in the name's length. */
export function isOfTable({ files }: Table, name: string): boolean {
  const [first = '', ...others] = files.toLowerCase().split('*')
  const wanted = name.toLowerCase()
  const last = others.pop()
  if (last === undefined) return wanted === first
  if (!wanted.startsWith(first)) return false
  let at = first.length
  for (const part of others) {
    const found = wanted.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return wanted.length - last.length >= at && wanted.endsWith(last)
}
