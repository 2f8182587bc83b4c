/** `sansho ledger`: the register of what should be backed up, and when it last proved readable. */
import fs from 'node:fs'
import { parseArgs } from 'node:util'
import type { BackupSystem, LedgerAlarm } from '../../loader/ledger/backup-system.ts'
import { dataDirectoryOf } from '../accounts.ts'
import { readLedgerList, writeLedgerList } from '../ledger-list.ts'
import { EXIT, type ExitCode, type Language, Refusal, type Verb, WrongUse } from '../verb.ts'

export const ledger: Verb = {
  name: 'ledger',
  summary: {
    ja: 'バックアップ管理台帳: 何がいつ読めると確かめられたか',
    en: 'the backup register: what should be backed up, and when it last proved readable',
  },
  help: {
    ja: `
使い方: sansho ledger [list | import 台帳.csv | export 台帳.csv] [--data フォルダ] [--json]

  list（省略可） 登録されたシステムと、最後に読めると確かめた日時を、警告の重いものから示します。
  import         CSV の内容で台帳を置き換えます。誤りが一つでもあれば何も変えません。CSV に日時の
                 列がなければ、これまでの確認日時を引き継ぎます。
  export         Excel で開ける CSV（UTF-8）を書きます。すでにあるファイルには書きません。

  見出し: システム名, ソース名, 部門, ベンダー, 保管媒体, 取得時期, 契約書の所在, 責任者,
          警告までの時間（時間数。省略時 168）, 最終確認, 最終読取確認（2026/11/20 8:05 など）
  ソース名は、sansho watch と sansho drill に渡す名前（ehr=/media/a の ehr）です。読み終えて問題が
  なければ、その行の最終読取確認が更新されます。

  --data フォルダ データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var

終了コード: 0 完了（list では警告なし）、1 失敗、2 使い方の誤り、3 list で警告がある、4 拒否`,
    en: `
Use: sansho ledger [list | import LIST.csv | export LIST.csv] [--data DIR] [--json]

  list     (may be left out) the systems and when they last proved readable, alarms first
  import   replaces the register by the CSV; with one fault in it nothing is changed. Where the CSV has no
           columns for times, those already known are kept.
  export   writes a CSV that Excel opens (UTF-8); never over a file that is there

  Headings: name, source, department, vendor, medium, schedule, contract, responsible, alarm hours
            (168 if left out), last seen, last proved readable (2026/11/20 8:05 by Japan's clock, or ISO 8601)
  source is the name given to sansho watch and sansho drill (ehr of ehr=/media/a): when they have read all of
  it without an alarm, the line's "last proved readable" is set.

  --data DIR  where data lies. Default: the environment's SANSHO_DATA, else ./var

Exit codes: 0 done (list: no alarm), 1 failed, 2 wrong use, 3 list has alarms, 4 refused`,
  },
  async run(args, language) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { data: { type: 'string' }, json: { type: 'boolean', default: false } },
    })
    const data = dataDirectoryOf(values.data)
    const [action = 'list', file, ...more] = positionals
    if (action === 'list' && file === undefined) return list(data, values.json, language)
    if (file !== undefined && more.length === 0) {
      if (action === 'import') return importList(data, file, language)
      if (action === 'export') return exportList(data, file, language)
    }
    throw new WrongUse(
      language === 'ja'
        ? 'list、import ファイル、export ファイル のいずれかです'
        : 'say list, import FILE or export FILE',
    )
  },
}

const ALARM_WORDS: Readonly<Record<LedgerAlarm, Record<Language, string>>> = {
  'never-proved': { ja: '一度も読取確認がない', en: 'never proved readable' },
  'too-old': { ja: '読取確認が古い', en: 'proved too long ago' },
}

async function list(data: string, json: boolean, language: Language): Promise<ExitCode> {
  const { readLedger } = await import('../../loader/ledger/ledger.ts')
  const { alarmOf } = await import('../../loader/ledger/backup-system.ts')
  const now = new Date()
  const rows = readLedger(data)
    .map((system) => ({ ...system, alarm: alarmOf(system, now) }))
    .sort((a, b) => rank(a.alarm) - rank(b.alarm))
  const text = json ? rows.map((row) => JSON.stringify(row)) : listLines(rows, language)
  for (const line of text) process.stdout.write(`${line}\n`)
  return rows.some(({ alarm }) => alarm !== null) ? EXIT.doneWithGaps : EXIT.done
}

function rank(alarm: LedgerAlarm | null): number {
  if (alarm === 'never-proved') return 0
  return alarm === 'too-old' ? 1 : 2
}

type Row = BackupSystem & { readonly alarm: LedgerAlarm | null }

function listLines(rows: readonly Row[], language: Language): string[] {
  const ja = language === 'ja'
  if (rows.length === 0) {
    return [
      ja
        ? '台帳は空です。sansho ledger import で取り込んでください。'
        : 'the register is empty; fill it with sansho ledger import',
    ]
  }
  const never = ja ? 'なし' : 'never'
  return rows.map(({ alarm, name, source, lastProvedAt, lastSeenAt, medium, responsible }) => {
    const state =
      alarm === null ? 'OK' : `${ja ? '警告' : 'ALARM'}: ${ALARM_WORDS[alarm][language]}`
    const proved = `${ja ? '読取確認' : 'proved'} ${lastProvedAt || never}`
    const seen = `${ja ? '確認' : 'seen'} ${lastSeenAt || never}`
    const where = [source, medium, responsible].filter((word) => word !== '').join(' / ')
    return `${state}  ${name}  ${proved}, ${seen}${where === '' ? '' : `  (${where})`}`
  })
}

async function importList(data: string, file: string, language: Language): Promise<ExitCode> {
  const { readLedger, writeLedger } = await import('../../loader/ledger/ledger.ts')
  const { systems, faults } = readLedgerList(fs.readFileSync(file))
  if (faults.length > 0) {
    const ja = language === 'ja'
    const lines = faults.map(({ row, column, text }) =>
      ja ? `  ${row}行目 ${column}: 「${text}」` : `  row ${row}, ${column}: "${text}"`,
    )
    const head = ja
      ? '台帳は変えていません。読めない、または重なるセル:'
      : 'the register is unchanged. Cells that cannot be used, or stand twice:'
    throw new Refusal([head, ...lines].join('\n'))
  }
  const before = new Map(readLedger(data).map((system) => [system.name, system]))
  const merged = systems.map((system) => {
    const known = before.get(system.name)
    return {
      ...system,
      lastSeenAt: system.lastSeenAt || (known?.lastSeenAt ?? ''),
      lastProvedAt: system.lastProvedAt || (known?.lastProvedAt ?? ''),
    }
  })
  writeLedger(data, merged)
  process.stdout.write(
    language === 'ja' ? `${merged.length} 件を登録しました。\n` : `${merged.length} systems.\n`,
  )
  return EXIT.done
}

async function exportList(data: string, file: string, language: Language): Promise<ExitCode> {
  const { readLedger } = await import('../../loader/ledger/ledger.ts')
  const text = writeLedgerList(readLedger(data))
  try {
    fs.writeFileSync(file, text, { flag: 'wx' })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    throw new Refusal(language === 'ja' ? `${file} はすでにあります` : `${file} is there already`)
  }
  process.stdout.write(`${file}\n`)
  return EXIT.done
}
