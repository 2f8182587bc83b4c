/**
 * What was ticked, chosen and typed into the fields of an HTML form, as text in their place: records are often saved as the page
 * that they were entered on, and an answer that is lost is no answer (HTML Living Standard 4.10.5 `input`, 4.10.7 `select`).
 */

/** Fields whose value a reader of the page does not see. */
const UNSEEN = new Set(['hidden', 'password', 'file', 'button', 'submit', 'reset', 'image'])
const FIELD = /<(input|select)(?=[\s/>])/gi
/** A quote that is not closed within this many characters is none. */
const LONGEST_VALUE = 20_000
const OPTION = /<option(?=[\s/>])/gi

/**
 * @param html markup of any kind; what comes back is as hostile as it was
 * @returns the same with the fields' answers in place of the fields: ☑ ☐ of boxes, ◉ ○ of one among several, what a list has chosen
 */
export function answersAsText(html: string): string {
  const pieces: string[] = []
  let done = 0
  FIELD.lastIndex = 0
  for (let found = FIELD.exec(html); found !== null; found = FIELD.exec(html)) {
    const end = endOfTag(html, found.index)
    // A tag that never ends is no field: a document that is cut there says so elsewhere.
    if (end < 0) continue
    pieces.push(html.slice(done, found.index))
    const tag = html.slice(found.index, end)
    done = end
    if (found[1]?.toLowerCase() === 'input') pieces.push(answerOf(tag))
    else {
      done = endOfList(html, end)
      pieces.push(` ${chosenIn(tag, html.slice(end, done))} `)
    }
    FIELD.lastIndex = done
  }
  pieces.push(html.slice(done))
  return pieces.join('')
}

function answerOf(tag: string): string {
  const type = valueOfAttribute(tag, 'type')?.toLowerCase() ?? 'text'
  const isOn = valueOfAttribute(tag, 'checked') !== null
  if (type === 'checkbox') return isOn ? '☑' : '☐'
  if (type === 'radio') return isOn ? '◉' : '○'
  return UNSEEN.has(type) ? '' : ` ${inert(valueOfAttribute(tag, 'value') ?? '')} `
}

/** The texts of the chosen options. A list of one line in which nothing was chosen shows its first. */
function chosenIn(tag: string, content: string): string {
  const starts = [...content.matchAll(OPTION)].map(({ index }) => index)
  const options = starts.flatMap((start, at) => {
    const opened = endOfTag(content, start)
    if (opened < 0) return []
    const text = content.slice(opened, starts[at + 1] ?? content.length)
    return { text, isChosen: valueOfAttribute(content.slice(start, opened), 'selected') !== null }
  })
  const chosen = options.filter(({ isChosen }) => isChosen)
  const isOpen =
    valueOfAttribute(tag, 'multiple') !== null || Number(valueOfAttribute(tag, 'size') ?? 0) > 1
  const shown = chosen.length > 0 || isOpen ? chosen : options.slice(0, 1)
  return shown.map(({ text }) => inert(text.replace(/<[^<>]*>/g, '').trim())).join(', ')
}

/** Entities stay as they are; nothing of it can be a tag. */
function inert(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Behind the `>` of the tag; one inside a quoted value ends nothing, unless the quote is never closed. -1 = it never ends. */
function endOfTag(html: string, start: number): number {
  const stops = /[<>"']/g
  stops.lastIndex = start + 1
  for (let stop = stops.exec(html); stop !== null; stop = stops.exec(html)) {
    const [ch] = stop
    if (ch === '>') return stops.lastIndex
    if (ch === '<') return -1
    const closing = html.slice(stops.lastIndex, stops.lastIndex + LONGEST_VALUE).indexOf(ch)
    if (closing >= 0) stops.lastIndex += closing + 1
  }
  return -1
}

function endOfList(html: string, start: number): number {
  const close = /<\/select|<select(?=[\s/>])/gi
  close.lastIndex = start
  return close.exec(html)?.index ?? html.length
}

/** '' for an attribute without a value, null where it is absent. */
function valueOfAttribute(tag: string, name: string): string | null {
  const attributes = /[\s/"']([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]*)))?(?=[\s/>"'])/gi
  for (const [, found = '', ...values] of tag.matchAll(attributes)) {
    if (found.toLowerCase() === name) return values.find((value) => value !== undefined) ?? ''
  }
  return null
}
