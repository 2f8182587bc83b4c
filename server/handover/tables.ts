/** The chart's facts as tables, in Japanese and English at once: the receiver may be anybody. */
import type { Time } from '../../model/api/common.ts'
import {
  ALLERGY_CATEGORY_WORDS,
  ALLERGY_SEVERITY_WORDS,
  ALLERGY_STATUS_WORDS,
} from '../../model/codes/allergy-words.ts'
import {
  DISPOSITION_WORDS,
  DOCUMENT_CATEGORY_WORDS,
  ENCOUNTER_CLASS_WORDS,
  ENCOUNTER_STATUS_WORDS,
} from '../../model/codes/chart-words.ts'
import { rejectionSentence } from '../../model/codes/rejection-notes.ts'
import {
  FLAG_WORDS,
  isFinalStatus,
  isVoidStatus,
  RESULT_STATUS_WORDS,
} from '../../model/codes/result-words.ts'
import { otherwiseTexts } from '../charts/otherwise-text.ts'
import { isTold } from '../fhir/allergy-intolerance.ts'
import { allergyStateTexts } from '../fhir/gaps.ts'
import type { Handover } from './facts.ts'
import { html, type Markup, table } from './markup.ts'
import { bothWords, NO_ROWS, sourcesText, timeText } from './table-words.ts'

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

export function encounterTable({ encounters }: Handover): Markup {
  const rows = encounters.map((encounter) => ({
    cells: [
      bothWords(ENCOUNTER_CLASS_WORDS, encounter.class),
      timeText(encounter.startAt),
      timeText(encounter.endAt),
      bothWords(ENCOUNTER_STATUS_WORDS, encounter.status),
      [
        ...[encounter.ward, encounter.department, encounter.attending, encounter.reason],
        ...encounter.particulars,
        encounter.disposition && bothWords(DISPOSITION_WORDS, encounter.disposition),
      ]
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
