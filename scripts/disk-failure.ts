/** What to do when a disk could not be written: the system's and SQLite's own words tell an operator nothing of it. */
import type { Bilingual, Language } from './verb.ts'

type Remedy = readonly [RegExp, Bilingual]

const REMEDIES: readonly Remedy[] = [
  [
    /^(?:ENOSPC|EDQUOT|SQLITE_FULL)$/,
    {
      ja: 'ディスクの空きがありません。空けてから（データの置き場所なら sansho generations prune --keep 2 で古い世代を消せます。USB ディスクならもっと大きいものに）、もう一度実行してください。',
      en: 'The disk is full: free some space (in the data directory sansho generations prune --keep 2 removes old generations; of USB disks take a larger one), then run it again.',
    },
  ],
  [
    /^(?:EROFS|SQLITE_READONLY)/,
    {
      ja: 'ディスクが書き込みできません（読み取り専用）。確認してから（mount、dmesg）、もう一度実行してください。',
      en: 'The disk is read-only: look at it (mount, dmesg), then run it again.',
    },
  ],
  [
    // SQLite says no more where it can't make its files beside the database.
    /^(?:EIO$|SQLITE_IOERR|SQLITE_CANTOPEN)/,
    {
      ja: '書き込めません。空き（df -h）、読み取り専用（mount）、故障（dmesg）、持ち主（ls -l）を確認してください。古い世代を消すなら sansho generations prune --keep 2。',
      en: 'It could not be written: is the disk full (df -h), read-only (mount) or failing (dmesg), are the files another user’s (ls -l)? sansho generations prune --keep 2 removes old generations.',
    },
  ],
]

/** A sentence for an error that comes of a disk, itself or by one of its causes; '' for any other. */
export function diskRemedy(error: Error, language: Language): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code = '' } = at as NodeJS.ErrnoException
    const found = REMEDIES.find(([codes]) => codes.test(code))
    if (found !== undefined) return found[1][language]
  }
  return ''
}
