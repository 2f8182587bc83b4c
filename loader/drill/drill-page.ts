/** A drill's report as a page that stands alone, in both languages: for printing and for the file. */
import { mediumWords, pageTable, pageText, STYLE } from '../generations/report-page.ts'
import type { FactKind } from './draw-facts.ts'
import {
  type DrillChange,
  type DrillContent,
  isDrillClean,
  type MachineCheck,
} from './drill-content.ts'

const FACT_WORDS: Readonly<Record<FactKind, string>> = {
  result: '検査結果 results',
  allergy: 'アレルギー allergies',
  problem: '病名 problems',
  medication: '薬剤 medications',
  encounter: '入退院・受診 encounters',
}
const MACHINE_WORDS: Readonly<Record<MachineCheck['what'], string>> = {
  certificate: '証明書 certificate',
  disk: 'ディスク disk',
  clock: '時計 clock',
  viewer: '閲覧画面 viewer',
  printing: '印刷 printing',
}
const CHANGE_WORDS: Readonly<Record<DrillChange['what'], string>> = {
  patients: '患者 patients',
  files: 'ファイル files',
  gaps: '欠落 gaps',
  rtoSeconds: '復旧時間（秒）RTO (s)',
  rpoHours: '復旧時点（時間）RPO (h)',
}

export function drillPage(report: DrillContent & { readonly publicKey: string }): string {
  const { id, beganAt, operator, load, charts, facts, machine, steps, faults, changes } = report
  const verdict = isDrillClean(report)
    ? 'すべて確かめました。 Everything that was looked at is as it should be.'
    : '確かめきれなかったものがあります。下の表を見てください。 Not everything is as it should be; see the tables below.'
  return `<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><title>参照 訓練報告書 ${pageText(id)}</title><style>${STYLE}</style></head><body>
<h1>訓練報告書 / Drill report</h1>
<p>${pageText(beganAt)} (UTC) ・ ${pageText(operator)} ・ 時点 as of <b>${pageText(load.asOf)}</b></p>
<p class="gap">${pageText(verdict)}</p>
<p>復旧時間（媒体を手にしてから最初のカルテまで）RTO <b>${report.rtoSeconds} 秒 s</b> ・ 復旧時点（いちばん新しいデータの古さ）RPO <b>${report.rpoHours} 時間 h</b></p>
<h2>手順ごとの時間 / Steps</h2>
${pageTable(
  ['手順 step', '開始からの秒 seconds from the beginning'],
  [
    ...(load.inpatientsFirst === null
      ? []
      : [
          [
            `入院患者 ${load.inpatientsFirst.patients} 人 in-patients`,
            load.inpatientsFirst.seconds,
          ],
        ]),
    ['取込 loaded', steps.loaded],
    ['世代の検証 verified', steps.verified],
    ['最初のカルテ first chart', steps.firstChart],
    ['原本との照合 checked against the medium', steps.checked],
  ],
)}
<h2>媒体 / Sources</h2>
${pageTable(
  ['名', '場所 location', '形式 format', '時点 as of', '件 files', '判定 medium'],
  load.sources.map((s) => [s.label, s.location, s.format, s.asOf, s.files, mediumWords(s.medium)]),
)}
<p>患者 patients <b>${load.patients}</b> ・ ファイル files <b>${load.files.seen}</b> ・ 欠落 gaps <b>${load.gaps}</b>（患者 ${load.affectedPatients} 人 patients）</p>
<h2>カルテを開く / Charts opened</h2>
<p>${charts.opened} 件 opened（入院中 in-patients ${charts.inpatients}）</p>
${pageTable(
  ['開けなかった failed'],
  charts.failures.map((failure) => [failure]),
  '開けなかったカルテ なし / none failed to open',
)}
<h2>原本との照合 / Facts against the medium</h2>
${pageTable(
  ['種類 kind', '抽出 drawn', '一致 agree'],
  facts.counts.map((c) => [FACT_WORDS[c.kind], c.drawn, c.agree]),
)}
${pageTable(
  ['一致しないもの differences', 'ファイル file', '判定 verdict'],
  facts.differences.map((d) => [FACT_WORDS[d.kind], d.path, d.verdict]),
  '一致しないもの なし / no differences',
)}
<h2>機械 / The machine</h2>
${pageTable(
  ['項目 item', '判定 verdict', '内容 detail'],
  machine.map(({ what, ok, detail }) => [
    MACHINE_WORDS[what],
    ok === null ? '人が確認 a person has to look' : ok ? 'OK' : '要対応 NOT OK',
    detail,
  ]),
)}
<h2>世代の検証で見つかったこと / Faults of the generation</h2>
${pageTable(
  [''],
  faults.map((fault) => [fault]),
)}
<h2>前回の訓練から / Since the drill before</h2>
${pageTable(
  ['', '前回 before', '今回 now'],
  changes.map(({ what, before, after }) => [CHANGE_WORDS[what], before, after]),
)}
<p>鍵 key ${pageText(report.publicKey)}<br>このページは、隣の report.json の署名に含まれます。<code>sansho drill verify report.json</code> で両方を確かめられます。
The signature in report.json covers this page: <code>sansho drill verify report.json</code> proves both.</p>
</body></html>
`
}
