/** Medicines: what the patient has now, by a rule that is written above it; then everything before. */
import { useMemo, useState } from 'react'
import type { MedicationsAnswer } from '../../../model/api/chart/medications.ts'
import { isVaccination } from '../../../model/codes/medication-words.ts'
import { useWords } from '../../language/language.tsx'
import { ChoiceButtons } from '../../parts/choice-buttons.tsx'
import { MoreRows } from '../../parts/more-rows.tsx'
import { NoRecord } from '../../parts/no-record.tsx'
import { useGrowing } from '../../parts/use-growing.ts'
import { PartFrame } from '../part-frame.tsx'
import { AdministrationTable } from './administration-table.tsx'
import { DispenseTable } from './dispense-table.tsx'
import { MedicationCalendar } from './medication-calendar.tsx'
import './medications.css'
import { OrderTable } from './order-table.tsx'
import { drugsOrderedTwice } from './ordered-twice.ts'
import {
  currentRuleText,
  gatherOrders,
  type MedicationOrder,
  type OrderBlock,
  withoutOrder,
} from './rp.ts'

export function Medications() {
  return (
    <PartFrame<MedicationsAnswer> of="medications" areas={['medications']}>
      {(part) => <MedicationSheet part={part} />}
    </PartFrame>
  )
}

type Form = 'all' | 'prescription' | 'injection'
type View = 'list' | 'calendar'
const VIEWS: readonly View[] = ['list', 'calendar']
const FORMS: readonly Form[] = ['all', 'prescription', 'injection']

function MedicationSheet({ part }: { part: MedicationsAnswer }) {
  const { words } = useWords()
  const [form, setForm] = useState<Form>('all')
  const [drug, setDrug] = useState('')
  const [view, setView] = useState<View>('list')
  const orders = useMemo(
    () => part.orders.filter((order) => matches(order, form, drug)),
    [part, form, drug],
  )
  const administrations = useMemo(
    () =>
      part.administrations.filter(
        (each) => (form === 'all' || each.form === form) && hasDrug([each.drug], drug),
      ),
    [part, form, drug],
  )
  const dispenses = useMemo(
    () => (form === 'injection' ? [] : part.dispenses.filter((each) => hasDrug([each.drug], drug))),
    [part, form, drug],
  )
  const orphans = useMemo(() => withoutOrder(part.orders, administrations), [part, administrations])
  const { orders: all, administrations: given, dispenses: handedOut } = part
  if (all.length === 0 && given.length === 0 && handedOut.length === 0) {
    return (
      <NoRecord
        text={words.medications.none}
        gaps={part.patientGaps}
        areas={['medications']}
        isWholeScreen
      />
    )
  }
  return (
    <>
      <div className="choices">
        <ChoiceButtons
          choices={VIEWS}
          chosen={view}
          word={(each) => words.medications.view[each]}
          onChoose={setView}
        />
        <span className="divider" aria-hidden="true" />
        <ChoiceButtons
          choices={FORMS}
          chosen={form}
          word={(each) => words.medications.form[each]}
          onChoose={setForm}
        />
        <label>
          {words.medications.filter}
          <input
            type="search"
            value={drug}
            autoComplete="off"
            onChange={(event) => setDrug(event.currentTarget.value)}
          />
        </label>
        {orders.length < part.orders.length && (
          <span className="missing">{words.shownOf(orders.length, part.orders.length)}</span>
        )}
      </div>
      {view === 'calendar' ? (
        <MedicationCalendar part={part} orders={orders} administrations={administrations} />
      ) : (
        <OrderLists part={part} orders={orders} orphans={orphans} dispenses={dispenses} />
      )}
    </>
  )
}

interface ListsProps {
  readonly part: MedicationsAnswer
  readonly orders: readonly MedicationOrder[]
  readonly orphans: MedicationsAnswer['administrations']
  readonly dispenses: MedicationsAnswer['dispenses']
}

function OrderLists({ part, orders, orphans, dispenses }: ListsProps) {
  const { words } = useWords()
  const current = useMemo(
    () =>
      gatherOrders(
        orders.filter((each) => each.currentBy !== null),
        part.administrations,
      ),
    [orders, part],
  )
  const past = useMemo(
    () =>
      gatherOrders(
        orders.filter((each) => each.currentBy === null),
        part.administrations,
      ),
    [orders, part],
  )
  const { vaccinations = [], others = [] } = useMemo(
    () => Object.groupBy(orphans, ({ note }) => (isVaccination(note) ? 'vaccinations' : 'others')),
    [orphans],
  )
  return (
    <>
      <h2>
        {words.medications.current[part.currentAt.basis]}
        <small>{currentRuleText(words, part)}</small>
      </h2>
      {current.length === 0 ? (
        <NoRecord
          text={words.medications.noCurrent[part.currentAt.basis]}
          gaps={part.patientGaps}
          areas={['medications']}
        />
      ) : (
        <OrderTable
          blocks={current}
          twice={drugsOrderedTwice(part.orders.filter((each) => each.currentBy !== null))}
        />
      )}
      <h2>
        {words.medications.history}
        <small>{words.medications.newestFirst}</small>
      </h2>
      {past.length === 0 ? (
        <NoRecord
          text={words.medications.noHistory}
          gaps={part.patientGaps}
          areas={['medications']}
        />
      ) : (
        <MoreRows rows={past} step={60}>
          {(shown) => <GrowingOrders blocks={shown} />}
        </MoreRows>
      )}
      {dispenses.length > 0 && (
        <>
          <h2>
            {words.medications.dispensed}
            <small>{words.medications.dispensedMeans}</small>
          </h2>
          <MoreRows rows={dispenses} step={60}>
            {(shown) => <DispenseTable dispenses={shown} />}
          </MoreRows>
        </>
      )}
      {vaccinations.length > 0 && (
        <>
          <h2>
            {words.medications.vaccinations}
            <small>{words.medications.newestFirst}</small>
          </h2>
          <MoreRows rows={vaccinations} step={60}>
            {(shown) => <AdministrationTable administrations={shown} />}
          </MoreRows>
        </>
      )}
      {others.length > 0 && (
        <>
          <h2>
            {words.medications.withoutOrder}
            <small>{words.medications.withoutOrderMeans}</small>
          </h2>
          <MoreRows rows={others} step={60}>
            {(shown) => <AdministrationTable administrations={shown} />}
          </MoreRows>
        </>
      )}
    </>
  )
}

/** Drawn in one frame: ten years of prescriptions stand below the current ones. */
const BLOCKS_A_FRAME = 8

function GrowingOrders({ blocks }: { blocks: readonly OrderBlock[] }) {
  const drawn = useGrowing(blocks.length, BLOCKS_A_FRAME)
  return <OrderTable blocks={blocks.slice(0, drawn)} />
}

function matches(order: MedicationOrder, form: Form, drug: string): boolean {
  if (form !== 'all' && order.form !== form) return false
  return hasDrug(
    order.components.map((each) => each.drug),
    drug,
  )
}

/** Any width of letters, hiragana as katakana: what a hurried person types. */
function hasDrug(names: readonly string[], typed: string): boolean {
  const wanted = fold(typed)
  return wanted === '' || names.some((name) => fold(name).includes(wanted))
}

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u3041-\u3096]/g, (kana) => String.fromCodePoint((kana.codePointAt(0) ?? 0) + 0x60))
    .trim()
}
