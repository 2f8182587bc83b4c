/**
 * 検査区分 by the first characters of a JLAC10 code (日本臨床検査医学会 臨床検査項目分類コード 第10回改訂, 分析物コード:
 * figure = class, letter = subclass; 8A065 = 推算GFR, read beside creatinine). Keys stand in `LabItem.section`, in the order reports are read.
 */
export const LAB_SECTIONS = {
  hematology: { ja: '血液学', en: 'Haematology', prefixes: ['2A', '2C', '2Z'] },
  coagulation: { ja: '凝固・線溶', en: 'Coagulation', prefixes: ['2B'] },
  chemistry: { ja: '生化学', en: 'Chemistry', prefixes: ['3', '8A065'] },
  endocrinology: { ja: '内分泌', en: 'Endocrinology', prefixes: ['4'] },
  immunology: { ja: '免疫・感染症', en: 'Immunology', prefixes: ['5'] },
  urine: { ja: '尿・便・体液', en: 'Urine, stool, fluids', prefixes: ['1'] },
  microbiology: { ja: '微生物', en: 'Microbiology', prefixes: ['6'] },
  pathology: { ja: '病理', en: 'Pathology', prefixes: ['7'] },
  molecular: { ja: '遺伝子・染色体', en: 'Genetics', prefixes: ['8B', '8C'] },
  other: { ja: 'その他', en: 'Other', prefixes: ['8'] },
  physiology: { ja: '生体・生理', en: 'Physiology', prefixes: ['9'] },
} as const satisfies Readonly<
  Record<string, { ja: string; en: string; prefixes: readonly string[] }>
>
export type LabSection = keyof typeof LAB_SECTIONS

/** Whether a code has the shape of a JLAC10 code: analyte (5), identification (4), material (3) … */
export function isJlac10(code: string): boolean {
  return /^[1-9][A-Z]\d{3}/.test(code)
}

/** Section of a JLAC10 code; null when the code is of another kind. */
export function labSectionOf(jlac10: string): LabSection | null {
  if (!isJlac10(jlac10)) return null
  for (const [section, { prefixes }] of Object.entries(LAB_SECTIONS)) {
    if (prefixes.some((prefix) => jlac10.startsWith(prefix))) return section as LabSection
  }
  return null
}
