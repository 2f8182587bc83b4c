/** `sansho watch`: looks at backups day by day in peacetime, and says loudly when one could not be relied on. */
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { SourceSpec } from '../../loader/sources/source.ts'
import type { BackupAlarmKind } from '../../loader/watch/check-backup.ts'
import type { WatchStatus } from '../../loader/watch/watch-status.ts'
import { dataDirectoryOf } from '../accounts.ts'
import { MEDIUM_HELP, MEDIUM_OPTIONS, sourcesOf } from '../medium-argument.ts'
import { refuseDataInMedium } from '../untouched-medium.ts'
import { EXIT, type Language, type Verb, WrongUse } from '../verb.ts'

const HOUR = 3_600_000
/** A monitor waits this much longer than the interval before it takes silence for an alarm. */
const GRACE = 1.5

export const watch: Verb = {
  name: 'watch',
  summary: {
    ja: 'バックアップが頼れるかを平時に毎日確かめる',
    en: 'looks at backups in peacetime and alarms when one could not be relied on',
  },
  help: {
    ja: `
使い方: sansho watch [名前=]媒体 … (--once | --every 24h) [--stale 48h] [--data フォルダ]

  媒体を最後まで読み（何も書き込みません）、次のときに警告します: 読めない、空である、壊れている、
  いちばん新しいデータが古い、前回より減った（患者・ファイル・容量が 2 % を超えて）、種別がなくなった。
  減ったという警告は、元に戻るまで続きます。

${MEDIUM_HELP.ja}

  --once          一度だけ確かめて終わる（cron や systemd タイマー向け）
  --every 間隔    止めるまで繰り返す（例: 24h、90m）
  --stale 時間    いちばん新しいデータがこれより古ければ警告。既定: 48h
  --data フォルダ データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var

  結果は フォルダ/watch/名前.json に書きます。監視装置は ok が false のとき、または validUntil を過ぎたとき
  に警報を出してください。台帳（sansho ledger）の最終確認と最終読取確認も更新します。

終了コード: 0 すべて問題なし、1 警告がある、2 使い方の誤り`,
    en: `
Use: sansho watch [NAME=]MEDIUM … (--once | --every 24h) [--stale 48h] [--data DIR]

  Reads each medium to its end (and writes nothing to it), and alarms when it is unreadable, empty or damaged,
  when the newest thing in it is old, when it shrank against the look before (patients, files or bytes by more than
  2 %), or when a data type is gone. A loss stays an alarm until what was lost is back.

${MEDIUM_HELP.en}

  --once          one look, for cron or a systemd timer
  --every TIME    looks again and again until it is stopped: 24h, 90m
  --stale TIME    alarms when the newest thing in the backup is older. Default: 48h
  --data DIR      where data lies. Default: the environment's SANSHO_DATA, else ./var

  The result stands in DIR/watch/NAME.json: a monitor alarms when "ok" is false or "validUntil" has passed. The
  register (sansho ledger) is told what was seen and what proved readable.

Exit codes: 0 no alarm, 1 alarm, 2 wrong use`,
  },
  async run(args, language) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...MEDIUM_OPTIONS,
        once: { type: 'boolean', default: false },
        every: { type: 'string' },
        stale: { type: 'string', default: '48h' },
        data: { type: 'string' },
      },
    })
    if (values.once === (values.every !== undefined)) {
      throw new WrongUse(
        language === 'ja'
          ? '--once か --every のどちらかを指定してください'
          : 'say --once or --every TIME',
      )
    }
    const every = values.every === undefined ? 0 : milliseconds(values.every, language)
    const staleHours = milliseconds(values.stale, language) / HOUR
    const dataDirectory = dataDirectoryOf(values.data)
    const controller = new AbortController()
    const stop = (signal: NodeJS.Signals) => controller.abort(new Error(`stopped by ${signal}`))
    process.on('SIGINT', stop).on('SIGTERM', stop)
    try {
      for (;;) {
        const look = { staleHours, every, dataDirectory, language, signal: controller.signal }
        const ok = await lookAtAll(positionals, values, look)
        if (every === 0) return ok ? EXIT.done : EXIT.failed
        await wait(every, null, { signal: controller.signal }).catch(() => null)
        if (controller.signal.aborted) return ok ? EXIT.done : EXIT.failed
      }
    } finally {
      process.off('SIGINT', stop).off('SIGTERM', stop)
    }
  },
}

