/** `sansho user unlock`: lets somebody sign in again at once after too many failures. */
import { parseArgs } from 'node:util'
import { dataDirectoryOf, readReason, readUser, withExistingAccess } from '../accounts.ts'
import { operatorEntry } from '../operator.ts'
import { EXIT, Refusal, type Verb } from '../verb.ts'

export const userUnlock: Verb = {
  name: 'user unlock',
  summary: {
    ja: '締め出された利用者を、すぐサインインできるようにする',
    en: 'lets somebody sign in again after too many failures',
  },
  help: {
    ja: `
使い方: sansho user unlock 利用者名 --reason "理由" [--data フォルダ]

  5回続けて失敗すると15分間サインインできません。本人と確かめたうえで、それを解きます。停止した利用者は戻りません。

  --reason "理由" アクセス記録に残ります
  --data フォルダ データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var

終了コード: 0 完了、1 失敗、2 使い方の誤り、4 拒否（登録されていない）`,
    en: `
Use: sansho user unlock NAME --reason "WHY" [--data DIR]

  Five failures lock a user for 15 minutes. Make sure who asks; then this ends the lock. A disabled user
  stays disabled.

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
    const { openLockout } = await import('../../server/access/lockout.ts')
    await withExistingAccess(dataDirectoryOf(values.data), ({ accounts, audit, database }) => {
      if (!accounts.exists(user)) {
        throw new Refusal(
          language === 'ja' ? `${user} は登録されていません` : `${user} is not registered`,
        )
      }
      audit.append(operatorEntry('account.unlock', { user, reason }))
      openLockout(database, 'user').forget(user)
    })
    process.stdout.write(
      language === 'ja'
        ? `${user}: サインインできるようになりました。\n`
        : `${user} may sign in again.\n`,
    )
    return EXIT.done
  },
}
