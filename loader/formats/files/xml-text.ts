/**
 * Readable text and the head of an XML document; HL7 CDA Release 2 is understood, any other XML gives its text.
 *
 * Safe on hostile files: no entity but XML's own five and `nbsp` is ever expanded (neither external nor
 * internal ones), so there is nothing to fetch and nothing to multiply; nesting costs no stack.
 */
import { SaxesParser } from 'saxes'
import { MARK_WORDS } from '../../../model/struck-markup.ts'
import { tidyLines } from './html-text.ts'

export interface XmlDocument {
  /** Local name of the root element: `ClinicalDocument` for a CDA. */
  readonly root: string
  readonly text: string
  /** ClinicalDocument/title. */
  readonly title: string
  /** CDA code/@code of the document and its name, '' when absent. */
  readonly code: string
  readonly codeName: string
  /** HL7 TS texts as written, '' when absent. */
  readonly effectiveTime: string
  readonly serviceStart: string
  readonly serviceEnd: string
  readonly serviceName: string
  readonly authorId: string
  readonly authorName: string
  readonly performerId: string
  readonly performerName: string
  readonly custodian: string
  /** recordTarget/patientRole/id/@extension, each of them. */
  readonly patientIds: readonly string[]
  /** Sections with a title, in document order. */
  readonly sections: readonly { readonly title: string; readonly text: string }[]
  /** Entities that were not expanded, as written. */
  readonly entities: readonly string[]
}

export interface XmlDamage {
  readonly message: string
  /** Character at which reading stopped. */
  readonly position: number
  /** True when the document ends inside an element: it was cut. */
  readonly unclosed: boolean
}

export type XmlReading =
  | { readonly ok: true; readonly document: XmlDocument }
  | { readonly ok: false; readonly damage: XmlDamage }

/** Elements of CDA narrative (CDA R2 4.3.5) and of XHTML after which a reader sees a new line. */
const LINE_ENDS = new Set(
  'paragraph br item tr caption list table title text p div li h1 h2 h3 component section'.split(
    ' ',
  ),
)
const CELL_ENDS = new Set(['td', 'th'])
const MOST_ENTITIES_NAMED = 20
/** Elements of the CDA header that are read stand no deeper. */
const DEEPEST_HEAD = 9

/** Ends the reading at the first fault: what follows it means nothing. */
class NotWellFormed extends Error {}

/** `xml`: decoded characters. Errors are values. */
export function readXml(xml: string): XmlReading {
  const reader = new XmlReader()
  return reader.read(xml)
}

class XmlReader {
  private readonly path: string[] = []
  private readonly whole: string[] = []
  private readonly found = new Map<string, string>()
  private readonly patientIds: string[] = []
  private readonly entities: string[] = []
  private readonly sections: { title: string; text: string }[] = []
  /** Open sections, innermost last: their collected title and text. */
  private readonly open: { title: string[]; text: string[] }[] = []
  /** Children of the root that were read: of two authors, the first is named. */
  private readonly finished = new Set<string>()
  private root = ''
  private depthOfText = 0
  /** Depth of the element that is struck out, 0 = none is open. */
  private struckAt = 0
  private firstError: XmlDamage | null = null

  read(xml: string): XmlReading {
    const parser = new SaxesParser({ xmlns: false, position: true })
    parser.ENTITIES.nbsp = '\u00a0'
    parser.on('error', (error) => this.fail(error.message, parser.position))
    parser.on('opentag', (tag) => this.openTag(tag.name, tag.attributes))
    parser.on('closetag', (tag) => this.closeTag(tag.name))
    parser.on('text', (text) => this.characters(text))
    parser.on('cdata', (text) => this.characters(text))
    try {
      parser.write(xml).close()
    } catch (thrown) {
      if (!(thrown instanceof NotWellFormed)) throw thrown
    }
    if (this.firstError) return { ok: false, damage: this.firstError }
    return { ok: true, document: this.document() }
  }

  private fail(message: string, position: number): void {
    const entity = /undefined entity/.test(message)
    if (entity) {
      if (this.entities.length < MOST_ENTITIES_NAMED) this.entities.push(`character ${position}`)
      return
    }
    const unclosed = /unclosed (tag|root)|unexpected end|document must contain a root/.test(message)
    this.firstError ??= { message: message.replace(/^[\d:]+\s*/, ''), position, unclosed }
    throw new NotWellFormed(message)
  }

