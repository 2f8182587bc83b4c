/** Names a ward, a department or a doctor in a path: the same in every generation. */
import { createHash } from 'node:crypto'

export function groupKey(code: string): string {
  return createHash('sha256').update(code).digest('hex').slice(0, 12)
}
