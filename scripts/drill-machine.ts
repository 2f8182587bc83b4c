/** What a drill can tell of the machine itself. */
import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { MachineCheck } from '../loader/drill/drill-content.ts'
import { openStateDatabase } from '../server/access/state-database.ts'
import { openTerminals } from '../server/access/terminals.ts'
import { isViewerBuilt } from '../server/viewer.ts'

const DAY = 86_400_000
/** The longest known outage was ten weeks. */
const CERTIFICATE_DAYS = 70
/** A new generation is built beside the old one. */
const ROOM_FOR = 2

/**
 * @param dataDirectory the one that will serve, not the drill's own
 * @param asOf of what was loaded, in the facility's zone
 */
export function checkMachine(
  dataDirectory: string,
  generationBytes: number,
  asOf: string,
): MachineCheck[] {
  const viewer = isViewerBuilt(path.join(import.meta.dirname, '../dist'))
  return [
    certificate(dataDirectory),
    disk(dataDirectory, generationBytes),
    clock(dataDirectory, asOf),
    { what: 'viewer', ok: viewer, detail: viewer ? '' : 'npm run build' },
  ]
}

/** The server's own, the authority's, and that of each terminal in use. */
function certificate(dataDirectory: string): MachineCheck {
  if (!mayLook(path.join(dataDirectory, 'state'))) {
    // On an appliance the loader's user, who reads media, may not read the server's keys and accounts.
    const detail =
      '情報部門の「端末」の画面で確かめてください / see IT’s screen of terminals: this user may not look'
    return { what: 'certificate', ok: null, detail }
  }
  const own = ['server', 'ca'].flatMap((name) => {
    const file = path.join(dataDirectory, `state/tls/${name}.crt`)
    if (!fs.existsSync(file)) return []
    return [{ name, end: new X509Certificate(fs.readFileSync(file)).validToDate.getTime() }]
  })
  if (own.length === 0) {
    return { what: 'certificate', ok: true, detail: 'made at the first start of sansho serve' }
  }
  const left = [...own, ...ofTerminals(dataDirectory)].map(({ name, end }) => ({
    name,
    days: Math.floor((end - Date.now()) / DAY),
  }))
  const short = left.filter(({ days }) => days < CERTIFICATE_DAYS)
  const said = short.length > 0 ? short : left.slice(0, own.length)
  const detail = said.map(({ name, days }) => `${name}: ${days} days left`).join(', ')
  return { what: 'certificate', ok: short.length === 0, detail }
}

/** Whether the folder is ours to read, or not there yet. */
function mayLook(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.R_OK | fs.constants.X_OK)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

function ofTerminals(dataDirectory: string): { name: string; end: number }[] {
  if (!fs.existsSync(path.join(dataDirectory, 'state/state.sqlite'))) return []
  const database = openStateDatabase(dataDirectory)
  try {
    const terminals = openTerminals(database).list()
    return terminals
      .filter(({ approvedAt, revokedAt }) => approvedAt !== '' && revokedAt === '')
      .map(({ name, expiresAt }) => ({ name, end: Date.parse(expiresAt) }))
  } finally {
    database.close()
  }
}

function disk(dataDirectory: string, generationBytes: number): MachineCheck {
  const { bavail, bsize } = fs.statfsSync(dataDirectory)
  const free = bavail * bsize
  const needed = ROOM_FOR * generationBytes
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1)
  const detail = `${gigabytes(free)} GB free, ${gigabytes(needed)} GB for ${ROOM_FOR} generations`
  return { what: 'disk', ok: free >= needed, detail }
}

/** A clock cannot be checked without another one; that it was set back shows by what was written before. */
function clock(dataDirectory: string, asOf: string): MachineCheck {
  const now = new Date()
  // A day of tolerance: as-of may be a whole day.
  const isBehindMedium = Date.parse(`${asOf.slice(0, 10)}T00:00:00+09:00`) > now.getTime() + DAY
  const minute = `${now.toISOString().replace(/[-:]/g, '').slice(0, 13)}Z`
  const later = writtenAt(dataDirectory).find((time) => time > minute) ?? ''
  const detail = later === '' ? now.toISOString() : `${now.toISOString()}, behind ${later}`
  return { what: 'clock', ok: !isBehindMedium && later === '', detail }
}

/** Minutes at which generations and earlier drills were begun: `20221110T0315Z`. */
function writtenAt(dataDirectory: string): string[] {
  return ['generations', 'drills'].flatMap((name) => {
    const folder = path.join(dataDirectory, name)
    const names = fs.existsSync(folder) ? fs.readdirSync(folder) : []
    return names.flatMap((each) => {
      const [, minute] = /^(\d{8}T\d{4})/.exec(each) ?? []
      return minute === undefined ? [] : [`${minute}Z`]
    })
  })
}
