/** `sansho user list`: who is registered, and who may sign in. */
import { parseArgs } from 'node:util'
import { dataDirectoryOf, dayOf, withExistingAccess } from '../accounts.ts'
import { EXIT, type Verb } from '../verb.ts'

export const userList: Verb = {
  name: 'user list',
  summary: { ja: '登録した利用者の一覧', en: 'lists those who are registered' },
  help: {
    ja: `
使い方: sansho user list [--data フォルダ] [--json]

  利用者名、役割、氏名、状態（有効・停止・期限切れ・一時的に締め出し中）を示します。

  --data フォルダ データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var
  --json          1行1人のJSON

終了コード: 0 完了、1 失敗、2 使い方の誤り`,
    en: `
Use: sansho user list [--data DIR] [--json]

  User name, role, full name and state: active, disabled, expired, locked (too many failures).

  --data DIR      where data lies. Default: the environment's SANSHO_DATA, else ./var
  --json          one JSON object a line for each

Exit codes: 0 done, 1 failed, 2 wrong use`,
  },
  async run(args, language) {
    const { values } = parseArgs({
      args: [...args],
      options: { data: { type: 'string' }, json: { type: 'boolean', default: false } },
    })
    const { openLockout } = await import('../../server/access/lockout.ts')
    await withExistingAccess(dataDirectoryOf(values.data), ({ accounts, database }) => {
      const lockout = openLockout(database, 'user')
      for (const account of accounts.list()) {
        const { user, displayName, role, expiresAt, disabledAt, createdAt } = account
        const state = stateOf(account, lockout.secondsLeft(user))
        const line = values.json
          ? JSON.stringify({ user, displayName, role, state, createdAt, expiresAt, disabledAt })
          : [user, role, STATE_WORDS[state][language], dayOf(expiresAt), displayName].join('\t')
        process.stdout.write(`${line}\n`)
      }
    })
    return EXIT.done
  },
}

const STATE_WORDS = {
  active: { ja: '有効', en: 'active' },
  disabled: { ja: '停止', en: 'disabled' },
  expired: { ja: '期限切れ', en: 'expired' },
  locked: { ja: '締め出し中', en: 'locked' },
} as const

function stateOf(
  { disabledAt, expiresAt }: { disabledAt: string; expiresAt: string },
  secondsLocked: number,
): keyof typeof STATE_WORDS {
  if (disabledAt !== '') return 'disabled'
  if (expiresAt !== '' && Date.parse(expiresAt) <= Date.now()) return 'expired'
  return secondsLocked > 0 ? 'locked' : 'active'
}
