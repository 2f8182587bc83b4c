/** What `sansho audit` tells people. */
import type { HashedRow } from '../server/audit/entry.ts'
import type { Fault, Verdict } from '../server/audit/verify.ts'
import type { Language } from './verb.ts'

/** @param place the file or folder that was verified */
export function verdictText(verdict: Verdict, language: Language, place: string): string {
  const { whole, entries, checkpoints, unsealed, faults, faultCount } = verdict
  const more = faultCount - faults.length
  const lines =
    language === 'ja'
      ? [
          whole
            ? `アクセス記録は完全です: ${place}`
            : `アクセス記録は完全ではありません（${faultCount} か所）: ${place}`,
          ...faults.map((fault) => `  ${japanese(fault)}`),
          ...(more > 0 ? [`  ほか ${more} か所`] : []),
          `記録 ${entries} 件、署名された区切り ${checkpoints} 件、最後の区切りより後 ${unsealed} 件`,
        ]
      : [
          whole
            ? `The access log is whole: ${place}`
            : `The access log is NOT whole (${faultCount} faults): ${place}`,
          ...faults.map((fault) => `  ${english(fault)}`),
          ...(more > 0 ? [`  and ${more} more`] : []),
          `${entries} entries, ${checkpoints} signed checkpoints, ${unsealed} entries after the last of them`,
        ]
  return `${lines.join('\n')}\n`
}

/** For paper: signed and dated by whoever prints it. */
export function headText(head: HashedRow | null, publicKey: string, language: Language): string {
  const ja = language === 'ja'
  if (head === null) return ja ? '記録はまだありません\n' : 'the log has no entry yet\n'
  const { sequence, hash, at, utcOffset } = head
  const names = ja
    ? ['番号', 'ハッシュ', '時刻(UTC)', '時差', '公開鍵', '控え']
    : ['sequence', 'hash', 'time (UTC)', 'offset', 'public key', 'witness']
  const values = [String(sequence), hash, at, utcOffset, publicKey, `${sequence}:${hash}`]
  return `${names.map((name, i) => `${name}: ${values[i]}`).join('\n')}\n`
}

function japanese({ kind, sequence, last, detail }: Fault): string {
  const range = sequence === last ? `${sequence}` : `${sequence}～${last}`
  const words: Record<Fault['kind'], string> = {
    changed: `記録 ${range}: 内容が書き換えられたか、足された記録です`,
    missing: `記録 ${range}: ありません（消された）`,
    misplaced: `記録 ${range}: あるはずのない位置にあります`,
    checkpoint: `記録 ${range}: 署名された区切りがないか、署名が合いません（これより前が書き換えられた）`,
    witness: `記録 ${range}: 控えのハッシュと違います（この記録かそれより前が書き換えられた）`,
    truncated: `記録 ${range}: ありません（控えより後ろが切り取られた）`,
    file: `記録 ${range} より後: ファイルが壊れているか改変されています（${detail}）`,
  }
  return words[kind]
}

function english({ kind, sequence, last, detail }: Fault): string {
  const range = sequence === last ? `entry ${sequence}` : `entries ${sequence} to ${last}`
  const words: Record<Fault['kind'], string> = {
    changed: `${range}: was changed, or was not written by the log`,
    missing: `${range}: missing (removed)`,
    misplaced: `${range}: stands where its number does not belong`,
    checkpoint: `${range}: no signed checkpoint, or a signature that does not hold: something before it was rewritten`,
    witness: `${range}: another hash than the witness has: this entry or one before it was rewritten`,
    truncated: `${range}: missing (the tail was cut off)`,
    file: `after ${range}: the file is damaged or altered (${detail})`,
  }
  return words[kind]
}
