/** Orders of medicines and what was given of them, as tables. */
import type { CurrentAt, MedicationOrder } from '../../model/api/chart/medications.ts'
import {
  ADMINISTRATION_STATUS_WORDS,
  DISPENSE_STATUS_WORDS,
  ORDER_CONTROL_WORDS,
} from '../../model/codes/medication-words.ts'
import { otherwiseTexts } from '../charts/otherwise-text.ts'
import { dosageText } from '../fhir/dosage.ts'
import { earlySourceText } from '../fhir/medication-request.ts'
import type { Handover } from './facts.ts'
import { type Markup, table } from './markup.ts'

import { bothWords, NO_ROWS, sourcesText, timeText } from './table-words.ts'

/** @param currentAt for which moment orders are current */
export function orderTable(orders: readonly MedicationOrder[], { basis }: CurrentAt): Markup {
  const rows = orders.map((order) => ({
    isVoid: order.cancelled,
    cells: [
      order.components.map(({ drug }) => drug).join(' + '),
      dosageText(order),
      startText(order),
      order.coveredUntil || '不明 / unknown',
      [orderStanding(order, basis), ...otherwiseTexts(order), sourcesText(order)]
        .filter((text) => text !== '')
        .join(' '),
      [order.department, order.doctor].filter((text) => text !== '').join(' '),
    ],
  }))
  const heads = [
    '薬剤 / Drug',
    '用量・用法 / Dose, use',
    '開始 / From',
    'まで / Until',
    '状態 / Standing',
    '指示 / Ordered by',
  ]
  return table(heads, rows, NO_ROWS)
}

/** Its start; without one when it was ordered, called so. */
function startText({ startAt, orderedAt }: MedicationOrder): string {
  const start = timeText(startAt)
  const ordered = timeText(orderedAt)
  return start === '' && ordered !== '' ? `オーダー日 / ordered ${ordered}` : start
}

/** By the rule of charts/coverage.ts. */
const CURRENT_WORDS = {
  period: '期間中 / within its period',
  status: '資料では継続中（終了日なし） / active by the source, no end',
  given: '72時間以内に実施（終了日不明） / given within 72 hours, end unknown',
}

const MOMENT_WORDS = {
  'as-of': '基準日: / at as-of:',
  death: '死亡時: / at death:',
  'death-undated': '基準日（死亡日不明）: / at as-of (day of death unknown):',
}

function orderStanding(order: MedicationOrder, basis: CurrentAt['basis']): string {
  const control = bothWords(ORDER_CONTROL_WORDS, order.control)
  if (order.cancelled) return control
  return [
    order.currentBy === null ? '' : `${MOMENT_WORDS[basis]} ${CURRENT_WORDS[order.currentBy]}`,
    order.currentAsOf === undefined ? '' : earlySourceText(order.currentAsOf),
    control,
  ]
    .filter((text) => text !== '')
    .join('、')
}

/** Each with its outcome as the source tells it. */
export function administrationTable({ administrations }: Handover): Markup {
  const rows = administrations.map((given) => ({
    cells: [
      timeText(given.startAt),
      given.drug,
      given.amount,
      given.route,
      bothWords(ADMINISTRATION_STATUS_WORDS, given.status),
      given.note,
    ],
  }))
  return table(
    ['日時 / When', '薬剤 / Drug', '量 / Amount', '経路 / Route', '実施 / Given', '備考 / Note'],
    rows,
    NO_ROWS,
  )
}

const ORDERS_OF_DISPENSE = {
  here: 'あり / here',
  cancelled: '取消・中止 / cancelled',
  'not-here': 'この資料にない / not in this backup',
  'not-said': '記載なし / not stated',
}

/** What a pharmacy handed out: apart from orders. */
export function dispenseTable(dispenses: Handover['dispenses']): Markup {
  const rows = dispenses.map((each) => ({
    cells: [
      timeText(each.dispensedAt),
      each.drug,
      each.amount,
      [each.duration, each.lastsUntil === '' ? '' : `～${each.lastsUntil}`]
        .filter((text) => text !== '')
        .join(' '),
      each.usage.join(' '),
      bothWords(DISPENSE_STATUS_WORDS, each.status),
      [ORDERS_OF_DISPENSE[each.order], each.orderNo].filter((text) => text !== '').join(' '),
      [each.performer, each.note, sourcesText(each)].filter((text) => text !== '').join(' '),
    ],
  }))
  const heads = [
    '交付日 / Handed out',
    '薬剤 / Drug',
    '数量 / Amount',
    '日数 / Days',
    '用法 / Use',
    '状態 / Status',
    '元のオーダ / Its order',
    '備考 / Note',
  ]
  return table(heads, rows, NO_ROWS)
}
