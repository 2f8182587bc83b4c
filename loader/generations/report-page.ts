/** What pages for the file are made of: no script, no style from elsewhere. */

export const STYLE = `body{font:14px/1.5 sans-serif;margin:2rem;max-width:70rem}table{border-collapse:collapse;margin:.5rem 0 1.5rem}
th,td{border:1px solid #999;padding:.15rem .5rem;text-align:left;overflow-wrap:anywhere}tr{break-inside:avoid}h2{break-after:avoid}td.n{text-align:right;font-variant-numeric:tabular-nums}
.gap{font-weight:bold}`

const MEDIUM_WORDS = {
  clean: '健全 clean',
  'partly-damaged': '一部破損 partly damaged',
  'do-not-use': '使用不可 do not use',
} as const

/** The verdict on a medium. */
export function mediumWords(medium: keyof typeof MEDIUM_WORDS): string {
  return MEDIUM_WORDS[medium]
}

/** Cells that are numbers are set to the right; no rows are told as none, in words that say of what where no heading does. */
export function pageTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  none = 'なし none',
): string {
  if (rows.length === 0) return `<p>${pageText(none)}</p>`
  const cells = rows.map(
    (row) =>
      `<tr>${row.map((cell) => (typeof cell === 'number' ? `<td class="n">${cell}</td>` : `<td>${pageText(cell)}</td>`)).join('')}</tr>`,
  )
  return `<table><thead><tr>${head.map((cell) => `<th>${pageText(cell)}</th>`).join('')}</tr></thead><tbody>\n${cells.join('\n')}\n</tbody></table>`
}

/** Names come from a medium that may be hostile: markup and control characters become visible text. */
export function pageText(value: string): string {
  return value
    .replace(/[&<>"']/g, (ch) => `&#${ch.charCodeAt(0)};`)
    .replace(/\p{Cc}/gu, (ch) => `\\x${ch.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
