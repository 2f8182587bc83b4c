/** `sansho audit`: is the access log whole, what is its head, and who did what. */
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Period } from '../../server/audit/export-log.ts'
import type { LogReading } from '../../server/audit/read-log.ts'
import type { Verdict, Witness } from '../../server/audit/verify.ts'
import { headText, verdictText } from '../audit-text.ts'
import { operatorEntry } from '../operator.ts'
import { EXIT, type ExitCode, type Language, type Verb, WrongUse } from '../verb.ts'

const HELP_JA = `
使い方: sansho audit verify [--witness 番号:ハッシュ] [--copy ファイル] [--key 公開鍵] [--json]
        sansho audit head [--json]
        sansho audit export [--format jsonl|csv] [--from 日時] [--to 日時]
        sansho audit patient 患者番号 [--format jsonl|csv]
        sansho audit user 利用者名 [--format jsonl|csv]

  verify   アクセス記録が欠けず、変わらず、足されていないことを確かめます。秘密の鍵は要りません。
           変わった・消えた・入れ替わった・足された記録の番号を示します。末尾が切り取られたことは、
           控え（--witness か --copy）があれば分かります。
  head     最後の記録の番号・ハッシュ・時刻と公開鍵を示します。勤務交代のときに印刷し、紙の控えにしてください。
  export   記録を標準出力に書き出します。--from の時刻を含み、--to の時刻は含みません。
  patient  その患者について誰が何をしたか（番号の先頭の0はあってもなくても同じ）
  user     その利用者が何をしたか、その利用者に何をしたか

  --witness 番号:ハッシュ  紙の控え。ハッシュは先頭16文字以上。何度でも指定できます。
  --copy ファイル  serve --audit-copy が書いた控え（sansho-audit.jsonl）。これも確かめ、突き合わせます。
  --key 公開鍵     head が示した公開鍵。ほかの鍵で署名された区切りを認めません。
  --file ファイル  記録のファイルの写しを読む（audit.sqlite または sansho-audit.jsonl）。何も書き込みません。
  --data フォルダ  データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var
  日時の例: 2026-11-22、2026-11-22T09:00（この機械の時刻）、2026-11-22T00:00Z

  export・patient・user で --data の記録を読むと、読んだことも記録されます。

終了コード: 0 完全（verify）・完了、1 完全でない・失敗、2 使い方の誤り`

const HELP_EN = `
Use: sansho audit verify [--witness SEQ:HASH] [--copy FILE] [--key PUBLICKEY] [--json]
     sansho audit head [--json]
     sansho audit export [--format jsonl|csv] [--from TIME] [--to TIME]
     sansho audit patient ID [--format jsonl|csv]
     sansho audit user NAME [--format jsonl|csv]

  verify   proves that no entry of the access log was changed, removed, added or moved; needs no secret.
           Names the entries at fault. A tail that was cut off shows when there is a witness (--witness, --copy).
  head     number, hash and time of the last entry, and the public key: print it at shift change as a witness.
  export   writes the entries to standard output; --from is included, --to is not.
  patient  who did what about this patient (leading zeros of the id don't matter)
  user     what this user did, and what was done to their account

  --witness SEQ:HASH  as on paper; of the hash, 16 digits or more. May be given several times.
  --copy FILE      the second copy that serve --audit-copy writes (sansho-audit.jsonl): is verified and compared
  --key PUBLICKEY  as head printed it: checkpoints signed by any other key are faults
  --file FILE      reads a copy of the log's file (audit.sqlite or sansho-audit.jsonl); writes nothing
  --data DIR       where data lies. Default: the environment's SANSHO_DATA, else ./var
  TIME: 2026-11-22, 2026-11-22T09:00 (this machine's time), 2026-11-22T00:00Z

  When export, patient or user reads the log of a data directory, that reading is itself an entry.

Exit codes: 0 whole (verify), done; 1 not whole, failed; 2 wrong use`

interface Asked {
  readonly language: Language
  readonly name: string
  readonly dataDirectory: string
  readonly file: string | undefined
  readonly copy: string | undefined
  readonly witnesses: readonly Witness[]
  readonly publicKey: string
  readonly format: 'jsonl' | 'csv'
  readonly period: Period
  readonly json: boolean
}

