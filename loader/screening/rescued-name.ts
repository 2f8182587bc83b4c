/**
 * Names that file systems and rescue programs give to what they find without its folder: chkdsk (`FOUND.000`, `FILE0007.CHK`), fsck
 * (`lost+found`), PhotoRec (`recup_dir.1`). Among such files are those that were deleted.
 */
const RESCUED = /(?:^|\/)(?:(?:found\.\d{3}|lost\+found|recup_dir\.\d+)\/|file\d{4}\.chk$)/i

/** What is said of the content of such a file, which its own bytes are no doubt of. */
export const RESCUED_DETAIL =
  'found outside its folders, under the name of a rescue program: whether it was deleted or replaced is not known'

export function isRescued(path: string): boolean {
  return RESCUED.test(path)
}
