/** `sansho close`: the end of phase 4. Accounts die, the log is exported and sealed, patient data is erased. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { dataDirectoryOf, readReason } from '../accounts.ts'
import type { ClosingReport } from '../closing/closing-report.ts'
import { EXIT, type Language, Refusal, type Verb, WrongUse } from '../verb.ts'

const NOTHING_LOADED = 'none'

export const close: Verb = {
  name: 'close',
  summary: {
    ja: '第4段階で終了する（利用者の停止、監査ログの書き出し、患者データの消去）',
    en: 'ends it in phase 4: accounts, log, erasure of patient data',
  },
  help: {
    ja: `
使い方: sansho close --export フォルダ --reason "理由" [--confirm 世代] [--accept-log "理由"] [--data フォルダ]

  電子カルテが復旧した後（第4段階）に、この装置を終了します。順に:
   1. すべての利用者を停止し、すべての端末の登録を取り消す
   2. 監査ログを検証し、別のディスクへ書き出して読み直す（JSON、CSV、SHA-256、欠落の報告書）
   3. 患者データをすべて、上書きして削除する（世代、画像・文書、読み取りの控え、訓練の記録、連絡の本文）
   4. 監査ログを封じ、もう一度書き出し、署名した終了報告を残す
  監査ログと設定は残ります。途中で止まっても、同じコマンドで続きから終えられます。元には戻せません。
  --confirm を付けなければ、何を消すかを示すだけで、何もしません。

  --export フォルダ  別のディスクの、空のフォルダ（監査ログには患者IDが含まれます。封筒と鍵のある保管先へ）
  --reason "理由"    監査ログと報告に残ります
  --confirm 世代     いま参照中の世代の名前。何も取り込まれていなければ ${NOTHING_LOADED}
  --accept-log "理由"
                     監査ログが完全でなくても終了するときの理由
  --data フォルダ    データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var

終了コード: 0 完了、1 失敗（同じコマンドで続けられます）、2 使い方の誤り、
            4 拒否（第4段階でない、サーバーや取込が動いている、--confirm がない、監査ログが完全でない など）`,
    en: `
Use: sansho close --export DIR --reason "WHY" [--confirm GENERATION] [--accept-log "WHY"] [--data DIR]

  Ends this installation when the EHR is back (phase 4). In this order:
   1. every account ends, every terminal is revoked
   2. the access log is verified, exported to another disk and read back (JSON, CSV, SHA-256, reports of gaps)
   3. all patient data is overwritten and removed (generations, images and documents, what loads have read,
      drills, the text of notices)
   4. the log is sealed and exported once more; a signed closing report is written
  The access log and the settings stay. If it is interrupted, the same command goes on. There is no way back.
  Without --confirm it only says what it would erase.

  --export DIR    an empty folder on another disk (the log names patients: keep it under lock)
  --reason "WHY"  is kept in the log and the report
  --confirm GENERATION
                  the name of the generation that is served now; ${NOTHING_LOADED} if nothing was loaded
  --accept-log "WHY"
                  closes although the log is not whole
  --data DIR      where data lies. Default: the environment's SANSHO_DATA, else ./var

Exit codes: 0 done, 1 failed (the same command goes on), 2 wrong use,
            4 refused (not phase 4, a server or a load is running, no --confirm, the log is not whole)`,
  },
  async run(args, language) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        export: { type: 'string' },
        reason: { type: 'string' },
        confirm: { type: 'string' },
        'accept-log': { type: 'string', default: '' },
      },
    })
    const dataDirectory = dataDirectoryOf(values.data)
    const reason = readReason(values.reason, language)
    const { closedReport } = await import('../closing/close-data.ts')
    const before = fs.existsSync(dataDirectory) ? closedReport(dataDirectory) : null
    if (before !== null) {
      process.stdout.write(
        language === 'ja' ? `終了済みです: ${before}\n` : `It was closed before: ${before}\n`,
      )
      return EXIT.done
    }
    const exportFolder = readExportFolder(values.export, dataDirectory, language)
    await refuseUnlessOver(dataDirectory, language)
    await confirm(dataDirectory, values.confirm, language)
    const report = await closeAlone(dataDirectory, {
      dataDirectory,
      exportFolder,
      by: os.userInfo().username,
      reason,
      acceptLog: values['accept-log'].trim(),
      language,
    })
    process.stdout.write(closedText(report, dataDirectory, language))
    return EXIT.done
  },
}

function readExportFolder(
  given: string | undefined,
  dataDirectory: string,
  language: Language,
): string {
  if (given === undefined) {
    throw new WrongUse(
      language === 'ja' ? '--export フォルダ が必要です' : 'name a folder with --export DIR',
    )
  }
  const folder = path.resolve(given)
  const parent = path.dirname(folder)
  if (!fs.existsSync(parent)) {
    throw new WrongUse(
      language === 'ja' ? `${parent} がありません` : `there is no folder ${parent}`,
    )
  }
  const place = fs.existsSync(folder)
    ? fs.realpathSync(folder)
    : path.join(fs.realpathSync(parent), path.basename(folder))
  const data = fs.existsSync(dataDirectory) ? fs.realpathSync(dataDirectory) : dataDirectory
  const within = path.relative(data, place)
  if (within === '' || (!within.startsWith('..') && !path.isAbsolute(within))) {
    throw new WrongUse(
      language === 'ja'
        ? `書き出し先 ${folder} は、データの置き場所の外にしてください`
        : `the export ${folder} must lie outside the data directory`,
    )
  }
  return folder
}

async function refuseUnlessOver(dataDirectory: string, language: Language): Promise<void> {
  const { withExistingAccess } = await import('../accounts.ts')
  const { openPhases } = await import('../../server/access/phases.ts')
  const { linksOut } = await import('../closing/close-data.ts')
  await withExistingAccess(dataDirectory, ({ database }) => {
    const { phase } = openPhases(database).current()
    if (phase === 4) return
    throw new Refusal(
      language === 'ja'
        ? `第${phase}段階です。終了できるのは第4段階だけです: sansho phase set 4 --reason "理由"`
        : `this is phase ${phase}; only phase 4 is closed: sansho phase set 4 --reason "WHY"`,
    )
  })
  const links = linksOut(dataDirectory)
  if (links.length === 0) return
  throw new Refusal(
    language === 'ja'
      ? `${links.join('、')} はデータの置き場所の外を指すリンクです。リンク先は消去できません。リンク先を実体で置き換えるか、手で消去してからリンクを外してください`
      : `${links.join(', ')}: links that lead out of the data directory, where nothing is erased. Put the folder itself in their place, or erase it by hand and remove the link`,
  )
}

/** Says what would go, and goes on only if the operator named what is served. */
async function confirm(
  dataDirectory: string,
  given: string | undefined,
  language: Language,
): Promise<void> {
  const { currentGeneration, generationsFolder } = await import('../../loader/generations/place.ts')
  const { readClosing } = await import('../../server/data-in-use.ts')
  const { doomed } = await import('../closing/close-data.ts')
  const begun = readClosing(dataDirectory)
  const served = begun?.generation ?? currentGeneration(generationsFolder(dataDirectory))
  const expected = served === '' ? NOTHING_LOADED : served
  if (given === expected) return
  const names = doomed(dataDirectory).join(' ')
  throw new Refusal(
    language === 'ja'
      ? `消去されるもの: ${names || 'なし'}（${dataDirectory}）。元には戻せません。実行するには --confirm ${expected} を付けてください`
      : `this would erase: ${names || 'nothing'} (in ${dataDirectory}). There is no way back. To do it, add --confirm ${expected}`,
  )
}

