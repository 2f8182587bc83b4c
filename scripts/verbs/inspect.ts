/** `sansho inspect`: what is on a medium, before it is loaded. */
import { parseArgs } from 'node:util'
import type { Inspection } from '../../loader/inspect.ts'
import { dataTypeOf } from '../../model/codes/data-types.ts'
import { GAP_REASONS } from '../../model/codes/gap-reasons.ts'
import { MEDIUM_HELP, MEDIUM_OPTIONS, sourcesOf } from '../medium-argument.ts'
import { MEDIUM_WORDS } from '../medium-words.ts'
import { jsonProgress, textProgress } from '../progress-text.ts'
import { EXIT, type Language, type Verb } from '../verb.ts'

/** Suspicious files shown; --json has up to a hundred. */
const SHOWN = 20

export const inspect: Verb = {
  name: 'inspect',
  summary: {
    ja: 'バックアップ媒体の中身を、取り込まずに調べる',
    en: 'says what is on a backup medium without loading it',
  },
  help: {
    ja: `
使い方: sansho inspect [名前=]媒体 … [--password-file ファイル] [--snapshot ID] [--json]

  媒体を読み取り専用で最後まで読み、形式、データ種別ごとの件数、患者数、期間、
  文字コードの相違、疑わしいファイル、媒体の判定を示します。何も書き込みません。

${MEDIUM_HELP.ja}

  媒体の判定      健全 / 一部破損 / 使用不可（読めない・暗号化されたファイルが 20 % を超える。
                  load は理由を添えないかぎり取り込みません）

  --json          標準出力に1行1件のJSON。最後の行が結果。

終了コード: 0 完了、1 失敗または読めるファイルがない、2 使い方の誤り、3 読めないファイルがある`,
    en: `
Use: sansho inspect [NAME=]MEDIUM … [--password-file FILE] [--snapshot ID] [--json]

  Reads the medium to its end, read-only, and tells formats, data types with counts, patients, dates,
  deviating character sets, suspicious files and what the medium is worth. Writes nothing anywhere.

${MEDIUM_HELP.en}

  medium          clean, partly damaged, or do not use: more than 20 % of its files are encrypted or
                  damaged; load refuses it unless a reason is given

  --json          one JSON object a line on standard output; the last one is the result.

Exit codes: 0 done, 1 failed or nothing readable, 2 wrong use, 3 some files are unreadable`,
  },
  async run(args, language) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...MEDIUM_OPTIONS, json: { type: 'boolean', default: false } },
    })
    const sources = await sourcesOf(positionals, values, language)
    const { inspectBackup } = await import('../../loader/inspect.ts')
    const printer = values.json ? jsonProgress() : textProgress(language)
    const controller = new AbortController()
    const stop = (signal: NodeJS.Signals) => controller.abort(new Error(`stopped by ${signal}`))
    process.on('SIGINT', stop).on('SIGTERM', stop)
    try {
      const found = await inspectBackup(
        sources,
        (progress) => printer.show({ phase: 'reading', ...progress }),
        controller.signal,
      )
      printer.end()
      process.stdout.write(values.json ? `${JSON.stringify(found)}\n` : describe(found, language))
      return exitCode(found)
    } finally {
      printer.end()
      process.off('SIGINT', stop).off('SIGTERM', stop)
    }
  },
}

function exitCode(found: Inspection) {
  const total = dispositions(found)
  const understood = (total.loaded ?? 0) + (total.superseded ?? 0) + (total.deleted ?? 0)
  if (understood === 0) return EXIT.failed
  return (total.quarantined ?? 0) + (total.notInterpreted ?? 0) > 0 ? EXIT.doneWithGaps : EXIT.done
}

function dispositions(found: Inspection): Record<string, number> {
  const total: Record<string, number> = {}
  for (const counts of Object.values(found.dataTypes)) {
    for (const [disposition, count] of Object.entries(counts)) {
      total[disposition] = (total[disposition] ?? 0) + count
    }
  }
  return total
}

function describe(found: Inspection, language: Language): string {
  const ja = language === 'ja'
  const formats = Object.entries(found.formats)
    .filter(([name]) => name !== '')
    .map(([name, count]) => `${name} ${count}`)
  const lines = [
    `${ja ? 'ファイル' : 'files'}: ${found.files} (${(found.bytes / 1e6).toFixed(1)} MB)`,
    `${ja ? '形式' : 'formats'}: ${formats.join(', ') || (ja ? 'なし（この媒体は読めません）' : 'none: nothing here can be read')}`,
    `${ja ? '患者' : 'patients'}: ${found.patients}`,
    `${ja ? '期間' : 'dates'}: ${found.firstDate || '—'} … ${found.lastDate || '—'}`,
    `${ja ? '媒体の判定' : 'medium'}: ${MEDIUM_WORDS[found.medium][language]}`,
    `${ja ? '読み解けない項目' : 'fields not understood'}: ${found.fieldProblems}`,
    '',
    ...dataTypeLines(found, language),
    ...reasonLines(found, language),
  ]
  return `${lines.join('\n')}\n`
}

function dataTypeLines(found: Inspection, language: Language): string[] {
  return Object.entries(found.dataTypes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, counts]) => {
      const parts = Object.entries(counts).map(([disposition, count]) => `${disposition} ${count}`)
      return `  ${visible(name || '—').padEnd(10)} ${dataTypeOf(name)[language]}: ${parts.join(', ')}`
    })
}

function reasonLines(found: Inspection, language: Language): string[] {
  const ja = language === 'ja'
  const lines: string[] = []
  for (const [charset, count] of Object.entries(found.charsets)) {
    lines.push(`${ja ? '宣言と異なる文字コード' : 'deviating character set'}: ${charset} ${count}`)
  }
  for (const [reason, count] of Object.entries(found.reasons)) {
    lines.push(`${GAP_REASONS[reason]?.[language] ?? reason}: ${count}`)
  }
  for (const { path, reason } of found.suspicious.slice(0, SHOWN)) {
    lines.push(`  ${visible(path)}  ${GAP_REASONS[reason]?.[language] ?? reason}`)
  }
  return lines.length === 0 ? [] : ['', ...lines]
}

/** File names are the medium's: control characters must not reach the terminal. */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (ch) => `\\x${ch.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