  private openTag(name: string, attributes: Record<string, string>): void {
    const local = localName(name)
    if (this.path.length === 0) this.root = local
    this.path.push(local)
    this.beginStruck(local, attributes)
    if (local === 'section') this.open.push({ title: [], text: [] })
    if (local === 'text') this.depthOfText++
    if (local === 'br') this.write('\n')
    // 10³ must not read as 103.
    if (local === 'sup' && this.depthOfText > 0) this.write('^')
    this.keepAttributes(local, attributes)
  }

  /** CDA R2 4.3.5.2, `content/@revised`: what a revision of the document took out. */
  private beginStruck(local: string, { revised }: Record<string, string>): void {
    if (this.depthOfText === 0 || this.struckAt > 0) return
    if (local !== 'content' || revised !== 'delete') return
    this.struckAt = this.path.length
    this.write(MARK_WORDS.struck.open)
  }

  private closeTag(name: string): void {
    const local = localName(name)
    if (this.path.length === this.struckAt) {
      this.struckAt = 0
      this.write(MARK_WORDS.struck.close)
    }
    if (LINE_ENDS.has(local)) this.write('\n')
    else if (CELL_ENDS.has(local)) this.write('\t')
    else if (this.root !== 'ClinicalDocument') this.write('\n')
    if (local === 'text') this.depthOfText--
    if (this.path.length === 2) this.finished.add(local)
    this.path.pop()
    if (local === 'section') this.closeSection()
  }

  private closeSection(): void {
    const section = this.open.pop()
    if (!section) return
    const title = tidyLines(section.title.join(''))
    this.sections.push({ title, text: tidyLines(section.text.join('')) })
  }

  private characters(text: string): void {
    if (this.root !== 'ClinicalDocument') {
      this.whole.push(text)
      return
    }
    const parent = this.path.at(-1) ?? ''
    const section = this.open.at(-1)
    if (section && parent === 'title' && this.path.at(-2) === 'section') {
      section.title.push(text)
      this.whole.push(text)
    } else if (section && this.depthOfText > 0) {
      section.text.push(text)
      this.whole.push(text)
    } else this.keepHeadText(text)
  }

  private write(text: string): void {
    if (this.root !== 'ClinicalDocument' || this.open.length > 0) this.whole.push(text)
    if (this.depthOfText > 0) this.open.at(-1)?.text.push(text)
  }

  private keepAttributes(local: string, attributes: Record<string, string>): void {
    if (this.path.length > DEEPEST_HEAD) return
    const at = this.path.slice(1).join('/')
    if (at === 'recordTarget/patientRole/id' && attributes.extension !== undefined) {
      this.patientIds.push(attributes.extension)
    }
    if (this.finished.has(this.path[1] ?? '')) return
    const value = attributes.value ?? attributes.extension ?? attributes.code
    if (value !== undefined) this.keep(at, value)
    if (local === 'code') this.keep(`${at}@displayName`, attributes.displayName ?? '')
  }

  /** Text of the CDA header, by element path below the root; names are kept whole. */
  private keepHeadText(text: string): void {
    if (text.trim() === '' || this.open.length > 0 || this.path.length > DEEPEST_HEAD) return
    if (this.finished.has(this.path[1] ?? '')) return
    const nameAt = this.path.lastIndexOf('name')
    const at = this.path.slice(1, nameAt < 0 ? undefined : nameAt + 1).join('/')
    const before = this.found.get(at)
    this.found.set(at, before === undefined ? text.trim() : `${before} ${text.trim()}`)
  }

  private keep(at: string, value: string): void {
    if (!this.found.has(at) && value !== '') this.found.set(at, value)
  }

  private document(): XmlDocument {
    const get = (...paths: string[]) =>
      paths.map((path) => this.found.get(path) ?? '').find((value) => value !== '') ?? ''
    const author = 'author/assignedAuthor'
    const service = 'documentationOf/serviceEvent'
    return {
      root: this.root,
      text: tidyLines(this.whole.join('')),
      title: this.root === 'ClinicalDocument' ? get('title') : '',
      code: get('code'),
      codeName: get('code@displayName'),
      effectiveTime: get('effectiveTime'),
      serviceStart: get(`${service}/effectiveTime/low`, `${service}/effectiveTime`),
      serviceEnd: get(`${service}/effectiveTime/high`),
      serviceName: get(`${service}/code@displayName`),
      authorId: get(`${author}/id`),
      authorName: get(`${author}/assignedPerson/name`, `${author}/representedOrganization/name`),
      performerId: get(`${service}/performer/assignedEntity/id`),
      performerName: get(`${service}/performer/assignedEntity/assignedPerson/name`),
      custodian: get('custodian/assignedCustodian/representedCustodianOrganization/name'),
      patientIds: this.patientIds,
      sections: this.sections.filter((section) => section.title !== ''),
      entities: this.entities,
    }
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
