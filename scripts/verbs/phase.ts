/** `sansho phase`: which phase of the failure it is, and setting it at the machine itself. */
import os from 'node:os'
import { parseArgs } from 'node:util'
import type { Phase, PhaseChange } from '../../server/access/phases.ts'
import { dataDirectoryOf, readReason, withAccess } from '../accounts.ts'
import { operatorEntry } from '../operator.ts'
import { EXIT, type ExitCode, type Language, type Verb, WrongUse } from '../verb.ts'

export const phase: Verb = {
  name: 'phase',
  summary: { ja: '障害の段階を表示・変更する', en: 'shows or sets the phase of the failure' },
  help: {
    ja: `
使い方: sansho phase show [--data フォルダ] [--json]
        sansho phase set 1|2|3|4 --reason "理由" [--data フォルダ]

  1  患者の過去が分からない（読み込み中・紙だけ）。誰もカルテを開けません。
  2  患者の情報が手元にある。カルテを開けます。
  3  最小限のオーダーがほかで動いている。カルテを開けます。
  4  復旧した。誰もカルテを開けません。

  一度も設定していなければ 2（設定者は default）です。読み込んで起動すれば、そのまま閲覧できます。
  準備の間は閉じておくなら、起動の前に sansho phase set 1 を実行してください。
  変更は次の要求から全端末に効き、誰が・いつ・なぜが画面とアクセス記録に残ります。
  統括者（coordinator）はブラウザーからも変更できます。

  --reason "理由" 端末に表示します。患者の名前は書かないでください
  --data フォルダ データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var

終了コード: 0 完了、1 失敗、2 使い方の誤り`,
    en: `
Use: sansho phase show [--data DIR] [--json]
     sansho phase set 1|2|3|4 --reason "WHY" [--data DIR]

  1  the patients' past is unknown (loading, paper only): nobody opens a chart
  2  information is at hand: charts open
  3  minimal orders run again elsewhere: charts open
  4  everything is back: nobody opens a chart

  Until somebody sets a phase it is 2, set by "default": what was loaded can be read at once. To keep charts
  closed while you prepare, run sansho phase set 1 before serve.
  A change holds for every terminal from its next request on; who, when and why stand on the screens and in
  the access log. A coordinator can set the phase from a browser too.

  --reason "WHY"  is shown on the terminals: name no patient
  --data DIR      where data lies. Default: the environment's SANSHO_DATA, else ./var

Exit codes: 0 done, 1 failed, 2 wrong use`,
  },
  async run(args, language): Promise<ExitCode> {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        reason: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    const [word, number, ...more] = positionals
    const isShow = word === 'show' && number === undefined
    const isSet = word === 'set' && number !== undefined && more.length === 0
    if (!isShow && !isSet) {
      throw new WrongUse(
        language === 'ja' ? 'show か set 1～4 を指定してください' : 'say show, or set 1 to 4',
      )
    }
    const wanted = number === undefined ? null : readPhase(number, language)
    const reason = wanted === null ? '' : readReason(values.reason, language)
    const { openPhases } = await import('../../server/access/phases.ts')
    const change = await withAccess(dataDirectoryOf(values.data), ({ database, audit }) => {
      const phases = openPhases(database)
      if (wanted === null) return phases.current()
      const before = phases.current().phase
      audit.append(operatorEntry('phase.set', { phase: wanted, before, reason }))
      return phases.set(wanted, os.userInfo().username, reason)
    })
    process.stdout.write(values.json ? `${JSON.stringify(change)}\n` : phaseText(change, language))
    return EXIT.done
  },
}

function readPhase(text: string, language: Language): Phase {
  const found = ([1, 2, 3, 4] as const).find((each) => String(each) === text)
  if (found !== undefined) return found
  throw new WrongUse(
    language === 'ja' ? `段階は1から4です: ${text}` : `a phase is 1, 2, 3 or 4: ${text}`,
  )
}

function phaseText({ phase, setBy, at, reason }: PhaseChange, language: Language): string {
  const when = at === '' ? '' : ` ${at}`
  return language === 'ja'
    ? `第${phase}段階（${setBy}${when}）${reason}\n`
    : `phase ${phase} (${setBy}${when}) ${reason}\n`.replace(/ \n$/, '\n')
}
