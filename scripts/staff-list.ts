/** Reads a list of staff as Excel in Japanese writes it: CSV (RFC 4180) in UTF-8 or Shift_JIS. */

import { isDisplayName } from '../model/codes/display-name.ts'
import type { Role } from '../server/access/accounts.ts'
import { endOfDay } from '../server/access/last-day.ts'
import { asRole, asUser } from './accounts.ts'
import { readCsv } from './csv-table.ts'

export interface StaffMember {
  readonly user: string
  readonly displayName: string
  readonly role: Role
  /** UTC; '' = no end. */
  readonly expiresAt: string
}

export interface StaffFault {
  /** Row of the spreadsheet, from 1 for the heading. */
  readonly row: number
  readonly kind: 'heading' | 'user' | 'taken' | 'twice' | 'name' | 'role' | 'expires'
  /** What stands there. */
  readonly text: string
}

const HEADINGS: Readonly<Record<keyof StaffMember, readonly string[]>> = {
  user: ['user', '利用者名', '職員番号', 'id'],
  displayName: ['display-name', 'name', '氏名', '名前'],
  role: ['role', '役割', '職種'],
  expiresAt: ['expires', '期限', '有効期限'],
}

/**
 * @param isTaken whether a user name is in use already
 * @returns all of the members, or what is wrong with which rows: then none is to be registered
 */
export function readStaffList(
  bytes: Uint8Array,
  isTaken: (user: string) => boolean,
): { members: StaffMember[]; faults: StaffFault[] } {
  const [heading = [], ...rows] = readCsv(bytes)
  const column = (name: keyof StaffMember) =>
    heading.findIndex((text) =>
      HEADINGS[name].includes(text.normalize('NFKC').trim().toLowerCase()),
    )
  const faults: StaffFault[] = []
  const missing = (['user', 'displayName', 'role'] as const).filter((name) => column(name) < 0)
  if (missing.length > 0) {
    const text = missing.map((name) => HEADINGS[name].join('/')).join(', ')
    return { members: [], faults: [{ row: 1, kind: 'heading', text }] }
  }
  const seen = new Set<string>()
  const members: StaffMember[] = []
  for (const [index, cells] of rows.entries()) {
    if (cells.every((cell) => cell.trim() === '')) continue
    const cell = (name: keyof StaffMember) => (cells[column(name)] ?? '').trim()
    const user = asUser(cell('user').normalize('NFKC'))
    const role = asRole(cell('role'))
    const expiresAt = cell('expiresAt') === '' ? '' : endOfDay(cell('expiresAt'))
    const fault = (kind: StaffFault['kind'], text: string) =>
      faults.push({ row: index + 2, kind, text })
    if (user === null) fault('user', cell('user'))
    else if (isTaken(user)) fault('taken', user)
    else if (seen.has(user)) fault('twice', user)
    const displayName = cell('displayName') || (user ?? cell('user'))
    if (!isDisplayName(displayName)) fault('name', displayName.slice(0, 100))
    if (role === null) fault('role', cell('role'))
    if (expiresAt === null) fault('expires', cell('expiresAt'))
    if (user === null || role === null || expiresAt === null) continue
    seen.add(user)
    members.push({ user, displayName, role, expiresAt })
  }
  return { members, faults }
}
