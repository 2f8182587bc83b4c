/** The load's report as a page that stands alone: no script, no style from elsewhere, for printing and for the file. */
import { AS_OF_BASIS_WORDS } from '../../model/codes/chart-words.ts'
import { FILE_DISPOSITIONS } from '../../model/codes/file-dispositions.ts'
import { GAP_REASONS } from '../../model/codes/gap-reasons.ts'
import type { LoadReport } from './report.ts'
import { mediumWords, pageTable, pageText, STYLE } from './report-page.ts'

/** Patients in the page; the whole list is in report.json. */
const PATIENTS_SHOWN = 500

const DISPOSITION_WORDS = {
  loaded: ['取込', 'loaded'],
  superseded: ['旧版', 'superseded'],
  deleted: ['削除済', 'deleted'],
  quarantined: ['隔離', 'quarantined'],
  notInterpreted: ['未解釈', 'not interpreted'],
  ignored: ['対象外', 'ignored'],
} as const

export function reportPage(report: LoadReport): string {
  const { generation, files, gaps, affectedPatients } = report
  const verdict =
    gaps === 0
      ? 'すべてのファイルを読み取りました。 Every file was read.'
      : `読めない・未解釈の箇所が ${gaps} 件、患者 ${affectedPatients} 人分あります。 ` +
        `${gaps} gaps, ${affectedPatients} patients affected.`
  return `<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><title>参照 取込報告書 ${pageText(generation)}</title><style>${STYLE}</style></head><body>
<h1>取込報告書 / Load report</h1>
<p>世代 generation <b>${pageText(generation)}</b> ・ 時点 as of <b>${pageText(report.asOf)}</b> ・ ${pageText(report.loadedAt)} (UTC) ・ ${report.seconds} 秒 s</p>
<p class="gap">${pageText(verdict)}</p>
${inpatientsLine(report)}${takenOverLine(report)}${uncopiedLine(report)}${unwitnessedLine(report)}<h2>ファイル / Files</h2>
${pageTable(['', '件 files'], [['媒体で見つかった数 seen', files.seen], ...FILE_DISPOSITIONS.map((each) => [DISPOSITION_WORDS[each].join(' '), files[each]])])}
<h2>媒体 / Sources</h2>
${pageTable(
  ['名', '場所 location', '形式 format', '時点 as of', '根拠 basis', '件 files'],
  report.sources.map((s) => [
    s.label,
    s.location,
    s.format,
    s.asOf,
    basisWords(s.asOfBasis),
    s.files,
  ]),
)}
<p>媒体の判定 medium: <b>${mediumWords(report.medium)}</b>${report.acceptedDamage === '' ? '' : ` ・ 承知の理由 accepted: ${pageText(report.acceptedDamage)}`}</p>
<h2>封印との照合 / Compared with seals</h2>
${pageTable(
  [
    '名 source',
    '封印 sealed at',
    '鍵 key',
    '同じ same',
    '変化 changed',
    '消失 missing',
    '追加 added',
  ],
  report.seals.map((s) => [
    s.source,
    s.sealedAt,
    s.isOwn ? s.signedBy : `${s.signedBy} （別の鍵 other key）`,
    s.same,
    s.changed,
    s.missing,
    s.added,
  ]),
)}
${differencesPart(report)}<h2>前の世代との比較 / Against the generation before</h2>
${pageTable(
  ['失われたもの lost', '名 name', '件 before'],
  report.activation.losses.map((loss) => [loss.what, loss.name, loss.before]),
)}
${report.activation.reason === '' ? '' : `<p>切替の理由 activated because: ${pageText(report.activation.reason)}</p>`}
<h2>特定の患者に属さない欠落 / Gaps of no single patient</h2>
${pageTable(
  ['理由 reason', '種別 type', '日付 date', '内容 detail', 'パス path'],
  report.generalGaps.map((gap) => [
    reasonWords(gap.reason),
    gap.dataType,
    gap.date,
    gap.detail,
    gap.path,
  ]),
)}
<h2>疑わしいファイル（取込済） / Suspicious files, loaded</h2>
${pageTable(
  ['パス path', '患者 patient', '内容 evidence'],
  report.suspicious.map((file) => [file.path, file.patientId, file.detail]),
)}
<h2>種別ごと / By data type</h2>
${pageTable(
  [
    '種別 type',
    '名称',
    'name',
    '計 seen',
    ...FILE_DISPOSITIONS.map((each) => DISPOSITION_WORDS[each].join(' ')),
  ],
  report.dataTypes.map((t) => [
    t.dataType || '—',
    t.ja,
    t.en,
    t.seen,
    ...FILE_DISPOSITIONS.map((each) => t[each]),
  ]),
)}
${resourcesPart(report)}<h2>理由 / Reasons</h2>
${pageTable(
  ['扱い disposition', '理由 reason', '件 files'],
  report.reasons.map((r) => [r.disposition, reasonWords(r.reason), r.files]),
)}
<h2>文字コードの相違 / Character sets that deviate</h2>
${pageTable(
  ['文字コード charset', '件 files'],
  report.charsets.map((c) => [c.charset, c.files]),
)}
<h2>影響のある患者 / Affected patients (${affectedPatients})</h2>
${affectedTable(report)}
<h2>記録 / Records</h2>
${pageTable(['種類 kind', '件'], Object.entries(report.records))}
<p>患者 patients ${report.patients} ・ 読み解けない項目 fields not understood ${report.fieldProblems}</p>
</body></html>
`
}

