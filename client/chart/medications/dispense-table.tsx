/** What a pharmacy handed out, as a kind of its own: no order, and no proof that it was taken. */
import type { Dispense } from '../../../model/api/chart/medications.ts'
import { DISPENSE_STATUS_WORDS, durationText } from '../../../model/codes/medication-words.ts'
import { useWords } from '../../language/language.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { formatDay } from '../../parts/dates.ts'
import { Voices } from '../otherwise.tsx'

export function DispenseTable({ dispenses }: { dispenses: readonly Dispense[] }) {
  const { words, note } = useWords()
  return (
    <table className="rows dispenses">
      <thead>
        <tr>
          <th scope="col">{words.medications.dispensedOn}</th>
          <th scope="col">{words.medications.drug}</th>
          <th scope="col" className="number">
            {words.medications.amount}
          </th>
          <th scope="col">{words.medications.days}</th>
          <th scope="col">{words.medications.usageAlone}</th>
          <th scope="col">{words.medications.standing}</th>
          <th scope="col">{words.medications.ofOrder}</th>
        </tr>
      </thead>
      <tbody>
        {dispenses.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: dispenses are read only and never move
          <tr key={at}>
            <td>
              <ClinicalTime time={each.dispensedAt} to="day" />
            </td>
            <td>
              {each.drug} <Voices of={each} />
              {each.note !== '' && <small className="order-note">{note(each.note)}</small>}
            </td>
            <td className="number">{each.amount || words.notWritten}</td>
            <td>
              <DispensedDays of={each} />
            </td>
            <td>{each.usage.map(note).join(' ')}</td>
            <td>
              <DispenseWord status={each.status} />
              <small>{each.performer}</small>
            </td>
            <td>
              {words.medications.dispensedOrder[each.order]}
              <small className="time">{each.orderNo}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** For how many days, and until when by that. */
export function DispensedDays({ of }: { of: Dispense }) {
  const { words, language } = useWords()
  return (
    <>
      {of.duration === '' ? words.notWritten : durationText(of.duration, language)}
      {of.lastsUntil !== '' && (
        <small className="time">{words.medications.until(formatDay(of.lastsUntil))}</small>
      )}
    </>
  )
}

function DispenseWord({ status }: { status: string }) {
  const { words, code } = useWords()
  return status === '' ? words.medications.statusUnknown : code(DISPENSE_STATUS_WORDS, status)
}

/** Nothing for what was handed out: that is what the kind says. */
export function DispenseStatus({ status }: { status: string }) {
  if (status === 'completed') return null
  return (
    <span className="mark missing">
      <DispenseWord status={status} />
    </span>
  )
}
