/** Data type folders of the extended storage: local triplet empty, LOINC triplet behind. SS-MIX2 extended storage 1.2. */

export const DOCUMENT_TYPES = {
  progress: loinc('11506-3', '経過記録'),
  nursing: loinc('34746-8', '看護記録'),
  operation: loinc('11504-8', '手術記録'),
  anesthesia: loinc('59774-0', '麻酔記録'),
  summary: loinc('18842-5', '退院時サマリー'),
  referral: loinc('57133-1', '紹介状'),
  imaging: loinc('18748-4', '画像診断報告書'),
  pathology: loinc('11526-1', '病理報告書'),
  /** LOINC has 59284-0 for a consent document. */
  consent: loinc('59284-0', '同意書'),
  vitals: 'L-OBSERVATIONS^OBSERVATIONS^99ZL01^^^',
} as const

export type DocumentType = keyof typeof DOCUMENT_TYPES

function loinc(code: string, name: string): string {
  return `^${name}^^${code}^${name}^LN`
}

/** `['11506-3', '経過記録']`. */
export function codeAndName(type: DocumentType): readonly [code: string, name: string] {
  const parts = DOCUMENT_TYPES[type].split('^')
  return type === 'vitals' ? [parts[0] ?? '', parts[1] ?? ''] : [parts[3] ?? '', parts[4] ?? '']
}
