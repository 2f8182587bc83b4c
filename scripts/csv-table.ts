/** Lists as Excel in Japanese reads and writes them: CSV (RFC 4180), read in UTF-8 or Shift_JIS, written in UTF-8 with a BOM. */

/** Rows of cells; quoted fields may hold commas, line ends and doubled quotes. */
export function readCsv(bytes: Uint8Array): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const [, quoted, plain, end] of decode(bytes).matchAll(
    /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|\n|\r|$)/g,
  )) {
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // "CSV" in Excel's list of kinds is Shift_JIS (code page 932); only "CSV UTF-8" is UTF-8.
    return new TextDecoder('shift_jis').decode(bytes)
  }
}

/** Without the BOM Excel takes UTF-8 for Shift_JIS. A cell that would be a formula is led by an apostrophe. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => row.map(cell).join(','))
  return `\ufeff${lines.join('\r\n')}\r\n`
}

function cell(text: string): string {
  const inert = /^[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}
