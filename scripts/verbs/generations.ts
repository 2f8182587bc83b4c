/** `sansho generations`: what has been loaded, and which of it is served. */
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { GenerationEntry } from '../../loader/generations/list.ts'
import { EXIT, type Language, type Verb } from '../verb.ts'

export const generations: Verb = {
  name: 'generations',
  summary: { ja: '取り込んだ世代の一覧', en: 'lists what has been loaded' },
  help: {
    ja: `
使い方: sansho generations [--data フォルダ] [--json]

  取り込んだ世代を新しい順に示します。* の付いたものが参照されています。

  --data フォルダ データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var
  --json          1行1世代のJSON

終了コード: 0 完了、1 失敗、2 使い方の誤り`,
    en: `
Use: sansho generations [--data DIR] [--json]

  Lists the loaded generations, newest first. The one with * is served.

  --data DIR      where data lies. Default: the environment's SANSHO_DATA, else ./var
  --json          one JSON object a line for each generation

Exit codes: 0 done, 1 failed, 2 wrong use`,
  },
  async run(args, language) {
    const { values } = parseArgs({
      args: [...args],
      options: { data: { type: 'string' }, json: { type: 'boolean', default: false } },
    })
    const dataDirectory = path.resolve(values.data ?? process.env.SANSHO_DATA ?? 'var')
    const { listGenerations } = await import('../../loader/generations/list.ts')
    const entries = listGenerations(dataDirectory)
    for (const entry of entries) {
      process.stdout.write(`${values.json ? jsonLine(entry) : textLine(entry, language)}\n`)
    }
    if (entries.length === 0 && !values.json) {
      process.stdout.write(
        language === 'ja'
          ? `${dataDirectory} にはまだ何も取り込まれていません（sansho load）\n`
          : `nothing has been loaded into ${dataDirectory} yet (sansho load)\n`,
      )
    }
    return EXIT.done
  },
}

function jsonLine({ generation, current, report }: GenerationEntry): string {
  if (report === null) return JSON.stringify({ generation, current })
  const { asOf, loadedAt, seconds, files, patients, gaps, sources } = report
  return JSON.stringify({
    generation,
    current,
    asOf,
    loadedAt,
    seconds,
    files,
    patients,
    gaps,
    sources,
  })
}

function textLine({ generation, current, report }: GenerationEntry, language: Language): string {
  const mark = current ? '*' : ' '
  if (report === null)
    return `${mark} ${generation}  ${language === 'ja' ? '報告書なし' : 'no report'}`
  const { asOf, patients, gaps, files } = report
  return language === 'ja'
    ? `${mark} ${generation}  時点 ${asOf}  患者 ${patients} 人  ファイル ${files.seen} 件  欠落 ${gaps} 件`
    : `${mark} ${generation}  as of ${asOf}  ${patients} patients  ${files.seen} files  ${gaps} gaps`
}
