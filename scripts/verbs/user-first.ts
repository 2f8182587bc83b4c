/** `sansho user first`: the first administrator, by a password that is good once. */
import { parseArgs } from 'node:util'
import {
  type Access,
  dataDirectoryOf,
  readDisplayName,
  readUser,
  withAccess,
  withExistingAccess,
} from '../accounts.ts'
import { operatorEntry } from '../operator.ts'
import { askPassword, passwordFromFile, requireStrong } from '../password-prompt.ts'
import { EXIT, type Language, Refusal, type Verb, WrongUse } from '../verb.ts'

const DEFAULT_HOURS = '24'
const MOST_HOURS = 168

export const userFirst: Verb = {
  name: 'user first',
  summary: {
    ja: '最初の管理者（情報部門）を登録する',
    en: 'registers the first administrator (IT)',
  },
  help: {
    ja: `
使い方: sansho user first 利用者名 [--display-name 氏名] [--hours 時間] [--data フォルダ]
        sansho user first 利用者名 --choose [--one-time-file ファイル --password-file ファイル] [--data フォルダ]

  まだ管理者（役割 it）がいない装置で、最初の1人を登録します。一度だけ使えるパスワードを作って一度だけ表示します。
  そのパスワードで最初にサインインするときに、本人が自分のパスワードを決めます。決めるまでは何も開けません。
  期限が切れたら、同じ名前でもう一度実行します（前のパスワードは使えなくなります）。
  ほかの利用者は、この管理者が画面から、または sansho user add で登録します。

  --choose             画面のない機械で: 一度だけ使えるパスワードと自分のパスワードを、この場で入力する
                       （端末がなければ、それぞれのファイルの1行目から読む）
  --display-name 氏名  画面に出す名前。既定: 利用者名
  --hours 時間         一度だけ使えるパスワードの期限（1〜${MOST_HOURS}）。既定: ${DEFAULT_HOURS}
  --data フォルダ      データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var

終了コード: 0 完了、1 失敗、2 使い方の誤り、4 拒否（管理者がすでにいる、パスワードが違う・期限切れ）`,
    en: `
Use: sansho user first NAME [--display-name NAME] [--hours HOURS] [--data DIR]
     sansho user first NAME --choose [--one-time-file FILE --password-file FILE] [--data DIR]

  Registers the first administrator (role it) of an appliance that has none. Makes a password that is good
  once and prints it once. At the first sign-in with it its person chooses their own; nothing opens before.
  When it has expired, run this again with the same name (the earlier password ends).
  Everybody else is registered by this administrator on the screen, or with sansho user add.

  --choose             on a machine without a browser: asks for the one-time password and the person's own
                       here (without a terminal: from the first lines of the files)
  --display-name NAME  what the screen shows. Default: the user name
  --hours HOURS        how long the password is good (1 to ${MOST_HOURS}). Default: ${DEFAULT_HOURS}
  --data DIR           where data lies. Default: the environment's SANSHO_DATA, else ./var

Exit codes: 0 done, 1 failed, 2 wrong use, 4 refused (there is an administrator; wrong or
  expired password)`,
  },
  async run(args, language) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        'display-name': { type: 'string' },
        hours: { type: 'string', default: DEFAULT_HOURS },
        choose: { type: 'boolean', default: false },
        'one-time-file': { type: 'string' },
        'password-file': { type: 'string' },
      },
    })
    const user = readUser(positionals, language)
    if (values.choose) {
      const oneTime = await asked(values['one-time-file'], '--one-time-file', language)
      const own = await asked(values['password-file'], '--password-file', language)
      await chooseOwn({ dataDirectory: dataDirectoryOf(values.data), user, oneTime, own }, language)
      return EXIT.done
    }
    const hours = readHours(values.hours, language)
    const until = new Date(Date.now() + hours * 3_600_000).toISOString()
    const { generatePassphrase } = await import('../../server/access/passwords.ts')
    const secret = generatePassphrase()
    await withAccess(dataDirectoryOf(values.data), async (access) => {
      await refuseUnlessFirst(access, user, language)
      const displayName = readDisplayName(values['display-name'] ?? user, language)
      const { accounts, audit } = access
      audit.append(operatorEntry('account.first', { user, role: 'it', oneTimeUntil: until }))
      if (accounts.exists(user)) await accounts.setOneTimePassword(user, secret, until)
      else await accounts.add({ user, displayName, role: 'it', demo: false }, secret, until)
      // Before anything else can fail: nobody else knows it.
      process.stdout.write(
        language === 'ja'
          ? `${user} を最初の管理者として登録しました。一度だけ使えるパスワード（一度だけ表示します。${hours}時間有効）: ${secret}\n`
          : `${user} is registered as the first administrator. One-time password (shown only now, good for ${hours} hours): ${secret}\n`,
      )
    })
    return EXIT.done
  },
}

