/** `sansho load`: a backup medium becomes the generation that is served. */
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { LoadReport } from '../../loader/generations/report.ts'
import { parseAsOf, parseSeals } from '../load-arguments.ts'
import { explained } from '../load-failure.ts'
import { type Begin, recordLoad } from '../load-record.ts'
import { inpatientsLine, inpatientsStayLine, loadVerdict, unloggedLine } from '../load-text.ts'
import { MEDIUM_HELP, MEDIUM_OPTIONS, sourcesOf } from '../medium-argument.ts'
import { jsonProgress, textProgress } from '../progress-text.ts'
import { refuseClosed } from '../refuse-closed.ts'
import { refuseDataInMedium } from '../untouched-medium.ts'
import { EXIT, type Language, type Verb } from '../verb.ts'

export const load: Verb = {
  name: 'load',
  summary: {
    ja: 'バックアップ媒体を取り込み、参照できるようにする',
    en: 'loads a backup medium and makes it the one that is served',
  },
  help: {
    ja: `
使い方: sansho load [名前=]媒体 … [--data フォルダ] [--as-of 日時] [--seal ファイル]
                   [--activate "理由"] [--accept-damage "理由"] [--rehash] [--inpatients-first]
                   [--without-pixels] [--json]

  バックアップ媒体（SS-MIX2 標準化ストレージなど）を読み取り専用で読み、新しい世代を作って切り替えます。
  途中で失敗・停止しても、いま参照できている世代はそのまま残ります。媒体には何も書き込みません。
  同じ名前の媒体を以前に読んでいれば、パス・大きさ・更新日時が同じファイルは読み直さずに引き継ぎます。一部は
  読んで中身を照らし、1件でも違えば、すべてを読み直します。途中で止まった取込も、同じコマンドで続きから始まります。

${MEDIUM_HELP.ja}
  --data フォルダ データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var
  --as-of 日時    いつの時点のバックアップか（例: 2022-10-31 または 2022-10-31T03:00）。
                  媒体ごとに: --as-of ehr=2022-10-31 --as-of docs=2022-10-30
                  省略時は、媒体の中で最も新しい電文（なければ記録・画像検査）の日時。それもない媒体は
                  ファイルの更新日時で、ほかに日時の分かる媒体があれば全体の時点には数えない。
  --seal ファイル 平時に sansho seal で作った封印と照らし、変わった・なくなった・増えたファイルをすべて報告書に
                  挙げます。媒体ごとに: --seal ehr=ファイル
  --activate "理由"
                  いま参照中の世代にあった患者・種別・媒体がなくなっている世代は、取り込んでも切り替えません
                  （終了コード 3）。承知のうえで切り替えるときに理由を書きます。理由は報告書と監査ログに残ります。
  --accept-damage "理由"
                  20 % を超えるファイルが暗号化・破損している媒体（判定「使用不可」）は拒否します（終了コード 4、
                  何も公開しません。報告書だけ refused フォルダに残します）。それでも取り込むときに理由を書きます。
  --rehash        何も引き継がず、すべてのファイルを読み直します（--seal を付けた媒体は、いつもすべて読みます）。
  --inpatients-first
                  入院中とみられる患者（パスの ADT-22・ADT-52 から判断）のフォルダだけを先に取り込んで公開し、続けて
                  全体を取り込みます。患者 5,000 人以上の媒体では、指定しなくても行います。すでに全体の世代を
                  参照中のときは行いません（患者が減って見えるため）。フォルダの媒体に限ります。
  --without-pixels
                  画像は索引だけを作り、画素を複製しません（文書、レポート、心電図は複製します）。ディスクが足りないとき、
                  画像サーバー（PACS）が無事なときに。画像の一覧には出て、画素がないことが表示されます。あとでこの指定なしに
                  取り込むと複製します。
  --json          標準出力に1行1件のJSON。最後の行が報告。

例:
  sansho inspect /media/backup        まず中身を確かめる
  sansho load /media/backup
  sansho load ehr=/media/backup.tar.zst docs=/media/docs.zip --as-of docs=2022-10-30

終了コード: 0 完了、1 失敗（何も公開していません）、2 使い方の誤り、
            3 完了・ただし読めないものがある（報告書 report.html に患者ごとに記載）、または切り替えていない、
            4 拒否（別の取込が動いているなど）`,
    en: `
Use: sansho load [NAME=]MEDIUM … [--data DIR] [--as-of TIME] [--seal FILE]
                 [--activate "WHY"] [--accept-damage "WHY"] [--rehash] [--inpatients-first]
                 [--without-pixels] [--json]

  Reads a backup medium (SS-MIX2 standardized storage and others), read-only, builds a new generation
  and switches to it. If it fails or is stopped, the generation that is served now stays as it is.
  Nothing is ever written to the medium.
  What an earlier load has read of a medium of the same NAME is taken over where path, length and time of
  change are the same. A part of it is read and compared all the same: if one file differs, everything is
  read. A load that was stopped goes on where it was, by the same command.

${MEDIUM_HELP.en}
  --data DIR      where data lies. Default: the environment's SANSHO_DATA, else ./var
  --as-of TIME    the moment the backup was taken: 2022-10-31 or 2022-10-31T03:00.
                  For each medium: --as-of ehr=2022-10-31 --as-of docs=2022-10-30
                  Without it: when the newest message on the medium was sent, else of its newest record or study.
                  A medium of neither speaks as of its files' times, and the whole as of the media that have some.
  --seal FILE     compares with the seal made in peacetime (sansho seal): every changed, missing and added
                  file is named. For one of several media: --seal ehr=FILE
  --activate "WHY"
                  A generation that lacks a patient, a kind of data or a source that the one served now has
                  is kept, but not served (exit code 3). This serves it all the same; the reason is kept in
                  the report and the audit log.
  --accept-damage "WHY"
                  A medium of which more than 20 % of the files are encrypted or damaged ("do not use") is
                  refused (exit code 4; nothing is published, its report is kept in the folder "refused").
                  This loads it all the same; the reason is kept.
  --rehash        takes nothing over: reads every file (a medium with --seal is always read whole).
  --inpatients-first
                  publishes the folders of those who are probably in a bed (told from ADT-22 and ADT-52 in the
                  paths) first, then goes on to the whole. Done unasked on media of 5,000 patients or more. Not
                  done while a whole generation is served: it would take charts away. Folders only.
  --without-pixels
                  indexes images without copying their pixels (documents, reports and electrocardiograms are
                  copied): for a disk without room, or where the image server survived. They are listed, and said to
                  be without pixels. A later load without this copies them.
  --json          one JSON object a line on standard output; the last one is the report.

Examples:
  sansho inspect /media/backup        look at it first
  sansho load /media/backup
  sansho load ehr=/media/backup.tar.zst docs=/media/docs.zip --as-of docs=2022-10-30

Exit codes: 0 done, 1 failed (nothing was published), 2 wrong use,
            3 done, but something is unreadable (report.html names it patient by patient), or the new
              generation is not served,
            4 refused (another load is running, for example)`,
  },
  async run(args, language) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...MEDIUM_OPTIONS,
        data: { type: 'string' },
        'as-of': { type: 'string', multiple: true },
        activate: { type: 'string', default: '' },
        'accept-damage': { type: 'string', default: '' },
        seal: { type: 'string', multiple: true },
        rehash: { type: 'boolean', default: false },
        'inpatients-first': { type: 'boolean', default: false },
        'without-pixels': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    })
    const dataDirectory = path.resolve(values.data ?? process.env.SANSHO_DATA ?? 'var')
    const sources = await sourcesOf(positionals, values, language)
    refuseDataInMedium(sources, dataDirectory, language)
    await refuseClosed(dataDirectory, language)
    const asOf = parseAsOf(values['as-of'] ?? [], sources, language)
    const begin = {
      sources,
      dataDirectory,
      asOf,
      activate: values.activate.trim(),
      acceptDamage: values['accept-damage'].trim(),
      seals: parseSeals(values.seal ?? [], sources, language),
      rehash: values.rehash,
      inpatientsFirst: values['inpatients-first'],
      withoutPixels: values['without-pixels'],
    }
    const { report, error } = await runLoad(begin, values.json, language)
    const logged = await recordLoad(begin, report, error)
    if (error !== null) throw await explained(error, dataDirectory, language)
    if (report === null) return EXIT.failed
    if (logged !== null) {
      throw new Error(unloggedLine(report, dataDirectory, language), { cause: logged })
    }
    process.stdout.write(
      values.json
        ? `${JSON.stringify(lastLine(report))}\n`
        : loadVerdict(report, dataDirectory, language),
    )
    return report.gaps > 0 || !report.current ? EXIT.doneWithGaps : EXIT.done
  },
}

