/**
 * Which elements of a document their author struck out: by element (HTML Living Standard 4.5.5 `s`, 4.7.2 `del`, 16.2
 * `strike`), by their own style, or by a rule in the document's own style sheet (CSS Text Decoration 3, `line-through`).
 */

const STRUCK_ELEMENTS: ReadonlySet<string> = new Set(['del', 's', 'strike'])
const LINE_THROUGH = /line-through/i
const CLASS = /\.[\w\u0080-\uffff-]+/g
const UNDER_THE_POINTER = /:(?:hover|focus|active)/i
/** What a struck text stands between where only characters can be shown. In both languages: it is part of the document's text. */
export const STRUCK_OPEN = '[取消線 struck out: '
export const STRUCK_CLOSE = ']'

/** Whether an element is struck out. Names in lower case; '' = it has no such attribute. */
export type IsStruck = (element: string, style: string, classes: string) => boolean

/**
 * @param html the whole document with the style sheets in it
 * @param attached style sheets that lie beside it
 */
export function struckBy(html: string, attached: readonly string[] = []): IsStruck {
  const within = LINE_THROUGH.test(html) ? sheetsOf(html) : []
  const rules = [...within, ...attached].flatMap(rulesOf)
  return (element, style, classes) => {
    if (STRUCK_ELEMENTS.has(element) || LINE_THROUGH.test(style)) return true
    if (rules.length === 0) return false
    const own = classes.split(/\s+/)
    return rules.some(
      (rule) =>
        (rule.element === '' || rule.element === element) &&
        rule.classes.every((each) => own.includes(each)),
    )
  }
}

interface Rule {
  readonly element: string
  readonly classes: readonly string[]
}

/** The last part of each selector that strikes: where it asks for more than element and class, more is struck, not less. */
function rulesOf(css: string): Rule[] {
  const rules: Rule[] = []
  if (!LINE_THROUGH.test(css)) return rules
  for (const block of css.split('}')) {
    const open = block.lastIndexOf('{')
    if (open < 0 || !LINE_THROUGH.test(block.slice(open))) continue
    const selectors = block.slice(block.lastIndexOf('{', open - 1) + 1, open)
    for (const selector of selectors.split(',')) {
      const last =
        selector
          .trim()
          .split(/[\s>+~]+/)
          .at(-1) ?? ''
      if (UNDER_THE_POINTER.test(last)) continue
      const element = /^[a-z][a-z0-9]*/i.exec(last)?.[0].toLowerCase() ?? ''
      const classes = last.match(CLASS)?.map((each) => each.slice(1)) ?? []
      if (element !== '' || classes.length > 0) rules.push({ element, classes })
    }
  }
  return rules
}

function* sheetsOf(html: string): Generator<string> {
  const opening = /<style\b/gi
  for (let found = opening.exec(html); found !== null; found = opening.exec(html)) {
    const from = html.indexOf('>', found.index)
    if (from < 0) return
    const to = html.slice(from).search(/<\/style/i)
    const end = to < 0 ? html.length : from + to
    yield html.slice(from + 1, end)
    opening.lastIndex = end
  }
}
