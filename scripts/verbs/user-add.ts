/** `sansho user add`: registers somebody who may sign in. */
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Role } from '../../server/access/accounts.ts'
import { askPassword, passwordFromFile } from '../password-prompt.ts'
import { EXIT, type Language, Refusal, type Verb, WrongUse } from '../verb.ts'

export const userAdd: Verb = {
  name: 'user add',
  summary: { ja: '利用者を登録する', en: 'registers somebody who may sign in' },
  help: {
    ja: `
使い方: sansho user add 利用者名 [--display-name 氏名] [--role 役割] [--data フォルダ]
                        [--password-file ファイル | --prompt]

  パスワードを作って一度だけ表示します。控えを本人に渡してください。あとから表示することはできません。

  --display-name 氏名     画面に出す名前。既定: 利用者名
  --role 役割             clinician（既定）、desk、coordinator、it、auditor
  --password-file ファイル パスワードをファイルの1行目から読む
  --prompt                パスワードを端末から入力する（13文字以上）
  --data フォルダ         データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var

終了コード: 0 完了、1 失敗、2 使い方の誤り、4 拒否（すでに登録されている）`,
    en: `
Use: sansho user add NAME [--display-name NAME] [--role ROLE] [--data DIR]
                     [--password-file FILE | --prompt]

  Makes a password and prints it once. Hand it to the person; it can't be shown again.

  --display-name NAME   what the screen shows. Default: the user name
  --role ROLE           clinician (default), desk, coordinator, it, auditor
  --password-file FILE  reads the password from the file's first line
  --prompt              asks for the password on the terminal (13 characters or more)
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
        'password-file': { type: 'string' },
        prompt: { type: 'boolean', default: false },
      },
    })
    const user = readUser(positionals, language)
    const role = await readRole(values.role, language)
    const passwords = await import('../../server/access/passwords.ts')
    const given = await givenPassword(values['password-file'], values.prompt, language)
    const password = given ?? passwords.generatePassphrase()
    if ([...password].length < passwords.PASSWORD_MINIMUM) {
      const minimum = passwords.PASSWORD_MINIMUM
      throw new WrongUse(
        language === 'ja'
          ? `パスワードは${minimum}文字以上にしてください`
          : `a password has at least ${minimum} characters`,
      )
    }
    const dataDirectory = path.resolve(values.data ?? process.env.SANSHO_DATA ?? 'var')
    const displayName = values['display-name'] ?? user
    await register({ user, displayName, role, dataDirectory, password }, language)
    if (given === null) {
      process.stdout.write(
        language === 'ja'
          ? `${user} を登録しました。パスワード（一度だけ表示します）: ${password}\n`
          : `${user} is registered. Password (shown only now): ${password}\n`,
      )
    } else {
      process.stdout.write(
        language === 'ja' ? `${user} を登録しました。\n` : `${user} is registered.\n`,
      )
    }
    return EXIT.done
  },
}

function readUser(positionals: readonly string[], language: Language): string {
  const [user, ...more] = positionals
  if (user !== undefined && more.length === 0 && /^[\p{L}\p{N}._-]{1,64}$/u.test(user)) return user
  throw new WrongUse(
    language === 'ja'
      ? '利用者名を1つ指定してください（文字、数字、. _ - で64文字まで）'
      : 'name one user (letters, digits, . _ - up to 64 characters)',
  )
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
  asked: { user: string; displayName: string; role: Role; dataDirectory: string; password: string },
  language: Language,
): Promise<void> {
  const { openAuditLog } = await import('../../server/audit/log.ts')
  const { DEMO_USER, openAccounts } = await import('../../server/access/accounts.ts')
  const { openStateDatabase } = await import('../../server/access/state-database.ts')
  const { user, displayName, role, dataDirectory, password } = asked
  const audit = openAuditLog(dataDirectory)
  const database = openStateDatabase(dataDirectory)
  try {
    const accounts = openAccounts(database)
    if (user === DEMO_USER || accounts.exists(user)) {
      throw new Refusal(
        language === 'ja' ? `${user} はすでに使われています` : `${user} is taken already`,
      )
    }
    audit.append({
      actor: 'sansho user add',
      terminal: '',
      action: 'account.add',
      detail: { user, role },
    })
    await accounts.add({ user, displayName, role, demo: false }, password)
  } finally {
    database.close()
    audit.close()
  }
}

/** The password from a file or the terminal; null when one is to be made. */
async function givenPassword(
  file: string | undefined,
  prompt: boolean,
  language: Language,
): Promise<string | null> {
  if (file !== undefined) return passwordFromFile(file)
  if (!prompt) return null
  return askPassword(
    language,
    language === 'ja' ? '--prompt には端末が必要です' : '--prompt needs a terminal',
  )
}
