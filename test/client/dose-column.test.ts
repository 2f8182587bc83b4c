/** What the dose column says where the source told no dose as a number of its own. */
import { expect, test } from 'vitest'
import { doseText } from '../../client/chart/medications/rp.ts'
import { en } from '../../client/language/en.ts'
import { ja } from '../../client/language/ja.ts'

const saysOf = (usage: string, perDay = '', dose = '') =>
  doseText({ usage: [usage], perDay }, { role: '', drug: '薬', dose, unit: '錠' }, ja).text

test.each([
  ['１日３回　毎食後　７錠（４錠－２錠－１錠）', '用法欄を参照'],
  ['Take 2 puffs every 4 hours', '用法欄を参照'],
  ['朝 20mg 夕 10mg', '用法欄を参照'],
  ['1日3回毎食後 7日分', '不明'],
  ['1日2回 2 × per day 1回30分 30 min each', '不明'],
  ['4～6時間に1回 1 × per 4～6 h', '不明'],
  ['', '不明'],
])('%s: %s', (usage, says) => {
  expect(saysOf(usage)).toBe(says)
})

test('a dose of its own stands as it came; the amount of a day stands beside it', () => {
  expect(saysOf('朝 2錠', '', '1.0')).toBe('1.0 錠')
  expect(saysOf('毎食後', '7 錠')).toBe('用法欄を参照')
  const other = { role: '', drug: 'x', dose: '', unit: '' }
  expect(doseText({ usage: ['Take 1 tablet'], perDay: '' }, other, en).text).toBe('see usage')
})
