/**
 * The newest moment a source can speak for.
 *
 * Rule: what the operator states; else the newest time at which a message of the source was sent (the version time of its
 * files), else the newest clinical time in its records, not later than the newest time at which one of them was written
 * (FHIR meta.lastUpdated), so that what is planned does not count; else the newest modification time of its files. Nor does a visit or a
 * stay count that begins after its own file was written: it is a booking, and by the day of loading it may lie in the past. Times behind
 * the moment of loading are errors of a clock and do not count.
 */
import type { Connection } from './generation-database.ts'

/** When a file was written, by the facility's clock: Japan has one zone and no summer time. */
const WRITTEN_AT = `strftime('%Y-%m-%dT%H:%M:%S', f.modified_at, '+9 hours')`

export interface AsOf {
  readonly asOf: string
  readonly basis: 'operator' | 'newest-record' | 'newest-file'
}

/** @param now in the facility's zone, `2022-11-10T12:15:00`. */
export function sourceAsOf(db: Connection, source: number, stated: string, now: string): AsOf {
  if (stated !== '') return { asOf: stated, basis: 'operator' }
  const sent = newestSent(db, source, now)
  if (sent !== null) return { asOf: sent, basis: 'newest-record' }
  const clinical = newestClinical(db, source, newestWritten(db, source, now) ?? now)
  if (clinical !== null) return { asOf: clinical, basis: 'newest-record' }
  const file = newest(
    db,
    `SELECT max(${WRITTEN_AT}) FROM manifest.file f WHERE source_id = @source`,
    {
      source,
    },
  )
  return { asOf: file ?? now, basis: 'newest-file' }
}

/**
 * The newest of the sources'. That of a source of which only its files' times are known counts where no other is known: copying sets
 * them, and what a house held weeks ago would be called today's.
 */
export function generationAsOf(sources: readonly AsOf[]): AsOf {
  const told = sources.filter(({ basis }) => basis !== 'newest-file')
  return (told.length > 0 ? told : sources).reduce((newest, own) =>
    own.asOf > newest.asOf ? own : newest,
  )
}

/** Version times are digits only or ISO 8601, as their format writes them: the newest of each kind is compared. */
function newestSent(db: Connection, source: number, now: string): string | null {
  const digits = `${now.replace(/\D/g, '')}999`
  const newestOfKind = db
    .prepare<unknown[], string>(
      `SELECT max(version_time) FROM manifest.file
       WHERE source_id = @source AND version_time <> '' AND disposition IN ('loaded', 'superseded', 'deleted')
         AND version_time <= CASE WHEN substr(version_time, 5, 1) = '-' THEN @now ELSE @digits END
       GROUP BY substr(version_time, 5, 1) = '-'`,
    )
    .pluck()
    .all({ source, now, digits })
  return newestOf(newestOfKind.map((time) => isoOfDigits(time.replace(/\D/g, ''))))
}

function newestOf(times: readonly (string | null)[]): string | null {
  return times.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null)
}

function newestWritten(db: Connection, source: number, now: string): string | null {
  const sql = `SELECT max(substr(v.time, 1, 19)) FROM work.record_version v JOIN manifest.file f ON f.id = v.file_id
               WHERE f.source_id = @source AND v.time <> '' AND v.time <= @now`
  return newest(db, sql, { source, now })
}

function newestClinical(db: Connection, source: number, now: string): string | null {
  const columns = [
    'encounter_event.occurred_at',
    'medication_order.ordered_at',
    'observation_group.reported_at',
    'observation_group.collected_at',
    'clinical_order.ordered_at',
    // Documents and studies are put together after this is asked.
    'work.document_part.document_at',
    'work.image_instance.study_at',
  ]
  const times = columns.map((place) => {
    const table = place.slice(0, place.lastIndexOf('.'))
    const booked = table === 'encounter_event' ? `AND ${place} <= ${WRITTEN_AT}` : ''
    const sql = `SELECT max(substr(${place}, 1, 19)) FROM ${table} JOIN manifest.file f ON f.id = ${table}.file_id
                 WHERE f.source_id = @source AND ${place} <= @now ${booked}`
    return newest(db, sql, { source, now })
  })
  return newestOf(times)
}

function newest(
  db: Connection,
  sql: string,
  parameters: Record<string, string | number>,
): string | null {
  return db.prepare(sql).pluck().get(parameters) as string | null
}

/** `20231019131349000` → `2023-10-19T13:13:49`; null when these digits are no time. */
function isoOfDigits(digits: string): string | null {
  const found = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?/.exec(digits)
  if (found === null) return null
  const [, year, month, day, hour, minute, second] = found
  const date = `${year}-${month}-${day}`
  if (Number.isNaN(Date.parse(`${date}T00:00:00Z`))) return null
  return hour === undefined
    ? date
    : `${date}T${hour}:${minute}${second === undefined ? '' : `:${second}`}`
}