/** Runs the load; Ctrl-C and SIGTERM stop it and leave nothing behind. */
async function runLoad(begin: Begin, json: boolean, language: Language) {
  const { loadBackup } = await import('../../loader/load.ts')
  const printer = json ? jsonProgress() : textProgress(language)
  let first: LoadReport | null = null
  const controller = new AbortController()
  const stop = (signal: NodeJS.Signals) => controller.abort(new Error(`stopped by ${signal}`))
  process.on('SIGINT', stop).on('SIGTERM', stop)
  try {
    const onProgress = printer.show
    const onInpatients = async (report: LoadReport) => {
      first = report
      const logged = await recordLoad(begin, report, null)
      if (logged !== null) throw logged
      printer.end()
      process.stderr.write(inpatientsLine(report, language))
    }
    const signal = controller.signal
    const report = await loadBackup({ ...begin, onInpatients, onProgress, signal })
    return { report, error: null }
  } catch (error) {
    if (first !== null) process.stderr.write(inpatientsStayLine(first, language))
    return { report: null, error: error instanceof Error ? error : new Error(String(error)) }
  } finally {
    printer.end()
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

/** The report without its long lists: those are in report.json. */
function lastLine({ affected: _, activation, seals, ...report }: LoadReport) {
  const { lostPatients: __, ...decision } = activation
  const counted = seals.map(({ named: ___, ...seal }) => seal)
  return { ...report, activation: decision, seals: counted }
}
