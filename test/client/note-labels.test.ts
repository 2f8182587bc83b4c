import { expect, test } from 'vitest'
import { noteIn } from '../../model/codes/note-labels.ts'

test.each([
  ['理由: Asthma', 'reason: Asthma'],
  [
    '理由: 胸痛\n部位: 左腕\nas the source says: 理由',
    'reason: 胸痛\nsite: 左腕\nas the source says: 理由',
  ],
  ['他の製品への変更: 不可', 'substitution: not allowed'],
  ['持参薬・服用中', 'taken, as reported'],
  ['予防接種\nLot 1\n2回目（全3回）', 'vaccination\nLot 1\nno. 2 of 3'],
  ['3回目', 'no. 3'],
  ['constructor: 1', 'constructor: 1'],
  ['実施なし: 発熱', '実施なし: 発熱'],
  ['', ''],
])('"%s" is told to readers of English as "%s", and stays as it is for others', (note, english) => {
  expect(noteIn('en', note)).toBe(english)
  expect(noteIn('ja', note)).toBe(note)
})
