/**
 * Brings every entry of the access log to a syslog collector over TLS (RFC 5425).
 *
 * The queue is the log itself: what is not delivered yet is read from it when the collector is there again, so nothing grows and nothing is
 * dropped, however long it stays away; what is kept beside the log is how far it has come (`<data>/audit/collector.json`). No request waits
 * for it: the rule that nothing is served that was not written stays with the log and its copy on a disk.
 *
 * Not guaranteed: that the collector wrote down what it took. Syslog knows no receipt; what a connection took in its last seconds is sent
 * again when it broke, so an entry may come twice. Its number and hash show that, and every gap.
 */
import { readFileSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import Database from 'better-sqlite3'
import type { CollectorSettings } from '../../settings.ts'
import { CHAIN_START, type HashedRow, type Head } from '../entry.ts'
import { HEAD, ROW_AT, ROWS_AFTER } from '../schema.ts'
import { keepPosition, readPosition } from './position.ts'
import { syslogFrame } from './syslog-message.ts'

export interface Collector {
  state(): CollectorState
  /** What was taken lately is sent again at the next start. */
  stop(): void
}

export interface CollectorState {
  readonly address: string
  readonly connected: boolean
  /** Entries of the log that it has not got yet. */
  readonly behind: number
  /** UTC of the oldest of them; '' = none. */
  readonly oldestAt: string
  /** What the last failure said; '' = connected. */
  readonly problem: string
}

/** Entries sent at once: what is held in memory. */
const BATCH = 200
const LOOK_MILLISECONDS = 500
/** A connection that lives so long after it took an entry has delivered it. */
const SETTLE_MILLISECONDS = 2_000
/** A collector that takes nothing for so long is as good as away. */
const SILENCE_MILLISECONDS = 30_000
const RETRY_MILLISECONDS = { first: 1_000, most: 30_000 }

/**
 * @param report takes one line for the process log
 * @throws Error when a file that the settings name can't be read: a typing error must not leave the copy unmade unnoticed
 */
export function startCollector(
  dataDirectory: string,
  settings: CollectorSettings,
  report: (line: string) => void,
): Collector {
  const identity = readIdentity(settings)
  const directory = join(dataDirectory, 'audit')
  const log = new Database(join(directory, 'audit.sqlite'), { readonly: true })
  const rowsAfter = log.prepare<{ sequence: number }, HashedRow>(`${ROWS_AFTER} LIMIT ${BATCH}`)
  const rowAt = log.prepare<{ sequence: number }, HashedRow>(ROW_AT)
  const head = log.prepare<[], Head>(HEAD)
  let delivered = begin(directory, rowAt, report)
  /** Taken by this connection, and not yet old enough to count as delivered. */
  let taken: { last: Head; at: number }[] = []
  let current: TLSSocket | null = null
  /** The same, once the collector has shown who it is. */
  let socket: TLSSocket | null = null
  let writing = false
  let problem = ''
  let wait = RETRY_MILLISECONDS.first
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  function open(): void {
    const opened = connect({ ...identity, minVersion: 'TLSv1.2' })
    current = opened
    opened.setKeepAlive(true, SILENCE_MILLISECONDS)
    let why = 'closed by the collector'
    opened.once('secureConnect', () => {
      socket = opened
      problem = ''
      wait = RETRY_MILLISECONDS.first
      report(`the log collector ${settings.address} is connected`)
      look()
    })
    opened.on('error', (error) => {
      why = error.message
    })
    // Nothing is expected of it; what comes is read so that its end is noticed.
    opened.resume()
    opened.once('close', () => {
      clearTimeout(timer)
      if (socket === opened || problem !== why)
        report(`the log collector ${settings.address} is away: ${why}`)
      socket = null
      writing = false
      taken = []
      problem = why
      if (stopped) return
      timer = setTimeout(open, wait)
      wait = Math.min(wait * 2, RETRY_MILLISECONDS.most)
    })
    timer = setTimeout(() => opened.destroy(new Error('no answer')), SILENCE_MILLISECONDS)
  }

  function look(): void {
    clearTimeout(timer)
    settle()
    if (socket === null || writing) return
    const rows = rowsAfter.all({ sequence: (taken.at(-1)?.last ?? delivered).sequence })
    if (rows.length > 0) send(socket, rows)
    else timer = setTimeout(look, LOOK_MILLISECONDS)
  }

  function send(to: TLSSocket, rows: readonly HashedRow[]): void {
    writing = true
    timer = setTimeout(() => to.destroy(new Error('it takes nothing')), SILENCE_MILLISECONDS)
    to.write(rows.map((row) => syslogFrame(row, os.hostname())).join(''), (error) => {
      if (error || to !== socket) return
      writing = false
      const last = rows.at(-1)
      if (last !== undefined) taken.push({ last, at: performance.now() })
      look()
    })
  }

  function settle(): void {
    const old = taken.filter(({ at }) => at <= performance.now() - SETTLE_MILLISECONDS)
    const last = old.at(-1)?.last
    if (last === undefined) return
    taken = taken.slice(old.length)
    delivered = { sequence: last.sequence, hash: last.hash }
    try {
      keepPosition(directory, delivered)
    } catch (error) {
      // It will be sent again after a restart; a full disk stops the log itself.
      report(`how far the log collector has come could not be written: ${String(error)}`)
    }
  }

  open()
  return {
    state() {
      const got = (taken.at(-1)?.last ?? delivered).sequence
      const behind = (head.get() ?? CHAIN_START).sequence - got
      return {
        address: settings.address,
        connected: socket !== null,
        behind,
        oldestAt: behind > 0 ? (rowAt.get({ sequence: got + 1 })?.at ?? '') : '',
        problem,
      }
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      settle()
      current?.destroy()
      log.close()
    },
  }
}

/** A position in another log than this one is none: everything is sent. */
function begin(
  directory: string,
  rowAt: Database.Statement<{ sequence: number }, HashedRow>,
  report: (line: string) => void,
): Head {
  const kept = readPosition(directory)
  if (kept.sequence === 0 || rowAt.get({ sequence: kept.sequence })?.hash === kept.hash) return kept
  report(`the log collector has entry ${kept.sequence} of another log: everything is sent anew`)
  return CHAIN_START
}

/** Whom to connect to, whom to trust, and who we are. */
function readIdentity({ address, caFile, certificateFile, keyFile }: CollectorSettings) {
  const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? []
  return {
    host,
    port: Number(port),
    ca: readFile(caFile),
    ...(certificateFile !== undefined && { cert: readFile(certificateFile) }),
    ...(keyFile !== undefined && { key: readFile(keyFile) }),
  }
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new Error(`${path}, which settings.json names for the log collector, could not be read`, {
      cause,
    })
  }
}
