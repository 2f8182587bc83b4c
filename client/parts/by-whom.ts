/** Who wrote something, and for which department. */
import type { Words } from '../language/ja.ts'

/**
 * `循環器内科 北川 直子`. A department of which the backup has the code alone is called a code, and stands behind: the writer often
 * carries the department's name.
 */
export function byWhom(
  words: Words,
  { department, author }: { readonly department: string; readonly author: string },
): string {
  if (!/^\d+$/.test(department)) return [department, author].filter((each) => each !== '').join(' ')
  const code = words.departmentCode(department)
  return author === '' ? code : author + words.inBrackets(code)
}
