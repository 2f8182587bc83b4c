/**
 * What in the body may matter to a magnet or a surgeon, as far as names of procedures and problems tell.
 *
 * Not guaranteed: that all implants are found, or that one found is still in place. SS-MIX2 has no list of implants; whoever
 * reads this reads names, as they were written.
 */
import type { ImplantMention, ProblemRow, ProcedureRow } from '../../model/api/chart/problems.ts'

const WORDS = new RegExp(
  [
    'ペースメーカ|除細動器|刺激装置|植え?込|埋め?込|インプラント|シャント|ポート(留置|造設)|CVポート',
    '人工(.{0,3}(関節|骨頭)|弁|血管|内耳|耳小骨|水晶体|椎間板|硬膜|心臓)|眼内レンズ|ステント|グラフト',
    'コイル|クリッ(プ|ピング)|髄内釘|スクリュー|骨接合|内固定|メッシュ',
    'pacemaker|defibrillator|stimulator|implant|prosthe|arthroplasty|stent|graft|coil|clip(s|ping)?\\b|shunt',
  ].join('|'),
  'i',
)
/** ICD-10: presence of cardiac and vascular, of other functional, and of other implants and devices. */
const ICD10 = /^Z9[567]/

/** Procedures before problems, each in the order given; cancelled procedures and suspected problems are none. */
export function implantMentions(
  procedures: readonly ProcedureRow[],
  problems: readonly ProblemRow[],
): ImplantMention[] {
  const ofProcedures = procedures
    .filter(({ cancelled, name, note }) => !cancelled && speaksOfImplant(`${name} ${note}`))
    .map(({ name, startAt, document, documentTitle }) => ({
      ...{ text: name, from: 'procedure' as const, at: startAt, document, documentTitle },
    }))
  const ofProblems = problems
    .filter(
      ({ suspected, name, icd10 }) => !suspected && (ICD10.test(icd10) || speaksOfImplant(name)),
    )
    .map(({ name, diagnosedAt, onsetAt }) => ({
      ...{ text: name, from: 'problem' as const, document: '', documentTitle: '' },
      at: diagnosedAt.at === null && diagnosedAt.text === '' ? onsetAt : diagnosedAt,
    }))
  return [...ofProcedures, ...ofProblems]
}

function speaksOfImplant(name: string): boolean {
  return WORDS.test(name.normalize('NFKC'))
}
