/** The media that verbs are given on the command line. */
import type { SourceSpec } from '../loader/sources/source.ts'
import { askPassword, passwordFromFile } from './password-prompt.ts'
import { type Language, WrongUse } from './verb.ts'

/** Options of parseArgs for what a medium may need. */
export const MEDIUM_OPTIONS = {
  'password-file': { type: 'string' },
  snapshot: { type: 'string', default: 'latest' },
} as const

export interface MediumOptions {
  readonly 'password-file'?: string | undefined
  readonly snapshot: string
}

export const MEDIUM_HELP = {
  ja: `  媒体            次のいずれか。複数指定できます（例: ehr=/media/a docs=/media/b.tar.zst）。
                  ・患者フォルダの上のフォルダ
                  ・書庫 .tar .tar.gz .tar.zst .zip（展開せずに読みます。分割されたものは最初の .001 を指定）
                  ・restic リポジトリのフォルダ（パスワードは端末から尋ねます）
  --password-file ファイル  restic のパスワードをファイルの1行目から読む
  --snapshot ID   restic のスナップショット（IDの先頭の数文字）。既定: latest（最も新しいもの）`,
  en: `  MEDIUM          one of these; may be several: ehr=/media/a docs=/media/b.tar.zst
                  - the folder above the patient folders
                  - an archive: .tar .tar.gz .tar.zst .zip (read without unpacking; of split ones name .001)
                  - the folder of a restic repository (its password is asked for on the terminal)
  --password-file FILE  reads the password of a restic repository from the file's first line
  --snapshot ID   snapshot of a restic repository, by the beginning of its id. Default: latest`,
} as const

/** Opens the media an operator named. @throws Error when one is not there. */
export async function sourcesOf(
  positionals: readonly string[],
  options: MediumOptions,
  language: Language,
): Promise<SourceSpec[]> {
  if (positionals.length === 0) {
    throw new WrongUse(
      language === 'ja' ? '媒体を指定してください' : 'name the medium: a folder or an archive',
    )
  }
  const { parseSources } = await import('../loader/sources/source-argument.ts')
  const sources = parseSources(positionals)
  if (!sources.some(({ kind }) => kind === 'restic')) return sources
  const password = await resticPassword(options, language)
  const restic = { password, snapshot: options.snapshot }
  return sources.map((source) => (source.kind === 'restic' ? { ...source, restic } : source))
}

async function resticPassword(options: MediumOptions, language: Language): Promise<string> {
  const file = options['password-file']
  if (file !== undefined) return passwordFromFile(file)
  return askPassword(
    language,
    language === 'ja'
      ? 'restic リポジトリにはパスワードが必要です。--password-file ファイル で指定してください'
      : 'a restic repository needs its password; name a file that holds it with --password-file',
  )
}
