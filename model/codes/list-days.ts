/** The spans of lists around as-of that can be chosen, in days. */
export const LIST_DAYS = [1, 3, 7] as const
