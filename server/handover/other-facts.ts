/** Alerts, blood type, infection markers and what is planned. */
import type { BodyMeasure } from '../../model/api/chart/opening.ts'
import { SCHEDULED_WORDS } from '../../model/codes/chart-words.ts'
import { isPlainControl, ORDER_CONTROL_WORDS } from '../../model/codes/medication-words.ts'
import { isFinalStatus, RESULT_STATUS_WORDS } from '../../model/codes/result-words.ts'
import { otherwiseTexts } from '../charts/otherwise-text.ts'
import { earlySourceText } from '../fhir/medication-request.ts'
import type { Handover } from './facts.ts'
import { html, type Markup, table } from './markup.ts'

import { bothWords, NO_ROWS, sourcesText, timeText } from './table-words.ts'

const NOT_READ = '陽性・陰性は読み取れず / not read as positive or negative'
const POSITIVE = '陽性 / positive'

const STAYS: Readonly<Record<Handover['alerts'][number]['stay'], string>> = {
  present: '今回の入院のもの / of the present stay',
  earlier: '以前の入院・受診時のもの / from an earlier stay or visit',
  none: '過去の記録（入院中ではない） / past record, not an in-patient at the data’s time',
  unclear: '今回の入院のものか不明 / unclear whether of this stay',
}
const ORIGINS: Readonly<Record<Handover['alerts'][number]['origin'], string>> = {
  result: '資料の記載。指示ではない / as its source records it, not an order',
  directive:
    '事前指示・同意の記載。指示ではない / from an advance directive or consent, not an order',
  problem: '病名欄の記載。指示ではない / from the problem list, not an order',
  order:
    'バックアップ内のオーダ。今も有効かは要確認 / an order in this backup: confirm that it still stands',
  document: '題名のみ。内容は文書で確認 / title only: read the document',
}

const measureText = ({ text, at }: BodyMeasure) =>
  text === ''
    ? '不明 / unknown'
    : `${text}（${at === null ? '測定日不明 / day unknown' : timeText({ at, text: '' })}）`

const orderStanding = (control: string) =>
  isPlainControl(control) ? '' : bothWords(ORDER_CONTROL_WORDS, control)
const resultStanding = (status: string) =>
  isFinalStatus(status) ? '' : bothWords(RESULT_STATUS_WORDS, status)

/** What the source warns of, and whether to resuscitate; nothing where it says nothing. */
function alertTable(alerts: Handover['alerts']): Markup {
  if (alerts.length === 0) return html``
  const rows = alerts.map(({ kind, origin, name, text, until, status, at, stay, sources }) => ({
    cells: [
      timeText(at),
      name,
      [
        text,
        until === '' ? '' : `期限 / until ${until}`,
        origin === 'order' ? orderStanding(status) : resultStanding(status),
      ]
        .filter((said) => said !== '')
        .join(' '),
      [...(kind === 'warning' ? [] : [STAYS[stay], ORIGINS[origin]]), sourcesText({ sources })]
        .filter((said) => said !== '')
        .join(' '),
    ],
  }))
  const heads = ['日時 / When', '項目 / Item', '内容 / What', '備考 / Remarks']
  return html`<h3>注意・アラート / Alerts</h3>
${table(heads, rows, NO_ROWS)}`
}

/** Of a result whose time is not known nobody can say that it is the earlier one. */
function earlierText({
  sense,
  at,
}: NonNullable<Handover['infections'][number]['earlier']>): string {
  const when = at.at === null ? '前後は不明 / earlier or later is unknown' : '以前の結果 / earlier'
  return `（${when}: ${sense === 'positive' ? POSITIVE : NOT_READ}）`
}

/** Blood type and infection markers with their dates, and what is planned: nothing is said of what is not there. */
export function otherFacts({ banner, alerts, infections, scheduled }: Handover): Markup {
  const blood = `${banner.bloodAbo} ${banner.bloodRh}`.trim()
  const markers = infections.flatMap(({ name, text, flag, at, sense, earlier, ...voices }) => [
    {
      cells: [
        `${name}${sense === 'unread' ? `（${NOT_READ}）` : ''}`,
        [text, ...otherwiseTexts(voices)].join(' '),
        flag,
        timeText(at),
      ],
    },
    ...(earlier === undefined
      ? []
      : [
          {
            cells: [
              `${name}${earlierText(earlier)}`,
              earlier.text,
              earlier.flag,
              timeText(earlier.at),
            ],
          },
        ]),
  ])
  const plans = scheduled.map(({ at, kind, title, department, plannedAsOf, ...voices }) => ({
    cells: [
      timeText(at),
      bothWords(SCHEDULED_WORDS, kind),
      [
        title,
        plannedAsOf === undefined ? '' : earlySourceText(plannedAsOf),
        ...otherwiseTexts(voices),
      ]
        .filter((text) => text !== '')
        .join(' '),
      department,
    ],
  }))
  return html`<p>血液型（患者基本情報または検査結果による。輸血前に必ず再検査） / blood type as in the patient master or a result, to be tested again before a transfusion:
<b>${blood || '不明（記録なし） / unknown, no record'}</b></p>
<p>身長 / height ${measureText(banner.height)}、体重 / weight ${measureText(banner.weight)}</p>
${alertTable(alerts)}
<h3>感染症・不規則抗体 / Infections, antibodies</h3>
${table(['項目 / Item', '結果 / Result', '判定 / Flag', '日時 / When'], markers, NO_ROWS)}
<h3>予定 / Scheduled</h3>
${table(['日時 / When', '種類 / Kind', '内容 / What', '診療科 / Department'], plans, NO_ROWS)}`
}
