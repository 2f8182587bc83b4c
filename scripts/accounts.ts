/** What the verbs about people share: the databases they open, and how they read names, roles, dates and reasons. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { isDisplayName } from '../model/codes/display-name.ts'
import { USER_NAME } from '../model/codes/user-name.ts'
import type { Accounts, Role } from '../server/access/accounts.ts'
import type { StateDatabase } from '../server/access/state-database.ts'
import type { AuditLog } from '../server/audit/log.ts'
import { type Language, WrongUse } from './verb.ts'

export interface Access {
  readonly database: StateDatabase
  readonly accounts: Accounts
  readonly audit: AuditLog
}

/** The folder named on the command line, else SANSHO_DATA, else ./var. */
export function dataDirectoryOf(given: string | undefined): string {
  return path.resolve(given ?? process.env.SANSHO_DATA ?? 'var')
}

/**
 * Opens accounts and access log of a data directory for as long as `use` takes.
 * @throws Error when there is no such directory: a mistyped one must not be made by looking into it.
 */
export async function withExistingAccess<Result>(
  dataDirectory: string,
  use: (access: Access) => Result | Promise<Result>,
): Promise<Result> {
  if (existsSync(path.join(dataDirectory, 'state'))) return withAccess(dataDirectory, use)
  throw new Error(
    `no user was ever registered in ${dataDirectory}; name the data directory with --data`,
  )
}

/** The same, made on first use. */
export async function withAccess<Result>(
  dataDirectory: string,
  use: (access: Access) => Result | Promise<Result>,
): Promise<Result> {
  const { openAuditLog } = await import('../server/audit/log.ts')
  const { openAccounts } = await import('../server/access/accounts.ts')
  const { openStateDatabase } = await import('../server/access/state-database.ts')
  const audit = openAuditLog(dataDirectory)
  try {
    const database = openStateDatabase(dataDirectory)
    try {
      return await use({ database, accounts: openAccounts(database), audit })
    } finally {
      database.close()
    }
  } finally {
    audit.close()
  }
}

/** @returns null when it is no user name */
export function asUser(text: string): string | null {
  return USER_NAME.test(text) ? text : null
}

/** @throws WrongUse for what would mislead on a screen */
export function readDisplayName(text: string, language: Language): string {
  const name = text.trim()
  if (isDisplayName(name)) return name
  throw new WrongUse(
    language === 'ja'
      ? '--display-name は100文字までです（改行・制御文字・文字の向きを変える記号は使えません）'
      : '--display-name is up to 100 characters, without line breaks, control characters or marks of direction',
  )
}

export function readUser(positionals: readonly string[], language: Language): string {
  const [user = '', ...more] = positionals
  const read = more.length === 0 ? asUser(user) : null
  if (read !== null) return read
  throw new WrongUse(
    language === 'ja'
      ? '利用者名を1つ指定してください（文字、数字、. _ - で64文字まで）'
      : 'name one user (letters, digits, . _ - up to 64 characters)',
  )
}

/** As it is written on the command line, or in the words of a Japanese staff list. @returns null when it is none */
export function asRole(text: string): Role | null {
  const word = text.normalize('NFKC').trim().toLowerCase()
  return Object.hasOwn(ROLE_WORDS, word) ? (ROLE_WORDS[word] ?? null) : null
}

const ROLE_WORDS: Readonly<Record<string, Role>> = {
  clinician: 'clinician',
  医師: 'clinician',
  看護師: 'clinician',
  薬剤師: 'clinician',
  診療: 'clinician',
  desk: 'desk',
  窓口: 'desk',
  受付: 'desk',
  医事: 'desk',
  coordinator: 'coordinator',
  統括: 'coordinator',
  統括者: 'coordinator',
  it: 'it',
  情報: 'it',
  システム: 'it',
  auditor: 'auditor',
  監査: 'auditor',
  監査者: 'auditor',
}

/** The day, by this machine's clock, of a time in UTC; '' for ''. */
export function dayOf(time: string): string {
  if (time === '') return ''
  const at = new Date(time)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

export function readReason(reason: string | undefined, language: Language): string {
  if (reason !== undefined && reason.trim() !== '') return reason.trim()
  throw new WrongUse(
    language === 'ja' ? '--reason "理由" が必要です' : 'say why with --reason "WHY"',
  )
}
