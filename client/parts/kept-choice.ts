/**
 * What a person chose for the look of this browser (language, theme) outlives a reload: a cookie that ends with the browser.
 * Only the words of a closed list are kept or read; nothing of a patient or a person can get in.
 */

/** The choice kept under this name; null when there is none or it is no longer one. */
export function keptChoice<Choice extends string>(
  name: string,
  choices: readonly Choice[],
): Choice | null {
  const prefix = `${cookieName(name)}=`
  const kept = document.cookie.split('; ').find((each) => each.startsWith(prefix))
  const value = kept?.slice(prefix.length)
  return choices.find((each) => each === value) ?? null
}

export function keepChoice(name: string, choice: string): void {
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that is served
  document.cookie = `${cookieName(name)}=${choice}; Path=/; SameSite=Strict${secure}`
}

function cookieName(name: string): string {
  return `sansho-${name}`
}