async function asked(
  file: string | undefined,
  option: string,
  language: Language,
): Promise<string> {
  if (file !== undefined) return passwordFromFile(file)
  const remedy =
    language === 'ja' ? `${option} ファイル が必要です` : `without a terminal, give ${option} FILE`
  return askPassword(language, remedy)
}

/** The exchange of a first sign-in, at the machine itself. Wrong ones count as failed sign-ins. */
async function chooseOwn(
  claim: { dataDirectory: string; user: string; oneTime: string; own: string },
  language: Language,
): Promise<void> {
  const { dataDirectory, user, oneTime, own } = claim
  const { openLockout } = await import('../../server/access/lockout.ts')
  await requireStrong(own, user, language)
  await withExistingAccess(dataDirectory, async ({ accounts, audit, database }) => {
    const lockout = openLockout(database, 'user')
    const until = accounts.oneTimeUntil(user)
    // One that stood on a screen or on paper is nobody's own.
    if (own === oneTime) throw new WrongUse(sameText(language))
    const isGood = lockout.secondsLeft(user) === 0 && until !== '' && Date.parse(until) > Date.now()
    if (isGood) audit.append(operatorEntry('passphrase.set', { user }))
    if (!isGood || !(await accounts.changePassword(user, oneTime, own))) {
      lockout.recordFailure(user)
      audit.append(operatorEntry('passphrase.refused', { user }))
      throw new Refusal(
        language === 'ja'
          ? '一度だけ使えるパスワードが違うか、期限切れか、すでに使われました'
          : 'the one-time password is wrong, has expired, or was used',
      )
    }
    lockout.forget(user)
  })
  process.stdout.write(
    language === 'ja'
      ? `${user}: 自分のパスワードを決めました。\n`
      : `${user} has a password of their own.\n`,
  )
}

function sameText(language: Language): string {
  return language === 'ja'
    ? '自分のパスワードは、一度だけ使えるパスワードとは別のものにしてください'
    : 'your own password must be another than the one-time password'
}

/** @throws Refusal when there is an administrator who has a password of their own, or the name is another's */
async function refuseUnlessFirst(
  { accounts }: Access,
  user: string,
  language: Language,
): Promise<void> {
  const { DEMO_USER } = await import('../../server/access/accounts.ts')
  const others = accounts.list().filter((each) => each.role === 'it' && each.disabledAt === '')
  const settled = others.find((each) => accounts.oneTimeUntil(each.user) === '')
  if (settled !== undefined) {
    throw new Refusal(
      language === 'ja'
        ? `管理者（${settled.user}）がすでにいます。次の利用者は、その人が画面から、または sansho user add で登録します`
        : `there is an administrator (${settled.user}): the next is registered on their screen, or with sansho user add`,
    )
  }
  const isWaiting = others.some((each) => each.user === user)
  if (user === DEMO_USER || (accounts.exists(user) && !isWaiting)) {
    throw new Refusal(
      language === 'ja' ? `${user} はすでに使われています` : `${user} is taken already`,
    )
  }
}

function readHours(text: string, language: Language): number {
  const hours = Number(text)
  if (/^\d{1,3}$/.test(text) && hours >= 1 && hours <= MOST_HOURS) return hours
  throw new WrongUse(
    language === 'ja'
      ? `--hours は1から${MOST_HOURS}の整数です: ${text}`
      : `--hours is a whole number from 1 to ${MOST_HOURS}: ${text}`,
  )
}
