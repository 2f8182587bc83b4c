/** Nothing is loaded into or served from a data directory that was closed. */
import { type Language, Refusal } from './verb.ts'

/** @param dataDirectory need not exist yet. @throws Refusal when it was closed, or a closing of it was begun */
export async function refuseClosed(dataDirectory: string, language: Language): Promise<void> {
  const { readClosing } = await import('../server/data-in-use.ts')
  const closing = readClosing(dataDirectory)
  if (closing === null) return
  const { by, begunAt, doneAt } = closing
  if (language === 'ja') {
    throw new Refusal(
      doneAt === ''
        ? `${dataDirectory} は終了の途中です（${by}、${begunAt}）。sansho close をもう一度実行してください`
        : `${dataDirectory} は終了し、患者データを消去しました（${by}、${doneAt}）。新しく始めるには --data で別の場所を指定してください`,
    )
  }
  throw new Refusal(
    doneAt === ''
      ? `${dataDirectory} is being closed (${by}, ${begunAt}): run sansho close again`
      : `${dataDirectory} was closed and its patient data erased (${by}, ${doneAt}); to begin anew, name another place with --data`,
  )
}
