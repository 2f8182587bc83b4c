/** `sansho session`: who is signed in where, and ending it. */
import { parseArgs } from 'node:util'
import { type Access, dataDirectoryOf, readReason, withExistingAccess } from '../accounts.ts'
import { operatorEntry } from '../operator.ts'
import { EXIT, type ExitCode, type Language, Refusal, type Verb, WrongUse } from '../verb.ts'

export const session: Verb = {
  name: 'session',
  summary: { ja: 'サインイン中の利用者を見る・終わらせる', en: 'lists and ends sessions' },
  help: {
    ja: `
使い方: sansho session list [--data フォルダ] [--json]
        sansho session end 番号|--user 利用者名 --reason "理由" [--data フォルダ]

  list  サインイン中の画面: 番号、利用者、役割、端末、始まり、最後の操作
  end   その画面（--user ならその人の画面すべて）を終わらせます。次の操作からサインインが必要です。

  --reason "理由" アクセス記録に残ります
  --data フォルダ データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var

終了コード: 0 完了、1 失敗、2 使い方の誤り、4 拒否（そのような画面はない）`,
    en: `
Use: sansho session list [--data DIR] [--json]
     sansho session end ID|--user NAME --reason "WHY" [--data DIR]

  list  those signed in: id, user, role, terminal, since when, last request
  end   ends that session (with --user, all of that person's): the next request needs a sign-in

  --reason "WHY"  is kept in the access log
  --data DIR      where data lies. Default: the environment's SANSHO_DATA, else ./var

Exit codes: 0 done, 1 failed, 2 wrong use, 4 refused (no such session)`,
  },
  async run(args, language): Promise<ExitCode> {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        user: { type: 'string' },
        reason: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    const [word, id, ...more] = positionals
    const dataDirectory = dataDirectoryOf(values.data)
    if (word === 'list' && id === undefined) {
      await withExistingAccess(dataDirectory, (access) => list(access, dataDirectory, values.json))
      return EXIT.done
    }
    const isEnd =
      word === 'end' && more.length === 0 && (id === undefined) !== (values.user === undefined)
    if (!isEnd) {
      throw new WrongUse(
        language === 'ja'
          ? 'list か、end 番号、end --user 利用者名 を指定してください'
          : 'say list, end ID, or end --user NAME',
      )
    }
    const reason = readReason(values.reason, language)
    const chosen = { id: id ?? '', user: values.user ?? '', reason, language }
    const count = await withExistingAccess(dataDirectory, (access) =>
      end(access, dataDirectory, chosen),
    )
    process.stdout.write(
      language === 'ja' ? `${count} 件を終わらせました。\n` : `${count} ended.\n`,
    )
    return EXIT.done
  },
}

async function sessionsOf({ database }: Access, dataDirectory: string) {
  const { openSessions } = await import('../../server/access/sessions.ts')
  const { readSettings } = await import('../../server/settings.ts')
  const nothingHangs = { drop: () => {}, move: () => {} }
  return openSessions(database, readSettings(dataDirectory).session, nothingHangs)
}

async function list(access: Access, dataDirectory: string, json: boolean): Promise<void> {
  const sessions = await sessionsOf(access, dataDirectory)
  for (const { id, user, role, terminal, createdAt, seenAt } of sessions.list()) {
    const [since, last] = [createdAt, seenAt].map((at) => new Date(at).toISOString())
    process.stdout.write(
      json
        ? `${JSON.stringify({ id, user, role, terminal, since, last })}\n`
        : `${[id, user, role, terminal, since, last].join('\t')}\n`,
    )
  }
}

async function end(
  access: Access,
  dataDirectory: string,
  chosen: { id: string; user: string; reason: string; language: Language },
): Promise<number> {
  const { id, user, reason, language } = chosen
  const sessions = await sessionsOf(access, dataDirectory)
  const isChosen = (each: { id: string; user: string }) =>
    id === '' ? each.user === user : each.id === id
  const found = sessions.list().filter(isChosen)
  if (found.length === 0) {
    throw new Refusal(
      language === 'ja' ? 'そのような画面は開いていません' : 'there is no such session',
    )
  }
  for (const each of found) {
    const detail = { user: each.user, session: each.id, reason }
    access.audit.append(operatorEntry('session.end', detail))
    sessions.end(each.key)
  }
  return found.length
}