function inpatientsLine({ partial, inpatientsFirst }: LoadReport): string {
  if (partial !== '') {
    return '<p class="gap">入院患者のみ。全体はまだ取り込まれていません。 In-patients only; the whole has not been loaded yet.</p>\n'
  }
  if (inpatientsFirst === null) return ''
  const { seconds, patients } = inpatientsFirst
  return `<p>入院患者 ${patients} 人のカルテは ${seconds} 秒で公開しました。 Charts of ${patients} in-patients were there after ${seconds} s.</p>\n`
}

function takenOverLine({ takenOver }: LoadReport): string {
  const { files, bytes, changedUnseen } = takenOver
  if (changedUnseen > 0) {
    return `<p class="gap">更新日時も大きさも同じまま中身の変わったファイルが ${changedUnseen} 件あり、すべて読み直しました。 ${changedUnseen} files had changed though their length and time were the same; every file was read again.</p>\n`
  }
  if (files === 0) return ''
  return `<p>${files} 件（${bytes} バイト）は、パス・大きさ・更新日時が同じため、以前の取込で読んだものを引き継ぎました。いつ読んだかは manifest.sqlite の read_at にあります。 ${files} files (${bytes} bytes) are as an earlier load has read them: path, length and time are the same. When that was stands in manifest.sqlite, read_at.</p>\n`
}

function uncopiedLine({ uncopied }: LoadReport): string {
  if (uncopied === 0) return ''
  return `<p class="gap">画素を複製していない画像 ${uncopied} 枚。一覧には出ますが、表示できません。 ${uncopied} images without their pixels: they are listed and cannot be shown.</p>\n`
}

function unwitnessedLine({ unwitnessed }: LoadReport): string {
  if (unwitnessed === 0) return ''
  return `<p>${unwitnessed} 件のファイルは、封印・書庫の検査値・以前の世代のどれとも照らせません。1ビットだけの変化があっても分かりません（unwitnessed-files.csv に一覧）。 For ${unwitnessed} files there is no seal, no checksum and no earlier generation to compare with: a single changed bit in them would not be found (listed in unwitnessed-files.csv).</p>\n`
}

function resourcesPart({ resources }: LoadReport): string {
  const { seen, loaded, supporting, notInterpreted, refused } = resources
  if (seen === 0) return ''
  return `<h2>FHIRリソース・CDAの項目 / FHIR resources, entries of CDA</h2>
${pageTable(
  ['', '件'],
  [
    ['計 seen', seen],
    ['取込 loaded', loaded],
    ['参照用 read for others', supporting],
    ['未解釈 not interpreted', notInterpreted],
    ['読めない refused', refused],
  ],
)}
`
}

/** Nothing at all where nothing differs: the table of seals has said so. */
function differencesPart({ seals }: LoadReport): string {
  const named = seals.flatMap((seal) => seal.named)
  if (named.length === 0) return ''
  const rows = named.map((each) => [each.difference, each.path])
  return `${pageTable(['違い difference', 'パス path'], rows)}\n`
}

function affectedTable(report: LoadReport): string {
  const rows = report.affected
    .slice(0, PATIENTS_SHOWN)
    .map((patient) => [
      patient.patientId,
      patient.name,
      patient.gaps,
      patient.missing
        .map((each) => `${each.dataType || '—'} × ${each.count}: ${reasonWords(each.reason)}`)
        .join(' / '),
    ])
  const hidden = report.affectedPatients - rows.length
  const rest =
    hidden > 0
      ? `<p>ほか ${hidden} 人は report.json と chart.sqlite の表 gap にあります。 ${hidden} more are in report.json and in the table gap.</p>`
      : ''
  return pageTable(['患者ID', '氏名 name', '欠落 gaps', '内容 what'], rows) + rest
}

function basisWords(basis: string): string {
  const words = AS_OF_BASIS_WORDS[basis]
  return words === undefined ? basis : `${words.ja} (${words.en})`
}

function reasonWords(reason: string): string {
  const words = GAP_REASONS[reason]
  return words === undefined ? reason : `${words.ja} (${words.en})`
}
