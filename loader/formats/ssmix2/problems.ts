/** Diagnoses: PPR-01 `{ PRB [ZPR] [{ZPD}] [{ZI1}] [{ORC}] }`. HL7 v2.5 ch. 12, SS-MIX2 1.2 PPR^ZD1. */
import type { ProblemRecord } from '../../../model/records/problems.ts'
import type { Coded } from '../../../model/records/values.ts'
import {
  codedListOf,
  codedOf,
  firstComponentOf,
  repetitionsOf,
  requiredCodedOf,
  staffOf,
  timeOf,
} from './fields.ts'
import { notesIn } from './order-groups.ts'
import type { Reading } from './reading.ts'
import { type Segment, textOf } from './segment.ts'

/** Every PRB with the modifiers and the order that follow it. */
export function readProblems(reading: Reading): ProblemRecord[] {
  const groups: Group[] = []
  for (const segment of reading.message.segments) {
    const group = groups.at(-1)
    if (segment.name === 'PRB') groups.push({ prb: segment, zpr: null, orc: null, ntes: [] })
    else if (segment.name === 'ZPR' && group !== undefined) group.zpr ??= segment
    else if (segment.name === 'ORC' && group !== undefined) group.orc ??= segment
    else if (segment.name === 'NTE') group?.ntes.push(segment)
  }
  return groups.map((group) => problemFrom(reading, group))
}

interface Group {
  readonly prb: Segment
  zpr: Segment | null
  orc: Segment | null
  readonly ntes: Segment[]
}

function problemFrom(reading: Reading, { prb, zpr, orc, ntes }: Group): ProblemRecord {
  const prefixes = zpr === null ? [] : codedListOf(zpr, 1).map((coded) => coded.display)
  const suffixes = zpr === null ? [] : codedListOf(zpr, 3).map((coded) => coded.display)
  return {
    kind: 'problem',
    patientId: reading.patientId,
    instanceId: firstComponentOf(prb, 4),
    action: textOf(prb, 1),
    condition: conditionOf(prb, zpr),
    icd10: icd10Of(prb),
    prefixes,
    suffixes,
    suspected: isSuspected(codedOf(prb, 13)) || suffixes.some((word) => word.includes('疑い')),
    main: isMain(codedOf(prb, 18)),
    diagnosedAt: timeOf(prb, 7),
    onsetAt: timeOf(prb, 16),
    endedAt: timeOf(prb, 9) ?? timeOf(prb, 15),
    outcome: codedOf(prb, 14),
    department: orc === null ? null : codedOf(orc, 17),
    doctor: orc === null ? null : (staffOf(orc, 12) ?? staffOf(orc, 10)),
    note: notesIn(ntes),
  }
}

/** PRB-3; a sender that leaves it empty may name the disease in ZPR-2 only. */
function conditionOf(prb: Segment, zpr: Segment | null): Coded {
  const stated = codedOf(prb, 3)
  if (stated !== null) return stated
  return (zpr === null ? null : codedOf(zpr, 2)) ?? requiredCodedOf(prb, 3)
}

/** PRB-10: ICD-10 codes, several when one disease has two. The second triplet tells in- or out-patient. */
function icd10Of(prb: Segment): string {
  const { codec } = prb.message
  return repetitionsOf(prb, 10)
    .map((raw) => codec.components(raw).map((part) => codec.text(part)))
    .map((parts) => icd10In(parts, 0) ?? icd10In(parts, 3) ?? '')
    .filter((code) => code !== '')
    .join(' ')
}

function icd10In(parts: readonly string[], at: number): string | null {
  const [code = '', , system = ''] = parts.slice(at, at + 3)
  const isIcd = /^(?:I10|ICD)/i.test(system) || (system === '' && /^[A-Z]\d{2}/.test(code))
  return isIcd && code !== '' ? code : null
}

/** PRB-13, table JHSD0005: 1 suspected. */
function isSuspected(status: Coded | null): boolean {
  if (status === null) return false
  return /疑い(?!(?:は)?(?:な|無))/.test(status.display) || status.codings[0]?.code === '1'
}

/** PRB-18, table JHSD0007: whether it is the main diagnosis. */
function isMain(status: Coded | null): boolean {
  if (status === null) return false
  const { code = '', name = '' } = status.codings[0] ?? {}
  if (/^[1YM]$/.test(code) && !/[^ -~]/.test(name)) return true
  return /^主/.test(name) && !/以外|でない|ではない/.test(name)
}
