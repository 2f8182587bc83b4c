/** HL7 v3 point in time (TS, CDA R2 datatypes): `YYYYMMDDHHMMSS.UUUU+ZZZZ`, cut anywhere, as the facility's time. */
import { type ReadTime, readTime } from '../fhir/times.ts'

const PATTERN =
  /^(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(\.\d+)?)?)?)?)?)?([+-]\d{4})?$/

/** Never throws. A time without an offset is the facility's, as the author leaves it to the reader; an hour alone gets its minute 00. */
export function readTimestamp(text: string): ReadTime {
  const parts = PATTERN.exec(text.trim())
  if (parts === null) return { text, at: null, sortable: '', flaw: 'not an HL7 v3 time' }
  const [, year, month, day, hour, minute = '00', second, fraction = '', zone = ''] = parts
  const date = [year, month, day].filter((part) => part !== undefined).join('-')
  if (hour === undefined) return { ...readTime(date), text }
  const clock =
    second === undefined ? `${hour}:${minute}` : `${hour}:${minute}:${second}${fraction}`
  const offset = zone === '' ? '+09:00' : `${zone.slice(0, 3)}:${zone.slice(3)}`
  return { ...readTime(`${date}T${clock}${offset}`), text }
}
