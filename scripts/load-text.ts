/** What a load says to the operator when it is done. */
import path from 'node:path'
import type { LoadReport } from '../loader/generations/report.ts'
import { lossWords } from './difference-text.ts'
import { MEDIUM_WORDS } from './medium-words.ts'
import type { Language } from './verb.ts'

/** The charts of the in-patients are there. */
export function inpatientsLine({ patients, seconds }: LoadReport, language: Language): string {
  return language === 'ja'
    ? `入院中とみられる ${patients} 人のカルテを公開しました（${seconds} 秒）。全体の取込を続けます。\n`
    : `Charts of ${patients} probable in-patients are there (${seconds} s). Loading the whole goes on.\n`
}

/** What a failed or refused load leaves, where it had begun with the in-patients. */
export function inpatientsStayLine({ generation }: LoadReport, language: Language): string {
  return language === 'ja'
    ? `全体は公開していませんが、入院患者のみの世代 ${generation} は参照できるままです。\n`
    : `The whole was not published, but the generation of in-patients, ${generation}, stays served.\n`
}

/** What was not read from the media in this load, and what that rests on. */
function takenOverLines({ takenOver }: LoadReport, language: Language): string[] {
  const { files, changedUnseen } = takenOver
  if (changedUnseen > 0) {
    return [
      language === 'ja'
        ? `注意: 更新日時も大きさも同じまま中身の変わったファイルが ${changedUnseen} 件あったため、すべてのファイルを読み直しました。`
        : `Attention: ${changedUnseen} files have changed though their length and time are the same; every file was read again.`,
    ]
  }
  if (files === 0) return []
  return [
    language === 'ja'
      ? `以前の取込から引き継ぎ: ${files} 件（パス・大きさ・更新日時が同じ。読み直すには --rehash）`
      : `Taken over from an earlier load: ${files} files (same path, length and time; --rehash reads them)`,
  ]
}

/** Images that only their index tells of. */
function uncopiedLines({ uncopied }: LoadReport, language: Language): string[] {
  if (uncopied === 0) return []
  return [
    language === 'ja'
      ? `画素を複製していない画像: ${uncopied} 枚（--without-pixels）。一覧に出ます。表示するには、媒体をサーバーから見えるようにする（settings.json の images.media）か、この指定なしに取り込んでください。`
      : `Images without their pixels: ${uncopied} (--without-pixels). They are listed. To have them shown, let the server see the medium (images.media in settings.json), or load without that option.`,
  ]
}

/** What the seals proved. */
function sealLines({ seals }: LoadReport, language: Language): string[] {
  return seals.flatMap(({ source, sealedAt, signedBy, isOwn, same, changed, missing, added }) => [
    language === 'ja'
      ? `封印（${source}、${sealedAt}、鍵 ${signedBy}${isOwn ? '' : '＝この装置の鍵ではありません'}）: 同じ ${same}、変わった ${changed}、なくなった ${missing}、増えた ${added}`
      : `Seal (${source}, ${sealedAt}, key ${signedBy}${isOwn ? '' : ', NOT of this installation'}): ${same} same, ${changed} changed, ${missing} missing, ${added} added`,
    ...(same + changed > 0 || missing === 0
      ? []
      : [
          language === 'ja'
            ? `  封印にあるファイルが1つもありません。別の媒体の封印ではありませんか。そうなら正しい封印か --seal なしで取り込み直してください`
            : `  None of the sealed files is there: is it the seal of another medium? If so, load again with the right one or without --seal`,
        ]),
  ])
}