const ACTIONS: Readonly<
  Record<string, { readonly names: number; act(asked: Asked): Promise<ExitCode> }>
> = {
  verify: { names: 0, act: verify },
  head: { names: 0, act: head },
  export: { names: 0, act: (asked) => print(asked, 'export') },
  patient: { names: 1, act: (asked) => print(asked, 'patient') },
  user: { names: 1, act: (asked) => print(asked, 'user') },
}

export const audit: Verb = {
  name: 'audit',
  summary: {
    ja: 'アクセス記録を検証・書き出す',
    en: 'verifies and exports the access log',
  },
  help: { ja: HELP_JA, en: HELP_EN },
  async run(args, language) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        file: { type: 'string' },
        copy: { type: 'string' },
        witness: { type: 'string', multiple: true, default: [] },
        key: { type: 'string', default: '' },
        format: { type: 'string', default: 'jsonl' },
        from: { type: 'string' },
        to: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    const [word = '', ...names] = positionals
    const action = Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined
    if (action === undefined || names.length !== action.names) {
      throw new WrongUse(
        language === 'ja'
          ? `「audit ${positionals.join(' ')}」という使い方はありません`
          : `cannot do "audit ${positionals.join(' ')}"`,
      )
    }
    return action.act({
      language,
      name: names[0] ?? '',
      dataDirectory: path.resolve(values.data ?? process.env.SANSHO_DATA ?? 'var'),
      file: values.file,
      copy: values.copy,
      witnesses: values.witness.map((text) => readWitness(text, language)),
      publicKey: values.key,
      format: readFormat(values.format, language),
      period: {
        from: readTime(values.from, Number.NEGATIVE_INFINITY, language),
        to: readTime(values.to, Number.POSITIVE_INFINITY, language),
      },
      json: values.json,
    })
  },
}

async function verify(asked: Asked): Promise<ExitCode> {
  const { verifyLog } = await import('../../server/audit/verify.ts')
  const witnesses = [...asked.witnesses]
  const { publicKey } = asked
  let copy: Verdict | null = null
  if (asked.copy !== undefined) {
    copy = await reading(asked, asked.copy, (log) => verifyLog(log, { witnesses: [], publicKey }))
    if (copy.head !== null) witnesses.push(copy.head)
  }
  const verdict = await reading(asked, asked.file, (log) =>
    verifyLog(log, { witnesses, publicKey }),
  )
  const isWhole = verdict.whole && (copy?.whole ?? true)
  if (asked.json) {
    const lines = { ...verdict, ...(copy === null ? {} : { copy }), whole: isWhole }
    process.stdout.write(`${JSON.stringify(lines)}\n`)
  } else {
    if (copy !== null) process.stdout.write(verdictText(copy, asked.language, asked.copy ?? ''))
    const place = asked.file ?? asked.dataDirectory
    process.stdout.write(verdictText(verdict, asked.language, place))
  }
  return isWhole ? EXIT.done : EXIT.failed
}

async function head(asked: Asked): Promise<ExitCode> {
  const { verifyLog } = await import('../../server/audit/verify.ts')
  const verdict = await reading(asked, asked.file, (log) =>
    verifyLog(log, { witnesses: [], publicKey: asked.publicKey }),
  )
  const { whole, head: last, publicKey } = verdict
  const key = publicKey || (await keyOf(asked))
  if (asked.json) {
    const { sequence = 0, hash = '', at = '', utcOffset = '' } = last ?? {}
    process.stdout.write(
      `${JSON.stringify({ sequence, hash, at, utcOffset, publicKey: key, whole })}\n`,
    )
  } else {
    process.stdout.write(headText(last, key, asked.language))
  }
  if (whole) return EXIT.done
  // A head of a log that is not whole would be a witness to a forgery.
  process.stderr.write(verdictText(verdict, asked.language, asked.file ?? asked.dataDirectory))
  return EXIT.failed
}

/** The public key of a log without a checkpoint yet; '' for a copied file, which has none beside it. */
async function keyOf({ dataDirectory, file }: Asked): Promise<string> {
  if (file !== undefined) return ''
  const { openSigner } = await import('../../server/audit/checkpoint.ts')
  return openSigner(path.join(dataDirectory, 'audit')).publicKey
}

