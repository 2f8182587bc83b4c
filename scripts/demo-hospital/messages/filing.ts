/** Where a message lies in the standardized storage. SS-MIX2 standardized storage 1.2: folders and file names. */
import { hl7Date, hl7Second, type Minute } from '../calendar.ts'
import type { Flag } from '../events.ts'

/** Order number of types that have none. */
export const NO_ORDER = '999999999999999'

export interface Filed {
  readonly type: string
  /** Null for undated data: folder `-`. */
  readonly date: Minute | null
  readonly orderNo: string
  readonly sentAt: Minute
  readonly department: string
  readonly flag: Flag
  readonly text: string
}

/** `standard/000/001/0000012345/20261031/OML-11/<file>`. */
export function standardPath(patientId: string, filed: Filed): string {
  const date = filed.date === null ? '-' : hl7Date(filed.date)
  const name = [
    patientId,
    date,
    filed.type,
    filed.orderNo,
    `${hl7Second(filed.sentAt)}000`,
    filed.department,
    filed.flag,
  ].join('_')
  return `standard/${patientFolder(patientId)}/${date}/${filed.type}/${name}`
}

/** `000/001/0000012345`. */
export function patientFolder(patientId: string): string {
  return `${patientId.slice(0, 3)}/${patientId.slice(3, 6)}/${patientId}`
}
