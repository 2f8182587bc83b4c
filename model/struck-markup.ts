/**
 * Which elements of a document their author struck out, and which their author hid: programs that write records hide what does not apply,
 * and a reader who is given such text is told that the document does not show it.
 *
 * Struck out: by element (HTML Living Standard 4.5.5 `s`, 4.7.2 `del`, 16.2 `strike`), by their own style, or by a rule in the document's
 * own style sheet (CSS Text Decoration 3, `line-through`). Hidden: by attribute (HTML Living Standard 6.1), or likewise (CSS Display 3,
 * `display: none`; CSS Display 4, `visibility`).
 */
import { selectedBy, selectsAny, sheetsOf } from './style-sheets.ts'

const STRUCK_ELEMENTS: ReadonlySet<string> = new Set(['del', 's', 'strike'])
const LINE_THROUGH = /line-through/i
const INVISIBLE =
  /(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))(?![\w-])/i

/** Where it is not clear which elements a rule means, rather too much reads as struck out, and rather too little as hidden. */
const STRIKING = { declares: LINE_THROUGH, isExact: false }
const HIDING = { declares: INVISIBLE, isExact: true }

export type Mark = 'struck' | 'hidden'
export const MARKS: readonly Mark[] = ['struck', 'hidden']

/** Between what marked text stands where only characters can be shown. In both languages: it is part of the document's text. */
export const MARK_WORDS: Readonly<Record<Mark, { readonly open: string; readonly close: string }>> =
  {
    struck: { open: '[取消線 struck out: ', close: ']' },
    hidden: { open: '[原本では非表示 hidden in the original: ', close: ']' },
  }

/** An element as its tag has it. Names in lower case; '' = it has no such attribute. */
export interface MarkedElement {
  readonly name: string
  readonly id: string
  readonly classes: string
  readonly style: string
  /** It has the attribute `hidden`. */
  readonly hidden: boolean
}

/**
 * @param html the whole document with the style sheets in it
 * @param attached style sheets that lie beside it
 */
export function markedBy(
  html: string,
  attached: readonly string[] = [],
): Readonly<Record<Mark, (element: MarkedElement) => boolean>> {
  const sheets = [...sheetsOf(html), ...attached]
  const isStruck = selectedBy(sheets, STRIKING)
  const isHidden = selectedBy(sheets, HIDING)
  return {
    struck: (element) =>
      STRUCK_ELEMENTS.has(element.name) || LINE_THROUGH.test(element.style) || isStruck(element),
    hidden: (element) => element.hidden || INVISIBLE.test(element.style) || isHidden(element),
  }
}

/** Of a style sheet: what of a document's text it marks. */
export function marksOfSheet(css: string): Mark[] {
  return MARKS.filter((mark) => selectsAny(css, mark === 'struck' ? STRIKING : HIDING))
}
