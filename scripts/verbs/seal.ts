/** `sansho seal`: a signed list of what is on a medium, made in peacetime. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { isOnServer, type SourceSpec } from '../../loader/sources/source.ts'
import { MEDIUM_HELP, MEDIUM_OPTIONS, sourcesOf } from '../medium-argument.ts'
import { jsonProgress, textProgress } from '../progress-text.ts'
import { EXIT, type ExitCode, type Language, Refusal, type Verb, WrongUse } from '../verb.ts'

const HELP_JA = `
使い方: sansho seal 媒体 --out ファイル [--data フォルダ] [--json]

  媒体を読み取り専用で最後まで読み、全ファイルのパス・大きさ・日時・SHA-256 を署名付きの一覧にします。
  平時、バックアップを取った直後に行い、一覧は媒体とは別の場所に保管してください。
  後日 sansho load 媒体 --seal ファイル で、変わった・なくなった・増えたファイルがすべてわかります。

${MEDIUM_HELP.ja}
  --out ファイル  一覧の置き場所。媒体の中には書けません。既にあるファイルは上書きしません。
  --data フォルダ 署名の鍵（state/seal-key.pem、初回に作成）のあるデータの置き場所。
                  既定: 環境変数 SANSHO_DATA、なければ ./var
  --json          標準出力に1行1件のJSON。最後の行が結果。

  表示される「鍵」は公開鍵の指紋です。紙に控えておけば、一覧が差し替えられていないことを確かめられます。

終了コード: 0 完了、1 失敗、2 使い方の誤り、3 完了・ただし読めないファイルがある（一覧にハッシュなしで載る）、
            4 拒否（--out が媒体の中、または既にある）`

const HELP_EN = `
Use: sansho seal MEDIUM --out FILE [--data DIR] [--json]

  Reads a medium to its end, read-only, and writes a signed list of every file's path, size, time and
  SHA-256. Do it in peacetime, right after the backup, and keep the list away from the medium. Later
  "sansho load MEDIUM --seal FILE" names every file that changed, is missing or was added.

${MEDIUM_HELP.en}
  --out FILE      where the list goes: not on the medium; an existing file is never overwritten
  --data DIR      holds the signing key (state/seal-key.pem, made on first use).
                  Default: the environment's SANSHO_DATA, else ./var
  --json          one JSON object a line on standard output; the last one is the result.

  The "key" that is shown is the public key's fingerprint: on paper, it proves that nobody exchanged the list.

Exit codes: 0 done, 1 failed, 2 wrong use, 3 done, but some files are unreadable (listed without a hash),
            4 refused (--out lies on the medium, or exists)`

export const seal: Verb = {
  name: 'seal',
  summary: {
    ja: '媒体の内容を署名付きの一覧にする（平時に）',
    en: 'makes a signed list of what is on a medium, in peacetime',
  },
  help: { ja: HELP_JA, en: HELP_EN },
  async run(args, language): Promise<ExitCode> {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...MEDIUM_OPTIONS,
        out: { type: 'string' },
        data: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    const sources = await sourcesOf(positionals, values, language)
    const [source, second] = sources
    if (source === undefined || second !== undefined || values.out === undefined) {
      throw new WrongUse(
        language === 'ja'
          ? '媒体を1つと --out ファイル が必要です'
          : 'name one medium, and --out FILE',
      )
    }
    const out = path.resolve(values.out)
    refuseOut(out, source, language)
    const dataDirectory = path.resolve(values.data ?? process.env.SANSHO_DATA ?? 'var')
    const done = await run(source, out, dataDirectory, values.json, language)
    await log(dataDirectory, { ...done, medium: source.location })
    process.stdout.write(values.json ? `${JSON.stringify(done)}\n` : describe(done, language))
    return done.unreadable > 0 ? EXIT.doneWithGaps : EXIT.done
  },
}

/** Seen through links, so that a name elsewhere cannot lead onto the medium. */
function refuseOut(out: string, { location }: SourceSpec, language: Language): void {
  const ja = language === 'ja'
  if (fs.existsSync(out)) {
    throw new Refusal(
      ja ? `${out} は既にあります。上書きしません` : `${out} exists and is not overwritten`,
    )
  }
  const folder = path.dirname(out)
  if (!fs.existsSync(folder)) {
    throw new WrongUse(ja ? `フォルダ ${folder} がありません` : `there is no folder ${folder}`)
  }
  if (isOnServer(location)) return
  const stat = fs.statSync(location)
  const medium = fs.realpathSync(stat.isDirectory() ? location : path.dirname(location))
  const place = path.relative(medium, fs.realpathSync(folder))
  if (stat.isDirectory() && !place.startsWith('..') && !path.isAbsolute(place)) {
    throw new Refusal(
      ja
        ? `${out} は媒体の中です。封印は媒体とは別の場所に置いてください`
        : `${out} lies on the medium; keep the seal elsewhere`,
    )
  }
}

async function run(
  source: SourceSpec,
  out: string,
  dataDirectory: string,
  json: boolean,
  language: Language,
) {
  const { sealMedium } = await import('../../loader/seal/seal-medium.ts')
  const printer = json ? jsonProgress() : textProgress(language)
  const controller = new AbortController()
  const stop = (signal: NodeJS.Signals) => controller.abort(new Error(`stopped by ${signal}`))
  process.on('SIGINT', stop).on('SIGTERM', stop)
  try {
    return await sealMedium(
      source,
      out,
      dataDirectory,
      (progress) => printer.show({ phase: 'reading', patients: 0, ...progress }),
      controller.signal,
    )
  } finally {
    printer.end()
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

async function log(
  dataDirectory: string,
  detail: Readonly<Record<string, string | number>>,
): Promise<void> {
  const { openAuditLog } = await import('../../server/audit/log.ts')
  const audit = openAuditLog(dataDirectory)
  audit.append({
    actor: os.userInfo().username,
    terminal: os.hostname(),
    action: 'medium.seal',
    detail,
  })
  audit.close()
}

function describe(
  done: { file: string; files: number; bytes: number; unreadable: number; signedBy: string },
  language: Language,
): string {
  const { file, files, bytes, unreadable, signedBy } = done
  const megabytes = (bytes / 1e6).toFixed(1)
  const lines =
    language === 'ja'
      ? [
          `${files} ファイル（${megabytes} MB）を封印しました: ${file}`,
          `鍵: ${signedBy}`,
          ...(unreadable > 0
            ? [`読めなかったファイル: ${unreadable} 件（ハッシュなしで記載）`]
            : []),
        ]
      : [
          `Sealed ${files} files (${megabytes} MB): ${file}`,
          `Key: ${signedBy}`,
          ...(unreadable > 0 ? [`Unreadable files: ${unreadable}, listed without a hash`] : []),
        ]
  return `${lines.join('\n')}\n`
}
