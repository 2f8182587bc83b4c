/** What the patient takes at the date of the data, one line a drug; a mix is one line with all it holds. */
import type { SummaryAnswer } from '../../../model/api/chart/summary.ts'
import { durationText } from '../../../model/codes/medication-words.ts'
import { useWords } from '../../language/language.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { formatDay } from '../../parts/dates.ts'
import { NoRecord } from '../../parts/no-record.tsx'
import { DispenseStatus } from '../medications/dispense-table.tsx'
import { endText, OrderedTwice, OrderStart, OrderStatus } from '../medications/order-table.tsx'
import { drugsOrderedTwice } from '../medications/ordered-twice.ts'
import { amountText } from '../medications/rp.ts'
import { Otherwise, SourceNames } from '../otherwise.tsx'

/** More of them stand closer, so that the last one is still on a screen of 1280×800. */
const MOST_SPACED = 8

type Order = SummaryAnswer['medications'][number]

/** By their orders; apart from them what was dispensed and no order here tells of. */
export function CurrentMedicines({ summary }: { summary: SummaryAnswer }) {
  return (
    <>
      <OrderedMedicines summary={summary} />
      <DispensedMedicines dispensed={summary.dispensed} />
    </>
  )
}

function DispensedMedicines({ dispensed }: Pick<SummaryAnswer, 'dispensed'>) {
  const { words, language, note } = useWords()
  if (dispensed.length === 0) return null
  return (
    <>
      <p className="apart">{words.medications.dispensedOnly}</p>
      <ul className="lines medicines compact">
        {dispensed.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: dispenses are read only and never move
          <li key={at}>
            <span>
              <span className="mark">{words.medications.dispensedMark}</span>{' '}
              <DispenseStatus status={each.status} /> <b>{each.drug}</b> {each.amount}{' '}
              {each.duration !== '' && durationText(each.duration, language)}{' '}
              <SourceNames of={each} />
            </span>
            <small>
              {each.usage.map(note).join(' ')}
              <span className="time">
                <ClinicalTime time={each.dispensedAt} to="day" />{' '}
                {each.lastsUntil === ''
                  ? words.medications.endUnknown
                  : words.medications.until(formatDay(each.lastsUntil))}
              </span>
            </small>
          </li>
        ))}
      </ul>
    </>
  )
}

function OrderedMedicines({ summary }: { summary: SummaryAnswer }) {
  const { words, note } = useWords()
  if (summary.medications.length === 0) {
    return (
      <NoRecord
        text={words.medications.noCurrent[summary.currentAt.basis]}
        gaps={summary.patientGaps}
        areas={['medications']}
      />
    )
  }
  const twice = drugsOrderedTwice(summary.medications)
  return (
    <ul className={`lines medicines${summary.medications.length > MOST_SPACED ? ' compact' : ''}`}>
      {summary.medications.map((order) => (
        <li key={order.id}>
          <span>
            <OrderStatus order={order} />
            <Drugs order={order} twice={twice} />
            <Otherwise of={order} />
          </span>
          <small>
            {[
              note(order.category),
              order.usage.map(note).join(' '),
              order.rate && words.medications.rate(order.rate),
              routeOf(order) && words.medications.route(order.route),
            ]
              .filter((each) => each !== '')
              .join('　')}
            <span className="time">
              {(order.currentBy !== 'period' || order.coveredUntil === '') && (
                <>
                  <OrderStart order={order} />{' '}
                </>
              )}
              {order.coveredUntil === ''
                ? words.medications.endUnknown
                : words.medications.until(endText(order))}
            </span>
          </small>
        </li>
      ))}
    </ul>
  )
}

/** The usage of a prescription says it already (内服, 外用). */
function routeOf({ form, usage, route }: Order): string {
  return form === 'injection' || usage.length === 0 ? route : ''
}

function Drugs({ order, twice }: { order: Order; twice: ReadonlySet<string> }) {
  return order.components.map((component, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: components are read only and never move
    <span key={at} className="medicine">
      {at > 0 && <span aria-hidden="true">＋</span>}
      <b>{component.drug}</b> {amountText(component.dose, component.unit)}{' '}
      {twice.has(component.drug) && <OrderedTwice />}
    </span>
  ))
}
