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
  /** UTC, ISO 8601; absent or '' = does not end by itself. */
  readonly expiresAt?: string
}

export interface ListedAccount extends Account {
  readonly expiresAt: string
  /** UTC; '' = may sign in. */
  readonly disabledAt: string
  readonly createdAt: string
}

interface AccountRow {
  readonly user: string
  readonly displayName: string
  readonly role: Role
  readonly demo: number
  readonly password: string
  readonly expiresAt: string
  readonly disabledAt: string
  readonly createdAt: string
}

const COLUMNS = `user, display_name AS displayName, role, demo, password, expires_at AS expiresAt,
  disabled_at AS disabledAt, created_at AS createdAt`
const FIND = `SELECT ${COLUMNS} FROM account WHERE user = @user`
const LIST = `SELECT ${COLUMNS} FROM account ORDER BY user`
const INSERT = `INSERT INTO account
    (user, display_name, role, password, demo, created_at, expires_at, one_time_until)
  VALUES (@user, @displayName, @role, @password, @demo, @createdAt, @expiresAt, @oneTimeUntil)`
const SET_PASSWORD =
  "UPDATE account SET password = @password, one_time_until = '' WHERE user = @user"
/** Only while it is still the one that was judged. */
const EXCHANGE_PASSWORD = `${SET_PASSWORD} AND password = @judged`
const SET_ONE_TIME =
  'UPDATE account SET password = @password, one_time_until = @until WHERE user = @user'
const DISABLE = "UPDATE account SET disabled_at = @now WHERE user = @user AND disabled_at = ''"

export interface Accounts {
  exists(user: string): boolean
  /**
   * @param oneTimeUntil the password is good once until then, as by `setOneTimePassword`; '' = it is the person's own
   * @throws Error when the user exists.
   */
  add(account: Account, password: string, oneTimeUntil?: string): Promise<void>
  /**
   * All of them or none.
   * @param whenAdded is called just before it is settled; what it throws keeps all from being added
   * @throws Error when one of them exists, and what `whenAdded` throws
   */
  addAll(
    people: readonly { readonly account: Account; readonly password: string }[],
    whenAdded: () => void,
  ): Promise<void>
  /** Makes the demo account anew with this password; its old sessions end. */
  resetDemo(password: string): Promise<void>
  list(): ListedAccount[]
  /** From now on nobody signs in by this account, and its sessions end. @returns false when there was nothing to do */
  disable(user: string): boolean
  /** Every session of the person, for programs that hold nothing else of them. */
  endSessions(user: string): void
  /** Sessions that are open stay so: see `Sessions.endOthers`. */
  setPassword(user: string, password: string): Promise<void>
  /** The same by who knows the present one. @returns false when it is not, or no longer, the present one */
  changePassword(user: string, current: string, next: string): Promise<boolean>
  /**
   * Makes the password one that is good once, until then, to set another.
   * @param until UTC, ISO 8601
   */
  setOneTimePassword(user: string, password: string, until: string): Promise<void>
  /** What `setOneTimePassword` said, as long as no other was set: UTC; '' = the password is the person's own. */
  oneTimeUntil(user: string): string
  /** The account, if it may sign in. */
  active(user: string): Account | null
  /** The account, if it may sign in, and user and password are right; null for every other reason. Always takes the same time. */
  authenticate(user: string, password: string): Promise<Account | null>
}

/** @param now milliseconds since 1970 */
export function openAccounts(database: StateDatabase, now: () => number = Date.now): Accounts {
  const find = database.prepare<{ user: string }, AccountRow>(FIND)
  const insert = database.prepare(INSERT)
  const list = database.prepare<[], AccountRow>(LIST)
  const disable = database.prepare<{ user: string; now: string }>(DISABLE)
  const setPassword = database.prepare(SET_PASSWORD)
  const exchangePassword = database.prepare(EXCHANGE_PASSWORD)
  const setOneTime = database.prepare(SET_ONE_TIME)
  const oneTimeUntil = database.prepare<{ user: string }, { until: string }>(
    'SELECT one_time_until AS until FROM account WHERE user = @user',
  )
  const endSessions = database.prepare('DELETE FROM session WHERE user = @user')
  const remove = database.prepare('DELETE FROM account WHERE user = @user')

  function insertHashed(account: Account, password: string, oneTimeUntil: string): void {
    insert.run({
      ...account,
      demo: account.demo ? 1 : 0,
      password,
      createdAt: new Date(now()).toISOString(),
      expiresAt: account.expiresAt ?? '',
      oneTimeUntil,
    })
  }

  async function add(account: Account, password: string, oneTimeUntil = ''): Promise<void> {
    insertHashed(account, await hashPassword(password), oneTimeUntil)
  }

  async function addAll(
    people: readonly { readonly account: Account; readonly password: string }[],
    whenAdded: () => void,
  ): Promise<void> {
    const hashed: { account: Account; hash: string }[] = []
    for (const { account, password } of people) {
      hashed.push({ account, hash: await hashPassword(password) })
    }
    const settle = database.transaction(() => {
      for (const { account, hash } of hashed) insertHashed(account, hash, '')
      whenAdded()
    })
    settle.immediate()
  }

  function active(name: string): Account | null {
    const row = find.get({ user: name })
    if (row === undefined || row.disabledAt !== '') return null
    if (row.expiresAt !== '' && Date.parse(row.expiresAt) <= now()) return null
    const { user, displayName, role, demo } = row
    return { user, displayName, role, demo: demo === 1 }
  }

  /** The account, and the hash that was judged. */
  async function judge(user: string, password: string) {
    const hash = find.get({ user })?.password ?? null
    const isRight = await verifyPassword(password, hash)
    // It may have been given anew while it was weighed.
    const account = isRight && find.get({ user })?.password === hash ? active(user) : null
    return { account, hash }
  }

  return {
    active,
    exists: (user) => find.get({ user }) !== undefined,
    add,
    addAll,
    list: () => list.all().map(({ password: _, demo, ...row }) => ({ ...row, demo: demo === 1 })),
    disable(user) {
      const done = disable.run({ user, now: new Date(now()).toISOString() }).changes > 0
      endSessions.run({ user })
      return done
    },
    endSessions: (user) => void endSessions.run({ user }),
    async resetDemo(password) {
      remove.run({ user: DEMO_USER })
      await add({ user: DEMO_USER, displayName: 'デモ', role: 'clinician', demo: true }, password)
    },
    async setPassword(user, password) {
      setPassword.run({ user, password: await hashPassword(password) })
    },
    async changePassword(user, current, next) {
      const password = await hashPassword(next)
      const { account, hash } = await judge(user, current)
      return account !== null && exchangePassword.run({ user, password, judged: hash }).changes > 0
    },
    async setOneTimePassword(user, password, until) {
      setOneTime.run({ user, password: await hashPassword(password), until })
    },
    oneTimeUntil: (user) => oneTimeUntil.get({ user })?.until ?? '',
    authenticate: async (user, password) => (await judge(user, password)).account,
  }
}
