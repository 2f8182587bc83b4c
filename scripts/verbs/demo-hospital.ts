import fs from 'node:fs'
import { parseArgs } from 'node:util'
import { EXIT, type Language, Refusal, type Verb, WrongUse } from '../verb.ts'

const HELP_JA = `
sansho demo-hospital: 架空の病院のバックアップ媒体を作ります。

使い方: sansho demo-hospital --out フォルダ [--patients 人数] [--years 年数] [--seed 種] [--damage]
                            [--fhir フォルダ] [--bookings フォルダ]

  --out フォルダ    書き込み先。空であるか、この操作が前に作ったものに限ります（その場合は作り直します）
  --patients 人数   患者数 1～20000（既定 300、うち約4割が入院中）
  --years 年数      カルテの年数 1～20（既定 3）
  --seed 種         乱数の種 0 以上の整数（既定 1）。引数が同じなら1バイトも違わない媒体ができます
  --damage          作ったあとで壊します。壊した箇所の一覧は媒体の外、フォルダ.damage.json に書きます
  --fhir フォルダ   同じ患者を FHIR R4（Bulk Data の NDJSON）でも書きます: 患者、受診・入院、アレルギー、病名、検体検査、
                    細菌検査、温度板、処方、注射、実施、検査オーダと結果、食事、文書。空のフォルダに限ります
  --bookings フォルダ  時点より後の外来予約と手術予定を、予約システムの表（CSV と対応表）として書きます。空のフォルダに
                    限ります。読み込みは load ehr=媒体 bookings=フォルダ

媒体の内容: SS-MIX2 標準化ストレージ、拡張ストレージ（経過記録、看護記録、温度板、手術・麻酔記録、
サマリー、紹介状など）、DICOM 画像。患者・職員・住所はすべて架空です。時点は 2026-10-31 03:00 に固定です。

例:
  sansho demo-hospital --out var/demo-medium
  sansho demo-hospital --out /tmp/small --patients 40
  sansho demo-hospital --out /tmp/broken --patients 40 --damage

終了コード: 0 完了、1 失敗、2 使い方の誤り、4 拒否（書き込み先が空でなく、この操作の作ったものでもない）
`

const HELP_EN = `
sansho demo-hospital: writes the backup medium of an invented hospital.

Use: sansho demo-hospital --out DIR [--patients N] [--years N] [--seed S] [--damage] [--fhir DIR]
                            [--bookings DIR]

  --out DIR        where to write; must be empty, or made by this verb before (then it is made anew)
  --patients N     patients, 1 to 20000 (default 300; about 40 % are in-patients)
  --years N        years of history, 1 to 20 (default 3)
  --seed S         seed, a whole number from 0 (default 1); same arguments, same bytes
  --damage         damages the medium afterwards; the list of what was damaged is written outside it,
                   to DIR.damage.json
  --fhir DIR       writes the same patients as FHIR R4 too (Bulk Data NDJSON): patients, visits and stays, allergies,
                   diagnoses, laboratory results, cultures, vital signs, prescriptions, injections, what was given,
                   examinations, diets, documents. An empty folder.
  --bookings DIR   writes the visits and operations booked after that moment as the booking system's tables
                   (CSV with their mapping). An empty folder. Load it by: load ehr=MEDIUM bookings=DIR

On the medium: SS-MIX2 standardized storage, extended storage (progress notes, nursing records, temperature
charts, operation and anaesthesia records, summaries, letters …), DICOM images. Every patient, member of staff
and address is invented. Its moment is always 2026-10-31 03:00.

Examples:
  sansho demo-hospital --out var/demo-medium
  sansho demo-hospital --out /tmp/small --patients 40
  sansho demo-hospital --out /tmp/broken --patients 40 --damage

Exit codes: 0 done, 1 failed, 2 wrong use, 4 refused (DIR is not empty and was not made by this verb)
`

export const demoHospital: Verb = {
  name: 'demo-hospital',
  summary: {
    ja: '架空の病院のバックアップ媒体を作る（練習・試験用）',
    en: "write an invented hospital's backup medium, for practice and tests",
  },
  help: { ja: HELP_JA, en: HELP_EN },
  async run(args, language) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        out: { type: 'string' },
        patients: { type: 'string', default: '300' },
        years: { type: 'string', default: '3' },
        seed: { type: 'string', default: '1' },
        damage: { type: 'boolean', default: false },
        fhir: { type: 'string', default: '' },
        bookings: { type: 'string', default: '' },
      },
    })
    if (!values.out) {
      throw new WrongUse(language === 'ja' ? '--out フォルダ が必要です' : '--out DIR is required')
    }
    const options = {
      patients: wholeNumber('--patients', values.patients, 1, 20_000, language),
      years: wholeNumber('--years', values.years, 1, 20, language),
      seed: wholeNumber('--seed', values.seed, 0, 2 ** 31 - 1, language),
    }
    const { makeMedium, isForeign } = await import('../demo-hospital/make-medium.ts')
    if (isForeign(values.out)) {
      throw new Refusal(
        language === 'ja'
          ? `${values.out} は空ではなく、この操作が作ったものでもありません。上書きしません。別のフォルダを指定してください`
          : `${values.out} is not empty and was not made by this verb; it will not be overwritten. Name another folder`,
      )
    }
    makeEmptyFolder('--fhir', values.fhir, language)
    makeEmptyFolder('--bookings', values.bookings, language)
    const total = options.patients
    const made = makeMedium(
      values.out,
      { ...options, damage: values.damage, fhir: values.fhir, bookings: values.bookings },
      (done) => {
        if (process.stderr.isTTY) process.stderr.write(`\r${done}/${total}`)
      },
    )
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
    process.stdout.write(summaryOf(made, values.out, language))
    return EXIT.done
  },
}

/** Such a folder is made, and must hold nothing: what is in it would be loaded too. */
function makeEmptyFolder(option: string, folder: string, language: Language): void {
  if (folder === '') return
  fs.mkdirSync(folder, { recursive: true })
  if (fs.readdirSync(folder).length === 0) return
  throw new Refusal(
    language === 'ja'
      ? `${option} ${folder} は空ではありません。別のフォルダを指定してください`
      : `${option} ${folder} is not empty; name another folder`,
  )
}

function summaryOf(
  made: { files: number; bytes: number; damaged: number | null },
  out: string,
  language: Language,
): string {
  const megabytes = (made.bytes / 1e6).toFixed(0)
  const damaged =
    made.damaged === null
      ? ''
      : language === 'ja'
        ? `壊した箇所: ${made.damaged} 件（一覧 ${out}.damage.json）\n`
        : `damaged: ${made.damaged} (listed in ${out}.damage.json)\n`
  return language === 'ja'
    ? `${out}: ${made.files} ファイル、${megabytes} MB\n${damaged}`
    : `${out}: ${made.files} files, ${megabytes} MB\n${damaged}`
}

function wholeNumber(
  option: string,
  text: string,
  low: number,
  high: number,
  language: Language,
): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= low && value <= high) return value
  throw new WrongUse(
    language === 'ja'
      ? `${option} は ${low} から ${high} までの整数です（「${text}」は使えません）`
      : `${option} takes a whole number from ${low} to ${high} (not "${text}")`,
  )
}
