/** `sansho generations`: what has been loaded, which of it is served, what changed, and going back. */
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { GenerationEntry } from '../../loader/generations/list.ts'
import type { Pruned } from '../../loader/generations/prune.ts'
import type { Switched } from '../../loader/generations/switch.ts'
import { differenceText } from '../difference-text.ts'
import { operatorEntry } from '../operator.ts'
import { EXIT, type ExitCode, type Language, Refusal, type Verb, WrongUse } from '../verb.ts'

const HELP_JA = `
使い方: sansho generations [list] [--json]
        sansho generations diff A B [--json]
        sansho generations activate 世代 --reason "理由" [--key 指紋]
        sansho generations rollback --reason "理由" [--key 指紋]
        sansho generations prune --keep 数 [--including-previous]

  list      取り込んだ世代を新しい順に示します。* の付いたものが参照されています。
  diff      世代 A から B で何が変わったかを、種別ごと・患者ごとに示します（消えた患者、減った患者、消えた種別）。
  activate  その世代に切り替えます。公開時のハッシュと署名の鍵を照合し、合わない世代には切り替えません。
            この装置の鍵によらない世代は、控えにある鍵の指紋を --key で示したときだけです。
  rollback  いまの世代の前に参照していた世代に戻します。
  prune     新しいものから「数」だけ残し、古い世代を消します。参照中の世代は消しません。
            その前の世代（rollback の戻り先）も、--including-previous を付けないかぎり消しません。

  世代は途中までの文字でも指定できます（例: ab12cd）。current は参照中の世代です。
  切替は一瞬で、閲覧中の端末の要求は失敗しません。理由は監査ログと switches.jsonl に残ります。

  --data フォルダ データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var
  --json          list は1行1世代、ほかは1件のJSON

例:
  sansho generations diff current ab12cd
  sansho generations activate ab12cd --reason "10月分の欠落は副院長了承"

終了コード: 0 完了、1 失敗、2 使い方の誤り、4 拒否（照合に合わない、戻り先がない）`

const HELP_EN = `
Use: sansho generations [list] [--json]
     sansho generations diff A B [--json]
     sansho generations activate ID --reason "WHY" [--key FINGERPRINT]
     sansho generations rollback --reason "WHY" [--key FINGERPRINT]
     sansho generations prune --keep N [--including-previous]

  list      the loaded generations, newest first. The one with * is served.
  diff      what changed from A to B, by kind and by patient: patients lost or with less, kinds lost.
  activate  switches to that generation, if it still has the hashes with which it was published, sealed by
            this installation; one that another sealed only if --key says that one's key, from paper.
  rollback  goes back to what was served before the current one.
  prune     keeps the newest N and removes the others, never the one that is served, and not the one a
            rollback leads to either unless --including-previous says so.

  ID may be a part of the id (ab12cd); "current" is the one that is served.
  A switch is instantaneous: no request of a terminal fails. The reason is kept in the audit log and in
  switches.jsonl.

  --data DIR      where data lies. Default: the environment's SANSHO_DATA, else ./var
  --json          list: one JSON object a line for each generation; the others: one object

Examples:
  sansho generations diff current ab12cd
  sansho generations activate ab12cd --reason "loss of October accepted by the vice director"

Exit codes: 0 done, 1 failed, 2 wrong use, 4 refused (does not verify, nothing to go back to)`

interface Asked {
  readonly dataDirectory: string
  readonly json: boolean
  readonly language: Language
  readonly names: readonly string[]
  readonly reason: string | undefined
  readonly key: string | undefined
  readonly keep: string | undefined
  readonly includingPrevious: boolean
}

type Action = (asked: Asked) => Promise<void>

const ACTIONS: Readonly<Record<string, { readonly names: number; readonly act: Action }>> = {
  list: { names: 0, act: list },
  diff: { names: 2, act: diff },
  activate: { names: 1, act: activate },
  rollback: { names: 0, act: rollback },
  prune: { names: 0, act: prune },
}

export const generations: Verb = {
  name: 'generations',
  summary: {
    ja: '取り込んだ世代の一覧・比較・切替・整理',
    en: 'lists, compares, switches and prunes what has been loaded',
  },
  help: { ja: HELP_JA, en: HELP_EN },
  async run(args, language): Promise<ExitCode> {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        json: { type: 'boolean', default: false },
        reason: { type: 'string' },
        key: { type: 'string' },
        keep: { type: 'string' },
        'including-previous': { type: 'boolean', default: false },
      },
    })
    const [word = 'list', ...names] = positionals
    const action = Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined
    if (action === undefined || names.length !== action.names) {
      throw new WrongUse(
        language === 'ja'
          ? `「${positionals.join(' ')}」という使い方はありません`
          : `cannot do "${positionals.join(' ')}"`,
      )
    }
    await action.act({
      dataDirectory: path.resolve(values.data ?? process.env.SANSHO_DATA ?? 'var'),
      json: values.json,
      language,
      names,
      reason: values.reason,
      key: values.key,
      keep: values.keep,
      includingPrevious: values['including-previous'],
    })
    return EXIT.done
  },
}

async function list({ dataDirectory, json, language }: Asked): Promise<void> {
  const { listGenerations } = await import('../../loader/generations/list.ts')
  const entries = listGenerations(dataDirectory)
  for (const entry of entries) {
    process.stdout.write(`${json ? jsonLine(entry) : textLine(entry, language)}\n`)
  }
  if (entries.length === 0 && !json) {
    process.stdout.write(
      language === 'ja'
        ? `${dataDirectory} にはまだ何も取り込まれていません（sansho load）\n`
        : `nothing has been loaded into ${dataDirectory} yet (sansho load)\n`,
    )
  }
}

