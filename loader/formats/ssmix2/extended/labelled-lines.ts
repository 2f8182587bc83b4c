/** What a document's lines state under a label: hospital systems print forms, `術式：胆嚢摘出術`. */

/** Lines of the shape `label：value` or, in a table, `label⇥value`; first one of a label counts. */
export function labelledLines(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const line of text.split('\n')) {
    const cells = line.split('\t')
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i] ?? ''
      const colon = /^([^:：]{1,24})[:：](.*)$/.exec(cell)
      const label = (colon?.[1] ?? cell).replace(/[\s【】[\]■●◆・]/g, '')
      const value = (colon?.[2]?.trim() || (cells[i + 1] ?? '')).trim().slice(0, 300)
      if (label !== '' && label.length <= 24 && value !== '' && !found.has(label)) {
        found.set(label, value)
      }
    }
  }
  return found
}

/** Value of the first of these labels that the document has; '' = none. */
export function firstOf(lines: ReadonlyMap<string, string>, labels: readonly string[]): string {
  return labels.map((label) => lines.get(label) ?? '').find((value) => value !== '') ?? ''
}
