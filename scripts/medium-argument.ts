/** The media that verbs are given on the command line. */
import type { PassedOver } from '../loader/clean-snapshot.ts'
import type { ResticAccess, SourceSpec } from '../loader/sources/source.ts'
import { askPassword, passwordFromFile } from './password-prompt.ts'
import { textProgress } from './progress-text.ts'
import { type Language, WrongUse } from './verb.ts'

/** Options of parseArgs for what a medium may need. */
export const MEDIUM_OPTIONS = {
  'password-file': { type: 'string' },
  snapshot: { type: 'string', default: 'latest' },
  before: { type: 'string', default: '' },
  'server-password-file': { type: 'string' },
  cacert: { type: 'string' },
  'sftp-command': { type: 'string', default: '' },
} as const

export interface MediumOptions {
  readonly 'password-file'?: string | undefined
  readonly snapshot: string
  readonly before: string
  readonly 'server-password-file'?: string | undefined
  readonly cacert?: string | undefined
  readonly 'sftp-command': string
}

export const MEDIUM_HELP = {
  ja: `  媒体            次のいずれか。複数指定できます（例: ehr=/media/a docs=/media/b.tar.zst）。
                  ・患者フォルダの上のフォルダ
                  ・書庫 .tar .tar.gz .tar.zst .zip（展開せずに読みます。分割されたものは最初の .001 を指定）
                  ・restic リポジトリのフォルダ、またはサーバー上のもの
                    sftp:利用者@ホスト:/フォルダ、rest:https://利用者@ホスト:8000/リポジトリ/
                    （読むだけで、ロックも書き込みません。パスワードは端末から尋ねます）
  --password-file ファイル  restic のパスワードをファイルの1行目から読む
  --snapshot ID   restic のスナップショット（IDの先頭の数文字）。既定: latest（最も新しいもの）
                  clean: 新しいものから順に全体を検査し、暗号化も脅迫文もない最初のものを使う
  --before 日時   latest と clean で、この日時以降に取られたものを除く（侵害が始まった日時など）
  --server-password-file ファイル  rest: のサーバーのパスワードをファイルの1行目から読む
  --cacert ファイル  rest: のサーバーの証明書を発行した認証局（PEM）
  --sftp-command コマンド  sftp: で ssh の代わりに、標準入出力で SFTP を話すコマンド`,
  en: `  MEDIUM          one of these; may be several: ehr=/media/a docs=/media/b.tar.zst
                  - the folder above the patient folders
                  - an archive: .tar .tar.gz .tar.zst .zip (read without unpacking; of split ones name .001)
                  - the folder of a restic repository, or one on a server:
                    sftp:user@host:/folder, rest:https://user@host:8000/repository/
                    (only read, no lock is written; passwords are asked for on the terminal)
  --password-file FILE  reads the password of a restic repository from the file's first line
  --snapshot ID   snapshot of a restic repository, by the beginning of its id. Default: latest
                  clean: screens whole snapshots, newest first, and takes the first without encrypted
                  files and ransom notes
  --before TIME   for latest and clean: passes over snapshots taken at this time or later (when the
                  intrusion began)
  --server-password-file FILE  reads the password of a rest: server from the file's first line
  --cacert FILE   the authority (PEM) that a rest: server's certificate is of
  --sftp-command COMMAND  for sftp:, instead of ssh: a command that speaks SFTP on its standard input and output`,
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
  const repositories = sources.filter(({ kind }) => kind === 'restic')
  if (repositories.length === 0) return sources
  const restic = await resticAccess(repositories, options, language)
  const found: SourceSpec[] = []
  for (const source of sources) {
    if (source.kind !== 'restic') found.push(source)
    else if (restic.snapshot !== 'clean') found.push({ ...source, restic })
    else found.push(await withCleanSnapshot({ ...source, restic }, language))
  }
  return found
}

async function resticAccess(
  repositories: readonly SourceSpec[],
  options: MediumOptions,
  language: Language,
): Promise<ResticAccess> {
  const certificate = options.cacert === undefined ? '' : await textOf(options.cacert)
  const sftpCommand = options['sftp-command']
  const before = timeOf(options.before, language)
  const password = await passwordOf(
    options['password-file'],
    language === 'ja'
      ? 'restic リポジトリにはパスワードが必要です。--password-file ファイル で指定してください'
      : 'a restic repository needs its password; name a file that holds it with --password-file',
    language,
  )
  const ofServer = repositories.some(needsPassword)
    ? await passwordOf(
        options['server-password-file'],
        language === 'ja'
          ? 'サーバーのパスワードが必要です。--server-password-file ファイル で指定してください'
          : 'the server needs a password; name a file that holds it with --server-password-file',
        language,
      )
    : ''
  const server = { password: ofServer, certificate, sftpCommand }
  return { password, snapshot: options.snapshot, before, server }
}

/** A REST server asks who one is if the address says so; for SFTP that is ssh's business. */
function needsPassword({ location }: SourceSpec): boolean {
  return location.startsWith('rest:') && /^rest:https?:\/\/[^/]*@/.test(location)
}

async function passwordOf(
  file: string | undefined,
  remedy: string,
  language: Language,
): Promise<string> {
  if (file !== undefined) return passwordFromFile(file)
  if (process.stdin.isTTY) process.stderr.write(`${remedy}\n`)
  return askPassword(language, remedy)
}

async function textOf(file: string): Promise<string> {
  const { readFileSync } = await import('node:fs')
  return readFileSync(file, 'utf8')
}

/** This machine's clock. @returns ISO 8601, UTC; '' = none was stated. */
function timeOf(text: string, language: Language): string {
  if (text === '') return ''
  const [, day, time = '00:00'] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?$/.exec(text) ?? []
  const at = new Date(`${day}T${time}`)
  if (!Number.isNaN(at.getTime())) return at.toISOString()
  throw new WrongUse(
    language === 'ja'
      ? `--before「${text}」を日時として読めません（例: 2022-10-31T03:00）`
      : `--before "${text}" is no time; write 2022-10-31 or 2022-10-31T03:00`,
  )
}

async function withCleanSnapshot(
  source: SourceSpec & { readonly restic: ResticAccess },
  language: Language,
): Promise<SourceSpec> {
  const { findCleanSnapshot } = await import('../loader/clean-snapshot.ts')
  const controller = new AbortController()
  const stop = (signal: NodeJS.Signals) => controller.abort(new Error(`stopped by ${signal}`))
  process.on('SIGINT', stop).on('SIGTERM', stop)
  const printer = textProgress(language)
  const say = (line: string) => {
    printer.end()
    process.stderr.write(`${line}\n`)
  }
  try {
    const { id, time } = await findCleanSnapshot(
      source,
      (passed) => say(passedOverLine(passed, language)),
      (progress) => printer.show({ phase: 'reading', ...progress }),
      controller.signal,
    )
    say(
      language === 'ja'
        ? `${source.label}: スナップショット ${id.slice(0, 8)}（${time}）を使います`
        : `${source.label}: taking snapshot ${id.slice(0, 8)} (${time})`,
    )
    return { ...source, restic: { ...source.restic, snapshot: id } }
  } finally {
    printer.end()
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

function passedOverLine(
  { id, time, encrypted, ransomNotes }: PassedOver,
  language: Language,
): string {
  return language === 'ja'
    ? `スナップショット ${id.slice(0, 8)}（${time}）は使いません: 暗号化されたファイル ${encrypted} 件、脅迫文 ${ransomNotes} 件`
    : `snapshot ${id.slice(0, 8)} (${time}) is passed over: ${encrypted} encrypted files, ${ransomNotes} ransom notes`
}
