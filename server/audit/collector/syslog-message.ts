/** An entry of the access log as a syslog message (RFC 5424) in a frame with its length before it (RFC 6587 3.4.1, RFC 5425 4.3). */
import { asciiLine, type HashedRow } from '../entry.ts'

/** Facility 13 (log audit) and severity 6 (informational): RFC 5424 6.2.1. */
const PRIORITY = 13 * 8 + 6
/** RFC 5424 6.2.4 and 6.2.7. */
const LONGEST_HOST = 255
const LONGEST_ID = 32

/**
 * The message is the entry's line of JSON with its hash, all of it ASCII: no byte order mark is needed, and whatever character set a collector
 * thinks in, `sansho audit verify --copy` can read what it kept.
 * @param host name of this machine
 */
export function syslogFrame(row: HashedRow, host: string): string {
  const from = printable(host, LONGEST_HOST)
  const id = printable(row.action, LONGEST_ID)
  const message = `<${PRIORITY}>1 ${row.at} ${from} sansho - ${id} - ${asciiLine(row)}`
  return `${message.length} ${message}`
}

/** PRINTUSASCII; `-` = nothing can be said. */
function printable(text: string, longest: number): string {
  return text.replaceAll(/[^!-~]/g, '').slice(0, longest) || '-'
}
