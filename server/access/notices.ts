/** Notices to every terminal, and who has read them. They hold no patient: they are shown before sign-in. */
import type { StateDatabase } from './state-database.ts'

export interface Notice {
  readonly id: number
  readonly text: string
  readonly postedBy: string
  /** UTC. */
  readonly at: string
}

export interface PostedNotice extends Notice {
  /** UTC; '' = still shown. */
  readonly withdrawnAt: string
  readonly acknowledgedBy: readonly { readonly user: string; readonly at: string }[]
}

export interface Notices {
  /** Those shown now, newest first. */
  shown(): Notice[]
  /** The newest 200, withdrawn ones too. */
  all(): PostedNotice[]
  post(text: string, postedBy: string): Notice
  /** @returns false when no such notice is shown. */
  withdraw(id: number): boolean
  /** @returns false when no such notice is shown. A second acknowledgement changes nothing. */
  acknowledge(id: number, user: string): boolean
}

const COLUMNS = 'id, text, posted_by AS postedBy, at'
const SHOWN = `SELECT ${COLUMNS} FROM notice WHERE withdrawn_at = '' ORDER BY id DESC LIMIT 20`
const ALL = `SELECT ${COLUMNS}, withdrawn_at AS withdrawnAt FROM notice ORDER BY id DESC LIMIT 200`
const ONE = `SELECT ${COLUMNS} FROM notice WHERE id = @id AND withdrawn_at = ''`
const INSERT = `INSERT INTO notice (text, posted_by, at) VALUES (@text, @postedBy, @at)
  RETURNING ${COLUMNS}`
const WITHDRAW = "UPDATE notice SET withdrawn_at = @at WHERE id = @id AND withdrawn_at = ''"
const READ_BY = 'SELECT user, at FROM acknowledgement WHERE notice = @id ORDER BY at, user'
const ACKNOWLEDGE =
  'INSERT OR IGNORE INTO acknowledgement (notice, user, at) VALUES (@id, @user, @at)'

export function openNotices(database: StateDatabase): Notices {
  const shown = database.prepare<[], Notice>(SHOWN)
  const all = database.prepare<[], Omit<PostedNotice, 'acknowledgedBy'>>(ALL)
  const one = database.prepare<{ id: number }, Notice>(ONE)
  const insert = database.prepare<Omit<Notice, 'id'>, Notice>(INSERT)
  const withdraw = database.prepare(WITHDRAW)
  const readBy = database.prepare<{ id: number }, { user: string; at: string }>(READ_BY)
  const acknowledge = database.prepare(ACKNOWLEDGE)
  const now = () => new Date().toISOString()
  return {
    shown: () => shown.all(),
    all: () => all.all().map((each) => ({ ...each, acknowledgedBy: readBy.all({ id: each.id }) })),
    post(text, postedBy) {
      const posted = insert.get({ text, postedBy, at: now() })
      if (posted === undefined) throw new Error('the notice was not written')
      return posted
    },
    withdraw: (id) => withdraw.run({ id, at: now() }).changes > 0,
    acknowledge(id, user) {
      if (one.get({ id }) === undefined) return false
      acknowledge.run({ id, user, at: now() })
      return true
    },
  }
}
