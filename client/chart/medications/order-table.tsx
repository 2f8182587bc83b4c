/** Orders as a table, the drugs of one Rp together. An injection's mix is one block with its rate. */
import { memo } from 'react'
import {
  durationText,
  isPlainControl,
  MAY_GO_ON,
  ORDER_CONTROL_WORDS,
} from '../../../model/codes/medication-words.ts'
import { useWords } from '../../language/language.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { formatDay, formatMoment } from '../../parts/dates.ts'
import { Voices } from '../otherwise.tsx'
import { AdministrationTable } from './administration-table.tsx'
import { doseText, type MedicationOrder, type OrderBlock, type Rp } from './rp.ts'

const NONE: ReadonlySet<string> = new Set()

interface OrderTableProps {
  readonly blocks: readonly OrderBlock[]
  /** Names of drugs that stand in more than one of the orders. */
  readonly twice?: ReadonlySet<string>
}

export function OrderTable({ blocks, twice = NONE }: OrderTableProps) {
  const { words } = useWords()
  return (
    <table className="rows rps">
      <thead>
        <tr>
          <th scope="col">{words.medications.period}</th>
          <th scope="col">{words.medications.kind}</th>
          <th scope="col">Rp</th>
          <th scope="col">{words.medications.drug}</th>
          <th scope="col" className="number">
            {words.medications.dose}
          </th>
          <th scope="col">{words.medications.usage}</th>
          <th scope="col">{words.medications.orderedBy}</th>
        </tr>
      </thead>
      {blocks.map((block) => (
        <BlockRows key={block.key} block={block} twice={twice} />
      ))}
    </table>
  )
}

interface BlockRowsProps {
  readonly block: OrderBlock
  readonly twice: ReadonlySet<string>
}

/** Drawn again only when it changes: a table that grows leaves what is there. */
const BlockRows = memo(function BlockRows({ block, twice }: BlockRowsProps) {
  return (
    <tbody>
      {block.rps.map((rp) =>
        rp.orders.map((order, at) => (
          <OrderRow key={order.id} order={order} rp={rp} isFirst={at === 0} twice={twice} />
        )),
      )}
      {block.administrations.length > 0 && (
        <tr className="given">
          <td colSpan={3} />
          <td colSpan={4}>
            <AdministrationTable administrations={block.administrations} />
          </td>
        </tr>
      )}
    </tbody>
  )
})

interface OrderRowProps {
  readonly order: MedicationOrder
  readonly rp: Rp
  /** The first drug of its Rp carries what holds for all of them. */
  readonly isFirst: boolean
  readonly twice: ReadonlySet<string>
}

function OrderRow({ order, rp, isFirst, twice }: OrderRowProps) {
  const { words, note } = useWords()
  const rowSpan = rp.orders.length
  return (
    <tr className={isFirst ? 'first-of-rp' : undefined}>
      {isFirst && (
        <>
          <td rowSpan={rowSpan}>
            <Period order={order} />
          </td>
          <td rowSpan={rowSpan}>
            {words.medications.form[order.form]}
            {order.category !== '' && <small className="order-kind">{note(order.category)}</small>}
          </td>
          <td rowSpan={rowSpan} className="time">
            {rp.number}
          </td>
        </>
      )}
      <td>
        <OrderStatus order={order} />
        <Components order={order} twice={twice} />
        <Voices of={order} />
      </td>
      <td className="number">
        <Doses order={order} />
      </td>
      <td>
        <Usage order={order} />
      </td>
      {isFirst && (
        <td rowSpan={rowSpan}>
          {order.department}
          <small>{order.doctor}</small>
        </td>
      )}
    </tr>
  )
}

/** The last day covered; of an injection with its clock, as a drip that ends in the night is still running or is not. */
export function endText(order: Pick<MedicationOrder, 'form' | 'endAt' | 'coveredUntil'>): string {
  const end = order.endAt.at
  return order.form === 'injection' && end !== null && end.startsWith(order.coveredUntil)
    ? formatMoment(end)
    : formatDay(order.coveredUntil)
}

