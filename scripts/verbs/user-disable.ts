/** `sansho user disable`: from now on nobody signs in by this account. */
import { parseArgs } from 'node:util'
import { dataDirectoryOf, readReason, readUser, withExistingAccess } from '../accounts.ts'
import { operatorEntry } from '../operator.ts'
import { EXIT, Refusal, type Verb } from '../verb.ts'

export const userDisable: Verb = {
  name: 'user disable',
  summary: { ja: '利用者を停止する', en: "ends somebody's account" },
  help: {
    ja: `
使い方: sansho user disable 利用者名 --reason "理由" [--data フォルダ]

  この利用者はすぐにサインインできなくなり、開いている画面も閉じます。記録は残ります。元には戻せません。

  --reason "理由" アクセス記録に残ります
  --data フォルダ データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var

終了コード: 0 完了、1 失敗、2 使い方の誤り、4 拒否（登録されていない）`,
    en: `
Use: sansho user disable NAME --reason "WHY" [--data DIR]

  The user can't sign in any more, and open sessions end at once. What was logged stays. There is no way back.

  --reason "WHY"  is kept in the access log
  --data DIR      where data lies. Default: the environment's SANSHO_DATA, else ./var

Exit codes: 0 done, 1 failed, 2 wrong use, 4 refused (not registered)`,
  },
  async run(args, language) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { data: { type: 'string' }, reason: { type: 'string' } },
    })
    const user = readUser(positionals, language)
    const reason = readReason(values.reason, language)
    await withExistingAccess(dataDirectoryOf(values.data), ({ accounts, audit }) => {
      if (!accounts.exists(user)) {
        throw new Refusal(
          language === 'ja' ? `${user} は登録されていません` : `${user} is not registered`,
        )
      }
      audit.append(operatorEntry('account.disable', { user, reason }))
      accounts.disable(user)
    })
    process.stdout.write(language === 'ja' ? `${user}: 停止しました。\n` : `${user} is disabled.\n`)
    return EXIT.done
  },
}
