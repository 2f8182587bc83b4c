/** `sansho export`: one patient's record for the hospital that takes the patient over, encrypted. */
import fs from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline/promises'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import type { PatientRef } from '../../server/charts/patient.ts'
import type { Generation } from '../../server/generations/open-generation.ts'
import type { Format } from '../../server/handover/making.ts'
import type { Form } from '../../server/handover/write-handover.ts'
import { dataDirectoryOf } from '../accounts.ts'
import { requireReason } from '../export-reason.ts'
import { openTarget, type Target } from '../export-target.ts'
import { operatorEntry } from '../operator.ts'
import { givenPassword, requireStrong } from '../password-prompt.ts'
import { findBrowser, printToPdf, removeDeadPages } from '../print-to-pdf.ts'
import { liesIn } from '../untouched-medium.ts'
import { EXIT, type Language, Refusal, type Verb, WrongUse } from '../verb.ts'

export const exportPatient: Verb = {
  name: 'export',
  summary: {
    ja: '患者1人の記録を、受け入れ先の病院に渡す暗号化ファイルにする',
    en: "makes one patient's record an encrypted file for the hospital that takes over",
  },
  help: {
    ja: `
使い方: sansho export [患者番号 | -] --format fhir|folder|pdf-packet --out フォルダ
                      [--passphrase-file ファイル | --prompt] [--reason 理由] [--data フォルダ]

  いま参照中の世代から患者1人の記録を書き出します。できるのは1つの ZIP（AES-256、WinZip AE-2 形式）で、受け入れ先は
  7-Zip などで開けます。参照（sansho）は要りません。ファイル名に患者の情報は入りません。
  書き出すことは、ファイルを作る前にアクセス記録に残ります。途中で止めれば何も残りません。

  患者番号       省略すると端末で尋ねます。- なら標準入力の1行目。コマンド行に書くとシェルの履歴と、ほかの利用者の
                 プロセス一覧に残るので、省略か - を勧めます。
  --format 形式  fhir        FHIR R4 の文書（Bundle）1つ。文書の元のバイトを含む。画像ファイルは含まない
                 folder      どのブラウザでも開けるフォルダ。文書、DICOM 画像とその一覧、欠落の一覧を含む
                 pdf-packet  印刷用の PDF 1つと、もとから PDF・写真の文書。この機械に Chromium が要る
  --out フォルダ 書き出す先（USB ディスクなど）。すでにあるフォルダで、データの置き場所や媒体の外
  --passphrase-file ファイル  パスフレーズをファイルの1行目から読む
  --prompt       パスフレーズを端末から入力する（16文字以上の英数字・記号）
                 どちらもなければ作って一度だけ表示します。ファイルとは別の手段（電話など）で渡してください。
  --reason 理由  閲覧が制限されたカルテ（sansho restricted）に要る。監査に残ります
  --data フォルダ データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var

終了コード: 0 完了、1 失敗（何も残していません）、2 使い方の誤り、3 完了・ただし欠落がある（資料の中に記載）、4 拒否`,
    en: `
Use: sansho export [PATIENT | -] --format fhir|folder|pdf-packet --out DIR
                   [--passphrase-file FILE | --prompt] [--reason "WHY"] [--data DIR]

  Writes one patient's record out of the generation that is served. It becomes one ZIP (AES-256, WinZip AE-2) that the
  receiver opens with 7-Zip and the like, without Sansho. The file's name says nothing of the patient.
  That it is written stands in the access log before the file is made. Stopped half-way, it leaves nothing.

  PATIENT        left out: asked for on the terminal; "-": the first line of standard input. On the command line it stays
                 in the shell's history and in the list of processes: better left out, or "-".
  --format       fhir        one FHIR R4 document (Bundle) with the documents' original bytes; no image files
                 folder      pages for any browser, documents, DICOM files with an index, what is missing
                 pdf-packet  one PDF to print, with the documents that are PDFs or pictures; needs Chromium here
  --out DIR      an existing folder (a USB disk), outside the data directory and the backup medium
  --passphrase-file FILE  reads the passphrase from the file's first line
  --prompt       asks for it on the terminal (16 letters, digits and signs or more, ASCII)
                 With neither, one is made and printed once. Send it by another way than the file: by telephone.
  --reason "WHY" needed for a restricted chart (sansho restricted); kept in the access log
  --data DIR     where data lies. Default: the environment's SANSHO_DATA, else ./var

Exit codes: 0 done, 1 failed (nothing is left), 2 wrong use, 3 done, but with gaps (named within), 4 refused`,
  },
  async run(args, language) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: '' },
        out: { type: 'string', default: '' },
        'passphrase-file': { type: 'string' },
        prompt: { type: 'boolean', default: false },
        reason: { type: 'string', default: '' },
        data: { type: 'string' },
      },
    })
    const dataDirectory = dataDirectoryOf(values.data)
    const format = await readFormat(values.format, language)
    const out = readOut(values.out, language)
    const form = formOf(format, language)
    const wanted = await readPatient(positionals, language)
    const generation = await openCurrent(dataDirectory, language)
    try {
      const { readSettings } = await import('../../server/settings.ts')
      const { media } = readSettings(dataDirectory).images
      refuseOut(out, [dataDirectory, ...Object.values(media)], generation, language)
      const patient = await findOne(generation, wanted, language)
      await confirm(generation, patient, language)
      const reason = values.reason.trim()
      const restricted = await requireReason(dataDirectory, generation, patient, reason, language)
      const given = await givenPassword(values['passphrase-file'], values.prompt, language)
      if (given !== null) await requireExportable(given, language)
      const { generatePassphrase } = await import('../../server/access/passwords.ts')
      const passphrase = given ?? generatePassphrase()
      const asked = { dataDirectory, generation, patient, restricted, form, out, passphrase, media }
      const made = await write(asked, language)
      process.stdout.write(told(made.file, given === null ? passphrase : null, language))
      return made.hasGaps ? EXIT.doneWithGaps : EXIT.done
    } finally {
      generation.close()
    }
  },
}

