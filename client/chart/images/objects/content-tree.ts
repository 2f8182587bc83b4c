/** The content tree of a structured report (PS3.3 C.17.3), every item with its name, value and unit. */
import type { DataSet } from 'dicom-parser'
import { items, numbers, text } from '../../../../model/dicom-pixels/element-values.ts'
import { type DicomWords, dicomWords, readableTime } from './dicom-words.ts'

export interface ContentItem {
  readonly type: string
  /** Concept Name; '' = none. */
  readonly name: string
  /** As it is written for people; '' for a container, and where the item has none. */
  readonly value: string
  /** SOP Instances it points at, with the frame where it names one (from 1). */
  readonly references: readonly Reference[]
  readonly children: readonly ContentItem[]
}

export interface Reference {
  readonly sopInstanceUid: string
  readonly frames: readonly number[]
}

export interface StructuredReport {
  readonly root: ContentItem
  /** Code of its title in DCM (PS3.16), '' = it has none. */
  readonly titleCode: string
  /** `COMPLETE`, `PARTIAL`; `VERIFIED`, `UNVERIFIED`; '' = not said. */
  readonly completion: string
  readonly verification: string
  readonly verifiedBy: readonly string[]
  readonly at: string
  /** The tree was deeper or longer than is shown. */
  readonly isCut: boolean
}

const DEPTH_LIMIT = 40
const ITEMS_LIMIT = 20_000

export function readReport(file: DataSet): StructuredReport {
  const words = dicomWords(file)
  const bound = { left: ITEMS_LIMIT, isCut: false }
  const root = readItem(file, words, 0, bound)
  const title = items(file, 'x0040a043')[0]
  const observers = items(file, 'x0040a073').map((item) =>
    personName(words.text(item, 'x0040a075')),
  )
  return {
    root,
    titleCode: text(title, 'x00080102') === 'DCM' ? text(title, 'x00080100') : '',
    completion: text(file, 'x0040a491'),
    verification: text(file, 'x0040a493'),
    verifiedBy: observers.filter((name) => name !== ''),
    at: readableTime(text(file, 'x00080023') + text(file, 'x00080033')),
    isCut: bound.isCut,
  }
}

interface Bound {
  left: number
  isCut: boolean
}

function readItem(item: DataSet, words: DicomWords, depth: number, bound: Bound): ContentItem {
  const type = text(item, 'x0040a040')
  const own = items(item, 'x0040a730')
  if (depth >= DEPTH_LIMIT && own.length > 0) bound.isCut = true
  const children: ContentItem[] = []
  for (const child of depth < DEPTH_LIMIT ? own : []) {
    if (bound.left === 0) {
      bound.isCut = true
      break
    }
    bound.left -= 1
    children.push(readItem(child, words, depth + 1, bound))
  }
  return {
    type,
    name: words.code(item, 'x0040a043'),
    value: writtenValue(item, type, words),
    references: type === 'IMAGE' || type === 'COMPOSITE' ? referencesOf(item) : [],
    children,
  }
}

/** PS3.3 table C.17.3-7 and what it includes. */
function writtenValue(item: DataSet, type: string, words: DicomWords): string {
  switch (type) {
    case 'TEXT':
      return words.text(item, 'x0040a160')
    case 'CODE':
      return words.code(item, 'x0040a168')
    case 'NUM':
      return numberOf(item, words)
    case 'PNAME':
      return personName(words.text(item, 'x0040a123'))
    case 'DATETIME':
      return readableTime(text(item, 'x0040a120'))
    case 'DATE':
      return readableTime(text(item, 'x0040a121'))
    case 'TIME':
      return readableTime(text(item, 'x0040a122'))
    case 'UIDREF':
      return text(item, 'x0040a124')
    case 'SCOORD':
      return text(item, 'x00700023')
    default:
      return ''
  }
}

/** UCUM's code for what has no unit. */
const UNITY = '1'
const NO_UNIT = /^(1|no units?|unity|unitless|dimensionless)?$/i

/** Units whose UCUM code is not how anyone writes them; '' = no unit. */
const UCUM_AS_WRITTEN: Readonly<Record<string, string>> = {
  '{ratio}': '',
  "[hnsf'U]": 'HU',
  mm2: 'mm²',
  mm3: 'mm³',
  cm2: 'cm²',
  cm3: 'cm³',
  um: 'µm',
  '{H.B.}/min': '/min',
}

/** The number as it stands, its unit, and why there is none where it says so. */
function numberOf(item: DataSet, words: DicomWords): string {
  const measured = items(item, 'x0040a300')[0]
  const value = text(measured, 'x0040a30a')
  const unit = items(measured, 'x004008ea')[0]
  const unitText = unitOf(words.text(unit, 'x00080100'), words.text(unit, 'x00080104'))
  const qualifier = words.code(item, 'x0040a301')
  const withUnit = unitText === '' ? value : `${value} ${unitText}`
  return [value === '' ? '' : withUnit, qualifier].filter((part) => part !== '').join(' ')
}

/** Some writers code pixels and the like as unity, and tell in the meaning alone what is counted. */
function unitOf(coded: string, meaning: string): string {
  if (coded === UNITY) return NO_UNIT.test(meaning) ? '' : meaning
  return UCUM_AS_WRITTEN[coded] ?? (coded || meaning)
}

export function referencesOf(item: DataSet): Reference[] {
  return items(item, 'x00081199').map((reference) => ({
    sopInstanceUid: text(reference, 'x00081155'),
    frames: numbers(reference, 'x00081160'),
  }))
}

/** `Yamada^Taro=山田^太郎=…`: the ideographic group where there is one (PS3.5 6.2). */
function personName(value: string): string {
  const [alphabetic = '', ideographic = ''] = value.split('=')
  return (ideographic || alphabetic).replaceAll('^', ' ').trim()
}

/** Every reference in a tree, in its order: the images that a key object selection names. */
export function allReferences(item: ContentItem): Reference[] {
  return [...item.references, ...item.children.flatMap(allReferences)]
}
