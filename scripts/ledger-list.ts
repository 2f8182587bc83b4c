/** The backup register as a list that Excel in Japanese opens and writes. */
import { BackupSystem } from '../loader/ledger/backup-system.ts'
import { readCsv, writeCsv } from './csv-table.ts'

export interface LedgerFault {
  /** Row of the spreadsheet, from 1 for the heading. */
  readonly row: number
  /** Heading of the column; '' = the row as a whole. */
  readonly column: string
  /** What stands there. */
  readonly text: string
}

/** Headings, the one that is written first. */
const COLUMNS: Readonly<Record<keyof BackupSystem, readonly string[]>> = {
  name: ['システム名', 'name', 'system'],
  source: ['ソース名', 'source'],
  department: ['部門', 'department'],
  vendor: ['ベンダー', 'vendor'],
  medium: ['保管媒体', 'medium'],
  schedule: ['取得時期', 'schedule'],
  contract: ['契約書の所在', 'contract'],
  responsible: ['責任者', 'responsible'],
  alarmHours: ['警告までの時間', 'alarm hours', 'alarm-hours'],
  lastSeenAt: ['最終確認', 'last seen'],
  lastProvedAt: ['最終読取確認', 'last proved readable'],
}
const NAMES = Object.keys(COLUMNS) as (keyof BackupSystem)[]
const MOMENTS = ['lastSeenAt', 'lastProvedAt'] as const
const WRITTEN = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/
const A_WEEK = '168'

/** @returns all of the systems, or what is wrong in which cells: then none is to be taken over. */
export function readLedgerList(bytes: Uint8Array): {
  systems: BackupSystem[]
  faults: LedgerFault[]
} {
  const [heading = [], ...rows] = readCsv(bytes)
  const folded = heading.map((text) => text.normalize('NFKC').trim().toLowerCase())
  const columns = new Map(
    NAMES.map((name) => [name, folded.findIndex((text) => COLUMNS[name].includes(text))]),
  )
  if ((columns.get('name') ?? -1) < 0) {
    return {
      systems: [],
      faults: [{ row: 1, column: COLUMNS.name[0] ?? '', text: heading.join(',') }],
    }
  }
  const systems: BackupSystem[] = []
  const faults: LedgerFault[] = []
  for (const [index, cells] of rows.entries()) {
    if (cells.every((cell) => cell.trim() === '')) continue
    const row = index + 2
    const said = Object.fromEntries(
      NAMES.map((name) => [name, asWritten(cells[columns.get(name) ?? -1] ?? '')]),
    ) as Record<keyof BackupSystem, string>
    for (const name of MOMENTS) said[name] = momentOf(said[name])
    const hours = Number((said.alarmHours || A_WEEK).normalize('NFKC'))
    const read = BackupSystem.safeParse({ ...said, alarmHours: hours })
    const wrong = read.success
      ? MOMENTS.filter((name) => Date.parse(read.data[name]) > Date.now())
      : read.error.issues.map(({ path: place }) => place[0] as keyof BackupSystem)
    if (!read.success || wrong.length > 0) {
      for (const name of wrong) {
        faults.push({ row, column: COLUMNS[name][0] ?? '', text: said[name] })
      }
    } else if (systems.some(({ name }) => name === read.data.name)) {
      faults.push({ row, column: COLUMNS.name[0] ?? '', text: said.name })
    } else systems.push(read.data)
  }
  return { systems, faults }
}

/**
 * A time as people and Excel write it, by the facility's clock (Japan has one zone and no summer time), in UTC: `2026/11/20 8:05`, `2026-11-20`.
 * A day alone begins at midnight: the alarm then comes too early rather than too late. Anything else as it is.
 */
function momentOf(text: string): string {
  const [, year, month = '', day = '', hour = '0', minute = '00', second = '00'] =
    WRITTEN.exec(text.normalize('NFKC')) ?? []
  if (year === undefined) return text
  const two = (digits: string) => digits.padStart(2, '0')
  const date = `${year}-${two(month)}-${two(day)}`
  const at = new Date(`${date}T${two(hour)}:${minute}:${second}+09:00`)
  const isDay = new Date(`${date}T00:00Z`).toJSON()?.startsWith(date) ?? false
  return isDay && !Number.isNaN(at.getTime()) ? at.toISOString() : text
}

/** Without the apostrophe that writeCsv leads a formula by. */
function asWritten(cell: string): string {
  return cell.trim().replace(/^'(?=[=+\-@＝＋－＠])/, '')
}

export function writeLedgerList(systems: readonly BackupSystem[]): string {
  const rows = systems.map((system) => NAMES.map((name) => String(system[name])))
  return writeCsv([NAMES.map((name) => COLUMNS[name][0] ?? ''), ...rows])
}
