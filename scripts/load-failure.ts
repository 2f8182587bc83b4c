/** Why a load failed or was refused, with what to do: the loader's error becomes the operator's sentence, and the error its cause. */
import os from 'node:os'
import { Explained, type Language, Refusal } from './verb.ts'

type Sentence = Readonly<Record<Language, string>>

/** @param dataDirectory absolute: where the load was writing */
export async function explained(
  error: Error,
  dataDirectory: string,
  language: Language,
): Promise<Error> {
  const refused = await refusal(error)
  if (refused !== null) return new Refusal(refused[language], { cause: error })
  const { PublishedUncertainly } = await import('../loader/generations/publish.ts')
  const { NothingToLoad } = await import('../loader/refused-media.ts')
  if (error instanceof NothingToLoad) return error
  const sentence =
    error instanceof PublishedUncertainly
      ? uncertain(dataDirectory)
      : (ofDisk(error, dataDirectory) ?? NOTHING_PUBLISHED)
  return new Explained(sentence[language], { cause: error })
}

async function refusal(error: Error): Promise<Sentence | null> {
  const { LoadInProgress } = await import('../loader/generations/building.ts')
  const { MediumRefused } = await import('../loader/refused-media.ts')
  const { BrokenSeal, UnreadableSeal } = await import('../loader/seal/medium-seal.ts')
  if (error instanceof LoadInProgress) {
    return {
      ja: '別の取込が動いています。終わるのを待つか、止めてから実行してください',
      en: 'another load is running; wait for it or stop it',
    }
  }
  if (error instanceof MediumRefused) {
    return {
      ja: 'この媒体は使用不可と判定しました。何も公開していません。別の媒体か古い媒体を探すか、承知のうえで --accept-damage "理由" を付けてください',
      en: 'this medium should not be used; nothing was published. Look for another or an older one, or say --accept-damage "WHY"',
    }
  }
  if (error instanceof BrokenSeal) {
    return {
      ja: '封印が正しくないため、何も公開していません。--seal なしなら取り込めます',
      en: 'the seal is broken; nothing was published. Without --seal the medium can still be loaded',
    }
  }
  if (error instanceof UnreadableSeal) {
    return {
      ja: '封印のファイルを読めないため、何も公開していません。--seal の場所を確かめてください',
      en: 'the seal cannot be read; nothing was published. Look at where --seal leads',
    }
  }
  return null
}

const NOTHING_PUBLISHED: Sentence = {
  ja: '何も公開していません',
  en: 'nothing was published',
}

function uncertain(data: string): Sentence {
  return {
    ja: `新しい世代に切り替えましたが、${data} のディスクが書き込みを確定できませんでした（入出力エラー）。ディスクを確認し（dmesg）、もう一度取り込むか、--data で別のディスクを指定してください`,
    en: `the new generation is served, but the disk of ${data} could not make it durable (input/output error). Check the disk (dmesg) and load again, or name another disk with --data`,
  }
}

/** Null: the file system is not the reason. The media's own failures are gaps and never end a load. */
function ofDisk(error: Error, data: string): Sentence | null {
  const { code = '', errno } = error as NodeJS.ErrnoException
  const is = (name: 'ENOSPC' | 'EDQUOT' | 'EROFS') =>
    code === name || (errno !== undefined && -errno === os.constants.errno[name])
  if (is('ENOSPC') || is('EDQUOT') || code === 'SQLITE_FULL') {
    return {
      ja: `${data} のディスクの空きが足りません。何も公開していません。古い世代を消すか（sansho generations prune）、--data で別のディスクを指定するか、画像の画素を複製せずに取り込んでください（--without-pixels）`,
      en: `the disk of ${data} is full; nothing was published. Remove old generations (sansho generations prune), name another disk with --data, or load the images without their pixels (--without-pixels)`,
    }
  }
  if (is('EROFS') || code.startsWith('SQLITE_READONLY')) {
    return {
      ja: `${data} のディスクは書き込みできません（読み取り専用）。何も公開していません。ディスクを確認するか、--data で別のディスクを指定してください`,
      en: `the disk of ${data} could not be written, it is read-only; nothing was published. Check the disk, or name another one with --data`,
    }
  }
  const isOfDisk = errno !== undefined || /^SQLITE_(IOERR|CANTOPEN|CORRUPT|NOTADB)/.test(code)
  if (!isOfDisk) return null
  return {
    ja: `${data} を読み書きできません（入出力エラー）。何も公開していません。ディスクを確認するか（dmesg）、--data で別のディスクを指定してください`,
    en: `${data} could not be read or written (input/output error); nothing was published. Check the disk (dmesg), or name another one with --data`,
  }
}
