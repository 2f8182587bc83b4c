/** What a closing did, signed by the installation, and the same for people to read and to file. */
import { pageTable, pageText, STYLE } from '../../loader/generations/report-page.ts'
import type { Signature } from '../../loader/seal/signed-report.ts'
import { fingerprint } from '../../loader/seal/signing-key.ts'
import type { Closing } from '../../server/data-in-use.ts'
import type { Bilingual } from '../verb.ts'

export interface ClosingReport extends Closing, Signature {
  readonly accountsEnded: number
  readonly terminalsRevoked: number
  /** In the last run of a closing that was interrupted; what earlier runs erased stands in the access log. */
  readonly erased: { readonly files: number; readonly bytes: number; readonly names: string[] }
  /** Names that are left in the data directory. */
  readonly kept: readonly string[]
  readonly log: {
    readonly whole: boolean
    readonly acceptedLog: string
    /** Of the last entry: to be kept on paper. */
    readonly sequence: number
    readonly hash: string
    readonly checkpointKey: string
  }
  readonly exported: {
    readonly folder: string
    readonly files: readonly { readonly name: string; readonly sha256: string }[]
  }
  readonly medium: Bilingual
}

export function closingPage(report: ClosingReport): string {
  const { erased, log, exported, medium } = report
  return `<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><title>終了報告 / closing report</title><style>${STYLE}</style></head><body>
<h1>参照システムの終了報告 / Closing report</h1>
${pageTable(
  ['項目', 'item', '内容'],
  [
    ['世代', 'generation', report.generation || '—'],
    ['開始（UTC）', 'begun', report.begunAt],
    ['完了（UTC）', 'done', report.doneAt],
    ['実施者', 'by', report.by],
    ['理由', 'reason', report.reason],
    ['停止した利用者', 'accounts ended', report.accountsEnded],
    ['取り消した端末', 'terminals revoked', report.terminalsRevoked],
    ['消去したファイル', 'files erased', erased.files],
    ['消去したバイト', 'bytes erased', erased.bytes],
    ['消去したもの', 'what was erased', erased.names.join(' ') || '—'],
    ['残したもの', 'what is left', report.kept.join(' ')],
  ],
)}
<h2>媒体について / The medium</h2>
<p class="gap">${pageText(medium.ja)}</p>
<p class="gap">${pageText(medium.en)}</p>
<h2>アクセス記録 / The access log</h2>
${pageTable(
  ['項目', 'item', '内容'],
  [
    ['検証', 'verified', log.whole ? '完全 whole' : '不完全 NOT WHOLE'],
    ['不完全でも終了した理由', 'closed all the same because', log.acceptedLog || '—'],
    ['最後の番号', 'last entry', log.sequence],
    ['最後のハッシュ（紙に控える）', 'its hash (keep on paper)', log.hash],
    ['署名鍵', 'checkpoint key', log.checkpointKey],
    ['書き出し先', 'exported to', exported.folder],
  ],
)}
${pageTable(
  ['書き出したファイル exported file', 'SHA-256'],
  exported.files.map(({ name, sha256 }) => [name, sha256]),
)}
<p>署名 signed by ${pageText(fingerprint(report.publicKey))}</p>
</body></html>
`
}
