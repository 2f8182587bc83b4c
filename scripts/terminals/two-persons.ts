/** Who files and who approves prove it by the passphrase of their own account: one person can't be two. */
import type { Account, Role } from '../../server/access/accounts.ts'
import { openLockout } from '../../server/access/lockout.ts'
import type { Access } from '../accounts.ts'
import { operatorEntry } from '../operator.ts'
import { askPassword, passwordFromFile } from '../password-prompt.ts'
import { type Language, Refusal, WrongUse } from '../verb.ts'

export interface Claim {
  readonly by: string | undefined
  readonly passwordFile: string | undefined
  /** What the person is about to do, for the access log. */
  readonly purpose: string
}

/** @throws Refusal when the passphrase is wrong, the account is locked, or its role is not one of these. */
export async function provePerson(
  { accounts, database, audit }: Access,
  { by, passwordFile, purpose }: Claim,
  roles: readonly Role[],
  language: Language,
): Promise<Account> {
  const ja = language === 'ja'
  if (by === undefined || by === '') {
    throw new WrongUse(ja ? '--by 利用者名 が必要です' : 'say who you are with --by NAME')
  }
  const lockout = openLockout(database, 'user')
  if (lockout.secondsLeft(by) > 0) {
    throw new Refusal(
      ja
        ? '失敗が続いたため、この利用者は一時的に使えません'
        : 'too many failures: wait, or unlock',
    )
  }
  const password =
    passwordFile === undefined
      ? await askPassword(
          language,
          ja ? '--password-file ファイル が必要です' : 'give --password-file FILE',
        )
      : passwordFromFile(passwordFile)
  const account = await accounts.authenticate(by, password)
  if (account === null) {
    lockout.recordFailure(by)
    audit.append(operatorEntry('terminal.refused', { by, purpose, why: 'wrong passphrase' }))
    throw new Refusal(ja ? '利用者名またはパスワードが違います' : 'wrong user name or password')
  }
  if (accounts.oneTimeUntil(by) !== '') {
    audit.append(operatorEntry('terminal.refused', { by, purpose, why: 'one-time password' }))
    throw new Refusal(
      ja
        ? '一度だけ使えるパスワードです。先に自分のパスワードを決めてください（サインインするか、sansho user first --choose）'
        : 'this is a one-time password: choose your own first (sign in, or sansho user first --choose)',
    )
  }
  lockout.forget(by)
  if (roles.includes(account.role)) return account
  audit.append(operatorEntry('terminal.refused', { by, purpose, why: 'role' }))
  throw new Refusal(
    ja
      ? `この操作は役割 ${roles.join('・')} の利用者だけに許されています`
      : `this is for users of the role ${roles.join(' or ')} only`,
  )
}
