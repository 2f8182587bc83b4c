/**
 * The results that are looked for first, whatever the section: potassium before anything else.
 * Analytes by JLAC10 (日本臨床検査医学会 臨床検査項目分類コード 第10回改訂): analyte (5), identification (4), material (3), method (3), result (2).
 */
import { isJlac10 } from './lab-sections.ts'

interface EverydayLab {
  readonly analytes: readonly string[]
  /** Codes of a panel that has one analyte code for many results: analyte and the last two figures. */
  readonly inPanel?: readonly [analyte: string, result: string]
  /** How hospitals without a standard code write it. */
  readonly names: readonly string[]
}

/** In the order they are read. */
const EVERYDAY_LABS: readonly EverydayLab[] = [
  { analytes: ['3H015'], names: ['K', 'カリウム'] },
  { analytes: ['3H010'], names: ['NA', 'ナトリウム'] },
  { analytes: ['3H020'], names: ['CL', 'クロール'] },
  { analytes: ['3C015'], names: ['CRE', 'CR', 'クレアチニン'] },
  { analytes: ['3C025'], names: ['BUN', 'UN', '尿素窒素'] },
  { analytes: ['8A065'], names: ['EGFR', '推算GFR'] },
  { analytes: ['3D010'], names: ['GLU', 'グルコース', '血糖'] },
  { analytes: ['5C070'], names: ['CRP'] },
  { analytes: ['2A030'], inPanel: ['2A990', '53'], names: ['HB', 'HGB', 'ヘモグロビン'] },
  { analytes: ['2A010'], inPanel: ['2A990', '52'], names: ['WBC', '白血球', '白血球数'] },
  { analytes: ['2A050'], inPanel: ['2A990', '55'], names: ['PLT', '血小板', '血小板数'] },
  { analytes: ['3B035'], names: ['AST', 'AST(GOT)'] },
  { analytes: ['3B045'], names: ['ALT', 'ALT(GPT)'] },
  { analytes: ['3J010'], names: ['T-BIL', '総ビリルビン'] },
  { analytes: ['3A015'], names: ['ALB', 'アルブミン'] },
  { analytes: [], inPanel: ['2B030', '57'], names: ['PT-INR'] },
]

/** Materials that are blood, plasma or serum: the same analyte in urine is another question. */
const BLOOD = /^0(1[789]|2\d)/

/** Place of an item among the everyday ones, from 0; all others share the place after the last. */
export function everydayPlace(item: {
  readonly code: string
  readonly name: string
  readonly specimen: string
}): number {
  const at = EVERYDAY_LABS.findIndex((lab) =>
    isJlac10(item.code) ? hasCode(lab, item.code) : hasName(lab, item.name, item.specimen),
  )
  return at < 0 ? EVERYDAY_LABS.length : at
}

function hasCode(lab: EverydayLab, code: string): boolean {
  const analyte = code.slice(0, 5)
  const material = code.slice(9, 12)
  if (material !== '' && !BLOOD.test(material)) return false
  if (lab.analytes.includes(analyte)) return true
  return lab.inPanel?.[0] === analyte && lab.inPanel[1] === code.slice(15, 17)
}

function hasName(lab: EverydayLab, name: string, specimen: string): boolean {
  return !specimen.includes('尿') && lab.names.includes(name.normalize('NFKC').toUpperCase())
}
