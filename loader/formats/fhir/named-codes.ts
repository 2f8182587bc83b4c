/**
 * Codes that sources send without a name and that nobody may have to look up: whether a patient is to be resuscitated. Names as
 * SNOMED CT (concept 304251008, its findings, and what else is said there), LOINC, ICD-10-CM and HL7 (consent categories) give them.
 */
import type { Coding } from '../../../model/records/values.ts'

const NAMES: readonly (readonly [system: RegExp, names: ReadonlyMap<string, string>])[] = [
  [
    /snomed\.info\/sct/,
    new Map([
      ['304251008', '蘇生の区分 / Resuscitation status'],
      ['304252001', '蘇生を行う / For resuscitation'],
      ['304253006', '蘇生を行わない / Not for resuscitation'],
      ['450475007', '心肺蘇生を行う / For attempted cardiopulmonary resuscitation'],
      ['450476008', '心肺蘇生を行わない / Not for attempted cardiopulmonary resuscitation'],
      ['103735009', '緩和ケア / Palliative care'],
    ]),
  ],
  [
    /loinc/,
    new Map([
      ['42348-3', '事前指示 / Advance directives'],
      ['75278-2', '事前指示の状態 / Advance directive status'],
      ['75320-2', '事前指示 / Advance directive'],
      ['81329-5', '心肺蘇生についての考え / Thoughts on resuscitation (CPR)'],
      [
        '81351-9',
        '蘇生を行わない指示（DNR・DNAR・AND）がある / DNR, DNAR or AND order is in place',
      ],
      ['100822-6', '心肺蘇生の指示 / Cardiopulmonary resuscitation orders'],
      ['LA33470-8', 'CPR を行う / Yes CPR'],
      ['LA33471-6', 'CPR を行わない / No CPR: Do Not Attempt Resuscitation'],
    ]),
  ],
  [/icd-?10/i, new Map([['Z66', '蘇生を行わない / Do not resuscitate']])],
  [
    /consentcategorycodes/,
    new Map([
      ['acd', '事前指示 / Advance Directive'],
      ['dnr', '蘇生を行わない / Do Not Resuscitate'],
      ['hcd', '医療についての事前指示 / Health Care Directive'],
      ['polst', '生命維持治療の指示 / POLST'],
    ]),
  ],
]

/** Answer tables of the specific health checkup (特定健診情報ファイル仕様): `1` is "−" in one and "あり" in another. */
const ANSWERS = /1\.2\.392\.200119\.6\.2\d{3}$/

/** The code as it came, with its name behind it where it is one of these. An answer's alone must not read as an amount. */
export function codeInWords({ code, system }: Coding): string {
  if (ANSWERS.test(system)) return answerInWords(code)
  const name = NAMES.find(([pattern]) => pattern.test(system))?.[1].get(code)
  return name === undefined ? code : `${code}（${name}）`
}

/** An answer of which only the code is known. */
export function answerInWords(code: string): string {
  return `回答コード ${code}（意味の記載なし）`
}
