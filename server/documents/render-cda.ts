/**
 * HL7 CDA R2 and other XML as readable markup. For CDA the title and the narrative blocks (CDA R2 4.3.5
 * "Section Narrative Block") are drawn; any other XML becomes its elements and their text, indented.
 *
 * Guarantees: no entity but XML's own five and `nbsp`, no external reference is followed, every text is escaped.
 */
import { type SaxesAttributeNS, SaxesParser } from 'saxes'
import { meaningOf } from '../../model/codes/meaning.ts'
import { escapeHtml } from './html-page.ts'

/** Narrative element → HTML element. Others inside a narrative block keep their text only. */
const NARRATIVE: Readonly<Record<string, string>> = {
  paragraph: 'p',
  content: 'span',
  list: 'ul',
  item: 'li',
  caption: 'b',
  table: 'table',
  thead: 'thead',
  tbody: 'tbody',
  tfoot: 'tfoot',
  tr: 'tr',
  th: 'th',
  td: 'td',
  sub: 'sub',
  sup: 'sup',
  footnote: 'small',
}
/** CDA R2 4.3.5.2, `content/@revised`: what a revision of the document took out, and what it put in. */
const REVISED: Readonly<Record<string, string>> = { delete: 'del', insert: 'ins' }
/** CDA R2 4.3.5.11, `styleCode`: how the author set words apart. */
const STYLES: Readonly<Record<string, string>> = {
  Bold: 'b',
  Italics: 'i',
  Underline: 'u',
  Emphasis: 'em',
}
const SPANS = ['colspan', 'rowspan']
/** Deeper markup is no document. */
const NESTING = 200

/** The HTML element for one of the narrative; undefined = only its text stays. */
function drawnAs(name: string, said: (attribute: string) => string): string | undefined {
  if (name === 'list' && said('listType') === 'ordered') return 'ol'
  if (name !== 'content') return meaningOf(NARRATIVE, name)
  const styles = said('styleCode').split(/\s+/)
  const style = styles.map((each) => meaningOf(STYLES, each)).find((each) => each !== undefined)
  return meaningOf(REVISED, said('revised')) ?? style ?? meaningOf(NARRATIVE, name)
}

/** The document could not be read as XML. */
export class NotXml extends Error {}

/**
 * @param xml decoded source
 * @returns markup for a body
 * @throws NotXml when the text is not well-formed; the caller shows it as plain text then
 */
export function renderXml(xml: string): string {
  const parser = new SaxesParser({ xmlns: true, fragment: false })
  const page = new Page()
  let error: Error | null = null
  parser.ENTITIES.nbsp = '\u00a0'
  parser.on('error', (found) => {
    // It stays as it is written: the rest of the document is to be read.
    if (!/undefined entity/.test(found.message)) error ??= found
  })
  parser.on('opentag', (tag) => page.open(tag.local, tag.attributes))
  parser.on('text', (text) => page.text(text))
  parser.on('cdata', (text) => page.text(text))
  parser.on('closetag', () => page.close())
  // An XML declaration may name another encoding than the text has by now.
  parser.write(xml.replace(/^\ufeff/, '')).close()
  if (error !== null) throw new NotXml('the document is not well-formed', { cause: error })
  return page.html()
}

/** Gathers both readings of the document at once; which one is wanted is known at the end. */
class Page {
  readonly #path: string[] = []
  /** What each open element of a narrative block became, '' = only its text stays. */
  readonly #drawn: string[] = []
  readonly #narrative: string[] = []
  readonly #outline: string[] = []
  /** Open sections: how many entries each has, and whether people can read anything in it. */
  readonly #sections: { entries: number; isTold: boolean }[] = []
  #isCda = false
  #isTold = false
  #line = ''

  open(name: string, attributes: Readonly<Record<string, SaxesAttributeNS>>): void {
    if (this.#path.length >= NESTING) throw new NotXml('nested too deeply')
    if (this.#path.length === 0) this.#isCda = name === 'ClinicalDocument'
    const inNarrative = this.#inNarrative()
    this.#path.push(name)
    this.#flush()
    if (name === 'section') this.#sections.push({ entries: 0, isTold: false })
    const section = this.#sections.at(-1)
    if (name === 'entry' && section !== undefined) section.entries++
    if (inNarrative) this.#openNarrative(name, attributes)
    else if (this.#isTitle()) this.#narrative.push(this.#isSectionTitle() ? '<h2>' : '<h1>')
  }

  text(text: string): void {
    this.#line += text
    if (!this.#inNarrative() && !this.#isTitle()) return
    this.#narrative.push(escapeHtml(text))
    if (text.trim() === '') return
    this.#isTold = true
    const section = this.#sections.at(-1)
    if (section !== undefined && this.#inNarrative()) section.isTold = true
  }

  close(): void {
    this.#flush()
    if (this.#isTitle()) this.#narrative.push(this.#isSectionTitle() ? '</h2>' : '</h1>')
    if (this.#path.pop() === 'section') this.#closeSection()
    if (!this.#inNarrative()) return
    const tag = this.#drawn.pop() ?? ''
    if (tag !== '') this.#narrative.push(`</${tag}>`)
  }

  html(): string {
    const narrative = this.#narrative.join('').trim()
    return this.#isCda && this.#isTold ? narrative : this.#outline.join('\n')
  }

  /** Entries without a text are for machines: a reader of the document would see no more than a title, and take the section for empty. */
  #closeSection(): void {
    const section = this.#sections.pop()
    if (section === undefined || section.entries === 0 || section.isTold) return
    const { entries } = section
    this.#narrative.push(
      `<p>（本文なし no text: データ項目 ${entries} 件。読めたものはカルテの各欄に、読めなかったものは欠落の一覧にあります / ${entries} data entries, on the chart where they could be read, else among its gaps）</p>`,
    )
  }

  #openNarrative(name: string, attributes: Readonly<Record<string, SaxesAttributeNS>>): void {
    if (name === 'br') this.#narrative.push('<br>')
    const tag = drawnAs(name, (attribute) => attributes[attribute]?.value ?? '')
    this.#drawn.push(tag ?? '')
    if (tag === undefined) return
    const spans = SPANS.map((span) => [span, attributes[span]?.value ?? ''] as const)
      .filter(([, value]) => /^\d{1,3}$/.test(value))
      .map(([span, value]) => ` ${span}="${value}"`)
    this.#narrative.push(`<${tag}${spans.join('')}>`)
  }

  /** Inside `<text>` of a CDA section. */
  #inNarrative(): boolean {
    return this.#isCda && this.#path.includes('text') && this.#path.includes('section')
  }

  #isTitle(): boolean {
    return this.#isCda && this.#path.at(-1) === 'title' && !this.#inNarrative()
  }

  #isSectionTitle(): boolean {
    return this.#path.at(-2) === 'section'
  }

  #flush(): void {
    const text = this.#line.trim()
    this.#line = ''
    if (text === '') return
    const name = this.#path.at(-1) ?? ''
    const depth = Math.min(this.#path.length, 12)
    this.#outline.push(
      `<div style="margin-left:${depth}em"><b>${escapeHtml(name)}</b> ${escapeHtml(text)}</div>`,
    )
  }
}
