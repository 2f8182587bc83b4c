/** Allergy lists in all their states: present, explicitly none, changed, deleted, superseded, and no list at all. */
import { DAY, type Minute, SNAPSHOT } from './calendar.ts'
import type { Chart } from './chart.ts'
import type { Allergen, AllergyList } from './events.ts'

type Fact = Pick<Allergen, 'category' | 'code' | 'name' | 'system' | 'severity' | 'reaction'>

const PENICILLIN = fact(
  'DA',
  '100613101',
  'アンピシリンナトリウム・スルバクタムナトリウム',
  'HOT9',
  'SV',
  'アナフィラキシーショック（血圧低下、全身膨疹）',
)
const CEFAZOLIN = fact('DA', '100613204', 'セファゾリンナトリウム', 'HOT9', 'MO', '全身の発疹')
const CONTRAST = fact('DA', 'Y7219', 'ヨード造影剤', '99ALG', 'MO', '蕁麻疹、嘔気')
const FACTS: readonly Fact[] = [
  PENICILLIN,
  CEFAZOLIN,
  CONTRAST,
  fact(
    'DA',
    '100114901',
    'ロキソプロフェンナトリウム',
    'HOT9',
    'MO',
    '喘鳴（アスピリン喘息の疑い）',
  ),
  fact('DA', '100624102', 'レボフロキサシン', 'HOT9', 'MI', '嘔気、下痢'),
  fact('FA', '5A1002411023006', 'ソバ', 'JC10', 'SV', 'アナフィラキシー'),
  fact('FA', '5A1003101023006', '卵白', 'JC10', 'MI', '口唇のかゆみ'),
  fact('FA', '5A1003604023006', 'エビ', 'JC10', 'MO', '蕁麻疹'),
  fact('LA', '5A1002216023023', 'スギ', 'JC10', 'MI', '鼻汁、目のかゆみ'),
  fact('EA', 'Y8001', 'ラテックス', '99ALG', 'MO', '手指の発赤、腫脹'),
  fact('MC', 'Y9001', 'β遮断薬（気管支喘息のため禁忌）', '99ALG', '', '禁忌'),
]

/** Nothing that the courses give on the ward: no antibiotic, pain killer or beta blocker. */
function isHarmlessOnWard({ category, name }: Fact): boolean {
  return category !== 'MC' && (category !== 'DA' || name === CONTRAST.name)
}

/** Whether the chart tells of a reaction to contrast medium: such a patient gets plain CT. */
export function hasContrastAllergy(chart: Chart): boolean {
  return chart.allergyLists.some((list) =>
    list.entries.some((each) => each.name === CONTRAST.name && each.action !== 'D'),
  )
}

/** What a hospital writes when it asked and there was nothing. */
const NONE = fact('DA', '0000', 'アレルギーなし', '99ALG', '', '')

export type AllergyStory =
  | 'severe'
  | 'drawn'
  | 'drawn-mild'
  | 'none'
  | 'unknown'
  | 'changed'
  | 'superseded-only'

/** Adds the lists that the story asks for. `unknown` adds nothing: nobody ever asked. */
export function writeAllergies(chart: Chart, story: AllergyStory, since: Minute): void {
  const { random } = chart
  const put = (sentAt: Minute, flag: AllergyList['flag'], entries: readonly Allergen[]) =>
    chart.allergyLists.push({ sentAt, flag, entries })
  const first = since + 600
  switch (story) {
    case 'severe':
      put(first, '1', [
        { ...entry(PENICILLIN, first), onset: '20190611' },
        { ...entry(CONTRAST, first), onset: '202002' },
        { ...entry(FACTS[7] ?? CEFAZOLIN, first), onset: '', onsetText: '小学校低学年の頃' },
      ])
      return
    case 'none':
      put(first, '1', [entry(NONE, first)])
      return
    case 'drawn':
    case 'drawn-mild': {
      const list = story === 'drawn' ? FACTS : FACTS.filter(isHarmlessOnWard)
      const count = random.chance(0.25) ? 2 : 1
      const at = random.int(0, list.length - 1)
      const facts = Array.from(
        { length: count },
        (_, i) => list[(at + i * 4) % list.length] ?? NONE,
      )
      put(
        first,
        '1',
        facts.map((each) => entry(each, first)),
      )
      return
    }
    case 'changed': {
      const later = Math.min(first + 400 * DAY, SNAPSHOT - 30 * DAY)
      put(first, '2', [
        { ...entry(CEFAZOLIN, first), severity: 'MI' },
        entry(FACTS[4] ?? CEFAZOLIN, first),
      ])
      put(later, '1', [
        {
          ...entry(CEFAZOLIN, later),
          action: 'U',
          severity: 'SV',
          reaction: '再投与で全身の発疹と血圧低下',
        },
        { ...entry(FACTS[4] ?? CEFAZOLIN, later), action: 'D', reaction: '再評価でアレルギー否定' },
      ])
      return
    }
    case 'superseded-only':
      put(first, '2', [entry(CONTRAST, first)])
      return
    case 'unknown':
      return
  }
}

function fact(
  category: Fact['category'],
  code: string,
  name: string,
  system: string,
  severity: Fact['severity'],
  reaction: string,
): Fact {
  return { category, code, name, system, severity, reaction }
}

function entry(facts: Fact, at: Minute): Allergen {
  return { ...facts, action: 'A', onset: '', onsetText: '', reportedAt: at }
}