/** What became of the load, for who started it. */
export function loadVerdict(report: LoadReport, dataDirectory: string, language: Language): string {
  const { files, generation, asOf, seconds, gaps, patients, affectedPatients } = report
  const place = path.join(dataDirectory, 'generations', generation, 'report.html')
  const gapLines =
    language === 'ja'
      ? gaps === 0
        ? ['読めなかったファイルはありません。']
        : [
            `読めない・未解釈の箇所: ${gaps} 件、患者 ${affectedPatients} 人分。患者ごとの一覧は報告書にあります。`,
          ]
      : gaps === 0
        ? ['No file was unreadable.']
        : [
            `Unreadable or not interpreted: ${gaps}, affecting ${affectedPatients} patients. The report names them.`,
          ]
  const lines =
    language === 'ja'
      ? [
          report.current
            ? `取込を終え、世代 ${generation} に切り替えました（${seconds} 秒）。`
            : `取込を終え、世代 ${generation} を作りました（${seconds} 秒）が、切り替えていません。`,
          ...activationLines(report, language),
          `時点: ${asOf}　患者: ${patients} 人`,
          `ファイル ${files.seen} 件 = 取込 ${files.loaded} + 旧版 ${files.superseded} + 削除済 ${files.deleted} + 隔離 ${files.quarantined} + 未解釈 ${files.notInterpreted} + 対象外 ${files.ignored}`,
          `媒体の判定: ${MEDIUM_WORDS[report.medium].ja}`,
          ...takenOverLines(report, language),
          ...uncopiedLines(report, language),
          ...sealLines(report, language),
          ...gapLines,
          `報告書: ${place}`,
        ]
      : [
          report.current
            ? `Loaded and switched to generation ${generation} (${seconds} s).`
            : `Loaded generation ${generation} (${seconds} s), but it is NOT served.`,
          ...activationLines(report, language),
          `As of ${asOf}; ${patients} patients`,
          `${files.seen} files = ${files.loaded} loaded + ${files.superseded} superseded + ${files.deleted} deleted + ${files.quarantined} quarantined + ${files.notInterpreted} not interpreted + ${files.ignored} ignored`,
          `Medium: ${MEDIUM_WORDS[report.medium].en}`,
          ...takenOverLines(report, language),
          ...uncopiedLines(report, language),
          ...sealLines(report, language),
          ...gapLines,
          `Report: ${place}`,
        ]
  return `${lines.join('\n')}\n`
}

/** What the new generation lacks against the one that was served, and what to do. */
function activationLines(
  { activation, generation, current }: LoadReport,
  language: Language,
): string[] {
  const { losses, comparedWith } = activation
  if (losses.length === 0) return []
  const lost = losses.map((loss) => lossWords(loss, language)).join(language === 'ja' ? '、' : ', ')
  if (language === 'ja') {
    const what = `世代 ${comparedWith} にあって新しい世代にないもの: ${lost}`
    return current
      ? [what]
      : [
          `${what}。参照中の世代は ${comparedWith} のままです。`,
          `違いを見る: sansho generations diff ${comparedWith} ${generation}`,
          `承知して切り替える: sansho generations activate ${generation} --reason "理由"`,
        ]
  }
  const what = `Lost against generation ${comparedWith}: ${lost}`
  return current
    ? [what]
    : [
        `${what}. Generation ${comparedWith} stays the one that is served.`,
        `See the difference: sansho generations diff ${comparedWith} ${generation}`,
        `Serve it nevertheless: sansho generations activate ${generation} --reason "WHY"`,
      ]
}

/** The load is done, but nothing says so in the access log. */
export function unloggedLine(
  { generation, current }: LoadReport,
  dataDirectory: string,
  language: Language,
): string {
  const audit = path.join(dataDirectory, 'audit')
  if (language === 'ja') {
    const done = current ? '公開して切り替えました' : '公開しましたが、切り替えていません'
    return `世代 ${generation} を${done}。ただし監査ログ ${audit} に書き込めませんでした。ディスクを確認してください（取込をもう一度行うと記録されます）`
  }
  const done = current ? 'was published and is served' : 'was published, but is not served'
  return `generation ${generation} ${done}, but that could not be written to the audit log in ${audit}. Check the disk, then load again to have it written down`
}
