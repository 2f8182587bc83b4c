/** The difference between two generations as lines for people. */
import type {
  Change,
  GenerationDifference,
  Loss,
  PatientChange,
} from '../loader/generations/difference.ts'
import type { Language } from './verb.ts'

/** Patients named in each list; --json has up to a thousand. */
const SHOWN = 30

const KIND_WORDS: Readonly<Record<string, Record<Language, string>>> = {
  demographics: { ja: '患者基本情報', en: 'demographics' },
  allergy: { ja: 'アレルギー', en: 'allergies' },
  problem: { ja: '病名', en: 'problems' },
  medicationOrder: { ja: '処方・注射', en: 'medication orders' },
  administration: { ja: '投与実施', en: 'administrations' },
  dispense: { ja: '調剤', en: 'medicines dispensed' },
  observationGroup: { ja: '検査・観察', en: 'groups of results' },
  order: { ja: 'オーダ', en: 'orders' },
  procedure: { ja: '手術・処置', en: 'procedures' },
  encounterEvent: { ja: '入退院・受診', en: 'encounter events' },
  document: { ja: '文書', en: 'documents' },
  imageStudy: { ja: '画像検査', en: 'image studies' },
}

export function differenceText(found: GenerationDifference, language: Language): string {
  const ja = language === 'ja'
  const { patients } = found
  const lines = [
    `${found.from} → ${found.to}`,
    ja
      ? `患者 ${arrow(patients)}　消えた ${patients.lost} 人、新しい ${patients.new} 人、減った ${patients.fewer} 人`
      : `patients ${arrow(patients)}: ${patients.lost} lost, ${patients.new} new, ${patients.fewer} with less`,
    ...found.lostSources.map((label) =>
      ja ? `なくなった媒体: ${label}` : `source no longer there: ${label}`,
    ),
    ...found.newSources.map((label) => (ja ? `新しい媒体: ${label}` : `new source: ${label}`)),
    '',
    ja ? '記録（有効なもの）' : 'valid records',
    ...found.kinds.map((each) => `  ${kindWords(each.kind, language)}: ${arrow(each)}`),
    '',
    ja ? '取り込んだファイル（種別）' : 'loaded files by data type',
    ...found.dataTypes.map((each) => `  ${each.dataType} ${each[language]}: ${arrow(each)}`),
    ...patientLines(
      found.lostPatients,
      patients.lost,
      ja ? '消えた患者' : 'patients lost',
      language,
    ),
    ...patientLines(
      found.fewer,
      patients.fewer,
      ja ? '減った患者' : 'patients with less',
      language,
    ),
    ...patientLines(found.newPatients, patients.new, ja ? '新しい患者' : 'new patients', language),
  ]
  return `${lines.map(visible).join('\n')}\n`
}

/** `12 patients`, `every allergy (30)` … */
export function lossWords({ what, name, before }: Loss, language: Language): string {
  const ja = language === 'ja'
  switch (what) {
    case 'patients':
      return ja ? `患者 ${before} 人` : `${before} patient${before === 1 ? '' : 's'}`
    case 'kind':
      return ja
        ? `${kindWords(name, language)}のすべて（${before} 件）`
        : `all ${kindWords(name, language)} (${before})`
    case 'dataType':
      return ja ? `種別 ${name} のすべて（${before} 件）` : `all of ${name} (${before} files)`
    case 'source':
      return ja ? `媒体「${name}」` : `source "${name}"`
    case 'comparison':
      return ja ? `比較できません（${name}）` : `cannot be compared (${name})`
  }
}

function kindWords(kind: string, language: Language): string {
  return KIND_WORDS[kind]?.[language] ?? kind
}

function arrow({ before, after }: Change): string {
  const by = after - before
  return by === 0 ? `${before}` : `${before} → ${after} (${by > 0 ? '+' : ''}${by})`
}

function patientLines(
  patients: readonly PatientChange[],
  count: number,
  heading: string,
  language: Language,
): string[] {
  if (count === 0) return []
  const shown = patients.slice(0, SHOWN)
  const rest = count - shown.length
  return [
    '',
    `${heading} (${count})`,
    ...shown.map(({ patientId, name, kinds }) => {
      const parts = kinds.map((each) => `${kindWords(each.kind, language)} ${arrow(each)}`)
      return `  ${patientId} ${name}  ${parts.join(', ')}`
    }),
    ...(rest > 0
      ? [language === 'ja' ? `  ほか ${rest} 人（--json）` : `  ${rest} more (--json)`]
      : []),
  ]
}

/** Names are the medium's: control characters must not reach the terminal. */
function visible(line: string): string {
  return line.replace(/\p{Cc}/gu, (ch) => `\\x${ch.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