function milliseconds(text: string, language: Language): number {
  const [, number, unit] = /^(\d{1,6})(h|m)$/.exec(text) ?? []
  const value = Number(number) * (unit === 'h' ? HOUR : HOUR / 60)
  if (value > 0) return value
  throw new WrongUse(
    language === 'ja'
      ? `「${text}」は 24h や 90m の形ではありません`
      : `"${text}" is no time like 24h or 90m`,
  )
}

interface Look {
  readonly staleHours: number
  /** 0 = once. */
  readonly every: number
  readonly dataDirectory: string
  readonly language: Language
  readonly signal: AbortSignal
}

type Asked = Parameters<typeof sourcesOf>[1]

/** Each medium by itself: one that is missing must not keep the others from being looked at. */
async function lookAtAll(media: readonly string[], asked: Asked, look: Look): Promise<boolean> {
  if (media.length === 0) await sourcesOf(media, asked, look.language)
  const { parseSourceLabels } = await import('../../loader/sources/source-argument.ts')
  const { noteSeen } = await import('../../loader/ledger/ledger.ts')
  const seen: { source: string; proved: boolean }[] = []
  let allOk = true
  for (const { label, argument } of parseSourceLabels(media)) {
    const status = await lookAt(label, argument, asked, look)
    if (status.counts !== null) seen.push({ source: label, proved: status.ok })
    allOk &&= status.ok
  }
  noteSeen(look.dataDirectory, seen, new Date())
  return allOk
}

async function lookAt(
  label: string,
  argument: string,
  asked: Asked,
  look: Look,
): Promise<WatchStatus> {
  const { alarmsOf, countsOf } = await import('../../loader/watch/check-backup.ts')
  const { readWatchStatus, writeWatchStatus } = await import('../../loader/watch/watch-status.ts')
  const before = readWatchStatus(look.dataDirectory, label)
  const reference = before?.reference ?? null
  const at = new Date()
  const common = {
    source: label,
    location: argument,
    checkedAt: at.toISOString(),
    validUntil: look.every === 0 ? '' : new Date(at.getTime() + GRACE * look.every).toISOString(),
  }
  const read = await readMedium(argument, asked, look)
  let status: WatchStatus
  if (read instanceof Error) {
    const alarms = [{ kind: 'unreadable', detail: read.message } as const]
    status = { ...common, ok: false, alarms, counts: null, reference }
  } else {
    const counts = countsOf(read)
    const alarms = alarmsOf(counts, reference, look.staleHours, at)
    const ok = alarms.length === 0
    status = { ...common, ok, alarms, counts, reference: ok ? counts : reference }
  }
  const file = writeWatchStatus(look.dataDirectory, status)
  say(status, file, look.language)
  return status
}

async function readMedium(
  argument: string,
  asked: Asked,
  { signal, language, dataDirectory }: Look,
) {
  const { inspectBackup } = await import('../../loader/inspect.ts')
  let sources: SourceSpec[]
  try {
    sources = await sourcesOf([argument], asked, language)
  } catch (error) {
    return asError(error)
  }
  refuseDataInMedium(sources, dataDirectory, language)
  try {
    return await inspectBackup(sources, () => {}, signal)
  } catch (error) {
    signal.throwIfAborted()
    return asError(error)
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

const ALARM_WORDS: Readonly<Record<BackupAlarmKind, Record<Language, string>>> = {
  unreadable: { ja: '読めません', en: 'cannot be read' },
  empty: { ja: '読めるものが入っていません', en: 'holds nothing that can be read' },
  damaged: { ja: '壊れています', en: 'is damaged' },
  stale: { ja: '新しいデータがありません', en: 'has nothing recent' },
  shrunken: { ja: '前より減りました', en: 'has shrunk' },
  'kind-gone': { ja: '種別がなくなりました', en: 'has lost a data type' },
}

/** One line a finding: on standard error when it is an alarm, so that cron mails it. */
function say(status: WatchStatus, file: string, language: Language): void {
  const ja = language === 'ja'
  const { source, checkedAt, counts, alarms } = status
  if (status.ok) {
    const sum = `${counts?.patients} ${ja ? '人' : 'patients'}, ${counts?.files} ${ja ? 'ファイル' : 'files'}`
    process.stdout.write(`${checkedAt} OK ${source}: ${sum} (${file})\n`)
    return
  }
  for (const { kind, detail } of alarms) {
    const word = ALARM_WORDS[kind][language]
    process.stderr.write(
      `${checkedAt} ${ja ? '警告' : 'ALARM'} ${source} ${word}: ${detail} (${file})\n`,
    )
  }
}
