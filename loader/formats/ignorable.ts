/** Files without clinical content, by their well-known names: what operating systems and media leave behind. */

const FOLDERS: Readonly<Record<string, string>> = {
  __MACOSX: 'macOS archive metadata',
  '.Spotlight-V100': 'macOS search index',
  '.Trashes': 'trash folder',
  '$RECYCLE.BIN': 'trash folder',
  RECYCLER: 'trash folder',
  'System Volume Information': 'Windows volume metadata',
  'lost+found': 'file system recovery folder',
}

/** `README.txt` is not among them: ransom notes are called so, and its wording must be looked at first. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^thumbs\.db$|^ehthumbs(_vista)?\.db$/i, 'Windows thumbnails'],
  [/^desktop\.ini$|^folder\.htt$/i, 'Windows folder settings'],
  [/^autorun\.inf$/i, 'autorun settings of a medium'],
  [/^\.ds_store$|^\._/i, 'macOS folder metadata'],
  [/^readme(\.md)?$/i, 'notes on the medium'],
  [/^ssmix(2)?idx.*|^ssmix2?.*\.(mdb|accdb|mdf|ldf|sqlite|db|dmp)$/i, 'SS-MIX2 index database'],
  [/\.(md5|sha1|sha256|sha512|sfv)$|^(md5|sha1|sha256|sha512)sums?(\.txt)?$/i, 'checksums'],
  [/^~\$|\.(lnk|url|tmp|lck|lock)$/i, 'temporary file or link'],
]

/** The reason why the file at this path (`/`-separated) has no clinical content; '' = it is not known to have none. */
export function ignorable(path: string): string {
  const parts = path.split('/')
  for (const folder of parts.slice(0, -1)) {
    const reason = Object.hasOwn(FOLDERS, folder) ? FOLDERS[folder] : undefined
    if (reason) return reason
  }
  const name = parts.at(-1) ?? ''
  return NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? ''
}
