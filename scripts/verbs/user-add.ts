/** `sansho user add`: registers somebody who may sign in. */
import { parseArgs } from 'node:util'
import type { Role } from '../../server/access/accounts.ts'
import { endOfDay } from '../../server/access/last-day.ts'
import { dataDirectoryOf, readDisplayName, readUser, withAccess } from '../accounts.ts'
import { operatorEntry } from '../operator.ts'
import { givenPassword, requireStrong } from '../password-prompt.ts'
import { EXIT, type Language, Refusal, type Verb, WrongUse } from '../verb.ts'

export const userAdd: Verb = {
  name: 'user add',
  summary: { ja: '利用者を登録する', en: 'registers somebody who may sign in' },
  help: {
    ja: `
使い方: sansho user add 利用者名 [--display-name 氏名] [--role 役割] [--expires 日付]
                        [--data フォルダ] [--password-file ファイル | --prompt]

  パスワードを作って一度だけ表示します。控えを本人に渡してください。あとから表示することはできません。

  --display-name 氏名     画面に出す名前。既定: 利用者名
  --role 役割             clinician（既定。カルテを見る）、desk（カルテを見る・印刷する）、
                          coordinator（段階とお知らせ）、it と auditor（カルテは見えない）
  --expires 日付          この日の終わりまで使える（例: 2026-12-31）。既定: 期限なし
  --password-file ファイル パスワードをファイルの1行目から読む
  --prompt                パスワードを端末から入力する（16文字以上）
  --data フォルダ         データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var

終了コード: 0 完了、1 失敗、2 使い方の誤り、4 拒否（すでに登録されている）`,
    en: `
Use: sansho user add NAME [--display-name NAME] [--role ROLE] [--expires DATE]
                     [--data DIR] [--password-file FILE | --prompt]

  Makes a password and prints it once. Hand it to the person; it can't be shown again.

  --display-name NAME   what the screen shows. Default: the user name
  --role ROLE           clinician (default; reads charts), desk (reads and prints charts),
                        coordinator (phase and notices), it and auditor (no charts)
  --expires DATE        good until the end of that day (2026-12-31). Default: no end
  --password-file FILE  reads the password from the file's first line
  --prompt              asks for the password on the terminal (16 characters or more)
  --data DIR            where data lies. Default: the environment's SANSHO_DATA, else ./var

Exit codes: 0 done, 1 failed, 2 wrong use, 4 refused (is registered already)`,
  },
  async run(args, language) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        'display-name': { type: 'string' },
        role: { type: 'string', default: 'clinician' },
        expires: { type: 'string' },
        'password-file': { type: 'string' },
        prompt: { type: 'boolean', default: false },
      },
    })
    const user = readUser(positionals, language)
    const role = await readRole(values.role, language)
    const passwords = await import('../../server/access/passwords.ts')
    const given = await givenPassword(values['password-file'], values.prompt, language)
    const password = given ?? passwords.generatePassphrase()
    if (given !== null) await requireStrong(given, user, language)
    const expiresAt = readExpiry(values.expires, language)
    const dataDirectory = dataDirectoryOf(values.data)
    const displayName = readDisplayName(values['display-name'] ?? user, language)
    const shown = given === null ? password : ''
    const asked = { user, displayName, role, expiresAt, dataDirectory, password, shown }
    await register(asked, language)
    return EXIT.done
  },
}

async function readRole(text: string, language: Language): Promise<Role> {
  const { ROLES } = await import('../../server/access/accounts.ts')
  const role = ROLES.find((each) => each === text)
  if (role !== undefined) return role
  throw new WrongUse(
    language === 'ja'
      ? `役割は ${ROLES.join('、')} のどれかです: ${text}`
      : `a role is one of ${ROLES.join(', ')}: ${text}`,
  )
}

async function register(
  asked: {
    user: string
    displayName: string
    role: Role
    expiresAt: string
    dataDirectory: string
    password: string
    /** '' = it is the person's own. */
    shown: string
  },
  language: Language,
): Promise<void> {
  const { DEMO_USER } = await import('../../server/access/accounts.ts')
  const { user, displayName, role, expiresAt, dataDirectory, password, shown } = asked
  await withAccess(dataDirectory, async ({ accounts, audit }) => {
    if (user === DEMO_USER || accounts.exists(user)) {
      throw new Refusal(
        language === 'ja' ? `${user} はすでに使われています` : `${user} is taken already`,
      )
    }
    audit.append(operatorEntry('account.add', { user, role, expiresAt }))
    await accounts.add({ user, displayName, role, demo: false, expiresAt }, password)
    // Before anything else can fail: nobody else knows it.
    process.stdout.write(told(user, shown, language))
  })
}

function told(user: string, password: string, language: Language): string {
  if (password === '') {
    return language === 'ja' ? `${user} を登録しました。\n` : `${user} is registered.\n`
  }
  return language === 'ja'
    ? `${user} を登録しました。パスワード（一度だけ表示します）: ${password}\n`
    : `${user} is registered. Password (shown only now): ${password}\n`
}

function readExpiry(text: string | undefined, language: Language): string {
  const end = text === undefined ? '' : endOfDay(text)
  if (end !== null) return end
  throw new WrongUse(
    language === 'ja'
      ? `--expires を日付として読めません（例: 2026-12-31）: ${text}`
      : `--expires is no date; write 2026-12-31: ${text}`,
  )
}