async function readFormat(text: string, language: Language): Promise<Format> {
  const { FORMATS } = await import('../../server/handover/making.ts')
  const format = FORMATS.find((each) => each === text)
  if (format !== undefined) return format
  const list = FORMATS.join(', ')
  throw new WrongUse(
    language === 'ja' ? `--format は ${list} のどれかです` : `--format is one of ${list}`,
  )
}

function readOut(folder: string, language: Language): string {
  const stat = folder === '' ? undefined : fs.statSync(folder, { throwIfNoEntry: false })
  if (stat?.isDirectory() === true) return path.resolve(folder)
  throw new WrongUse(
    language === 'ja'
      ? `--out には、すでにあるフォルダを指定してください: ${folder}`
      : `--out names a folder that exists: ${folder}`,
  )
}

/** @throws Refusal where a packet is wanted and there is no browser to print it. */
function formOf(format: Format, language: Language): Form & { stop: AbortController } {
  const stop = new AbortController()
  if (format !== 'pdf-packet') return { format, stop }
  const browser = findBrowser()
  if (browser !== null)
    return { format, stop, print: (page) => printToPdf(browser, page, stop.signal) }
  throw new Refusal(
    language === 'ja'
      ? 'PDF を作るブラウザ（Chromium）がこの機械にありません。apt-get install chromium で入れるか、--format folder で書き出して、そのページをブラウザから印刷してください'
      : 'there is no browser (Chromium) on this machine to make the PDF; install it (apt-get install chromium), or use --format folder and print its pages from a browser',
  )
}

async function readPatient(positionals: readonly string[], language: Language): Promise<string> {
  const [given, ...more] = positionals
  if (more.length > 0)
    throw new WrongUse(language === 'ja' ? '患者は1人ずつです' : 'one patient at a time')
  if (given !== undefined && given !== '-') return given
  if (given === '-') return (await text(process.stdin)).split(/\r?\n/, 1)[0]?.trim() ?? ''
  if (process.stdin.isTTY) return ask(language === 'ja' ? '患者番号: ' : 'patient id: ')
  throw new WrongUse(
    language === 'ja'
      ? '患者番号を端末から入力するか、- を指定して標準入力で渡してください'
      : 'type the patient id on a terminal, or write - and give it on standard input',
  )
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(question)
  terminal.close()
  return answer.trim()
}

async function openCurrent(dataDirectory: string, language: Language): Promise<Generation> {
  const link = path.join(dataDirectory, 'generations', 'current')
  if (!fs.existsSync(link)) {
    throw new Refusal(
      language === 'ja'
        ? `${dataDirectory} には参照できる世代がありません（--data で置き場所を指定します）`
        : `no generation is served from ${dataDirectory} (name the data directory with --data)`,
    )
  }
  const { openGeneration } = await import('../../server/generations/open-generation.ts')
  return openGeneration(fs.realpathSync(link))
}

function refuseOut(
  out: string,
  own: readonly string[],
  generation: Generation,
  language: Language,
): void {
  const media = generation.all<{ location: string }>({ sql: 'SELECT location FROM source' })
  const places = [...own, ...media.map(({ location }) => location)]
  if (!places.some((place) => fs.existsSync(place) && liesIn(out, place))) return
  throw new WrongUse(
    language === 'ja'
      ? `--out ${out} はデータの置き場所か媒体の中です。別の場所を指定してください`
      : `--out ${out} lies in the data directory or in a medium; name another place`,
  )
}

