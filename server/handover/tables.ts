/** The chart's facts as tables, in Japanese and English at once: the receiver may be anybody. */
import type { CurrentAt, MedicationOrder } from '../../model/api/chart.ts'
import type { Time } from '../../model/api/common.ts'
import {
  ALLERGY_CATEGORY_WORDS,
  ALLERGY_SEVERITY_WORDS,
  ALLERGY_STATUS_WORDS,
} from '../../model/codes/allergy-words.ts'
import {
  DOCUMENT_CATEGORY_WORDS,
  ENCOUNTER_CLASS_WORDS,
  ENCOUNTER_STATUS_WORDS,
} from '../../model/codes/chart-words.ts'
import {
  ADMINISTRATION_STATUS_WORDS,
  ORDER_CONTROL_WORDS,
} from '../../model/codes/medication-words.ts'
import { rejectionSentence } from '../../model/codes/rejection-notes.ts'
import {
  FLAG_WORDS,
  isFinalStatus,
  isVoidStatus,
  RESULT_STATUS_WORDS,
} from '../../model/codes/result-words.ts'
import type { WordTable } from '../../model/codes/word.ts'
import { otherwiseTexts } from '../charts/otherwise-text.ts'
import { isTold } from '../fhir/allergy-intolerance.ts'
import { allergyStateTexts } from '../fhir/gaps.ts'
import { dosageText, earlySourceText } from '../fhir/medication-request.ts'
import type { Handover } from './facts.ts'
import { html, type Markup, table } from './markup.ts'

export const NO_ROWS = 'このバックアップに記録なし / no record in this backup'

/** What the source wrote; the time as understood stands where it wrote nothing. */
export function timeText({ at, text }: Time): string {
  return at === null ? text : at.replace('T', ' ')
}

/** The word of a code in both languages; a code without one as the source wrote it. */
export function bothWords(words: WordTable, code: string): string {
  const word = Object.hasOwn(words, code) ? words[code] : undefined
  return word === undefined ? code : `${word.ja} / ${word.en}`
}

export function allergyBlock(handover: Handover): Markup {
  const { allergies, allergyState } = handover
  const told = allergies.filter((found) => isTold(found, allergyState))
  const none =
    allergyState === 'none-known'
      ? html`<p><b>なし（記録元の記載による） / none known, as the source states</b></p>`
      : html``
  const rows = told.map(({ allergy }) => ({
    isVoid: allergy.deleted,
    cells: [
      allergy.substance || (allergy.state === 'none-known' ? 'なし / none' : '物質不明 / unknown'),
      bothWords(ALLERGY_CATEGORY_WORDS, allergy.category),
      allergy.reaction,
      bothWords(ALLERGY_SEVERITY_WORDS, allergy.severity),
      withOnset(allergy.reportedAt, allergy.onset),
      [standingOf(allergy), ...otherwiseTexts(allergy), sourcesText(allergy)]
        .filter((text) => text !== '')
        .join(' '),
    ],
  }))
  const sentences = allergyStateTexts(handover).map((text) => html`<p><b>${text}</b></p>`)
  const heads = [
    '物質 / Substance',
    '種類 / Kind',
    '反応 / Reaction',
    '重症度 / Severity',
    '報告 / Reported',
    '状態 / Standing',
  ]
  return html`${sentences}${none}${rows.length === 0 ? html`` : table(heads, rows, '')}`
}

/** When it was said, and since when it is: what began is not what was found. */
function withOnset(said: Time, onset: string): string {
  const since = onset === '' ? '' : `発症 / onset ${onset}`
  return [timeText(said), since].filter((text) => text !== '').join('、')
}

function standingOf({
  deleted,
  current,
  clinicalStatus,
}: Handover['allergies'][number]['allergy']): string {
  if (deleted) return '取消済 / struck off'
  return current
    ? bothWords(ALLERGY_STATUS_WORDS, clinicalStatus)
    : '旧版の記録のみ・現在は不明 / only in a superseded record'
}

