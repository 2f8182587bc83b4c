/** Reads a birth date as people type it at a terminal. */

/** First year of each era less one: 明治 大正 昭和 平成 令和. */
const ERA_START: Readonly<Record<string, number>> = {
  M: 1867,
  T: 1911,
  S: 1925,
  H: 1988,
  R: 2018,
  明: 1867,
  大: 1911,
  昭: 1925,
  平: 1988,
  令: 2018,
}

const COMPACT = /^(\d{4})(\d{2})(\d{2})$/
const SEPARATED = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/
const ERA_SEPARATED =
  /^([MTSHR]|明治?|大正?|昭和?|平成?|令和?)(\d{1,2}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/
const ERA_COMPACT = /^([MTSHR])(\d{2})(\d{2})(\d{2})$/

/**
 * `19700101`, `1970-01-01`, `1970/1/1`, `1970年1月1日`, `S45.1.1`, `S45/01/01`, `S450101`, `昭和45年1月1日`,
 * `R元年5月1日`, in any width. The era's own bounds are not held against the typist (昭和64年5月1日 is read).
 * @returns `YYYY-MM-DD`, or null when the text is no calendar day.
 */
export function readBirthDate(text: string): string | null {
  const folded = text
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[‐‑‒–—―−]/g, '-')
    .toUpperCase()
  const western = COMPACT.exec(folded) ?? SEPARATED.exec(folded)
  if (western !== null) return asDay(Number(western[1]), western[2], western[3])
  const era = ERA_SEPARATED.exec(folded) ?? ERA_COMPACT.exec(folded)
  if (era === null) return null
  const start = ERA_START[(era[1] ?? '').charAt(0)]
  const year = era[2] === '元' ? 1 : Number(era[2])
  return start === undefined || year === 0 ? null : asDay(start + year, era[3], era[4])
}

function asDay(year: number, month = '', day = ''): string | null {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const instant = new Date(`${text}T00:00:00Z`)
  const exists = !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text)
  return exists && year >= 1868 ? text : null
}
