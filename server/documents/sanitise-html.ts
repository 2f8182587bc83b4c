/** HTML of a backup is a hostile file: only structure, text and the document's own images come through. */
import sanitizeHtml from 'sanitize-html'
import { answersAsText } from '../../model/form-answers.ts'
import { markedBy } from '../../model/struck-markup.ts'
import { limitNesting } from './limit-nesting.ts'

/** Of our own, for html-page.ts: the document itself hides the element. */
export const HIDDEN_HERE = 'data-hidden'

/** Deeper markup is no document. */
const NESTING = 100

const TAGS = (
  'article aside section header footer main div p br hr span b strong i em u s strike del ins sub sup small big font center ' +
  'h1 h2 h3 h4 h5 h6 ul ol li dl dt dd pre code blockquote address time ruby rt rp ' +
  'table caption colgroup col thead tbody tfoot tr th td img'
).split(' ')

/** What may hold a drawing or another page. */
const NOT_SHOWN = /<(svg|canvas|object|embed|iframe|frame|applet|video|audio)(?=[\s/>])/gi
/** Pictures within the source itself; SVG is not one: it is a program. */
const INLINE_IMAGE = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*$/

const LENGTH = /^\d{1,4}(\.\d{1,2})?(px|pt|em|rem|%)$/
const COLOUR = /^(#[0-9a-f]{3,6}|[a-z]{3,20}|rgb\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*\))$/i
const STYLES = {
  color: [COLOUR],
  'background-color': [COLOUR],
  'text-align': [/^(left|right|center|justify)$/],
  'vertical-align': [/^(top|middle|bottom|baseline|sub|super)$/],
  'font-weight': [/^(bold|normal|[1-9]00)$/],
  'font-style': [/^(italic|normal)$/],
  'text-decoration': [/^(underline|line-through|none)$/],
  'white-space': [/^(pre|pre-wrap|pre-line|nowrap|normal)$/],
  width: [LENGTH],
  'margin-left': [LENGTH],
  'padding-left': [LENGTH],
}

/**
 * @param html decoded source
 * @param sheets the same document's attached style sheets
 * @param images data: URLs of the same document's attached images, by lower-case file name
 * @returns markup for a body; what was entered into a form stands as text; images neither attached nor within are replaced by their text; what the document's style
 * sheets strike out stays struck out, what they hide is shown and marked as hidden, all else of them goes
 */
export function sanitiseHtml(
  html: string,
  images: ReadonlyMap<string, string>,
  sheets: readonly string[],
): string {
  const isMarked = markedBy(html, sheets)
  return sanitizeHtml(limitNesting(answersAsText(withMissingNamed(html)), NESTING), {
    allowedTags: TAGS,
    allowedAttributes: {
      '*': ['style', 'lang', 'align', 'valign', HIDDEN_HERE],
      td: ['colspan', 'rowspan', 'width', 'nowrap'],
      th: ['colspan', 'rowspan', 'width', 'scope', 'nowrap'],
      col: ['span', 'width'],
      table: ['border', 'width', 'cellpadding', 'cellspacing'],
      img: ['src', 'alt', 'width', 'height'],
      font: ['color', 'size'],
      ol: ['start', 'type'],
    },
    allowedStyles: { '*': STYLES },
    allowedSchemes: [],
    allowedSchemesByTag: { img: ['data'] },
    allowProtocolRelative: false,
    // Dropped with their content; of every other tag the text stays.
    nonTextTags: ['script', 'style', 'title', 'option', 'noscript', 'template'],
    transformTags: {
      '*': (tagName, attribs) => {
        const { style = '', class: classes = '', id = '', hidden } = attribs
        const element = { name: tagName, id, classes, style, hidden: hidden !== undefined }
        // The document's own attribute of this name says nothing.
        const { [HIDDEN_HERE]: _, ...marked } = attribs
        if (isMarked.struck(element)) marked.style = `${style};text-decoration:line-through`
        if (isMarked.hidden(element)) marked[HIDDEN_HERE] = ''
        return { tagName, attribs: marked }
      },
      img: (_tag, attributes) => {
        const stated = attributes.src ?? ''
        const isInline = INLINE_IMAGE.test(stated)
        const name = /^\s*data:/i.test(stated) ? 'image' : fileNameOf(stated)
        const src = isInline ? stated : images.get(name)
        const alt = attributes.alt || name
        const attribs: sanitizeHtml.Attributes = src === undefined ? {} : { src, alt }
        return src === undefined
          ? { tagName: 'span', attribs, text: `[${alt}]` }
          : { tagName: 'img', attribs }
      },
    },
  })
}

/** A word in front of each thing that will be gone: a reader is told that something was there. */
function withMissingNamed(html: string): string {
  return html.replace(
    NOT_SHOWN,
    (tag, kind: string) => `<b>[表示できない内容 not shown: ${kind.toLowerCase()}]</b>${tag}`,
  )
}

/** Last part of a path, of either slash, in lower case. */
export function fileNameOf(path: string): string {
  const last = path.split(/[/\\]/).at(-1) ?? ''
  try {
    return decodeURIComponent(last).toLowerCase()
  } catch {
    return last.toLowerCase()
  }
}
