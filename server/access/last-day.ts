/** Until when an account is good that is given a last day. */

/** The end of a day, by this machine's clock, as UTC. @returns null when it is no day */
export function endOfDay(text: string): string | null {
  const [, year, month, day] = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text.trim()) ?? []
  const end = new Date(Number(year), Number(month) - 1, Number(day), 23, 59, 59, 999)
  const isDay = end.getMonth() === Number(month) - 1 && end.getDate() === Number(day)
  return isDay ? end.toISOString() : null
}
