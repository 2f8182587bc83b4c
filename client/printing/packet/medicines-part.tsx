/** Current medicines by the rule that is printed above them; apart from them those whose end is not known. */
import type { Dispense, MedicationOrder } from '../../../model/api/chart/medications.ts'
import { durationText } from '../../../model/codes/medication-words.ts'
import { PRINT_PART_WORDS } from '../../../model/codes/print-forms.ts'
import { rpNumber } from '../../../model/rp-number.ts'
import { DispensedDays, DispenseStatus } from '../../chart/medications/dispense-table.tsx'
import {
  endText,
  OrderedTwice,
  OrderStart,
  OrderStatus,
} from '../../chart/medications/order-table.tsx'
import { drugsOrderedTwice } from '../../chart/medications/ordered-twice.ts'
import { currentRuleText, doseText } from '../../chart/medications/rp.ts'
import { Otherwise, SourceNames } from '../../chart/otherwise.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { gapBlocks, noneBlock, partTitle, pieceTitle } from '../blocks.tsx'
import type { Block, PrintTable } from '../sheet.ts'
import type { Speech } from '../words.ts'
import type { PacketFacts } from './read-packet.ts'

export function medicineBlocks(speech: Speech, { summary }: PacketFacts): Block[] {
  const { words, print, language } = speech
  const { patientGaps, medications, dispensed } = summary
  const current = medications.filter((order) => order.currentBy !== null)
  const endUnknown = medications.filter((order) => order.currentBy === null)
  return [
    partTitle(
      summary.currentAt.basis === 'as-of'
        ? PRINT_PART_WORDS.medications[language]
        : words.medications.current[summary.currentAt.basis],
      currentRuleText(words, summary),
    ),
    ...gapBlocks(speech, patientGaps, ['medications']),
    ...(current.length === 0
      ? [
          noneBlock(speech, words.medications.noCurrent[summary.currentAt.basis], patientGaps, [
            'medications',
          ]),
        ]
      : orderRows(speech, current, drugsOrderedTwice(medications))),
    ...(endUnknown.length === 0
      ? []
      : [
          pieceTitle(print.endUnknownMedicines),
          ...orderRows(speech, endUnknown, drugsOrderedTwice(medications)),
        ]),
    ...(dispensed.length === 0
      ? []
      : [pieceTitle(words.medications.dispensedOnly), ...dispenseRows(speech, dispensed)]),
  ]
}

function orderRows(
  speech: Speech,
  orders: readonly MedicationOrder[],
  twice: ReadonlySet<string>,
): Block[] {
  const { words } = speech
  const table: PrintTable = {
    className: 'medicine-columns',
    head: (
      <>
        <th scope="col">{words.medications.drug}</th>
        <th scope="col">{words.medications.dose}</th>
        <th scope="col">{words.medications.usage}</th>
        <th scope="col">{words.medications.period}</th>
        <th scope="col">{words.medications.orderedBy}</th>
      </>
    ),
  }
  return orders.map((order) => ({
    table,
    node: <OrderCells speech={speech} order={order} twice={twice} />,
  }))
}

function dispenseRows({ words, note }: Speech, dispenses: readonly Dispense[]): Block[] {
  const table: PrintTable = {
    className: 'dispense-columns',
    head: (
      <>
        <th scope="col">{words.medications.dispensedOn}</th>
        <th scope="col">{words.medications.drug}</th>
        <th scope="col">{words.medications.amount}</th>
        <th scope="col">{words.medications.days}</th>
        <th scope="col">{words.medications.usageAlone}</th>
      </>
    ),
  }
  return dispenses.map((each) => ({
    table,
    node: (
      <>
        <td>
          <ClinicalTime time={each.dispensedAt} to="day" />
        </td>
        <td>
          <DispenseStatus status={each.status} /> <b>{each.drug}</b> <SourceNames of={each} />
        </td>
        <td>{each.amount || words.notWritten}</td>
        <td>
          <DispensedDays of={each} />
        </td>
        <td>{each.usage.map(note).join(' ')}</td>
      </>
    ),
  }))
}

interface OrderCellsProps {
  readonly speech: Speech
  readonly order: MedicationOrder
  /** Names of drugs that stand in more than one of the orders. */
  readonly twice: ReadonlySet<string>
}

/** Name and dose of a drug stand in lines of their own, in the same order: a mix is one row. */
function OrderCells({ speech, order, twice }: OrderCellsProps) {
  const { words, note } = speech
  const facts = [
    order.usage.map(note).join(' '),
    order.perDay && words.medications.perDay(order.perDay),
    order.total && words.medications.total(order.total),
    order.rate && words.medications.rate(order.rate),
    order.route && words.medications.route(order.route),
    order.device,
    note(order.note),
  ].filter((each) => each !== '')
  const rp = rpNumber(order.group)
  const [only, ...others] = order.components
  return (
    <>
      <td>
        <OrderStatus order={order} />
        {order.components.map((component, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: components are printed once and never move
          <div key={at} className={order.cancelled ? 'struck' : undefined}>
            {at > 0 && '＋ '}
            <b>{component.drug || words.unknown}</b> {twice.has(component.drug) && <OrderedTwice />}
            {order.components.length > 1 && <> {doseText(order, component, words).text}</>}
          </div>
        ))}
        <SourceNames of={order} />
        <Otherwise of={order} />
        <small>
          {[
            words.medications.form[order.form],
            note(order.category),
            rp && `Rp ${rp}`,
            order.dosageForm,
          ]
            .filter((each) => each !== '')
            .join(' ')}
        </small>
      </td>
      <td className={order.cancelled ? 'struck' : undefined}>
        {only !== undefined && others.length === 0 && doseText(order, only, words).text}
      </td>
      <td>
        {facts.length === 0
          ? words.notWritten
          : facts.map((fact) => (
              <span key={fact} className="fact">
                {fact}
              </span>
            ))}
      </td>
      <td>
        <Period speech={speech} order={order} />
      </td>
      <td>
        {order.department}
        <small>{order.doctor}</small>
      </td>
    </>
  )
}

/** From, until and for how long; that the end is not known is said. */
function Period({ speech, order }: { speech: Speech; order: MedicationOrder }) {
  const { words, language } = speech
  return (
    <>
      <OrderStart order={order} />
      <small>
        {order.coveredUntil === ''
          ? words.medications.endUnknown
          : words.medications.until(endText(order))}
        {order.duration !== '' && words.inBrackets(durationText(order.duration, language))}
      </small>
    </>
  )
}
