/**
 * What a person may be called on screens, badges and lists, and in what is printed of the access log: 100 characters at most; no line breaks
 * or other control characters, and no marks that turn the direction of what stands around them (Unicode Standard 16, 23.1; UAX 9): a name with
 * those reads as another person's, or moves the words beside it.
 */
const LONGEST = 100
const MISLEADING =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u

export function isDisplayName(text: string): boolean {
  return text.trim() !== '' && text.length <= LONGEST && !MISLEADING.test(text)
}
