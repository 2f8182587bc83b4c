/** Nothing is served to other machines before one of them is enrolled: the refusal says how that is done. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { isInUse, openTerminals } from '../../server/access/terminals.ts'
import { type Language, Refusal } from '../verb.ts'

export function refuseWithoutTerminals(
  dataDirectory: string,
  plainOrDemo: boolean,
  language: Language,
): void {
  if (plainOrDemo) {
    throw new Refusal(
      language === 'ja'
        ? '--terminals は --http や --demo と一緒には使えません'
        : '--terminals does not go with --http or --demo',
    )
  }
  if (hasTerminalInUse(dataDirectory)) return
  throw new Refusal(
    language === 'ja'
      ? `登録された参照端末がありません。この機械の外には、登録した端末だけに見せます。
  1. 申請: sansho terminal request 端末名 --place er --allow 10.0.5.7 --reason "理由" --by 利用者名
  2. 別の人が承認: sansho terminal approve 端末名 --address https://アドレス:8443 --out フォルダ --by 別の利用者名
  3. フォルダの README.txt のとおりに端末へ入れ、もう一度 serve してください。`
      : `no terminal is enrolled. Beyond this machine only enrolled terminals are served.
  1. apply: sansho terminal request NAME --place er --allow 10.0.5.7 --reason "WHY" --by USER
  2. another person approves: sansho terminal approve NAME --address https://ADDRESS:8443 --out DIR --by ANOTHER
  3. install the folder's files on the terminal (README.txt), then serve again.`,
  )
}

function hasTerminalInUse(dataDirectory: string): boolean {
  if (!existsSync(path.join(dataDirectory, 'state/state.sqlite'))) return false
  const database = openStateDatabase(dataDirectory)
  try {
    return openTerminals(database).list().some(isInUse)
  } finally {
    database.close()
  }
}
