/** The rules of a document's style sheets that declare one thing, found without a style engine: CSS Syntax 3, Selectors 4. */

/** What a rule is matched against. Names in lower case; '' = there is no such attribute. */
export interface StyledElement {
  readonly name: string
  readonly id: string
  readonly classes: string
}

/** Rules lie no deeper in each other. */
const DEEPEST = 16

interface Rule {
  readonly name: string
  readonly id: string
  readonly classes: readonly string[]
}

/** The style sheets that stand in an HTML document. */
export function* sheetsOf(html: string): Generator<string> {
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

export interface Wanted {
  /** What the declarations of a rule must match. */
  readonly declares: RegExp
  /**
   * The last part of a selector is looked at alone. Where a selector asks for more than its element, id and class, then false = more elements
   * are taken for selected, true = none of them.
   */
  readonly isExact: boolean
}

/** @returns whether a rule of these sheets that declares it selects an element on a screen that nobody points at. */
export function selectedBy(
  sheets: readonly string[],
  wanted: Wanted,
): (element: StyledElement) => boolean {
  const rules = sheets.flatMap((css) => rulesOf(css, wanted))
  return ({ name, id, classes }) => {
    if (rules.length === 0) return false
    const own = classes.split(/\s+/)
    return rules.some(
      (rule) =>
        (rule.name === '' || rule.name === name) &&
        (rule.id === '' || rule.id === id) &&
        rule.classes.every((each) => own.includes(each)),
    )
  }
}

/** Whether a style sheet has any such rule. */
export function selectsAny(css: string, wanted: Wanted): boolean {
  return rulesOf(css, wanted).length > 0
}

function rulesOf(css: string, { declares, isExact }: Wanted): Rule[] {
  if (!declares.test(css)) return []
  const rules: Rule[] = []
  /** What stands before each brace that is open. */
  const open: string[] = []
  let from = 0
  const text = css.replaceAll(/\/\*[\s\S]*?(?:\*\/|$)/g, ' ')
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    const before = text.slice(from, index)
    from = index + 1
    if (brace === '{') {
      open.push(before.slice(before.lastIndexOf(';') + 1).trim())
      continue
    }
    const selectors = open.pop() ?? ''
    if (!declares.test(before) || open.length > DEEPEST || !open.every(isOfScreen)) continue
    rules.push(...selectedIn(selectors, isExact))
  }
  return rules
}

/** Anything around a rule but a medium that is no screen: CSS Conditional 3. */
function isOfScreen(around: string): boolean {
  return !/^@media/i.test(around) || !/\b(?:print|speech)\b/i.test(around)
}

function selectedIn(selectors: string, isExact: boolean): Rule[] {
  return selectors.split(',').flatMap((selector) => {
    const parts = selector.trim().split(/[\s>+~]+/)
    const last = parts.at(-1) ?? ''
    if (/:(?:hover|focus|active|:?before|:?after)/i.test(last)) return []
    if (isExact && (/[:[]/.test(last) || (parts.length > 1 && !/[.#]/.test(last)))) return []
    const name = /^[a-z][a-z0-9]*/i.exec(last)?.[0].toLowerCase() ?? ''
    const id = /#([\w\u0080-\uffff-]+)/.exec(last)?.[1] ?? ''
    const classes = last.match(/\.[\w\u0080-\uffff-]+/g)?.map((each) => each.slice(1)) ?? []
    return name === '' && id === '' && classes.length === 0 ? [] : [{ name, id, classes }]
  })
}