async function diff({ dataDirectory, json, language, names }: Asked): Promise<void> {
  const { generationsFolder, resolveGeneration } = await import('../../loader/generations/place.ts')
  const { compareGenerations } = await import('../../loader/generations/difference.ts')
  const folder = generationsFolder(dataDirectory)
  const [from = '', to = ''] = names.map((name) =>
    path.join(folder, resolveGeneration(folder, name)),
  )
  const found = compareGenerations(from, to)
  process.stdout.write(json ? `${JSON.stringify(found)}\n` : differenceText(found, language))
}

async function activate(asked: Asked): Promise<void> {
  const { activateGeneration } = await import('../../loader/generations/switch.ts')
  const [name = ''] = asked.names
  const reason = reasonOf(asked)
  await switching('generation.activate', asked, (writeDown) =>
    activateGeneration(asked.dataDirectory, name, { reason, key: asked.key, writeDown }),
  )
}

async function rollback(asked: Asked): Promise<void> {
  const { rollBack } = await import('../../loader/generations/switch.ts')
  const reason = reasonOf(asked)
  await switching('generation.rollback', asked, (writeDown) =>
    rollBack(asked.dataDirectory, { reason, key: asked.key, writeDown }),
  )
}

/** Written down before it is done: a switch that the log could not take is not made, so that nobody repeats it. */
async function switching(
  action: string,
  { dataDirectory, json, language }: Asked,
  act: (writeDown: (switched: Switched) => void) => Switched,
): Promise<void> {
  const { ChangedMeanwhile, NothingBefore, UnsoundGeneration } = await import(
    '../../loader/generations/switch.ts'
  )
  const { SwitchInProgress } = await import('../../loader/generations/switch-lock.ts')
  const { currentGeneration, generationsFolder } = await import('../../loader/generations/place.ts')
  const log = await logOf(dataDirectory, action)
  const refusals = [ChangedMeanwhile, NothingBefore, SwitchInProgress, UnsoundGeneration]
  try {
    const done = act((switched) => log({ ...switched }))
    const { generation, previous } = done
    process.stdout.write(
      json
        ? `${JSON.stringify(done)}\n`
        : language === 'ja'
          ? `世代 ${generation} に切り替えました（前: ${previous || 'なし'}）。\n`
          : `Switched to generation ${generation} (before: ${previous || 'none'}).\n`,
    )
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (!refusals.some((kind) => error instanceof kind)) {
      const served = currentGeneration(generationsFolder(dataDirectory)) || '-'
      throw new Error(
        language === 'ja'
          ? `切り替えられませんでした。いま参照している世代: ${served}`
          : `could not switch; the generation that is served now: ${served}`,
        { cause: error },
      )
    }
    log({ refused: error.message })
    throw new Refusal(language === 'ja' ? '切り替えていません' : 'nothing was switched', {
      cause: error,
    })
  }
}

async function prune(asked: Asked): Promise<void> {
  const { dataDirectory, json, language, includingPrevious } = asked
  if (asked.keep === undefined || !/^[1-9]\d{0,5}$/.test(asked.keep)) {
    throw new WrongUse(
      language === 'ja'
        ? '--keep に残す世代の数（1以上）を指定してください'
        : 'say with --keep how many generations to keep (1 or more)',
    )
  }
  const { pruneGenerations } = await import('../../loader/generations/prune.ts')
  const log = await logOf(dataDirectory, 'generation.prune')
  let unlogged = false
  const writeDown = ({ removed, kept }: Pruned) =>
    log({ removed: removed.join(' '), kept: kept.join(' ') })
  const pruned = pruneGenerations(dataDirectory, Number(asked.keep), includingPrevious, (plan) => {
    try {
      writeDown(plan)
    } catch {
      // A full disk takes no entry until something was removed: it is written then.
      unlogged = true
    }
  })
  const { removed, kept } = pruned
  if (unlogged) {
    try {
      writeDown(pruned)
    } catch (cause) {
      throw new Error(
        language === 'ja'
          ? `消しましたが、監査ログに書けませんでした。消した世代: ${removed.join(' ') || 'なし'}`
          : `removed, but the access log could not be written. Removed: ${removed.join(' ') || 'none'}`,
        { cause },
      )
    }
  }
  process.stdout.write(
    json
      ? `${JSON.stringify(pruned)}\n`
      : language === 'ja'
        ? `消した世代: ${removed.join(' ') || 'なし'}\n残した世代: ${kept.join(' ')}\n`
        : `removed: ${removed.join(' ') || 'none'}\nkept: ${kept.join(' ')}\n`,
  )
}

function reasonOf({ reason, language }: Asked): string {
  if (reason !== undefined && reason.trim() !== '') return reason.trim()
  throw new WrongUse(
    language === 'ja' ? '--reason "理由" が必要です' : 'say why with --reason "WHY"',
  )
}

/** @returns writes an entry of this action; it throws when the access log can't take it. */
async function logOf(
  dataDirectory: string,
  action: string,
): Promise<(detail: Readonly<Record<string, string>>) => void> {
  const { openAuditLog } = await import('../../server/audit/log.ts')
  return (detail) => {
    const audit = openAuditLog(dataDirectory)
    try {
      audit.append(operatorEntry(action, detail))
    } finally {
      audit.close()
    }
  }
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
