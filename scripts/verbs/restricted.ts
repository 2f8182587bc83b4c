/** `sansho restricted`: charts that open only with a stated reason. */
import { readFileSync } from 'node:fs'
import os from 'node:os'
import { parseArgs } from 'node:util'
import { type Access, dataDirectoryOf, readReason, withAccess } from '../accounts.ts'
import { readCsv } from '../csv-table.ts'
import { operatorEntry } from '../operator.ts'
import { EXIT, type ExitCode, type Language, Refusal, type Verb, WrongUse } from '../verb.ts'

export const restricted: Verb = {
  name: 'restricted',
  summary: { ja: '閲覧を制限するカルテを決める', en: 'says which charts need a reason to open' },
  help: {
    ja: `
使い方: sansho restricted list [--data フォルダ]
        sansho restricted add 患者番号... --reason "理由" [--data フォルダ]
        sansho restricted import 一覧.csv --reason "理由" [--data フォルダ]
        sansho restricted remove 患者番号 --reason "理由" [--data フォルダ]

  制限されたカルテは、理由を入れないと開けません。理由は監査の画面に最初に出ます。隠すのではなく、開いた人と理由を残します。
  FHIR の窓口と病棟一括の印刷では開けません。患者番号の先頭の0は、あってもなくても同じです。

  import    1列目が患者番号の CSV。数字のない見出しの行は飛ばします。
  --reason  アクセス記録に残ります
  --data フォルダ データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var

終了コード: 0 完了、1 失敗、2 使い方の誤り、4 拒否（一覧にない番号、番号のない一覧）`,
    en: `
Use: sansho restricted list [--data DIR]
     sansho restricted add ID... --reason "WHY" [--data DIR]
     sansho restricted import LIST.csv --reason "WHY" [--data DIR]
     sansho restricted remove ID --reason "WHY" [--data DIR]

  A restricted chart opens only with a stated reason, which the auditor's screen shows first. Nothing is hidden: who opens it, and why, is kept.
  It opens neither by the FHIR door nor in the printing of a whole ward. Leading zeros of an id do not matter.

  import    a CSV whose first column is the patient id; a heading without a digit is passed over
  --reason  is kept in the access log
  --data DIR  where data lies. Default: the environment's SANSHO_DATA, else ./var

Exit codes: 0 done, 1 failed, 2 wrong use, 4 refused (an id that is not listed, a list without ids)`,
  },
  async run(args, language): Promise<ExitCode> {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { data: { type: 'string' }, reason: { type: 'string' } },
    })
    const [word = '', ...names] = positionals
    const asked = { names, reason: values.reason, language }
    const done = await withAccess(dataDirectoryOf(values.data), (access) =>
      act(word, asked, access),
    )
    process.stdout.write(done)
    return EXIT.done
  },
}

interface Asked {
  readonly names: readonly string[]
  readonly reason: string | undefined
  readonly language: Language
}

/** @returns what is told of it */
async function act(word: string, asked: Asked, access: Access): Promise<string> {
  const { names, language } = asked
  const { openRestrictedCharts } = await import('../../server/access/restricted-charts.ts')
  const charts = openRestrictedCharts(access.database)
  if (word === 'list' && names.length === 0) {
    const lines = charts
      .list()
      .map(({ patientId, addedAt, addedBy, reason }) => [patientId, addedAt, addedBy, reason])
    return lines.map((line) => `${line.join('\t')}\n`).join('')
  }
  const [name] = names
  if (word === 'add' && name !== undefined) return add(charts, names, asked, access)
  if (word === 'import' && name !== undefined && names.length === 1) {
    return add(charts, readIds(name, language), asked, access)
  }
  if (word !== 'remove' || name === undefined || names.length > 1) {
    throw new WrongUse(
      language === 'ja'
        ? 'list、add 患者番号、import 一覧.csv、remove 患者番号 のどれかを指定してください'
        : 'say list, add ID, import LIST.csv, or remove ID',
    )
  }
  const reason = readReason(asked.reason, language)
  access.audit.append({ ...operatorEntry('restricted.remove', { reason }), patientId: name })
  if (!charts.remove(name)) {
    throw new Refusal(language === 'ja' ? `${name} は一覧にありません` : `${name} is not listed`)
  }
  return language === 'ja' ? `${name} の制限を外しました。\n` : `${name} is no longer restricted.\n`
}

function add(
  charts: { add(ids: readonly string[], by: string, reason: string): number },
  ids: readonly string[],
  { reason: given, language }: Asked,
  { audit }: Access,
): string {
  const reason = readReason(given, language)
  for (const patientId of ids) {
    audit.append({ ...operatorEntry('restricted.add', { reason }), patientId })
  }
  const added = charts.add(ids, os.userInfo().username, reason)
  return language === 'ja'
    ? `${added} 件を制限しました（すでに一覧にあるもの ${ids.length - added} 件）。\n`
    : `${added} charts are restricted (${ids.length - added} were listed already).\n`
}

/** The first column; rows without a digit in it are headings or blank. @throws Refusal when none is left */
function readIds(file: string, language: Language): string[] {
  const ids = readCsv(readFileSync(file))
    .map(([first = '']) => first.normalize('NFKC').trim())
    .filter((id) => /\d/.test(id))
  if (ids.length > 0) return ids
  throw new Refusal(
    language === 'ja' ? `${file} に患者番号がありません` : `there is no patient id in ${file}`,
  )
}
