/** What a user name is: letters and digits of any script, `.`, `_` and `-`; 64 at most. As the source of a regular expression, for HTML too. */
export const USER_NAME_PATTERN = '[\\p{L}\\p{N}._\\-]{1,64}'
export const USER_NAME = new RegExp(`^${USER_NAME_PATTERN}$`, 'u')
