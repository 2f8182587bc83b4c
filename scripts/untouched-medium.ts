/** The backup medium is evidence: nothing may be written into it, not even by a data directory that was named wrongly. */
import fs from 'node:fs'
import path from 'node:path'
import { isOnServer } from '../loader/sources/source.ts'
import { type Language, WrongUse } from './verb.ts'

/**
 * @param dataDirectory need not exist yet
 * @throws WrongUse when the data directory is a medium's folder or lies in it
 */
export function refuseDataInMedium(
  media: readonly { readonly location: string }[],
  dataDirectory: string,
  language: Language,
): void {
  for (const { location } of media) {
    if (isOnServer(location)) continue
    if (!liesIn(dataDirectory, fs.realpathSync(location))) continue
    throw new WrongUse(
      language === 'ja'
        ? `データの置き場所 ${dataDirectory} が媒体 ${location} の中にあります。媒体には書き込みません。--data で別の場所を指定してください`
        : `the data directory ${dataDirectory} lies in the medium ${location}, which is never written to; name another place with --data`,
    )
  }
}

/** Whether a place, which need not exist yet, is a folder or lies in it, every link followed. */
export function liesIn(place: string, folder: string): boolean {
  const within = path.relative(realPlace(folder), realPlace(place))
  return within.split(path.sep)[0] !== '..' && !path.isAbsolute(within)
}

/** The place with every link followed, as far as it exists. */
function realPlace(place: string): string {
  if (fs.existsSync(place) || path.dirname(place) === place) return fs.realpathSync(place)
  return path.join(realPlace(path.dirname(place)), path.basename(place))
}
