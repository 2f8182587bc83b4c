/** Notices to every terminal, or to those of some places, and who has read them. They hold no patient: they are shown before sign-in. */
import { isPlace, type Place } from '../../model/codes/places.ts'
import type { StateDatabase } from './state-database.ts'

export interface Notice {
  readonly id: number
  readonly text: string
  readonly postedBy: string
  /** UTC. */
  readonly at: string
  /** Where it is shown; none named = everywhere. */
  readonly places: readonly Place[]
}

export interface PostedNotice extends Notice {
  /** UTC; '' = still shown. */
  readonly withdrawnAt: string
  readonly acknowledgedBy: readonly { readonly user: string; readonly at: string }[]
}

export interface Notices {
  /** Those shown now at a place, newest first. */
  shown(place: Place): Notice[]
  /** The newest 200, withdrawn ones too. */
  all(): PostedNotice[]
  post(text: string, postedBy: string, places: readonly Place[]): Notice
  /** @returns false when no such notice is shown. */
  withdraw(id: number): boolean
  /** @returns false when no such notice is shown. A second acknowledgement changes nothing. */
  acknowledge(id: number, user: string): boolean
}

const COLUMNS = 'id, text, posted_by AS postedBy, at, places'
const SHOWN = `SELECT ${COLUMNS} FROM notice WHERE withdrawn_at = ''
    AND (places = '' OR instr(' ' || places || ' ', ' ' || @place || ' ') > 0)
  ORDER BY id DESC LIMIT 20`
const ALL = `SELECT ${COLUMNS}, withdrawn_at AS withdrawnAt FROM notice ORDER BY id DESC LIMIT 200`
const ONE = `SELECT ${COLUMNS} FROM notice WHERE id = @id AND withdrawn_at = ''`
const INSERT = `INSERT INTO notice (text, posted_by, at, places) VALUES (@text, @postedBy, @at, @places)
  RETURNING ${COLUMNS}`
const WITHDRAW = "UPDATE notice SET withdrawn_at = @at WHERE id = @id AND withdrawn_at = ''"
const READ_BY = 'SELECT user, at FROM acknowledgement WHERE notice = @id ORDER BY at, user'
const ACKNOWLEDGE =
  'INSERT OR IGNORE INTO acknowledgement (notice, user, at) VALUES (@id, @user, @at)'

type Row = Omit<Notice, 'places'> & { readonly places: string }

function asNotice<Each extends Row>(row: Each) {
  return { ...row, places: row.places.split(' ').filter(isPlace) }
}

export function openNotices(database: StateDatabase): Notices {
  const shown = database.prepare<{ place: Place }, Row>(SHOWN)
  const all = database.prepare<[], Row & Pick<PostedNotice, 'withdrawnAt'>>(ALL)
  const one = database.prepare<{ id: number }, Row>(ONE)
  const insert = database.prepare<Omit<Row, 'id'>, Row>(INSERT)
  const withdraw = database.prepare(WITHDRAW)
  const readBy = database.prepare<{ id: number }, { user: string; at: string }>(READ_BY)
  const acknowledge = database.prepare(ACKNOWLEDGE)
  const now = () => new Date().toISOString()
  return {
    shown: (place) => shown.all({ place }).map(asNotice),
    all: () =>
      all.all().map((each) => ({ ...asNotice(each), acknowledgedBy: readBy.all({ id: each.id }) })),
    post(text, postedBy, places) {
      const posted = insert.get({ text, postedBy, at: now(), places: places.join(' ') })
      if (posted === undefined) throw new Error('the notice was not written')
      return asNotice(posted)
    },
    withdraw: (id) => withdraw.run({ id, at: now() }).changes > 0,
    acknowledge(id, user) {
      if (one.get({ id }) === undefined) return false
      acknowledge.run({ id, user, at: now() })
      return true
    },
  }
}
