/** `sansho user second-factor`: an authenticator app for somebody who signs in by passphrase, given or taken away at the machine. */
import { parseArgs } from 'node:util'
import { dataDirectoryOf, readReason, readUser, withExistingAccess } from '../accounts.ts'
import { operatorEntry } from '../operator.ts'
import { qrText } from '../qr-text.ts'
import { EXIT, type Language, Refusal, type Verb } from '../verb.ts'

export const userSecondFactor: Verb = {
  name: 'user second-factor',
  summary: {
    ja: '認証アプリ（TOTP）を登録する・外す',
    en: 'registers or removes an authenticator app (TOTP)',
  },
  help: {
    ja: `
使い方: sansho user second-factor 利用者名 --reason "理由" [--remove] [--data フォルダ]

  本人のスマートフォンの認証アプリ（TOTP、RFC 6238）を登録します。QRコードと文字の秘密を一度だけ表示します。
  以後、パスワードでのサインインには、アプリに出る6桁のコードも要ります（コードは1回ずつしか使えません）。
  本人が画面で登録することもできます（右上の自分の名前）。バッジとPINでのサインインには要りません。

  コードは時刻から作られます。装置の時計とスマートフォンの時計が1分近くずれると、正しいコードも通りません。閉じた
  ネットワークの時計はずれます。装置の時計を確かめ、ずれていたら管理者が合わせてください。

  --reason "理由"  アクセス記録に残ります
  --remove        登録を外します（スマートフォンをなくしたときなど）。開いている画面も閉じます。
  --data フォルダ  データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var

終了コード: 0 完了、1 失敗、2 使い方の誤り、4 拒否（登録されていない、すでに登録済み）`,
    en: `
Use: sansho user second-factor NAME --reason "WHY" [--remove] [--data DIR]

  Registers the authenticator app (TOTP, RFC 6238) on the person's own phone. A QR code and the secret as
  text are shown once. From then on a sign-in by password also needs the six digits that the app shows;
  each code is good once. People can do it on the screen, too (their own name, top right). A sign-in by
  badge and PIN needs none.

  Codes are made from the time. When the appliance's clock and the phone's differ by nearly a minute, right
  codes fail. Clocks of an isolated network drift: look at the appliance's, and set it.

  --reason "WHY"  is kept in the access log
  --remove        takes it away (a lost phone); the person's sessions end
  --data DIR      where data lies. Default: the environment's SANSHO_DATA, else ./var

Exit codes: 0 done, 1 failed, 2 wrong use, 4 refused (not registered, or has one already)`,
  },
  async run(args, language) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        reason: { type: 'string' },
        remove: { type: 'boolean', default: false },
      },
    })
    const user = readUser(positionals, language)
    const reason = readReason(values.reason, language)
    const dataDirectory = dataDirectoryOf(values.data)
    const { openSecondFactors } = await import('../../server/access/second-factors.ts')
    const { readStateKey } = await import('../../server/access/state-key.ts')
    const { enrolmentUri } = await import('../../server/access/one-time-code.ts')
    await withExistingAccess(dataDirectory, ({ accounts, audit, database }) => {
      if (!accounts.exists(user)) throw refusal('unknown', user, language)
      const factors = openSecondFactors(database, readStateKey(dataDirectory))
      if (values.remove) {
        audit.append(operatorEntry('second-factor.remove', { user, reason }))
        if (!factors.remove(user)) throw refusal('none', user, language)
        accounts.endSessions(user)
        process.stdout.write(
          language === 'ja'
            ? `${user}: 認証アプリの登録を外しました。\n`
            : `${user}: the authenticator app is removed.\n`,
        )
        return
      }
      audit.append(operatorEntry('second-factor.register', { user, reason }))
      const secret = factors.begin(user, true)
      if (secret === null) throw refusal('there', user, language)
      process.stdout.write(registeredText(user, secret, enrolmentUri(user, secret), language))
    })
    return EXIT.done
  },
}

function refusal(why: 'unknown' | 'none' | 'there', user: string, language: Language): Refusal {
  const words = {
    unknown: { ja: `${user} は登録されていません`, en: `${user} is not registered` },
    none: {
      ja: `${user} の認証アプリは登録されていません`,
      en: `${user} has no authenticator app`,
    },
    there: {
      ja: `${user} の認証アプリはすでに登録されています。変えるには、先に --remove で外してください`,
      en: `${user} has an authenticator app: take it away first with --remove`,
    },
  }
  return new Refusal(words[why][language])
}

function registeredText(user: string, secret: string, uri: string, language: Language): string {
  const clock = new Date().toString()
  const typed = secret.match(/.{1,4}/g)?.join(' ') ?? ''
  return language === 'ja'
    ? `${qrText(uri)}\n${user}: 認証アプリで読み取ってください（一度だけ表示します）。読み取れないときに入力する秘密: ${typed}\nこの装置の時計: ${clock}（スマートフォンと1分近くずれていると使えません）\n`
    : `${qrText(uri)}\n${user}: scan it with the authenticator app (shown only now). To type instead: ${typed}\nThis machine's clock: ${clock} (a phone nearly a minute off makes codes that fail)\n`
}