async function print(asked: Asked, what: 'export' | 'patient' | 'user'): Promise<ExitCode> {
  const { csvLines, inPeriod, jsonLines, ofPatient, ofUser } = await import(
    '../../server/audit/export-log.ts'
  )
  const { name, format, period } = asked
  const isTerminal = process.stdout.isTTY === true
  // A pipe that is closed early (head, less) ends the printing, not the program.
  process.stdout.on('error', () => {})
  await logReading(asked, what)
  await reading(asked, asked.file, async (log) => {
    const all = inPeriod(log.rows(), period)
    const rows =
      what === 'export' ? all : what === 'patient' ? ofPatient(all, name) : ofUser(all, name)
    for (const line of (format === 'csv' ? csvLines : jsonLines)(rows)) {
      if (process.stdout.destroyed) break
      if (!process.stdout.write(isTerminal ? forTerminal(line) : line)) await drained()
    }
  })
  return EXIT.done
}

/**
 * What somebody typed at a sign-in or a search must not move the cursor or hide a line. Into a file or a pipe every byte goes as it is,
 * for `verify` compares them.
 */
function forTerminal(line: string): string {
  return line.replace(
    /(?!\r?\n$)[\p{Cc}\p{Bidi_Control}]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function drained(): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.once('drain', resolve).once('close', resolve)
  })
}

/** Who read the log is part of the log. A copied file is left as it is. */
async function logReading({ dataDirectory, file, name }: Asked, what: string): Promise<void> {
  if (file !== undefined) return
  await requireLog(dataDirectory)
  const { openAuditLog } = await import('../../server/audit/log.ts')
  const log = openAuditLog(dataDirectory)
  try {
    log.append(operatorEntry('audit.read', name === '' ? { what } : { what, of: name }))
  } finally {
    log.close()
  }
}

async function requireLog(dataDirectory: string): Promise<string> {
  const { auditFile } = await import('../../server/audit/read-log.ts')
  const { existsSync } = await import('node:fs')
  const place = auditFile(dataDirectory)
  if (existsSync(place)) return place
  throw new Error(`there is no access log at ${place}; name the data directory with --data`)
}

/** Opens the log of the data directory, or the named file, for as long as `use` takes. */
async function reading<Result>(
  { dataDirectory }: Asked,
  file: string | undefined,
  use: (log: LogReading) => Result | Promise<Result>,
): Promise<Result> {
  const { openLog } = await import('../../server/audit/read-log.ts')
  const log = openLog(file ?? (await requireLog(dataDirectory)))
  try {
    return await use(log)
  } finally {
    log.close()
  }
}

function readWitness(text: string, language: Language): Witness {
  const [, sequence, hash] = /^([1-9]\d{0,14}):([0-9a-fA-F]{16,64})$/.exec(text.trim()) ?? []
  if (sequence !== undefined && hash !== undefined) {
    return { sequence: Number(sequence), hash: hash.toLowerCase() }
  }
  throw new WrongUse(
    language === 'ja'
      ? `--witness は 番号:ハッシュ（16文字以上）です: ${text}`
      : `--witness is SEQ:HASH, with 16 digits of the hash or more: ${text}`,
  )
}

function readFormat(text: string, language: Language): 'jsonl' | 'csv' {
  if (text === 'jsonl' || text === 'csv') return text
  throw new WrongUse(
    language === 'ja'
      ? `--format は jsonl か csv です: ${text}`
      : `--format is jsonl or csv: ${text}`,
  )
}

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{3})?)?(Z|[+-]\d{2}:\d{2})?)?$/

function readTime(text: string | undefined, otherwise: number, language: Language): number {
  if (text === undefined) return otherwise
  // A date alone means midnight here, not in Greenwich as ECMAScript reads it.
  const at = TIME.test(text) ? Date.parse(text.length === 10 ? `${text}T00:00` : text) : Number.NaN
  if (!Number.isNaN(at)) return at
  throw new WrongUse(
    language === 'ja'
      ? `「${text}」を日時として読めません（例: 2026-11-22T09:00）`
      : `"${text}" is no time; write 2026-11-22 or 2026-11-22T09:00`,
  )
}
