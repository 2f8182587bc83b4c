/** `sansho user import`: registers a whole list of staff, and makes a sheet of passphrases to be cut and handed out. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { dataDirectoryOf, dayOf, withAccess } from '../accounts.ts'
import { fileAside } from '../made-aside.ts'
import { operatorEntry } from '../operator.ts'
import { readStaffList, type StaffFault, type StaffMember } from '../staff-list.ts'
import { EXIT, type Language, Refusal, type Verb, WrongUse } from '../verb.ts'

export const userImport: Verb = {
  name: 'user import',
  summary: {
    ja: '職員の一覧（CSV）から利用者をまとめて登録する',
    en: 'registers a list of staff (CSV)',
  },
  help: {
    ja: `
使い方: sansho user import 職員.csv --sheet 配布表.html [--data フォルダ]

  Excelで保存したCSV（Shift_JISでもUTF-8でも可）を読み、全員にパスフレーズを作って登録します。
  1行目は見出し: 利用者名（職員番号）、氏名、役割（職種）、期限（省略可）
    役割: 医師・看護師・薬剤師・診療 → clinician、窓口・受付・医事 → desk、統括 → coordinator、
          情報 → it、監査 → auditor
  1行でも誤りがあれば、誰も登録せず、誤りをすべて示します。

  --sheet ファイル 印刷して切り分ける配布表（自分だけが読めるHTML）。パスフレーズはここに一度だけ書かれます。
                   配り終えたら消してください。すでにあるファイルには書きません。
  --data フォルダ  データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var

終了コード: 0 完了、1 失敗、2 使い方の誤り、4 拒否（一覧に誤りがある）`,
    en: `
Use: sansho user import STAFF.csv --sheet SHEET.html [--data DIR]

  Reads CSV as Excel saves it (UTF-8 or Shift_JIS), makes everybody a passphrase and registers them.
  First row: user, name, role, and expires if wanted (or their Japanese words; see the Japanese help).
  If one row is wrong, nobody is registered, and everything that is wrong is named.

  --sheet FILE    a sheet to print, cut and hand out (HTML, readable by you only). The passphrases stand
                  there, once; remove it when they are handed out. An existing file is not written over.
  --data DIR      where data lies. Default: the environment's SANSHO_DATA, else ./var

Exit codes: 0 done, 1 failed, 2 wrong use, 4 refused (something is wrong in the list)`,
  },
  async run(args, language) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { data: { type: 'string' }, sheet: { type: 'string' } },
    })
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0 || values.sheet === undefined) {
      throw new WrongUse(
        language === 'ja'
          ? '職員のCSVを1つと --sheet 配布表.html を指定してください'
          : 'name one CSV of staff, and --sheet SHEET.html',
      )
    }
    const { sheet } = values
    const count = await importStaff(readFileSync(file), sheet, {
      dataDirectory: dataDirectoryOf(values.data),
      language,
    })
    process.stdout.write(
      language === 'ja'
        ? `${count} 人を登録しました。配布表: ${sheet}（配り終えたら消してください）\n`
        : `${count} people are registered. Sheet: ${sheet} (remove it when it is handed out)\n`,
    )
    return EXIT.done
  },
}

async function importStaff(
  bytes: Uint8Array,
  sheet: string,
  { dataDirectory, language }: { dataDirectory: string; language: Language },
): Promise<number> {
  const { DEMO_USER } = await import('../../server/access/accounts.ts')
  const { generatePassphrase } = await import('../../server/access/passwords.ts')
  return withAccess(dataDirectory, async ({ accounts, audit }) => {
    const isTaken = (user: string) => user === DEMO_USER || accounts.exists(user)
    const { members, faults } = readStaffList(bytes, isTaken)
    if (faults.length > 0) throw new Refusal(faultText(faults, language))
    const made = members.map((member) => ({ member, passphrase: generatePassphrase() }))
    // Neither accounts whose passphrase nobody has, nor a sheet of passphrases that let nobody in.
    const written = fileAside(sheet, sheetHtml(made), language)
    try {
      for (const { user, role, expiresAt } of members) {
        audit.append(operatorEntry('account.add', { user, role, expiresAt }))
      }
      const people = made.map(({ member, passphrase }) => ({
        account: { ...member, demo: false },
        password: passphrase,
      }))
      await accounts.addAll(people, () => written.publish())
    } catch (error) {
      written.withdraw()
      throw error
    }
    return made.length
  })
}

function faultText(faults: readonly StaffFault[], language: Language): string {
  const words: Record<StaffFault['kind'], Record<Language, string>> = {
    heading: { ja: '見出しがありません', en: 'no such heading' },
    user: { ja: '利用者名として使えません', en: 'no user name' },
    taken: { ja: 'すでに登録されています', en: 'is registered already' },
    twice: { ja: '一覧に2度あります', en: 'stands twice in the list' },
    name: {
      ja: '氏名として使えません（100文字まで、改行・制御文字なし）',
      en: 'no name (up to 100 characters, no control characters)',
    },
    role: { ja: '役割として読めません', en: 'no role' },
    expires: { ja: '日付として読めません', en: 'no date' },
  }
  // What a list holds moves no cursor of the operator's terminal.
  const printable = faults.map((each) => ({
    ...each,
    text: each.text.replaceAll(/\p{C}/gu, '\ufffd'),
  }))
  const lines = printable.map(({ row, kind, text }) =>
    language === 'ja'
      ? `  ${row}行目: 「${text}」${words[kind].ja}`
      : `  row ${row}: "${text}" ${words[kind].en}`,
  )
  const head =
    language === 'ja' ? '誰も登録していません。一覧の誤り:' : 'nobody was registered. In the list:'
  return [head, ...lines].join('\n')
}

function sheetHtml(made: readonly { member: StaffMember; passphrase: string }[]): string {
  const rows = made.map(({ member: { user, displayName, role, expiresAt }, passphrase }) => {
    const cells = [displayName, user, role, passphrase, dayOf(expiresAt)]
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`
  })
  return `<!doctype html>
<html lang="ja"><meta charset="utf-8"><title>参照 利用者の配布表</title>
<style>body{font:14px/1.6 sans-serif}table{border-collapse:collapse;width:100%}td,th{border:1px dashed #666;padding:.6rem;text-align:left}
td:nth-child(4){font:16px monospace;white-space:nowrap}tr{break-inside:avoid}</style>
<h1>参照 利用者の配布表</h1><p>線で切り、本人にだけ渡してください。配り終えたら、このファイルを消してください。</p>
<table><tr><th>氏名</th><th>利用者名</th><th>役割</th><th>パスフレーズ</th><th>期限</th></tr>
${rows.join('\n')}
</table></html>
`
}

function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }
  return text.replaceAll(/[&<>"]/g, (letter) => `&${names[letter]};`)
}
