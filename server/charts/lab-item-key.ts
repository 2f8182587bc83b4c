/** Which row of a cumulative table a laboratory result belongs to, said the same way by every answer of a chart. */
import type { LabItem } from '../../model/api/chart/labs.ts'
import { systemName } from '../../model/codes/coding-systems.ts'
import { isJlac10 } from '../../model/codes/lab-sections.ts'

/**
 * One row for each item, unit and specimen. Hospitals give a local code to another item in time: only a standard one (JLAC10)
 * makes two names one row.
 */
export function labItemKey(
  item: Pick<LabItem, 'code' | 'system' | 'name' | 'unit' | 'specimen'>,
): string {
  const { code, system, name, unit, specimen } = item
  const what = isJlac10(code) ? code : `${systemName(system)}|${code}|${name}`
  return JSON.stringify([what, unit, specimen])
}