/** The patient with this id, zeros in front or not. @throws Refusal for none, or more than one. */
async function findOne(
  generation: Generation,
  wanted: string,
  language: Language,
): Promise<PatientRef> {
  const { findPatient } = await import('../../server/charts/patient.ts')
  const { findPatients } = await import('../../server/charts/find-patients.ts')
  const exact = findPatient(generation, wanted)
  if (exact !== null) return exact
  const found = wanted === '' ? null : findPatients(generation, wanted, 2)
  const [only] = found?.exactId === true ? found.patients : []
  const patient = only === undefined ? null : findPatient(generation, only.patientId)
  if (patient !== null) return patient
  throw new Refusal(
    language === 'ja'
      ? 'その番号の患者はこの世代にいません'
      : 'no patient of this generation has that id',
  )
}

/** Identity before content: whose record it is stands on the terminal, and a person there says yes. */
async function confirm(
  generation: Generation,
  patient: PatientRef,
  language: Language,
): Promise<void> {
  const { readPatientRow } = await import('../../server/charts/banner.ts')
  const { name, kana, birthDate } = readPatientRow(generation, patient)
  const born = birthDate.at ?? birthDate.text
  process.stderr.write(`${patient.patientId} ${name} ${kana} ${born}\n`)
  if (!process.stdin.isTTY) return
  const answer = await ask(
    language === 'ja' ? 'この患者ですか? [y/N] ' : 'is this the patient? [y/N] ',
  )
  if (/^(y|yes|はい)$/i.test(answer)) return
  throw new Refusal(language === 'ja' ? '中止しました' : 'stopped')
}

/** Passphrases in other scripts are encoded differently by the programs that open ZIP files. */
async function requireExportable(passphrase: string, language: Language): Promise<void> {
  await requireStrong(passphrase, '', language)
  if (/^[\x21-\x7e ]+$/.test(passphrase)) return
  throw new WrongUse(
    language === 'ja'
      ? 'パスフレーズは英数字と記号（半角）にしてください。開くプログラムによって日本語の扱いが違うためです'
      : 'use ASCII letters, digits and signs: programs that open ZIP files disagree about all others',
  )
}

interface Asked {
  readonly dataDirectory: string
  readonly generation: Generation
  readonly patient: PatientRef
  readonly restricted: boolean
  readonly form: Form & { stop: AbortController }
  readonly out: string
  readonly passphrase: string
  /** Folder of each medium whose images were not copied, by its label. */
  readonly media: Readonly<Record<string, string>>
}

/** The access log first, then the file, then what became of it. Ctrl-C and SIGTERM leave nothing. */
async function write(
  { dataDirectory, generation, patient, restricted, form, out, passphrase, media }: Asked,
  language: Language,
): Promise<{ file: string; hasGaps: boolean }> {
  const { openAuditLog } = await import('../../server/audit/log.ts')
  const { chartProvenance } = await import('../../server/charts/gaps.ts')
  const { archiveName, writeHandover } = await import('../../server/handover/write-handover.ts')
  const { mountedMedia } = await import('../../server/images/mounted-media.ts')
  const at = new Date()
  const { format, stop } = form
  const name = archiveName(format, at)
  const file = path.join(out, name)
  const { patientId } = patient
  const detail = { format, file: name, generation: generation.facts.id }
  const stopBy = (by: NodeJS.Signals) => stop.abort(new Error(`stopped by ${by}`))
  process.on('SIGINT', stopBy).on('SIGTERM', stopBy)
  removeDeadPages()
  const audit = openAuditLog(dataDirectory)
  try {
    audit.append({ ...operatorEntry('chart.export', detail), patientId })
    let target: Target | null = null
    try {
      target = openTarget(file, stop.signal)
      const made = await writeHandover({
        generation,
        patient,
        restricted,
        at,
        passphrase,
        form,
        sink: target.sink,
        media: mountedMedia(media),
      })
      const sealed = target.seal()
      audit.append({ ...operatorEntry('chart.exported', { ...detail, ...sealed }), patientId })
      target.publish()
      const { patientGaps, partial } = chartProvenance(generation, patient)
      return { file, hasGaps: patientGaps.length > 0 || partial !== '' || made.leftOut > 0 }
    } catch (cause) {
      audit.append({ ...operatorEntry('chart.export-failed', detail), patientId })
      throw new Error(
        language === 'ja'
          ? `${out} に書き出せませんでした。何も残していません`
          : `it could not be written to ${out}; nothing is left there`,
        { cause },
      )
    } finally {
      target?.discard()
    }
  } finally {
    audit.close()
    process.off('SIGINT', stopBy).off('SIGTERM', stopBy)
  }
}

function told(file: string, passphrase: string | null, language: Language): string {
  const isJapanese = language === 'ja'
  const shown =
    passphrase === null
      ? ''
      : isJapanese
        ? `パスフレーズ（一度だけ表示します）: ${passphrase}\n`
        : `Passphrase (shown only now): ${passphrase}\n`
  return isJapanese
    ? `書き出しました: ${file}\n${shown}受け入れ先は 7-Zip などで開きます。パスフレーズは、ファイルとは別の手段で渡してください。\n`
    : `Written: ${file}\n${shown}The receiver opens it with 7-Zip and the like. Send the passphrase by another way than the file.\n`
}
