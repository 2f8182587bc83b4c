/** What was given and what was not, by sign and by word. */
import { useState } from 'react'
import {
  ADMINISTRATION_STATUS_WORDS,
  administrationSign,
} from '../../../model/codes/medication-words.ts'
import { useWords } from '../../language/language.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { formatMoment } from '../../parts/dates.ts'
import { Voices } from '../otherwise.tsx'
import type { Administration } from './rp.ts'

/** Few stand open; many lie behind a line that counts them by status. */
const OPEN_UP_TO = 3

export function AdministrationTable({
  administrations,
}: {
  administrations: readonly Administration[]
}) {
  const { code } = useWords()
  const [isOpen, setOpen] = useState(false)
  if (administrations.length <= OPEN_UP_TO) return <Lines administrations={administrations} />
  const counts = Map.groupBy(administrations, (each) => each.status)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {[...counts].map(([status, rows]) => (
          <span key={status} className="given-count">
            {administrationSign(status)} {code(ADMINISTRATION_STATUS_WORDS, status)} {rows.length}
          </span>
        ))}
      </summary>
      {isOpen && <Lines administrations={administrations} />}
    </details>
  )
}

function Lines({ administrations }: { administrations: readonly Administration[] }) {
  const { words, code, note } = useWords()
  return (
    <table className="given-lines">
      <tbody>
        {administrations.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: administrations are read only and never move
          <tr key={at}>
            <td className="brief">
              {administrationSign(each.status)}{' '}
              {each.status === ''
                ? words.medications.statusUnknown
                : code(ADMINISTRATION_STATUS_WORDS, each.status)}
            </td>
            <td>
              <ClinicalTime time={each.startAt} />
              {each.endAt.at !== null && each.endAt.at !== each.startAt.at && (
                <span className="time">～{formatMoment(each.endAt.at)}</span>
              )}
            </td>
            <td>{each.drug}</td>
            <td className="number">{each.amount}</td>
            <td>{each.rate}</td>
            <td>{each.route}</td>
            <td className="brief">{each.performer}</td>
            <td>
              {note(each.note)} <Voices of={each} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
