/** `sansho verify`: proves, offline, that a generation is what was published, and that media still hold what it was made of. */
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { MediumDifference } from '../../loader/seal/verify-medium.ts'
import { MEDIUM_HELP, MEDIUM_OPTIONS, sourcesOf } from '../medium-argument.ts'
import { EXIT, type ExitCode, type Language, type Verb } from '../verb.ts'

/** Differences shown; --json has all. */
const SHOWN = 50

const HELP_JA = `
使い方: sansho verify [--generation 世代] [--medium 媒体]… [--key 指紋] [--data フォルダ] [--json]

  世代が公開したときのままか（署名、データベース・報告書・文書と画像のハッシュ、件数の一致）を、
  通信なしに確かめます。--medium を付けると、媒体を読み直し、取込時の台帳（manifest）と
  1バイトも違わないかも確かめます。何も書き込みません。

  --generation 世代  ID またはその一部。既定: current（参照中の世代）
  --medium 媒体   取込時と同じ名前を付けてください（例: --medium ehr=/media/a）。複数指定できます。
${MEDIUM_HELP.ja}
  --key 指紋      公開したはずの鍵（封印や世代の確認で表示される16桁）。既定: この装置の鍵。別の鍵で署名し直した
                  世代は相違とします。ほかの装置から写した世代には、その装置の鍵を示してください
  --data フォルダ データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var
  --json          1件のJSON: {"generation","key","sound","faults":[…],"media":[…]}

終了コード: 0 一致、1 相違あり（どこが違うかを表示）または失敗、2 使い方の誤り`

const HELP_EN = `
Use: sansho verify [--generation ID] [--medium MEDIUM]… [--key FINGERPRINT] [--data DIR] [--json]

  Proves, offline, that a generation is what was published: its signature, the hashes of its databases,
  reports, documents and images, and that their counts agree. With --medium it reads the medium again and
  proves that it still holds, byte for byte, what the manifest says. Writes nothing.

  --generation ID the id or a part of it. Default: current (the one that is served)
  --medium MEDIUM labelled as in the load (--medium ehr=/media/a). May be several.
${MEDIUM_HELP.en}
  --key FINGERPRINT
                  of the key that must have sealed it (16 digits, as seal and verify show them). Default: this
                  installation's. A generation sealed anew with another key is a fault. For one that was copied
                  from another installation, say that one's.
  --data DIR      where data lies. Default: the environment's SANSHO_DATA, else ./var
  --json          one object: {"generation","key","sound","faults":[…],"media":[…]}

Exit codes: 0 everything agrees, 1 something differs (and is named) or failed, 2 wrong use`

export const verify: Verb = {
  name: 'verify',
  summary: {
    ja: '世代と媒体が取込時のままかを確かめる',
    en: 'proves that a generation, and the medium it came from, are unaltered',
  },
  help: { ja: HELP_JA, en: HELP_EN },
  async run(args, language): Promise<ExitCode> {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...MEDIUM_OPTIONS,
        generation: { type: 'string', default: 'current' },
        medium: { type: 'string', multiple: true, default: [] },
        key: { type: 'string' },
        data: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    const { generationsFolder, resolveGeneration } = await import(
      '../../loader/generations/place.ts'
    )
    const { findFaults, keyFaults, sealedBy, trustedKey } = await import(
      '../../loader/generations/verify-generation.ts'
    )
    const data = values.data ?? process.env.SANSHO_DATA ?? 'var'
    const trusted = trustedKey(data, values.key)
    const generations = generationsFolder(data)
    const generation = resolveGeneration(generations, values.generation)
    const folder = path.join(generations, generation)
    const sources =
      values.medium.length === 0 ? [] : await sourcesOf(values.medium, values, language)
    const faults = [...keyFaults(folder, trusted), ...findFaults(folder, 'everything')]
    const key = sealedBy(folder)
    const { verifyMedia } = await import('../../loader/seal/verify-medium.ts')
    const media =
      sources.length === 0 ? [] : await verifyMedia(folder, sources, new AbortController().signal)
    const sound = faults.length === 0 && media.length === 0
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ generation, key, sound, faults, media })}\n`
        : describe(
            { generation, key, isCompared: trusted !== '' },
            faults,
            media,
            sources.length,
            language,
          ),
    )
    return sound ? EXIT.done : EXIT.failed
  },
}

function describe(
  { generation, key, isCompared }: { generation: string; key: string; isCompared: boolean },
  faults: readonly string[],
  media: readonly MediumDifference[],
  asked: number,
  language: Language,
): string {
  const ja = language === 'ja'
  const rest = media.length - SHOWN
  const lines = [
    faults.length === 0
      ? ja
        ? `世代 ${generation} は公開したときのままです。`
        : `Generation ${generation} is what was published.`
      : ja
        ? `世代 ${generation} は公開したときと違います:`
        : `Generation ${generation} is NOT what was published:`,
    ...faults.map((fault) => `  ${fault}`),
    ...(key === '' || faults.length > 0 ? [] : [keyLine(key, isCompared, language)]),
    ...(asked === 0
      ? []
      : media.length === 0
        ? [ja ? '媒体は取込時のままです。' : 'The media hold what was loaded.']
        : [
            ja
              ? `媒体が取込時と違います（${media.length} 件）:`
              : `The media differ (${media.length}):`,
          ]),
    ...media.slice(0, SHOWN).map((each) => `  ${each.difference}  ${each.source}: ${each.path}`),
    ...(rest > 0 ? [ja ? `  ほか ${rest} 件（--json）` : `  ${rest} more (--json)`] : []),
  ]
  const visible = (line: string) =>
    line.replace(/\p{Cc}/gu, (ch) => `\\x${ch.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return `${lines.map(visible).join('\n')}\n`
}

function keyLine(key: string, isCompared: boolean, language: Language): string {
  if (isCompared) return language === 'ja' ? `鍵: ${key}` : `Key: ${key}`
  return language === 'ja'
    ? `鍵: ${key}（比べる鍵がこの装置にありません。控えと比べるか --key で示してください）`
    : `Key: ${key} (this installation has none to compare with: look on paper, or say --key)`
}