/** When it starts; without that when it was ordered, called so. */
export function OrderStart({
  order,
}: {
  order: Pick<MedicationOrder, 'form' | 'startAt' | 'orderedAt'>
}) {
  const { words } = useWords()
  const { form, startAt, orderedAt } = order
  const isStartKnown = startAt.at !== null || startAt.text !== ''
  const isOrderKnown = orderedAt.at !== null || orderedAt.text !== ''
  const to = form === 'injection' ? 'moment' : 'day'
  if (isStartKnown || !isOrderKnown) return <ClinicalTime time={startAt} to={to} />
  return (
    <>
      {words.medications.orderedOn} <ClinicalTime time={orderedAt} to={to} />
    </>
  )
}

/** From, until, and for how long; what cannot be told is said. */
export function Period({ order }: { order: MedicationOrder }) {
  const { words, language } = useWords()
  return (
    <>
      <OrderStart order={order} />
      <small className="time">
        {order.coveredUntil === ''
          ? words.medications.endUnknown
          : words.medications.until(endText(order))}
        {order.duration !== '' && words.inBrackets(durationText(order.duration, language))}
      </small>
    </>
  )
}

/**
 * What its control says beyond that it stands; why it is current where its period does not say so, and as of when its source speaks where
 * that is earlier than the chart's moment.
 */
export function OrderStatus({ order }: { order: MedicationOrder }) {
  const { words } = useWords()
  const { currentBy, currentAsOf } = order
  return (
    <>
      <Control order={order} />
      {order.note.includes(MAY_GO_ON) && (
        <>
          <span className="mark missing">{words.medications.mayGoOn}</span>{' '}
        </>
      )}
      {currentBy !== null && currentBy !== 'period' && (
        <>
          <span className="mark">{words.medications.currentBy[currentBy]}</span>{' '}
        </>
      )}
      {currentAsOf !== undefined && (
        <>
          <span className="mark missing">
            {words.medications.currentAsOf(formatMoment(currentAsOf))}
          </span>{' '}
        </>
      )}
    </>
  )
}

/** 取消, 中止, 変更 …; nothing for an order that simply stands. */
function Control({ order }: { order: MedicationOrder }) {
  const { words, code } = useWords()
  if (isPlainControl(order.control) && !order.cancelled) return null
  const word =
    isPlainControl(order.control) && order.cancelled
      ? words.medications.cancelled
      : code(ORDER_CONTROL_WORDS, order.control)
  return <span className={order.cancelled ? 'mark missing' : 'mark'}>{word}</span>
}

export function OrderedTwice() {
  return <span className="mark">{useWords().words.medications.orderedTwice}</span>
}

function Components({ order, twice }: { order: MedicationOrder; twice: ReadonlySet<string> }) {
  return order.components.map((component, at) => (
    <span
      // biome-ignore lint/suspicious/noArrayIndexKey: components are read only and never move
      key={at}
      className={order.cancelled ? 'drug struck' : 'drug'}
    >
      {order.components.length > 1 && (
        <span className="mix" aria-hidden="true">
          {component.role === 'B' ? '■' : '＋'}
        </span>
      )}
      {component.drug} {twice.has(component.drug) && <OrderedTwice />}
    </span>
  ))
}

function Doses({ order }: { order: MedicationOrder }) {
  const { words } = useWords()
  const struck = order.cancelled ? 'drug struck' : 'drug'
  return order.components.map((component, at) => {
    const { text, isKnown } = doseText(order, component, words)
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: components are read only and never move
      <span key={at} className={struck}>
        {isKnown ? text : <span className="unknown">{text}</span>}
      </span>
    )
  })
}

function Usage({ order }: { order: MedicationOrder }) {
  const { words, note } = useWords()
  const facts = [
    order.perDay && words.medications.perDay(order.perDay),
    order.total && words.medications.total(order.total),
    order.rate && words.medications.rate(order.rate),
    order.route && words.medications.route(order.route),
    order.device,
    order.dosageForm,
  ].filter((each) => each !== '')
  return (
    <>
      {order.usage.length > 0 && <span className="drug">{order.usage.map(note).join(' ')}</span>}
      {facts.length > 0 && (
        <small>
          {facts.map((fact) => (
            <span key={fact} className="fact">
              {fact}
            </span>
          ))}
        </small>
      )}
      {order.note !== '' && <small className="order-note">{note(order.note)}</small>}
      {order.usage.length === 0 && facts.length === 0 && (
        <span className="none">{words.notWritten}</span>
      )}
    </>
  )
}
