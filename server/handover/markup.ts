/** Markup that is safe because every text in it was escaped when it was put in. Well-formed as XHTML too. */
import { escapeHtml } from '../documents/html-page.ts'

export interface Markup {
  readonly markup: string
}

type Value = Markup | string | number | readonly Markup[]

/** A template whose values are escaped unless they are markup already. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  const text = parts.map((part, at) => (at === 0 ? part : `${markupOf(values[at - 1])}${part}`))
  return { markup: text.join('') }
}

/** Markup that other code has made safe: sanitised documents. */
export function safe(markup: string): Markup {
  return { markup }
}

function markupOf(value: Value | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return escapeHtml(xmlText(value))
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('')
}

/** Without the control characters that XML 1.0 knows no way to write. */
function xmlText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is taken out
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
}

/** A table; `none` is the sentence for one without rows. */
export function table(
  heads: readonly string[],
  rows: readonly { readonly cells: readonly (Markup | string)[]; readonly isVoid?: boolean }[],
  none: string,
): Markup {
  if (rows.length === 0) return html`<p>${none}</p>`
  return html`<table><thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ cells, isVoid }) =>
      html`<tr${isVoid === true ? safe(' class="void"') : ''}>${cells.map(cellOf)}</tr>
`,
  )}</tbody></table>`
}

/** A date stays in one line. */
function cellOf(cell: Markup | string): Markup {
  const isDate = typeof cell === 'string' && /^\d{4}-\d{2}/.test(cell)
  return isDate ? html`<td class="when">${cell}</td>` : html`<td>${cell}</td>`
}