export function problemTable({ problems }: Handover): Markup {
  const rows = problems.map((problem) => ({
    cells: [
      [
        problem.name,
        problem.suspected ? '（疑い / suspected）' : '',
        problem.main ? '（主病名 / main）' : '',
        problem.note === '' ? '' : ` ${problem.note}`,
        ...otherwiseTexts(problem),
        sourcesText(problem),
      ].join(''),
      problem.icd10,
      withOnset(problem.diagnosedAt, timeText(problem.onsetAt)),
      problem.ended
        ? `終了 / ended ${timeText(problem.endedAt)} ${problem.outcome}`
        : '継続 / active',
      problem.department,
    ],
  }))
  return table(
    ['病名 / Problem', 'ICD-10', '診断 / Diagnosed', '状態 / Status', '診療科 / Department'],
    rows,
    NO_ROWS,
  )
}

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

export function resultTable(measurements: Handover['measurements']): Markup {
  const rows = measurements.map(({ group, item, unit, result }) => ({
    isVoid: isVoidStatus(result.status),
    cells: [
      timeText(result.observedAt ?? group.collectedAt),
      item?.display ?? '',
      html`<b>${result.text}</b> ${unit?.display ?? ''}`,
      result.flag === '' ? '' : bothWords(FLAG_WORDS, result.flag),
      result.range,
      isFinalStatus(result.status) ? '' : bothWords(RESULT_STATUS_WORDS, result.status),
      [
        group.specimen,
        result.note,
        result.method ?? '',
        ...otherwiseTexts(result),
        sourcesText(result),
      ]
        .filter((text) => text !== '')
        .join(' '),
    ],
  }))
  const heads = [
    '日時 / When',
    '項目 / Item',
    '結果 / Result',
    '判定 / Flag',
    '基準値 / Range',
    '状態 / Status',
    '検体・備考 / Specimen, note',
  ]
  return table(heads, rows, NO_ROWS)
}

/** Who says it, where several sources speak of it. */
function sourcesText({ sources = [] }: { sources?: readonly string[] | undefined }): string {
  return sources.length === 0 ? '' : `［資料 / source: ${sources.join(', ')}］`
}

export function encounterTable({ encounters }: Handover): Markup {
  const rows = encounters.map((encounter) => ({
    cells: [
      bothWords(ENCOUNTER_CLASS_WORDS, encounter.class),
      timeText(encounter.startAt),
      timeText(encounter.endAt),
      bothWords(ENCOUNTER_STATUS_WORDS, encounter.status),
      [encounter.ward, encounter.department, encounter.attending, encounter.reason]
        .filter((text) => text !== '')
        .join(' '),
    ],
  }))
  return table(
    [
      '区分 / Class',
      '開始 / From',
      '終了 / Until',
      '状態 / Status',
      '場所・理由 / Where, who, why',
    ],
    rows,
    NO_ROWS,
  )
}

const UNREAD = '（陽性・陰性は読み取れず / not read as positive or negative）'
const EARLIER_POSITIVE = '（以前の陽性 / earlier positive）'
const EARLIER = '（以前の結果、陽性・陰性は読み取れず / earlier, not read as positive or negative）'

const STAYS: Readonly<Record<Handover['alerts'][number]['stay'], string>> = {
  present: '今回の入院のもの / of the present stay',
  earlier: '以前の入院・受診時のもの / from an earlier stay or visit',
  none: '過去の記録（入院中ではない） / past record, not an in-patient at the data’s time',
  unclear: '今回の入院のものか不明 / unclear whether of this stay',
}
const NO_ORDER = '資料の記載。指示ではない / as its source records it, not an order'

/** What the source warns of, and whether to resuscitate; nothing where it says nothing. */
function alertTable(alerts: Handover['alerts']): Markup {
  if (alerts.length === 0) return html``
  const rows = alerts.map(({ kind, name, text, until, status, at, stay, sources }) => ({
    cells: [
      timeText(at),
      name,
      [
        text,
        until === '' ? '' : `期限 / until ${until}`,
        isFinalStatus(status) ? '' : bothWords(RESULT_STATUS_WORDS, status),
      ]
        .filter((said) => said !== '')
        .join(' '),
      [...(kind === 'resuscitation' ? [STAYS[stay], NO_ORDER] : []), sourcesText({ sources })]
        .filter((said) => said !== '')
        .join(' '),
    ],
  }))
  const heads = ['日時 / When', '項目 / Item', '内容 / What', '備考 / Remarks']
  return html`<h3>注意・アラート / Alerts</h3>
${table(heads, rows, NO_ROWS)}`
}