type Asked = Omit<Parameters<typeof import('../closing/close-data.ts').closeData>[0], 'onStep'> & {
  readonly language: Language
}

async function closeAlone(
  dataDirectory: string,
  { language, ...options }: Asked,
): Promise<ClosingReport> {
  const { claimToClose, DataInUse } = await import('../../server/data-in-use.ts')
  const { keepLoadsOut, LoadInProgress } = await import('../../loader/generations/building.ts')
  const { closeData, LogNotWhole } = await import('../closing/close-data.ts')
  const giveBack: (() => void)[] = []
  try {
    giveBack.push(claimToClose(dataDirectory), keepLoadsOut(dataDirectory))
    return await closeData({
      ...options,
      onStep: (step) => process.stderr.write(`${STEPS[step][language]} …\n`),
    })
  } catch (cause) {
    if (cause instanceof DataInUse) {
      throw new Refusal(
        language === 'ja'
          ? '参照サーバーが動いています。止めてから実行してください'
          : 'a server is running: stop it first',
        { cause },
      )
    }
    if (cause instanceof LoadInProgress) {
      throw new Refusal(language === 'ja' ? '取込が動いています' : 'a load is running', { cause })
    }
    if (cause instanceof LogNotWhole) {
      throw new Refusal(
        language === 'ja'
          ? '監査ログが完全ではありません。何も消去していません。sansho audit verify で確かめ、それでも終了するなら --accept-log "理由"'
          : 'the access log is not whole; nothing was erased. Look at it with sansho audit verify; to close all the same: --accept-log "WHY"',
        { cause },
      )
    }
    throw cause
  } finally {
    for (const give of giveBack.reverse()) give()
  }
}

const STEPS = {
  ending: { ja: '利用者と端末を停止', en: 'ending accounts and terminals' },
  exporting: { ja: '監査ログを書き出し', en: 'exporting the access log' },
  erasing: { ja: '患者データを消去', en: 'erasing patient data' },
  sealing: { ja: '監査ログを封印', en: 'sealing the access log' },
} as const

function closedText(report: ClosingReport, dataDirectory: string, language: Language): string {
  const { erased, accountsEnded, terminalsRevoked, log, exported, medium } = report
  const place = path.join(dataDirectory, 'state', 'closing-report.html')
  const lines =
    language === 'ja'
      ? [
          `終了しました。消去: ${erased.files} ファイル、${erased.bytes} バイト。停止した利用者 ${accountsEnded} 人、端末 ${terminalsRevoked} 台。`,
          `監査ログの最後: ${log.sequence}:${log.hash}（紙に控えてください）`,
          `書き出し: ${exported.folder}（別の機械で SHA256SUMS と照らしてください）`,
          medium.ja,
          `報告: ${place}`,
        ]
      : [
          `Closed. Erased: ${erased.files} files, ${erased.bytes} bytes. Accounts ended: ${accountsEnded}, terminals revoked: ${terminalsRevoked}.`,
          `Last entry of the access log: ${log.sequence}:${log.hash} (keep it on paper)`,
          `Exported to ${exported.folder} (check SHA256SUMS on another machine)`,
          medium.en,
          `Report: ${place}`,
        ]
  return `${lines.join('\n')}\n`
}
