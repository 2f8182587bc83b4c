/** Entries of the access log as they are kept. */
import type { LogEntry } from '../../model/api/access-log.ts'
import { ROLE_WORDS } from '../../model/codes/roles.ts'
import { useWords } from '../language/language.tsx'
import { useOfficeWords } from './words.ts'

export function LogTable({ entries }: { entries: readonly LogEntry[] }) {
  const { code } = useWords()
  const { log } = useOfficeWords()
  return (
    <table className="rows log-rows">
      <thead>
        <tr>
          <th scope="col">#</th>
          <th scope="col">{log.time}</th>
          <th scope="col">{log.who}</th>
          <th scope="col">{log.where}</th>
          <th scope="col">{log.what}</th>
          <th scope="col">{log.patient}</th>
          <th scope="col">{log.detail}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.sequence}>
            <td className="number">{entry.sequence}</td>
            <td className="time">{writtenTime(entry)}</td>
            <td>
              <b>{entry.actor}</b>
              {entry.role !== '' && <small>{code(ROLE_WORDS, entry.role)}</small>}
            </td>
            <td className="time">{entry.terminal}</td>
            <td>{entry.action}</td>
            <td className="time">{entry.patientId}</td>
            <td className="log-detail">{entry.detail === '{}' ? '' : entry.detail}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** By the machine's own clock and offset at that moment: what a terminal thinks of the time is no evidence. */
function writtenTime({ at, utcOffset }: LogEntry): string {
  const [, sign, hours = 0, minutes = 0] = /^([+-])(\d\d):(\d\d)$/.exec(utcOffset) ?? []
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  const local = new Date(Date.parse(at) + offset * 60_000).toISOString()
  return `${local.slice(0, 10).replaceAll('-', '/')} ${local.slice(11, 19)} ${utcOffset}`
}
