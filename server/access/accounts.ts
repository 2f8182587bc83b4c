/** People who may sign in. */
import type { Session } from '../../model/api/session.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import type { StateDatabase } from './state-database.ts'

export type Role = Session['role']
export const ROLES: readonly Role[] = ['clinician', 'desk', 'coordinator', 'it', 'auditor']

/** The account that exists only while the demo hospital is served. */
export const DEMO_USER = 'demo'

export interface Account {
  readonly user: string
  readonly displayName: string
  readonly role: Role
  readonly demo: boolean
}

interface AccountRow {
  readonly user: string
  readonly displayName: string
  readonly role: Role
  readonly demo: number
  readonly password: string
}

const FIND = `SELECT user, display_name AS displayName, role, demo, password FROM account
  WHERE user = @user`
const INSERT = `INSERT INTO account (user, display_name, role, password, demo, created_at)
  VALUES (@user, @displayName, @role, @password, @demo, @createdAt)`

export interface Accounts {
  exists(user: string): boolean
  /** @throws Error when the user exists. */
  add(account: Account, password: string): Promise<void>
  /** Makes the demo account anew with this password; its old sessions end. */
  resetDemo(password: string): Promise<void>
  /** The account, if user and password are right; null for every other reason. Always takes the same time. */
  authenticate(user: string, password: string): Promise<Account | null>
}

export function openAccounts(database: StateDatabase): Accounts {
  const find = database.prepare<{ user: string }, AccountRow>(FIND)
  const insert = database.prepare(INSERT)
  const remove = database.prepare('DELETE FROM account WHERE user = @user')

  async function add(account: Account, password: string): Promise<void> {
    const hash = await hashPassword(password)
    insert.run({
      ...account,
      demo: account.demo ? 1 : 0,
      password: hash,
      createdAt: new Date().toISOString(),
    })
  }

  return {
    exists: (user) => find.get({ user }) !== undefined,
    add,
    async resetDemo(password) {
      remove.run({ user: DEMO_USER })
      await add({ user: DEMO_USER, displayName: 'デモ', role: 'clinician', demo: true }, password)
    },
    async authenticate(user, password) {
      const row = find.get({ user })
      const right = await verifyPassword(password, row?.password ?? null)
      if (!right || row === undefined) return null
      return { user: row.user, displayName: row.displayName, role: row.role, demo: row.demo === 1 }
    },
  }
}