/** Blood type and infection markers with their dates, and what is planned: nothing is said of what is not there. */
export function otherFacts({ banner, alerts, infections, scheduled }: Handover): Markup {
  const blood = `${banner.bloodAbo} ${banner.bloodRh}`.trim()
  const markers = infections.flatMap(({ name, text, flag, at, sense, earlier, ...voices }) => [
    {
      cells: [
        `${name}${sense === 'unread' ? UNREAD : ''}`,
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
              `${name}${earlier.sense === 'positive' ? EARLIER_POSITIVE : EARLIER}`,
              earlier.text,
              earlier.flag,
              timeText(earlier.at),
            ],
          },
        ]),
  ])
  const plans = scheduled.map(({ at, kind, title, department }) => ({
    cells: [timeText(at), kind, title, department],
  }))
  return html`<p>血液型（患者基本情報または検査結果による。輸血前に必ず再検査） / blood type as in the patient master or a result, to be tested again before a transfusion:
<b>${blood || '不明（記録なし） / unknown, no record'}</b></p>
<p>身長 / height ${banner.height || '不明 / unknown'}、体重 / weight ${banner.weight || '不明 / unknown'}</p>
${alertTable(alerts)}
<h3>感染症・不規則抗体 / Infections, antibodies</h3>
${table(['項目 / Item', '結果 / Result', '判定 / Flag', '日時 / When'], markers, NO_ROWS)}
<h3>予定 / Scheduled</h3>
${table(['日時 / When', '種類 / Kind', '内容 / What', '診療科 / Department'], plans, NO_ROWS)}`
}

type Part = NonNullable<Handover['documents'][number]['stored']>['parts'][number]
type Series = Handover['studies'][number]['series'][number]

/** @param files what is written for each file of a document; by default its name */
export function documentTable(
  { documents }: Handover,
  files: (document: number, part: Part) => Markup = (_, { name, mediaType }) =>
    html`${name || mediaType} `,
): Markup {
  const rows = documents.map(({ row, stored }, at) => ({
    cells: [
      timeText(row.documentAt),
      bothWords(DOCUMENT_CATEGORY_WORDS, row.category),
      `${row.title || row.type}${row.standing === 'superseded' ? '（旧版 / superseded）' : ''}`,
      [row.department, row.author].filter((text) => text !== '').join(' '),
      html`${(stored?.parts ?? []).map((part) => files(at, part))}`,
    ],
  }))
  const heads = ['日時 / When', '種類 / Kind', '表題 / Title', '記載 / By', 'ファイル / Files']
  return table(heads, rows, NO_ROWS)
}

/** @param lines what is written for each series of a study; by default how many images it has */
export function studyTable(
  { studies }: Handover,
  lines: (study: number, number: number, series: Series) => Markup = (_, __, series) =>
    html`<p>${series.modality} ${series.description}: ${series.instances.length}</p>`,
): Markup {
  const rows = studies.map(({ row, series }, at) => ({
    cells: [
      timeText(row.studyAt),
      row.modalities.join(' '),
      `${row.description}${sourcesText(row)}`,
      row.accession,
      row.inBackup
        ? html`${series.map((each, number) => lines(at, number, each))}`
        : '画像はこのバックアップにない / not in this backup',
      html`${[
        row.identityNote === ''
          ? html``
          : html`<p><b>氏名・生年月日が不一致 / names another person: ${row.identityNote}</b></p>`,
        ...row.rejections.map(
          (each) =>
            html`<p><b>${rejectionSentence(each, 'ja')} / ${rejectionSentence(each, 'en')}</b></p>`,
        ),
      ]}`,
    ],
  }))
  const heads = [
    '日時 / When',
    '種類 / Modality',
    '検査 / Study',
    '受付番号 / Accession',
    'シリーズ / Series',
    '注意 / Caution',
  ]
  return table(heads, rows, NO_ROWS)
}
